-- One row per household, year and item that its statement says something of (clean_statement_lines, as corrected or as the months
-- make it). A null amount is unreadable, and then its text stands beside it; an item that is absent is 0, a stated total unknown.
with lines as (
    select chosen.household_id, chosen.survey_year, l.item_code, l.text, l.amount_fen
    from derive_chosen_statements as chosen
    inner join clean_statement_lines as l
        on l.source_file = chosen.source_file and l.source_sheet = chosen.source_sheet and l.source_row = chosen.source_row
    where chosen.origin = 'delivered'
    union all
    select chosen.household_id, chosen.survey_year, l.item_code, l.text, l.amount_fen
    from derive_chosen_statements as chosen
    inner join derive_corrected_lines as l
        on l.source_file = chosen.source_file and l.source_sheet = chosen.source_sheet and l.source_row = chosen.source_row
    where chosen.origin = 'corrected'
    union all
    select chosen.household_id, chosen.survey_year, l.item_code, l.text, l.amount_fen
    from derive_chosen_statements as chosen
    inner join clean_monthly_lines as l
        on l.source_file = chosen.source_file and l.source_sheet = chosen.source_sheet and l.source_row = chosen.source_row
    where chosen.origin = 'monthly'
)

select survey_year, household_id, item_code, amount_fen, case when amount_fen is null then text end as unreadable_text
from lines
order by household_id, survey_year, item_code
