-- One row per household and year that village survey and provincial system (form B) both have: size, income and outlay in each, by
-- the items. Null where an item is unreadable.
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
    select pairs.household_id, pairs.survey_year, 'survey' as side, l.item_code, l.amount_fen
    from pairs
    inner join derive_base_lines as l on l.statement_id = pairs.statement_id
    union all
    select pairs.household_id, pairs.survey_year, 'system', l.item_code, l.amount_fen
    from pairs
    inner join clean_statement_lines as l on l.statement_id = pairs.system_statement_id
),

sums as (
    select
        lines.household_id, lines.survey_year, lines.side, items.sign,
        case when count(lines.amount_fen) = count(*) then cast(sum(lines.amount_fen) as bigint) end as amount_fen,
        case when count(lines.amount_fen) = count(*) then 0 else 1 end as is_unreadable
    from lines
    inner join raw_statement_items as items on items.item_code = lines.item_code and items.component is not null
    group by lines.household_id, lines.survey_year, lines.side, items.sign
),

sides as (
    select
        household_id,
        survey_year,
        max(case when side = 'survey' and sign = 1 then amount_fen end) as survey_fen,
        max(case when side = 'survey' and sign = 1 then is_unreadable end) as is_survey_unreadable,
        max(case when side = 'system' and sign = 1 then amount_fen end) as system_fen,
        max(case when side = 'system' and sign = 1 then is_unreadable end) as is_system_unreadable,
        max(case when side = 'survey' and sign <> 1 then amount_fen end) as survey_expense_fen,
        max(case when side = 'survey' and sign <> 1 then is_unreadable end) as is_survey_expense_unreadable,
        max(case when side = 'system' and sign <> 1 then amount_fen end) as system_expense_fen,
        max(case when side = 'system' and sign <> 1 then is_unreadable end) as is_system_expense_unreadable
    from sums
    group by household_id, survey_year
)

select
    pairs.survey_year,
    pairs.household_id,
    pairs.registered_count,
    pairs.system_count,
    case when sides.is_survey_unreadable = 1 then null else coalesce(sides.survey_fen, 0) end as survey_fen,
    case when sides.is_system_unreadable = 1 then null else coalesce(sides.system_fen, 0) end as system_fen,
    case when sides.is_survey_expense_unreadable = 1 then null else coalesce(sides.survey_expense_fen, 0) end as survey_expense_fen,
    case when sides.is_system_expense_unreadable = 1 then null else coalesce(sides.system_expense_fen, 0) end as system_expense_fen
from pairs
left join sides on sides.household_id = pairs.household_id and sides.survey_year = pairs.survey_year
order by pairs.household_id, pairs.survey_year
