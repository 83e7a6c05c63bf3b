-- One row per statement row to which a correction applies and item that says something, as it stands corrected. A part is not
-- corrected by itself: the item it belongs to is, and then an unreadable part is no doubt any more. A total that nobody corrected
-- follows the corrections of its items, unless it agrees better with them as corrected; a figure per person says nothing any more.
with applied as (
    select
        s.statement_id,
        c.item_code,
        c.corrected_fen,
        c.corrected_fen - c.delivered_fen as change_fen,
        items.is_blank_zero,
        items.component is not null or c.item_code = 'registered_count' as is_counted
    from derive_corrections as c
    inner join raw_statement_items as items on items.item_code = c.item_code
    inner join derive_corrected_statements as s
        on s.source_file = c.statement_file and s.source_sheet = c.statement_sheet and s.source_row = c.statement_row
    where c.status = 'applied'
),

lines as (
    select l.statement_id, l.item_code, l.text, l.amount_fen
    from clean_statement_lines as l
    inner join derive_corrected_statements as s on s.statement_id = l.statement_id
),

amounts as (
    select statement_id, item_code, amount_fen, cast(null as bigint) as change_fen from lines
    union all
    select statement_id, item_code, null, change_fen from applied
),

-- How often an item stands in a total: not at all, once, taken off
weights as (
    select
        totals.item_code as total_code,
        items.item_code,
        case
            when totals.item_code = 'stated_total_income' and items.sign = 1 then 1
            when totals.item_code = 'stated_transfer_income' and items.sign = 1 and items.component = 'transfer' then 1
            when totals.item_code = 'stated_total_expense' and items.sign = -1 then 1
            when totals.item_code = 'stated_transfer_paid' and items.sign = -1 and items.component = 'transfer' then 1
            when totals.item_code = 'stated_disposable_income' then items.sign
            when totals.item_code = 'stated_net_income' and (items.sign = 1 or items.component <> 'transfer') then items.sign
        end as weight
    from raw_statement_items as items
    cross join (select item_code from raw_statement_items where item_kind = 'total') as totals
    where items.component is not null
),

sums as (
    select
        amounts.statement_id,
        weights.total_code,
        cast(sum(weights.weight * coalesce(amounts.amount_fen, 0)) as bigint) as delivered_fen,
        cast(sum(weights.weight * coalesce(amounts.change_fen, 0)) as bigint) as change_fen
    from amounts
    inner join weights on weights.item_code = amounts.item_code and weights.weight <> 0
    group by amounts.statement_id, weights.total_code
)

select
    lines.statement_id,
    lines.item_code,
    case when whole.item_code is null then lines.text end as text,
    case
        when abs(lines.amount_fen - sums.delivered_fen) < abs(lines.amount_fen - sums.delivered_fen - sums.change_fen)
            then lines.amount_fen + sums.change_fen
        else lines.amount_fen
    end as amount_fen
from lines
inner join raw_statement_items as items on items.item_code = lines.item_code
left join applied as own on own.statement_id = lines.statement_id and own.item_code = lines.item_code
left join applied as whole on whole.statement_id = lines.statement_id and whole.item_code = items.part_of
left join sums on sums.statement_id = lines.statement_id and sums.total_code = lines.item_code
left join (select distinct statement_id from applied where is_counted) as counted on counted.statement_id = lines.statement_id
where own.item_code is null and (items.item_kind <> 'total_per_capita' or counted.statement_id is null)
union all
select statement_id, item_code, cast(null as string) as text, corrected_fen
from applied
where not is_blank_zero or corrected_fen <> 0
order by statement_id, item_code
