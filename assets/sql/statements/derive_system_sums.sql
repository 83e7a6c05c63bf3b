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
        lines.household_id,
        lines.survey_year,
        cast(sum(case when lines.side = 'survey' and items.sign = 1 then lines.amount_fen end) as bigint) as survey_fen,
        bool_or(lines.side = 'survey' and items.sign = 1 and lines.amount_fen is null) as is_survey_unreadable,
        cast(sum(case when lines.side = 'survey' and items.sign <> 1 then lines.amount_fen end) as bigint) as survey_expense_fen,
        bool_or(lines.side = 'survey' and items.sign <> 1 and lines.amount_fen is null) as is_survey_expense_unreadable,
        cast(sum(case when lines.side = 'system' and items.sign = 1 then lines.amount_fen end) as bigint) as system_fen,
        bool_or(lines.side = 'system' and items.sign = 1 and lines.amount_fen is null) as is_system_unreadable,
        cast(sum(case when lines.side = 'system' and items.sign <> 1 then lines.amount_fen end) as bigint) as system_expense_fen,
        bool_or(lines.side = 'system' and items.sign <> 1 and lines.amount_fen is null) as is_system_expense_unreadable
    from lines
    inner join raw_statement_items as items on items.item_code = lines.item_code and items.component is not null
    group by lines.household_id, lines.survey_year
)

select
    pairs.survey_year,
    pairs.household_id,
    pairs.registered_count,
    pairs.system_count,
    case when not coalesce(sums.is_survey_unreadable, false) then coalesce(sums.survey_fen, 0) end as survey_fen,
    case when not coalesce(sums.is_system_unreadable, false) then coalesce(sums.system_fen, 0) end as system_fen,
    case when not coalesce(sums.is_survey_expense_unreadable, false) then coalesce(sums.survey_expense_fen, 0) end as survey_expense_fen,
    case when not coalesce(sums.is_system_expense_unreadable, false) then coalesce(sums.system_expense_fen, 0) end as system_expense_fen
from pairs
left join sums on sums.household_id = pairs.household_id and sums.survey_year = pairs.survey_year
order by pairs.household_id, pairs.survey_year
