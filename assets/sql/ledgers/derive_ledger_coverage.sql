-- One row per income item, village and year that a ledger holds entries of: only there can a declared amount be
-- missed in the ledger. Unclear entries (payee in two households, unreadable amount) are noted; a payee whom no
-- household knows is not: ledgers hold everybody of a village, the rosters only the poor.
select
    item_code,
    village_id,
    survey_year,
    cast(count(*) as integer) as entry_count,
    count(*) filter (where is_unreadable or match_kind = 'ambiguous') > 0 as has_unclear_entry
from derive_ledger_matches
where item_code is not null and village_id is not null and payment_time = 'in_year' and not has_forecast
group by item_code, village_id, survey_year
order by item_code, village_id, survey_year
