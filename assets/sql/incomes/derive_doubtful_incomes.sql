-- One row per household and year with a statement: money booked as income that is none, by class, or not yet (forecasts).
-- 0 is none known; null is mentioned, amount unknown. Withdrawn savings stand with the loans: both are a principal.
-- unexplained_transfer is what ledgers leave of 其他转移性收入. Each class has a column, since each has a stress test of its own;
-- regular relief is income and has none.
with sums as (
    select
        survey_year,
        household_id,
        case when money_class = 'savings' then 'loan' else money_class end as money_class,
        case when count(doubtful_fen) = count(*) then cast(sum(doubtful_fen) as bigint) end as doubtful_fen,
        max(booking_source) as booking_source
    from derive_doubtful_bookings
    group by survey_year, household_id, case when money_class = 'savings' then 'loan' else money_class end
),

classes as (
    select
        survey_year,
        household_id,
        max(case when money_class = 'one_off' then booking_source end) as one_off_source,
        max(case when money_class = 'asset_sale' then booking_source end) as asset_sale_source,
        max(case when money_class = 'loan' then booking_source end) as loan_source,
        max(case when money_class = 'earmarked' then booking_source end) as earmarked_source,
        max(case when money_class = 'crop_insurance' then booking_source end) as crop_insurance_source,
        max(case when money_class = 'support' then booking_source end) as support_source,
        max(case when money_class = 'forecast' then booking_source end) as forecast_source,
        max(case when money_class = 'one_off' then doubtful_fen end) as one_off_fen,
        max(case when money_class = 'asset_sale' then doubtful_fen end) as asset_sale_fen,
        max(case when money_class = 'loan' then doubtful_fen end) as loan_fen,
        max(case when money_class = 'earmarked' then doubtful_fen end) as earmarked_fen,
        max(case when money_class = 'crop_insurance' then doubtful_fen end) as crop_insurance_fen,
        max(case when money_class = 'support' then doubtful_fen end) as support_fen,
        max(case when money_class = 'forecast' then doubtful_fen end) as forecast_fen
    from sums
    group by survey_year, household_id
)

select
    base.survey_year,
    base.household_id,
    case when c.one_off_source is null then 0 else c.one_off_fen end as one_off_fen,
    case when c.asset_sale_source is null then 0 else c.asset_sale_fen end as asset_sale_fen,
    case when c.loan_source is null then 0 else c.loan_fen end as loan_fen,
    case when c.earmarked_source is null then 0 else c.earmarked_fen end as earmarked_fen,
    case
        when p.crop_insurance = 'income' or c.crop_insurance_source is null then 0
        else c.crop_insurance_fen
    end as crop_insurance_fen,
    case when c.support_source is null then 0 else c.support_fen end as unproved_support_fen,
    case when c.forecast_source is null then 0 else c.forecast_fen end as forecast_fen,
    case when base.other_transfer_income_fen <= 0 then 0 else rooms.room_fen end as unexplained_transfer_fen,
    c.one_off_source,
    c.asset_sale_source,
    c.loan_source,
    c.earmarked_source,
    c.crop_insurance_source,
    c.forecast_source
from derive_base_statements as base
inner join raw_year_parameters as p on p.survey_year = base.survey_year and p.county_name = split_part(base.household_id, '|', 1)
left join classes as c on c.household_id = base.household_id and c.survey_year = base.survey_year
left join derive_line_rooms as rooms
    on rooms.household_id = base.household_id and rooms.survey_year = base.survey_year and rooms.line_code = 'other_transfer_income'
order by base.household_id, base.survey_year
