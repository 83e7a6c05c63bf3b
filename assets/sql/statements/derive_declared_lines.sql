-- One row per household, year and line that a ledger may bear out, where something is declared: null is unreadable.
with borne_out as (
    select item_code from raw_statement_items where item_kind = 'item' and ledger is not null
    union
    select part_of from raw_statement_items where part_of is not null and ledger is not null
)

select chosen.survey_year, chosen.household_id, l.item_code as line_code, l.amount_fen as declared_fen
from derive_base_lines as l
inner join derive_chosen_statements as chosen on chosen.statement_id = l.statement_id
inner join borne_out on borne_out.item_code = l.item_code
order by household_id, survey_year, line_code
