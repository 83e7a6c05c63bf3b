-- One row per household, year and line of the form of which the village's ledger was delivered: declared beside paid.
-- A line that the form does not have is not compared, nor is a whole where the form shows the part that the ledger pays. A payment
-- to somebody whom two households count is compared in neither; nor is a household without a roster of the year whose missing
-- money is exactly what the ledger pays somebody unknown: that may be its own member.
-- What only narrows is joined from the left and tested by is_there: after inner joins the engine takes a province's
-- lines for a few, and holds them in memory as the smaller side.
with covered as (
    select
        lines.line_code,
        lines.item_zh,
        coverage.village_id,
        coverage.survey_year,
        bool_and(lines.is_part) as is_partial,
        max(case when lines.item_code <> lines.line_code then lines.item_code end) as part_code,
        bool_or(coverage.has_unclear_entry) as has_unclear_entry,
        true as is_there
    from derive_ledger_coverage as coverage
    inner join derive_ledger_lines as lines on lines.item_code = coverage.item_code
    group by lines.line_code, lines.item_zh, coverage.village_id, coverage.survey_year
),

forms as (
    select distinct source_file, source_sheet, column_name, true as is_there
    from raw_source_columns
    where kind = 'income_statement' and column_name is not null
),

ambiguous as (
    select distinct shared.household_id, shared.survey_year, lines.line_code
    from derive_ledger_matches as m
    inner join derive_ledger_lines as lines on lines.item_code = m.item_code
    inner join derive_shared_persons as shared
        on shared.person_key = m.person_key and shared.survey_year = m.survey_year
    where m.match_kind = 'ambiguous'
),

strangers as (
    select distinct m.village_id, m.survey_year, lines.line_code, cast(sum(m.amount_fen) as bigint) as unknown_fen
    from derive_ledger_matches as m
    inner join derive_ledger_lines as lines on lines.item_code = m.item_code
    where m.match_kind = 'none' and m.payment_time = 'in_year' and not m.has_forecast and m.village_id is not null
    group by m.village_id, m.survey_year, lines.line_code, coalesce(m.person_key, m.name_masked)
),

pairs as (
    select
        coalesce(paid.household_id, declared.household_id) as household_id,
        coalesce(paid.survey_year, declared.survey_year) as survey_year,
        coalesce(paid.line_code, declared.line_code) as line_code,
        case when declared.household_id is null then 0 else declared.declared_fen end as declared_fen,
        case when not coalesce(paid.is_unreadable, false) then coalesce(paid.paid_fen, 0) end as paid_fen,
        coalesce(paid.previous_december_fen, 0) as previous_december_fen,
        coalesce(paid.last_year_fen, 0) as last_year_fen,
        coalesce(paid.next_year_fen, 0) as next_year_fen,
        paid.last_paid_month,
        coalesce(paid.paid_month_count, 0) as paid_month_count,
        coalesce(paid.last_month_fen, 0) as last_month_fen,
        coalesce(paid.match_kind, 'none') as match_kind,
        coalesce(paid.entry_count, 0) as entry_count,
        paid.source_file,
        paid.source_sheet,
        paid.source_row
    from derive_ledger_payments as paid
    full outer join derive_declared_lines as declared
        on declared.household_id = paid.household_id
        and declared.survey_year = paid.survey_year
        and declared.line_code = paid.line_code
),

statements as (
    select
        base.household_id,
        base.survey_year,
        base.village_id,
        base.source_file,
        base.source_sheet,
        coalesce(facts.is_on_roster, false) as is_on_roster
    from derive_base_statements as base
    left join derive_household_years as facts
        on facts.household_id = base.household_id and facts.survey_year = base.survey_year
)

select
    line.survey_year,
    line.household_id,
    base.village_id,
    line.line_code,
    covered.item_zh,
    line.declared_fen,
    line.paid_fen,
    line.previous_december_fen,
    line.last_year_fen,
    line.next_year_fen,
    line.last_paid_month,
    line.paid_month_count,
    line.last_month_fen,
    line.match_kind,
    covered.is_partial,
    covered.has_unclear_entry,
    line.entry_count,
    line.source_file,
    line.source_sheet,
    line.source_row
from pairs as line
inner join statements as base
    on base.household_id = line.household_id and base.survey_year = line.survey_year
left join covered
    on covered.line_code = line.line_code
    and covered.village_id = base.village_id
    and covered.survey_year = line.survey_year
left join forms
    on forms.source_file = base.source_file
    and forms.source_sheet = base.source_sheet
    and forms.column_name = line.line_code
left join forms as parts
    on covered.is_partial
    and parts.source_file = base.source_file
    and parts.source_sheet = base.source_sheet
    and parts.column_name = covered.part_code
left join ambiguous
    on ambiguous.household_id = line.household_id
    and ambiguous.survey_year = line.survey_year
    and ambiguous.line_code = line.line_code
left join strangers
    on not base.is_on_roster
    and strangers.village_id = base.village_id
    and strangers.survey_year = line.survey_year
    and strangers.line_code = line.line_code
    and strangers.unknown_fen = line.declared_fen - line.paid_fen
where coalesce(covered.is_there and forms.is_there, false) and parts.column_name is null and ambiguous.household_id is null
    and strangers.line_code is null
order by line.household_id, line.survey_year, line.line_code
