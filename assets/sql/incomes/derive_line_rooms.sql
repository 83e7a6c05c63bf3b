-- One row per household, year and line with money in it: how much of it its own ledgers do not explain. A doubtful
-- amount is never larger than the line it is said to be in (docs/method.md#verdict). transfer_income and total_income are the sums.
with declared as (
    select household_id, survey_year, line_code, declared_fen from derive_declared_lines where declared_fen > 0
    union all
    select household_id, survey_year, 'business_income', business_income_fen from derive_base_statements where business_income_fen > 0
    union all
    select household_id, survey_year, 'transfer_income', transfer_income_fen from derive_disposable_incomes where transfer_income_fen > 0
    union all
    select household_id, survey_year, 'total_income', total_income_fen from derive_disposable_incomes where total_income_fen > 0
),

-- 其他转移性收入 may hold whatever the book counts to it, and student subsidies, which belong to no line
explained as (
    select m.household_id, m.survey_year, 'other_transfer_income' as line_code, cast(sum(m.amount_fen) as bigint) as explained_fen
    from derive_ledger_matches as m
    inner join raw_statement_items as items on items.item_code = m.item_code
    where m.household_id is not null
        and not m.has_forecast
        and (coalesce(items.part_of, items.item_code) = 'other_transfer_income' or items.item_code = 'student_subsidy')
    group by m.household_id, m.survey_year
    union all
    select household_id, survey_year, line_code, paid_fen as explained_fen
    from derive_ledger_payments
    where line_code <> 'other_transfer_income' and paid_fen > 0
)

select
    declared.survey_year,
    declared.household_id,
    declared.line_code,
    declared.declared_fen,
    coalesce(explained.explained_fen, 0) as explained_fen,
    declared.declared_fen - coalesce(explained.explained_fen, 0) as room_fen
from declared
left join explained
    on explained.household_id = declared.household_id
    and explained.survey_year = declared.survey_year
    and explained.line_code = declared.line_code
order by declared.household_id, declared.survey_year, declared.line_code
