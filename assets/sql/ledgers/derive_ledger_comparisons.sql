-- One row per household, year and income item of which the village's ledger was delivered: declared against paid.
-- A line the form does not have is not compared; where the ledger knows only a part of what a line may hold
-- (dividends of all property income, public posts of all wages, allowances of all other transfers), paid may be less
-- than declared, never more; unless in the county that line usually equals the ledger, so that there is evidently
-- nothing else in it.
-- What is paid month by month may be declared for the whole year while it is not over (docs/method.md#verdict: 低保, pensions and posts
-- are no forecast): then the rest is expected, not missing.
-- A payment to somebody whom two households count is compared in neither; nor is a household without a roster of the
-- year whose missing money is exactly what the ledger pays somebody unknown: that may be its own member.
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
        paid.month_fen,
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
),

compared as (
    select
        line.*,
        base.village_id,
        covered.item_zh,
        covered.is_partial,
        covered.has_unclear_entry
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
),

shares as (
    select
        line_code,
        village_id,
        survey_year,
        count(*) filter (where declared_fen > 0) as declaring_count,
        count(*) filter (where declared_fen > 0 and entry_count > 0) as found_count
    from compared
    group by line_code, village_id, survey_year
),

habits as (
    select
        c.line_code,
        split_part(c.village_id, '|', 1) as county_name,
        c.survey_year,
        count(*) filter (where abs(c.declared_fen - c.paid_fen) <= p.ledger_tolerance_fen) * 100 * 100
        >= count(*) * min(p.usually_equal_share_bp) as is_usually_equal
    from compared as c
    inner join raw_year_parameters as p on p.survey_year = c.survey_year and p.county_name = split_part(c.household_id, '|', 1)
    where c.is_partial and c.declared_fen > 0 and c.paid_fen > 0
    group by c.line_code, split_part(c.village_id, '|', 1), c.survey_year
)

select
    c.survey_year,
    c.household_id,
    c.line_code as item_code,
    c.item_zh,
    c.declared_fen,
    c.paid_fen,
    c.month_fen,
    c.previous_december_fen,
    c.last_year_fen,
    c.next_year_fen,
    c.match_kind,
    c.is_partial,
    coalesce(habits.is_usually_equal, false) as is_usually_equal,
    not c.is_partial
    and not c.has_unclear_entry
    and shares.found_count * 100 * 100 >= shares.declaring_count * p.complete_ledger_share_bp as is_ledger_complete,
    case
        when not p.is_year_closed and year(p.as_of_date) = c.survey_year
            and c.last_paid_month + 1 >= month(p.as_of_date)
            then c.last_month_fen * (p.months_of_year - c.last_paid_month)
        else 0
    end as still_due_fen,
    coalesce(
        items.is_monthly
        and not p.is_year_closed
        and year(p.as_of_date) = c.survey_year
        and c.declared_fen > c.paid_fen
        and case
            when c.last_paid_month is null
                then abs(c.declared_fen * (month(p.as_of_date) - 1) - c.paid_fen * p.months_of_year)
                    <= p.ledger_tolerance_fen * p.months_of_year
                or abs(c.declared_fen * month(p.as_of_date) - c.paid_fen * p.months_of_year)
                    <= p.ledger_tolerance_fen * p.months_of_year
            when c.last_paid_month + 1 >= month(p.as_of_date)
                and abs(c.declared_fen - c.paid_fen - c.last_month_fen * (p.months_of_year - c.last_paid_month))
                    <= p.ledger_tolerance_fen then true
            else c.paid_month_count < c.last_paid_month
                and c.last_paid_month + p.payment_lag_months >= month(p.as_of_date)
                and abs(c.declared_fen * c.last_paid_month - c.paid_fen * p.months_of_year)
                    <= p.ledger_tolerance_fen * p.months_of_year
        end,
        false
    ) as is_rest_expected,
    c.last_paid_month,
    c.paid_month_count,
    c.entry_count,
    c.source_file,
    c.source_sheet,
    c.source_row
from compared as c
inner join raw_year_parameters as p on p.survey_year = c.survey_year and p.county_name = split_part(c.household_id, '|', 1)
inner join raw_statement_items as items on items.item_code = c.line_code
left join shares
    on shares.line_code = c.line_code and shares.village_id = c.village_id and shares.survey_year = c.survey_year
left join habits
    on habits.line_code = c.line_code
    and habits.county_name = split_part(c.village_id, '|', 1)
    and habits.survey_year = c.survey_year
order by c.household_id, c.survey_year, c.line_code
