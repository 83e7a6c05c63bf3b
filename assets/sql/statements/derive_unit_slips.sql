-- One row per household, year and item that is about a ten-thousandth of what the household has there in the year
-- before or after: 万元 typed where 元 was meant. A fall is met from the later year, a first year from the second. A
-- neighbour beyond belief is the one in error, and proves nothing.
select
    this.survey_year,
    this.household_id,
    this.item_code,
    max(items.item_zh) as item_zh,
    max(this.amount_fen) as amount_fen,
    max(other.amount_fen) as other_amount_fen
from derive_base_lines as this
inner join derive_base_lines as other
    on other.household_id = this.household_id and other.item_code = this.item_code
    and abs(other.survey_year - this.survey_year) = 1
inner join raw_statement_items as items on items.item_code = this.item_code and items.may_slip
inner join raw_year_parameters as p on p.survey_year = this.survey_year and p.county_name = split_part(this.household_id, '|', 1)
where this.amount_fen > 0 and other.amount_fen >= this.amount_fen * p.unit_ratio and other.amount_fen <= p.wage_maximum_fen
group by this.survey_year, this.household_id, this.item_code
order by this.household_id, this.survey_year, this.item_code
