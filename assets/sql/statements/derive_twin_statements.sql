-- One row per household and year whose amounts equal those of another household of the village, item by item.
-- Households that live on standing allowances alone may well be alike, and so may those that share a single figure: only
-- those are compared that earn and have two items or more that are not zero.
with varied as (
    select l.statement_id
    from derive_base_lines as l
    inner join raw_statement_items as items on items.item_code = l.item_code and items.item_kind = 'item' and items.part_of is null
    where l.amount_fen <> 0
    group by l.statement_id
    having count(*) > 1
),

earning as (
    select base.*
    from derive_base_statements as base
    inner join varied on varied.statement_id = base.statement_id
    where base.wage_income_fen > 0 or base.business_income_fen > 0
),

groups as (
    select village_id, survey_year, wage_income_fen, business_income_fen, pension_fen, social_security_contribution_fen
    from earning
    group by village_id, survey_year, wage_income_fen, business_income_fen, pension_fen, social_security_contribution_fen
    having count(*) > 1
),

suspects as (
    select earning.*
    from earning
    inner join groups
        on groups.village_id = earning.village_id
        and groups.survey_year = earning.survey_year
        and groups.wage_income_fen = earning.wage_income_fen
        and groups.business_income_fen = earning.business_income_fen
        and groups.pension_fen = earning.pension_fen
        and groups.social_security_contribution_fen = earning.social_security_contribution_fen
),

twins as (
    select
        a.household_id,
        a.survey_year,
        b.household_code as other_household_code,
        count(*) over (partition by a.household_id, a.survey_year) as other_count,
        row_number() over (partition by a.household_id, a.survey_year order by b.household_id) as choice
    from suspects as a
    inner join suspects as b
        on b.village_id = a.village_id
        and b.survey_year = a.survey_year
        and b.household_id <> a.household_id
        and b.wage_income_fen = a.wage_income_fen  -- each item
)

select
    survey_year,
    household_id,
    other_household_code,
    cast(other_count as integer) as other_count
from twins
where choice = 1
order by household_id, survey_year
