-- One row per household, year and line of the form: what its ledgers paid in the year, last December (a thirteenth
-- month, or months beyond twelve; else December in last year's own ledger) and the next spring. What last year's
-- ledger paid stands beside it, for ledgers without months. A forecast is no payment.
with payments as (
    select
        m.*,
        lines.line_code,
        case
            when m.work_months > p.months_of_year and m.monthly_wage_fen is not null
                then cast(round((m.work_months - p.months_of_year) * m.monthly_wage_fen) as bigint)
            else 0
        end as over_year_fen,
        p.months_of_year,
        max(case when m.payment_time = 'in_year' then m.paid_month end) over (
            partition by m.household_id, m.survey_year, lines.line_code
        ) as last_paid_month,
        row_number() over (
            partition by m.household_id, m.survey_year, lines.line_code
            order by m.source_file, m.source_sheet, m.source_row
        ) as entry
    from derive_ledger_matches as m
    inner join derive_ledger_lines as lines on lines.item_code = m.item_code
    inner join raw_year_parameters as p on p.survey_year = m.survey_year
    where m.household_id is not null and not m.has_forecast
),

years as (
    select
        survey_year,
        household_id,
        line_code,
        cast(sum(amount_fen - over_year_fen) as bigint) as paid_fen,
        cast(sum(case when paid_month = months_of_year then amount_fen - over_year_fen else 0 end) as bigint) as december_fen
    from payments
    where payment_time = 'in_year'
    group by survey_year, household_id, line_code
),

sums as (
    select
        survey_year,
        household_id,
        line_code,
        cast(sum(case when payment_time = 'in_year' then amount_fen - over_year_fen else 0 end) as bigint) as paid_fen,
        cast(sum(case payment_time
            when 'previous_december' then amount_fen
            when 'in_year' then over_year_fen
            else 0
        end) as bigint) as previous_december_fen,
        cast(sum(case when payment_time = 'next_year' then amount_fen else 0 end) as bigint) as next_year_fen,
        cast(max(last_paid_month) as integer) as last_paid_month,
        cast(count(distinct case when payment_time = 'in_year' then paid_month end) as integer) as paid_month_count,
        cast(sum(case
            when payment_time = 'in_year' and paid_month = last_paid_month then amount_fen
            else 0
        end) as bigint) as last_month_fen,
        cast(sum(monthly_wage_fen) as bigint) as month_fen,
        bool_or(is_unreadable) as is_unreadable,
        case max(case match_kind when 'person_id' then 0 when 'household_code' then 1 else 2 end)
            when 0 then 'person_id'
            when 1 then 'household_code'
            else 'name'
        end as match_kind,
        cast(count(*) filter (where payment_time = 'in_year') as integer) as entry_count,
        max(case when entry = 1 then source_file end) as source_file,
        max(case when entry = 1 then source_sheet end) as source_sheet,
        max(case when entry = 1 then source_row end) as source_row
    from payments
    group by household_id, survey_year, line_code
)

select
    sums.survey_year,
    sums.household_id,
    sums.line_code,
    sums.paid_fen,
    case
        when sums.previous_december_fen > 0 then sums.previous_december_fen
        else coalesce(years.december_fen, 0)
    end as previous_december_fen,
    coalesce(years.paid_fen, 0) as last_year_fen,
    sums.next_year_fen,
    sums.last_paid_month,
    sums.paid_month_count,
    sums.last_month_fen,
    sums.month_fen,
    sums.is_unreadable,
    sums.match_kind,
    sums.entry_count,
    sums.source_file,
    sums.source_sheet,
    sums.source_row
from sums
left join years
    on years.household_id = sums.household_id
    and years.survey_year = sums.survey_year - 1
    and years.line_code = sums.line_code
order by sums.household_id, sums.survey_year, sums.line_code
