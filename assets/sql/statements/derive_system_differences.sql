-- One row per household, year and item of which village survey and provincial system (form B) give different figures,
-- whether or not both forms have the item; a null beside an amount is a cell that is blank (of a total) or unreadable. A blank
-- total beside a total of nothing is no difference.
with pairs as (
    select
        base.household_id, base.survey_year, base.registered_count, exports.registered_count as system_count,
        base.statement_id, exports.statement_id as system_statement_id
    from derive_base_statements as base
    inner join derive_first_exports as exports
        on exports.household_id = base.household_id and exports.survey_year = base.survey_year
    where base.form <> 'B'
),

lines as (
    select pairs.household_id, pairs.survey_year, l.item_code, 1 as survey_line, 0 as system_line, l.amount_fen
    from pairs
    inner join derive_base_lines as l on l.statement_id = pairs.statement_id
    union all
    select pairs.household_id, pairs.survey_year, l.item_code, 0, 1, l.amount_fen
    from pairs
    inner join clean_statement_lines as l on l.statement_id = pairs.system_statement_id
),

figures as (
    select
        lines.household_id, lines.survey_year, lines.item_code, items.item_zh, items.is_blank_zero,
        case
            when items.is_blank_zero and max(lines.survey_line) = 0 then 0
            else max(case when lines.survey_line = 1 then lines.amount_fen end)
        end as survey_fen,
        case
            when items.is_blank_zero and max(lines.system_line) = 0 then 0
            else max(case when lines.system_line = 1 then lines.amount_fen end)
        end as system_fen
    from lines
    inner join raw_statement_items as items on items.item_code = lines.item_code and items.is_compared
    group by lines.household_id, lines.survey_year, lines.item_code, items.item_zh, items.is_blank_zero
)

select
    f.household_id, f.survey_year, f.item_code, f.item_zh, f.survey_fen, f.system_fen,
    cast(null as integer) as survey_count, cast(null as integer) as system_count
from figures as f
inner join raw_year_parameters as p on p.survey_year = f.survey_year and p.county_name = split_part(f.household_id, '|', 1)
where coalesce(
        abs(f.survey_fen - f.system_fen) > p.system_difference_tolerance_fen,
        (f.survey_fen is null) <> (f.system_fen is null)
        and (f.is_blank_zero or abs(coalesce(f.survey_fen, f.system_fen)) > p.system_difference_tolerance_fen)
    )
union all
select
    pairs.household_id, pairs.survey_year, items.item_code, items.item_zh, cast(null as bigint), cast(null as bigint),
    pairs.registered_count, pairs.system_count
from pairs
inner join raw_statement_items as items on items.item_code = 'registered_count' and items.is_compared
where coalesce(pairs.registered_count <> pairs.system_count, (pairs.registered_count is null) <> (pairs.system_count is null))
order by household_id, survey_year, item_code
