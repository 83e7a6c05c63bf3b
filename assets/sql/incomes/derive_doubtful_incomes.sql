-- One row per household and year with a statement: money booked as income that is none, by class, or not yet (forecasts).
-- 0 is none known; null is mentioned, amount unknown. Withdrawn savings stand with the loans: both are a principal.
-- unexplained_transfer is what ledgers leave of 其他转移性收入. Each class has a column, since each has a stress test of its own;
-- regular relief is income and has none. What the doubt rests on stands at each booking (derive_doubtful_bookings).
with doubts as (
    select
        survey_year,
        household_id,
        case when money_class = 'savings' then 'loan' else money_class end as money_class,
        doubtful_fen,
        doubtful_fen is null as is_unknown
    from derive_doubtful_bookings
),

sums as (
    select
        survey_year,
        household_id,
        bool_or(money_class = 'one_off' and is_unknown) as is_one_off_unknown,
        cast(sum(case when money_class = 'one_off' then doubtful_fen end) as bigint) as one_off_fen,
        bool_or(money_class = 'asset_sale' and is_unknown) as is_asset_sale_unknown,
        cast(sum(case when money_class = 'asset_sale' then doubtful_fen end) as bigint) as asset_sale_fen,
        bool_or(money_class = 'loan' and is_unknown) as is_loan_unknown,
        cast(sum(case when money_class = 'loan' then doubtful_fen end) as bigint) as loan_fen,
        bool_or(money_class = 'earmarked' and is_unknown) as is_earmarked_unknown,
        cast(sum(case when money_class = 'earmarked' then doubtful_fen end) as bigint) as earmarked_fen,
        bool_or(money_class = 'crop_insurance' and is_unknown) as is_crop_insurance_unknown,
        cast(sum(case when money_class = 'crop_insurance' then doubtful_fen end) as bigint) as crop_insurance_fen,
        bool_or(money_class = 'support' and is_unknown) as is_unproved_support_unknown,
        cast(sum(case when money_class = 'support' then doubtful_fen end) as bigint) as unproved_support_fen,
        bool_or(money_class = 'forecast' and is_unknown) as is_forecast_unknown,
        cast(sum(case when money_class = 'forecast' then doubtful_fen end) as bigint) as forecast_fen
    from doubts
    group by survey_year, household_id
)

select
    base.survey_year,
    base.household_id,
    case when not coalesce(s.is_one_off_unknown, false) then coalesce(s.one_off_fen, 0) end as one_off_fen,
    case when not coalesce(s.is_asset_sale_unknown, false) then coalesce(s.asset_sale_fen, 0) end as asset_sale_fen,
    case when not coalesce(s.is_loan_unknown, false) then coalesce(s.loan_fen, 0) end as loan_fen,
    case when not coalesce(s.is_earmarked_unknown, false) then coalesce(s.earmarked_fen, 0) end as earmarked_fen,
    case
        when p.crop_insurance = 'income' then 0
        when not coalesce(s.is_crop_insurance_unknown, false) then coalesce(s.crop_insurance_fen, 0)
    end as crop_insurance_fen,
    case when not coalesce(s.is_unproved_support_unknown, false) then coalesce(s.unproved_support_fen, 0) end as unproved_support_fen,
    case when not coalesce(s.is_forecast_unknown, false) then coalesce(s.forecast_fen, 0) end as forecast_fen,
    case when base.other_transfer_income_fen <= 0 then 0 else rooms.room_fen end as unexplained_transfer_fen
from derive_base_statements as base
inner join raw_year_parameters as p on p.survey_year = base.survey_year and p.county_name = split_part(base.household_id, '|', 1)
left join sums as s on s.household_id = base.household_id and s.survey_year = base.survey_year
left join derive_line_rooms as rooms
    on rooms.household_id = base.household_id and rooms.survey_year = base.survey_year and rooms.line_code = 'other_transfer_income'
order by base.household_id, base.survey_year
