-- One row per household, year and item that is about a ten-thousandth of what the household has there in the year
-- before or after (万元 typed where 元 was meant), or ten thousand times as much and beyond belief. A fall is met from the
-- later year, a first year from the second. A neighbour beyond belief is the one in error, and proves nothing.
with pairs as (
    select
        this.survey_year,
        this.household_id,
        other.survey_year as other_year,
        p.unit_ratio,
        p.wage_maximum_fen,
        this.wage_income_fen, other.wage_income_fen as other_wage_fen,
        this.business_income_fen, other.business_income_fen as other_business_fen,
        this.business_cost_fen, other.business_cost_fen as other_cost_fen,
        this.property_income_fen, other.property_income_fen as other_property_fen,
        this.subsistence_allowance_fen, other.subsistence_allowance_fen as other_subsistence_fen,
        this.destitute_allowance_fen, other.destitute_allowance_fen as other_destitute_fen,
        this.pension_fen, other.pension_fen as other_pension_fen,
        this.other_transfer_income_fen, other.other_transfer_income_fen as other_transfer_fen
    from derive_base_statements as this
    inner join derive_base_statements as other
        on other.household_id = this.household_id and abs(other.survey_year - this.survey_year) = 1
    inner join raw_year_parameters as p on p.survey_year = this.survey_year and p.county_name = split_part(this.household_id, '|', 1)
),

lines as (
    select survey_year, household_id, other_year, unit_ratio, wage_maximum_fen, 'wage_income' as item_code, '工资性收入' as item_zh,
        wage_income_fen as amount_fen, other_wage_fen as other_amount_fen
    from pairs
    union all
    select survey_year, household_id, other_year, unit_ratio, wage_maximum_fen, 'business_income', '生产经营性收入', business_income_fen, other_business_fen
    from pairs
    union all
    select survey_year, household_id, other_year, unit_ratio, wage_maximum_fen, 'business_cost', '生产经营性支出', business_cost_fen, other_cost_fen
    from pairs
    union all
    select survey_year, household_id, other_year, unit_ratio, wage_maximum_fen, 'property_income', '财产性收入', property_income_fen, other_property_fen
    from pairs
    union all
    select survey_year, household_id, other_year, unit_ratio, wage_maximum_fen, 'subsistence_allowance', '低保金', subsistence_allowance_fen, other_subsistence_fen
    from pairs
    union all
    select survey_year, household_id, other_year, unit_ratio, wage_maximum_fen, 'destitute_allowance', '五保金', destitute_allowance_fen, other_destitute_fen
    from pairs
    union all
    select survey_year, household_id, other_year, unit_ratio, wage_maximum_fen, 'pension', '养老保险金', pension_fen, other_pension_fen
    from pairs
    union all
    select survey_year, household_id, other_year, unit_ratio, wage_maximum_fen, 'other_transfer_income', '其他转移性收入', other_transfer_income_fen, other_transfer_fen
    from pairs
)

select
    survey_year,
    household_id,
    item_code,
    max(item_zh) as item_zh,
    max(amount_fen) as amount_fen,
    max(other_amount_fen) as other_amount_fen
from lines
where amount_fen > 0
    and other_amount_fen > 0
    and other_amount_fen <= wage_maximum_fen
    and (other_amount_fen >= amount_fen * unit_ratio or (amount_fen >= other_amount_fen * unit_ratio and amount_fen > wage_maximum_fen))
group by survey_year, household_id, item_code
order by household_id, survey_year, item_code
