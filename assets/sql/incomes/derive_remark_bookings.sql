-- One row per household, year, class of money, line and certainty that the remark of its statement names: money that
-- is no income (docs/method.md#what-is-not-income), or none yet. Null is mentioned without a certain amount. A year of
-- months that are added up has the remarks of all its months.
with spoken as (
    select
        base.household_id,
        base.survey_year,
        case when months.household_id is null then base.remark else months.remark end as remark
    from derive_base_statements as base
    left join clean_months as months
        on months.household_id = base.household_id
        and months.survey_year = base.survey_year
        and months.form = base.form
        and months.monthly_form = 'sum'
)

select
    spoken.survey_year,
    spoken.household_id,
    bookings.money_class,
    coalesce(bookings.line_code, '') as line_code,
    bookings.is_said,
    case when count(bookings.booked_yuan) = count(*) then cast(sum(cast(round(bookings.booked_yuan * 100) as bigint)) as bigint) end
        as booked_fen
from spoken
inner join raw_remark_bookings as bookings on bookings.text = spoken.remark
group by spoken.survey_year, spoken.household_id, bookings.money_class, coalesce(bookings.line_code, ''), bookings.is_said
order by spoken.household_id, spoken.survey_year, bookings.money_class, coalesce(bookings.line_code, ''), bookings.is_said
