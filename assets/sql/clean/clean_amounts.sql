-- One row per amount text that is no plain number, and unit a sheet may state: what it is in fen.
-- Null is unreadable, which is never zero; a blank mark (—, 无) is a blank and counts as 0. What is beyond any household's
-- and any project's money (an ID, account or telephone number in a column of money) is no amount: it would overflow every sum.
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
    union
    select distinct unit_yuan from raw_record_books
    union
    select distinct unit_yuan from raw_field_checks
),

limits as (
    select max(amount_maximum_fen) as amount_maximum_fen from raw_year_parameters
),

figures as (
    select
        amounts.text,
        units.unit_yuan,
        case
            when amounts.is_blank_mark then 0
            when amounts.has_own_unit then round(cast(try_cast(amounts.amount_yuan as decimal(18, 8)) as decimal(24, 8)) * 100)
            else round(cast(try_cast(amounts.amount_yuan * units.unit_yuan as decimal(18, 8)) as decimal(24, 8)) * 100)
        end as figure
    from raw_amounts as amounts
    cross join units
)

select
    figures.text,
    figures.unit_yuan,
    case when abs(figures.figure) < limits.amount_maximum_fen then cast(figures.figure as bigint) end as amount_fen
from figures
cross join limits
order by figures.text, figures.unit_yuan
