-- One row per household, year, class of money, line and certainty that the remark of its statement names: money that
-- is no income (docs/method.md#what-is-not-income), or none yet. Null is mentioned without a certain amount. A year of
-- months that are added up has the remarks of all its months.
with months as (
    select
        s.household_id,
        s.survey_year,
        s.form,
        s.remark,
        row_number() over (
            partition by s.household_id, s.survey_year, s.form, s.month
            order by s.source_file, s.source_sheet, s.source_row
        ) as first_delivered
    from clean_income_statements as s
    inner join raw_year_parameters as p on p.survey_year = s.survey_year and p.county_name = split_part(s.household_id, '|', 1)
    where s.month is not null and p.monthly_form = 'sum'
),

spoken as (
    select base.household_id, base.survey_year, base.remark
    from derive_base_statements as base
    left join months
        on months.household_id = base.household_id
        and months.survey_year = base.survey_year
        and months.form = base.form
        and months.first_delivered = 1
    where base.remark is not null and months.household_id is null
    union all
    select base.household_id, base.survey_year, months.remark
    from derive_base_statements as base
    inner join months
        on months.household_id = base.household_id
        and months.survey_year = base.survey_year
        and months.form = base.form
        and months.first_delivered = 1
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
