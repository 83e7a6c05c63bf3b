-- One row per filled correction, with what became of it. It is applied only to the very cell it names, and only if what
-- it says stood there still stands there, or a correction signed on an earlier day put it there, which it then replaces; two that
-- contradict each other are both left aside. One that names a head whom no delivery knows
-- in the household is about somebody else, and no item of income or outlay becomes negative by one.
with named as (
    select household_id, head_name as name
    from clean_income_statements
    union all
    select household_id, head_name
    from clean_households
    union all
    select household_id, name
    from clean_members
),

known as (
    select household_id, name
    from named
    where household_id in (select household_id from clean_corrections)
    group by household_id, name
),

placed as (
    select
        c.*,
        s.head_name is not null and c.head_name is not null and known.name is null as is_other_head,
        items.component is not null as is_summed,
        s.source_row is not null as is_found,
        s.month is not null as is_monthly,
        case
            when s.source_row is null then null
            when c.item_code = 'registered_count' then 100 * s.registered_count
            when c.item_code = 'resident_count' then 100 * s.resident_count
            when items.is_blank_zero and l.item_code is null then 0
            else l.amount_fen
        end as delivered_fen,
        case c.item_code
            when 'registered_count' then raw.registered_count
            when 'resident_count' then raw.resident_count
            when 'wage_income' then raw.wage_income  -- each amount
        end as delivered_text
    from clean_corrections as c
    left join clean_income_statements as s
        on s.source_file = c.statement_file and s.source_sheet = c.statement_sheet and s.source_row = c.statement_row
        and s.household_id = c.household_id and s.survey_year = c.survey_year
    left join known on known.household_id = c.household_id and known.name = c.head_name
    left join raw_statement_items as items on items.item_code = c.item_code
    left join clean_statement_lines as l
        on l.statement_id = s.statement_id and l.item_code = c.item_code
    left join raw_income_statements as raw
        on raw.source_file = s.source_file and raw.source_sheet = s.source_sheet and raw.source_row = s.source_row
    where c.corrected_text is not null
),

compared as (
    select
        *,
        case
            when delivered_fen is not null then stated_fen is not null and stated_fen = delivered_fen
            else coalesce(stated_text, delivered_text, '') = coalesce(delivered_text, '')
        end as is_current,
        corrected_fen is not null
        and (item_code not in ('registered_count', 'resident_count') or (corrected_fen >= 0 and corrected_fen % 100 = 0))
            as is_readable,
        reason is not null and signed_by is not null as is_signed
    from placed
),

judged as (
    select
        *,
        case
            when item_code is null then 'unknown_item'
            when not is_found then 'not_found'
            when is_other_head then 'other_head'
            when is_monthly then 'monthly'
            when is_summed and corrected_fen < 0 then 'negative'
            when not is_readable then 'unreadable'
            when not is_signed then 'unsigned'
            when is_date_impossible then 'date_impossible'
            when not is_current then 'stale'
            else 'valid'
        end as state
    from compared
),

-- A later correction of the same cell follows the one before it, where it says that this one's value stood there
timed as (
    select
        *,
        lag(corrected_fen) over (
            partition by state in ('valid', 'stale'), statement_file, statement_sheet, statement_row, item_code
            order by signed_on nulls last, source_file, source_sheet, source_row
        ) as before_fen,
        lag(signed_on) over (
            partition by state in ('valid', 'stale'), statement_file, statement_sheet, statement_row, item_code
            order by signed_on nulls last, source_file, source_sheet, source_row
        ) as before_signed_on
    from judged
),

followed as (
    select *, coalesce(state = 'stale' and stated_fen = before_fen and signed_on > before_signed_on, false) as is_next
    from timed
),

chained as (
    select
        *,
        is_next and cast(sum(case when state = 'stale' and not is_next then 1 else 0 end) over (
            partition by state in ('valid', 'stale'), statement_file, statement_sheet, statement_row, item_code
            order by signed_on nulls last, source_file, source_sheet, source_row
            rows between unbounded preceding and current row
        ) as bigint) = 0 as is_following
    from followed
),

cells as (
    select
        statement_file,
        statement_sheet,
        statement_row,
        item_code,
        count(distinct case when state = 'valid' then corrected_fen end) as value_count,
        max(case when is_following then signed_on end) as last_followed_on
    from chained
    where state = 'valid' or is_following
    group by statement_file, statement_sheet, statement_row, item_code
),

ranked as (
    select
        chained.*,
        cells.value_count,
        cells.last_followed_on,
        row_number() over (
            partition by
                chained.state, chained.statement_file, chained.statement_sheet, chained.statement_row, chained.item_code
            order by chained.source_file, chained.source_sheet, chained.source_row
        ) as position
    from chained
    left join cells
        on (chained.state = 'valid' or chained.is_following)
        and cells.statement_file = chained.statement_file
        and cells.statement_sheet = chained.statement_sheet
        and cells.statement_row = chained.statement_row
        and cells.item_code = chained.item_code
)

select
    survey_year, household_id, village_id, county_name, town_name, village_name, household_code, head_name, item_code,
    item_zh, stated_text, delivered_text, delivered_fen, corrected_text, corrected_fen,
    case
        when state <> 'valid' and not is_following then state
        when value_count > 1 then 'conflict'
        when signed_on < last_followed_on or (last_followed_on is not null and not is_following) then 'replaced'
        when position > 1 and not is_following then 'repeated'
        else 'applied'
    end as status,
    reason, evidence, signed_by, signed_text, finding_id, statement_file, statement_sheet, statement_row,
    source_file, source_sheet, source_row
from ranked
order by household_id, survey_year, item_code, source_file, source_sheet, source_row
