-- One row per household and year with a negative amount of income or outlay: which items, in the order of the form, and the least of
-- them. A part and a memo item are not among them.
with negatives as (
    select chosen.household_id, chosen.survey_year, l.item_code, items.item_zh, l.amount_fen
    from derive_base_lines as l
    inner join raw_statement_items as items on items.item_code = l.item_code and items.component is not null
    inner join derive_chosen_statements as chosen on chosen.statement_id = l.statement_id
    where l.amount_fen < 0
)

select
    survey_year,
    household_id,
    concat_ws('、',
        max(case when item_code = 'wage_income' then item_zh end),  -- each summed item
        cast(null as string)
    ) as negative_items,
    concat_ws('、',
        max(case when item_code = 'wage_income' then item_code end),  -- each summed item
        cast(null as string)
    ) as negative_codes,
    min(amount_fen) as amount_fen
from negatives
group by survey_year, household_id
order by household_id, survey_year
