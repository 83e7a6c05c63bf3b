-- One row per household, year and line of the form: what its ledgers paid in the year, last December (a thirteenth
-- month, or months beyond twelve; else December in last year's own ledger) and the next spring. What last year's
-- ledger paid stands beside it, for ledgers without months. A forecast is no payment.
-- Two numbers stand in one where the least or greatest must bring its companion along (a sheet's place and the row in
-- it, a month and its amount): a province's ledgers are grouped in a fraction of what a window over them takes.
with sheets as (
    select
        source_file,
        source_sheet,
        cast(row_number() over (order by source_file, source_sheet) as bigint) * 100 * 100 * 100 * 100 as place
    from (select distinct source_file, source_sheet from derive_ledger_matches) as delivered
),

payments as (
    select
        m.household_id, m.survey_year, lines.line_code, m.payment_time, m.amount_fen, m.is_unreadable,
        case when m.payment_time = 'in_year' and m.paid_month between 1 and p.months_of_year then m.paid_month end as paid_month,
        case
            when m.work_months > p.months_of_year and m.monthly_wage_fen is not null
                then cast(round((m.work_months - p.months_of_year) * m.monthly_wage_fen) as bigint)
            else 0
        end as over_year_fen,
        p.months_of_year,
        case m.match_kind when 'person_id' then 0 when 'household_code' then 1 else 2 end as match_rank,
        sheets.place as sheet_place,
        sheets.place + m.source_row as place
    from derive_ledger_matches as m
    inner join derive_ledger_lines as lines on lines.item_code = m.item_code
    inner join raw_year_parameters as p on p.survey_year = m.survey_year and p.county_name = split_part(m.household_id, '|', 1)
    inner join sheets on sheets.source_file = m.source_file and sheets.source_sheet = m.source_sheet
    where m.household_id is not null and not m.has_forecast
),

-- Read again, not from the payments: used twice they would be held in memory, a province's all at once
months as (
    select
        m.household_id, m.survey_year, lines.line_code, m.paid_month,
        cast(m.paid_month as bigint) * 100 * 100 * 100 * 100 * 100 * 100 * 100 as month_place,
        coalesce(cast(sum(m.amount_fen) as bigint), 0) as amount_fen
    from derive_ledger_matches as m
    inner join derive_ledger_lines as lines on lines.item_code = m.item_code
    inner join raw_year_parameters as p on p.survey_year = m.survey_year and p.county_name = split_part(m.household_id, '|', 1)
    where not m.has_forecast and m.payment_time = 'in_year' and m.paid_month between 1 and p.months_of_year
    group by m.household_id, m.survey_year, lines.line_code, m.paid_month
),

last_months as (
    select
        household_id, survey_year, line_code,
        cast(max(paid_month) as integer) as last_paid_month,
        cast(count(*) as integer) as paid_month_count,
        max(month_place + amount_fen) - max(month_place) as last_month_fen
    from months
    group by household_id, survey_year, line_code
),

sums as (
    select
        household_id, survey_year, line_code,
        cast(sum(case when payment_time = 'in_year' then amount_fen - over_year_fen else 0 end) as bigint) as paid_fen,
        cast(sum(case payment_time when 'previous_december' then amount_fen when 'in_year' then over_year_fen else 0 end) as bigint)
            as previous_december_fen,
        cast(sum(case when payment_time = 'next_year' then amount_fen else 0 end) as bigint) as next_year_fen,
        cast(sum(case when paid_month = months_of_year then amount_fen - over_year_fen else 0 end) as bigint) as december_fen,
        bool_or(is_unreadable) as is_unreadable,
        max(match_rank) as match_rank,
        cast(count(*) filter (where payment_time = 'in_year') as integer) as entry_count,
        min(sheet_place) as sheet_place,
        cast(min(place) - min(sheet_place) as integer) as source_row
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
        else coalesce(last_year.december_fen, 0)
    end as previous_december_fen,
    coalesce(last_year.paid_fen, 0) as last_year_fen,
    sums.next_year_fen,
    last_months.last_paid_month,
    coalesce(last_months.paid_month_count, 0) as paid_month_count,
    coalesce(last_months.last_month_fen, 0) as last_month_fen,
    sums.is_unreadable,
    case sums.match_rank when 0 then 'person_id' when 1 then 'household_code' else 'name' end as match_kind,
    sums.entry_count,
    sheets.source_file,
    sheets.source_sheet,
    sums.source_row
from sums
inner join sheets on sheets.place = sums.sheet_place
left join last_months
    on last_months.household_id = sums.household_id
    and last_months.survey_year = sums.survey_year
    and last_months.line_code = sums.line_code
left join sums as last_year
    on last_year.household_id = sums.household_id
    and last_year.survey_year = sums.survey_year - 1
    and last_year.line_code = sums.line_code
order by sums.household_id, sums.survey_year, sums.line_code
