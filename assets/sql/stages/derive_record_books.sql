-- One row per household and year with a record book: its first line, and what is wrong with it. is_complete: dated, signed,
-- not dated before the visit it records, and where it states an income, the one that was verified, to a yuan (to what
-- rounding gives where the statement is in 万元).
with books as (
    select b.*, b.signed_by is not null and coalesce(flags.is_signed, true) as is_signed
    from clean_record_books as b
    left join raw_flags as flags on flags.text = b.signed_by
    where b.line_number = 1 and b.household_id is not null
),

compared as (
    select
        books.*,
        d.disposable_income_fen,
        d.disposable_income_per_capita_fen,
        p.as_of_date,
        abs(books.stated_disposable_income_fen - d.disposable_income_fen)
            > case when sheets.unit_yuan > 1 then p.amount_tolerance_ten_thousands_fen else p.per_capita_tolerance_whole_fen end
        or abs(books.stated_per_capita_fen - d.disposable_income_per_capita_fen)
            > case when sheets.unit_yuan > 1 then p.amount_tolerance_ten_thousands_fen else p.per_capita_tolerance_whole_fen end
            as is_income_different
    from books
    inner join raw_year_parameters as p on p.survey_year = books.survey_year and p.county_name = split_part(books.household_id, '|', 1)
    left join derive_disposable_incomes as d
        on d.household_id = books.household_id and d.survey_year = books.survey_year
    left join derive_base_statements as base
        on base.household_id = books.household_id and base.survey_year = books.survey_year
    left join raw_deliveries as sheets
        on sheets.source_file = base.source_file and sheets.source_sheet = base.source_sheet and sheets.kind = 'income_statement'
)

select
    survey_year,
    household_id,
    village_id,
    village_name,
    household_code,
    filled_on,
    filled_text,
    visited_on,
    signed_by,
    recorder_name,
    stated_disposable_income_fen,
    stated_per_capita_fen,
    disposable_income_fen,
    disposable_income_per_capita_fen,
    is_signed,
    coalesce(is_income_different, false) as is_income_different,
    coalesce(filled_on < visited_on, false) as is_before_visit,
    filled_on is not null
    and filled_on <= as_of_date
    and is_signed
    and not coalesce(filled_on < visited_on, false)
    and not coalesce(is_income_different, false) as is_complete,
    source_file,
    source_sheet,
    source_row
from compared
order by household_id, survey_year
