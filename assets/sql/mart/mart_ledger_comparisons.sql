-- One row per household, year and income item of which the village's ledger was delivered: declared, paid, and the ledger's first row.
select
    c.survey_year,
    c.household_id,
    h.village_id,
    h.county_name,
    h.town_name,
    h.village_name,
    h.household_code,
    h.head_name,
    c.item_code,
    c.item_zh,
    cast(c.declared_fen * 0.01 as decimal(18, 2)) as declared_yuan,
    cast(c.paid_fen * 0.01 as decimal(18, 2)) as paid_yuan,
    cast((c.paid_fen - c.declared_fen) * 0.01 as decimal(18, 2)) as difference_yuan,
    cast(c.still_due_fen * 0.01 as decimal(18, 2)) as still_due_yuan,
    coalesce(
        abs(c.declared_fen - c.paid_fen) > p.ledger_tolerance_fen
        and not coalesce(c.is_rest_expected, false)
        and (not coalesce(c.is_partial, false) or coalesce(c.is_usually_equal, false) or c.paid_fen > c.declared_fen),
        false
    ) as has_ledger_difference,
    c.is_partial,
    c.is_ledger_complete,
    c.is_rest_expected,
    c.match_kind,
    c.last_paid_month,
    c.paid_month_count,
    c.entry_count,
    c.source_file,
    c.source_sheet,
    c.source_row
from derive_ledger_comparisons as c
inner join derive_household_years as h on h.household_id = c.household_id and h.survey_year = c.survey_year
inner join raw_year_parameters as p on p.survey_year = c.survey_year and p.county_name = split_part(c.household_id, '|', 1)
where c.declared_fen is not null
order by c.survey_year, c.household_id, c.item_code
