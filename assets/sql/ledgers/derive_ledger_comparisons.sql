-- One row per household, year and income item of which the village's ledger was delivered: declared against paid.
-- Where the ledger knows only a part of what a line may hold (dividends of all property income, public posts of all wages,
-- allowances of all other transfers), paid may be less than declared, never more; unless in the county that line usually
-- equals the ledger, so that nothing else is in it.
-- What is paid month by month may be declared for the whole year while it is not over (docs/method.md#verdict: 低保, pensions
-- and posts are no forecast): then the rest is expected, not missing.
with found as (
    select
        line_code,
        village_id,
        survey_year,
        count(*) filter (where declared_fen > 0) as declaring_count,
        count(*) filter (where declared_fen > 0 and entry_count > 0) as found_count
    from derive_ledger_pairs
    group by line_code, village_id, survey_year
),

habits as (
    select
        c.line_code,
        split_part(c.village_id, '|', 1) as county_name,
        c.survey_year,
        count(*) filter (where abs(c.declared_fen - c.paid_fen) <= p.ledger_tolerance_fen) * 100 * 100
        >= count(*) * min(p.usually_equal_share_bp) as is_usually_equal
    from derive_ledger_pairs as c
    inner join raw_year_parameters as p on p.survey_year = c.survey_year and p.county_name = split_part(c.household_id, '|', 1)
    where c.is_partial and c.declared_fen > 0 and c.paid_fen > 0
    group by c.line_code, split_part(c.village_id, '|', 1), c.survey_year
),

-- Of a year that is not over: what the months to come bring, if they are paid like the last one
dated as (
    select
        c.*,
        p.ledger_tolerance_fen,
        p.complete_ledger_share_bp,
        p.payment_lag_months,
        p.months_of_year,
        month(p.as_of_date) as this_month,
        not p.is_year_closed and year(p.as_of_date) = c.survey_year as is_year_running,
        c.last_paid_month + 1 >= month(p.as_of_date) as is_paid_to_date,
        c.last_month_fen * (p.months_of_year - c.last_paid_month) as coming_fen
    from derive_ledger_pairs as c
    inner join raw_year_parameters as p on p.survey_year = c.survey_year and p.county_name = split_part(c.household_id, '|', 1)
),

-- Declared for twelve months, paid for those that are over: with the months to come it comes out; without dates or with gaps
-- between payments, in proportion to the months
expected as (
    select
        *,
        case
            when not is_year_running or declared_fen <= paid_fen then false
            when last_paid_month is null
                then abs(declared_fen * (this_month - 1) - paid_fen * months_of_year) <= ledger_tolerance_fen * months_of_year
                or abs(declared_fen * this_month - paid_fen * months_of_year) <= ledger_tolerance_fen * months_of_year
            when is_paid_to_date and abs(declared_fen - paid_fen - coming_fen) <= ledger_tolerance_fen then true
            else paid_month_count < last_paid_month
                and last_paid_month + payment_lag_months >= this_month
                and abs(declared_fen * last_paid_month - paid_fen * months_of_year) <= ledger_tolerance_fen * months_of_year
        end as is_rest_due
    from dated
)

select
    c.survey_year,
    c.household_id,
    c.line_code as item_code,
    c.item_zh,
    c.declared_fen,
    c.paid_fen,
    c.previous_december_fen,
    c.last_year_fen,
    c.next_year_fen,
    c.match_kind,
    c.is_partial,
    coalesce(habits.is_usually_equal, false) as is_usually_equal,
    not c.is_partial
    and not c.has_unclear_entry
    and found.found_count * 100 * 100 >= found.declaring_count * c.complete_ledger_share_bp as is_ledger_complete,
    case when c.is_year_running and c.is_paid_to_date then c.coming_fen else 0 end as still_due_fen,
    coalesce(items.is_monthly and c.is_rest_due, false) as is_rest_expected,
    c.last_paid_month,
    c.paid_month_count,
    c.entry_count,
    c.source_file,
    c.source_sheet,
    c.source_row
from expected as c
inner join raw_statement_items as items on items.item_code = c.line_code
left join found
    on found.line_code = c.line_code and found.village_id = c.village_id and found.survey_year = c.survey_year
left join habits
    on habits.line_code = c.line_code
    and habits.county_name = split_part(c.village_id, '|', 1)
    and habits.survey_year = c.survey_year
order by c.household_id, c.survey_year, c.line_code
