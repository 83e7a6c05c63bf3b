-- One row per household and year with an item of income or cost that cannot be read: which, and what stands there, in the order of
-- the form. A memo item and a stated total are not among them, nor an item without a text of its own (its part is).
with texts as (
    select
        chosen.household_id, chosen.survey_year, l.item_code, items.item_zh,
        case
            when length(l.unreadable_text) <= p.quoted_text_length then l.unreadable_text
            else '内容较长，见原表'
        end as shown
    from derive_base_lines as l
    inner join derive_chosen_statements as chosen on chosen.statement_id = l.statement_id
    inner join raw_statement_items as items on items.item_code = l.item_code and items.item_kind = 'item'
    inner join raw_year_parameters as p on p.survey_year = chosen.survey_year and p.county_name = split_part(chosen.household_id, '|', 1)
    where l.amount_fen is null and l.unreadable_text is not null
)

select
    survey_year,
    household_id,
    concat_ws('、',
        max(case when item_code = 'wage_income' then item_zh end),  -- each item
        cast(null as string)
    ) as unreadable_items,
    concat_ws('、',
        max(case when item_code = 'wage_income' then item_code end),  -- each item
        cast(null as string)
    ) as unreadable_codes,
    concat_ws('、',
        max(case when item_code = 'wage_income' then shown end),  -- each item
        cast(null as string)
    ) as unreadable_texts
from texts
group by survey_year, household_id
order by household_id, survey_year
