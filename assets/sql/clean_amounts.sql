-- One row per amount text that is no plain number, and unit a sheet may state: what it is in fen.
-- Null is unreadable, which is never zero; a blank mark (—, 无) is a blank and counts as 0.
with units as (
    select distinct unit_yuan from raw_income_statements
    union
    select distinct unit_yuan from raw_members
    union
    select distinct unit_yuan from raw_ledger_entries
    union
    select distinct unit_yuan from raw_fund_projects
    union
    select distinct unit_yuan from raw_corrections
)

select
    amounts.text,
    units.unit_yuan,
    case
        when amounts.is_blank_mark then 0
        when amounts.has_own_unit then cast(round(amounts.amount_yuan * 100) as bigint)
        else try_cast(round(amounts.amount_yuan * 100 * units.unit_yuan) as bigint)
    end as amount_fen
from raw_amounts as amounts
cross join units
order by amounts.text, units.unit_yuan
