-- One row per statement that a verdict rests on and item that it says something of (clean_statement_lines, as corrected or as the
-- months make it). A null amount is unreadable, and then its text stands beside it; an item that is absent is 0, a stated total unknown.
with lines as (
    select l.statement_id, l.item_code, l.text, l.amount_fen
    from clean_statement_lines as l
    inner join derive_chosen_statements as chosen on chosen.statement_id = l.statement_id and chosen.origin = 'delivered'
    union all
    select l.statement_id, l.item_code, l.text, l.amount_fen
    from derive_corrected_lines as l
    inner join derive_chosen_statements as chosen on chosen.statement_id = l.statement_id and chosen.origin = 'corrected'
    union all
    select l.statement_id, l.item_code, l.text, l.amount_fen
    from clean_monthly_lines as l
    inner join derive_chosen_statements as chosen on chosen.statement_id = l.statement_id and chosen.origin = 'monthly'
)

select statement_id, item_code, amount_fen, case when amount_fen is null then text end as unreadable_text
from lines
order by statement_id, item_code
