-- One row per household, year and form delivered month by month: the year they make (parameter monthly_form); its amounts are
-- clean_monthly_lines. sum: months worked are added; a remark without its amount makes the year's amount unknown. cumulative: the
-- last month holds the year. A month delivered twice counts once, the first delivered. The row names the last month's cell.
with monthly as (
    select
        s.*,
        p.monthly_form,
        row_number() over (
            partition by s.household_id, s.survey_year, s.form, s.month
            order by s.source_file, s.source_sheet, s.source_row
        ) as first_delivered
    from clean_income_statements as s
    inner join raw_year_parameters as p on p.survey_year = s.survey_year and p.is_own_county
    where s.month is not null and p.monthly_form is not null
),

latest as (
    select
        *,
        row_number() over (partition by household_id, survey_year, form order by month desc) as newest_first
    from monthly
    where first_delivered = 1
),

sums as (
    select
        household_id,
        survey_year,
        form,
        cast(sum(work_months) as decimal(6, 2)) as work_months,
        max(case when has_one_off then 1 else 0 end) as has_one_off,
        case
            when count(*) filter (where has_one_off and remark_one_off_fen is null) = 0 then cast(sum(remark_one_off_fen) as bigint)
        end as remark_one_off_fen,
        max(case when has_loan then 1 else 0 end) as has_loan,
        case
            when count(*) filter (where has_loan and remark_loan_fen is null) = 0 then cast(sum(remark_loan_fen) as bigint)
        end as remark_loan_fen,
        max(case when has_forecast then 1 else 0 end) as has_forecast,
        case
            when count(*) filter (where has_forecast and remark_forecast_fen is null) = 0 then cast(sum(remark_forecast_fen) as bigint)
        end as remark_forecast_fen,
        max(case when has_fixed_forecast then 1 else 0 end) as has_fixed_forecast,
        case when count(*) filter (where has_fixed_forecast and remark_fixed_forecast_fen is null) = 0
            then cast(sum(remark_fixed_forecast_fen) as bigint) end as remark_fixed_forecast_fen
    from monthly
    where first_delivered = 1
    group by household_id, survey_year, form
)

select
    latest.survey_year, latest.household_id, latest.village_id, latest.county_name, latest.town_name,
    latest.village_name, latest.household_code, latest.head_name, latest.head_key, latest.head_id_masked,
    latest.form, latest.month, latest.household_type, latest.has_size_column,
    latest.is_blank, latest.is_sign_assumed, latest.registered_count,
    latest.resident_count,
    case when latest.monthly_form = 'sum' then sums.work_months else latest.work_months end as work_months,
    latest.remark,
    case when latest.monthly_form = 'sum' then sums.has_one_off = 1 else latest.has_one_off end as has_one_off,
    case when latest.monthly_form = 'sum' then sums.remark_one_off_fen else latest.remark_one_off_fen end as remark_one_off_fen,
    case when latest.monthly_form = 'sum' then sums.has_loan = 1 else latest.has_loan end as has_loan,
    case when latest.monthly_form = 'sum' then sums.remark_loan_fen else latest.remark_loan_fen end as remark_loan_fen,
    case when latest.monthly_form = 'sum' then sums.has_forecast = 1 else latest.has_forecast end as has_forecast,
    case when latest.monthly_form = 'sum' then sums.remark_forecast_fen else latest.remark_forecast_fen end as remark_forecast_fen,
    case when latest.monthly_form = 'sum' then sums.has_fixed_forecast = 1 else latest.has_fixed_forecast end as has_fixed_forecast,
    case
        when latest.monthly_form = 'sum' then sums.remark_fixed_forecast_fen
        else latest.remark_fixed_forecast_fen
    end as remark_fixed_forecast_fen,
    latest.statement_id, latest.source_file, latest.source_sheet, latest.source_row
from latest
inner join sums
    on sums.household_id = latest.household_id and sums.survey_year = latest.survey_year and sums.form = latest.form
where latest.newest_first = 1
order by latest.household_id, latest.survey_year, latest.form
