-- One row per household, year and item that is about a ten-thousandth of what the household has there in the year
-- before or after (万元 typed where 元 was meant), or ten thousand times as much and beyond belief. A fall is met from the
-- later year, a first year from the second. A neighbour beyond belief is the one in error, and proves nothing.
select
    here.survey_year,
    here.household_id,
    this.item_code,
    max(items.item_zh) as item_zh,
    max(this.amount_fen) as amount_fen,
    max(other.amount_fen) as other_amount_fen
from derive_chosen_statements as here
inner join derive_chosen_statements as near on near.household_id = here.household_id and abs(near.survey_year - here.survey_year) = 1
inner join raw_year_parameters as p on p.survey_year = here.survey_year and p.county_name = split_part(here.household_id, '|', 1)
inner join derive_base_lines as this on this.statement_id = here.statement_id
inner join derive_base_lines as other on other.statement_id = near.statement_id and other.item_code = this.item_code
inner join raw_statement_items as items on items.item_code = this.item_code and items.may_slip
where this.amount_fen > 0
    and other.amount_fen > 0
    and other.amount_fen <= p.wage_maximum_fen
    and (
        other.amount_fen >= this.amount_fen * p.unit_ratio
        or (this.amount_fen >= other.amount_fen * p.unit_ratio and this.amount_fen > p.wage_maximum_fen)
    )
group by here.survey_year, here.household_id, this.item_code
order by here.household_id, here.survey_year, this.item_code
