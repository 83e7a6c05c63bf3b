-- One row per household and year with a statement: money booked as income that is none (one-off gifts, loans) or not
-- yet (forecasts). 0 is none known; null is mentioned, amount unknown. A ledger's payment counts as booked where the
-- statement has room for it: 其他转移性收入 beyond what ledgers explain, or a line that equals the loan. A gift is surely
-- none of it where as much was left last year, when the village's ledger of gifts had none for the household.
with paid as (
    select
        household_id,
        survey_year,
        cast(sum(case when item_code = 'one_off' then amount_fen else 0 end) as bigint) as one_off_fen,
        cast(sum(case when item_code = 'loan' then amount_fen else 0 end) as bigint) as loan_fen,
        cast(sum(case
            when item_code in ('other_transfer_income', 'temporary_relief', 'disaster_relief', 'student_subsidy')
                then amount_fen
            else 0
        end) as bigint) as explained_fen,
        bool_or(item_code = 'one_off' and is_unreadable) as is_one_off_unreadable,
        bool_or(item_code = 'loan' and is_unreadable) as is_loan_unreadable
    from derive_ledger_matches
    where household_id is not null
        and not has_forecast
        and item_code in (
            'one_off', 'loan', 'other_transfer_income', 'temporary_relief', 'disaster_relief', 'student_subsidy'
        )
    group by household_id, survey_year
),

giftless_years as (
    select paid.household_id, paid.survey_year, last.other_transfer_income_fen - coalesce(before.explained_fen, 0) as unexplained_fen
    from paid
    inner join derive_base_statements as last
        on last.household_id = paid.household_id and last.survey_year = paid.survey_year - 1
    inner join derive_ledger_coverage as coverage
        on coverage.village_id = last.village_id and coverage.survey_year = last.survey_year and coverage.item_code = 'one_off'
    left join paid as before on before.household_id = last.household_id and before.survey_year = last.survey_year
    where paid.one_off_fen > 0
        and not last.has_one_off
        and coalesce(before.one_off_fen, 0) = 0
        and not coalesce(before.is_one_off_unreadable, false)
),

expected as (
    select
        m.household_id,
        m.survey_year,
        coalesce(m.item_code, 'forecast') as item_code,
        cast(sum(m.amount_fen) as bigint) as amount_fen,
        bool_or(m.is_unreadable) as is_unreadable
    from derive_ledger_matches as m
    inner join raw_year_parameters as p on p.survey_year = m.survey_year and p.county_name = split_part(m.household_id, '|', 1)
    where m.household_id is not null
        and (m.has_forecast or m.payment_time = 'next_year')
        and coalesce(m.item_code, 'forecast') <> 'not_counted'
        -- 低保, 五保 and pensions may be counted in advance, until the year is over (docs/method.md#verdict)
        and (
            coalesce(m.item_code, 'forecast') not in ('subsistence_allowance', 'destitute_allowance', 'pension')
            or (m.has_forecast and year(p.as_of_date) > m.survey_year)
        )
    group by m.household_id, m.survey_year, coalesce(m.item_code, 'forecast')
),

forecasts as (
    select
        e.household_id,
        e.survey_year,
        cast(sum(case
            when c.household_id is null or c.declared_fen - c.paid_fen + p.ledger_tolerance_fen >= e.amount_fen
                then e.amount_fen
            else 0
        end) as bigint) as forecast_fen,
        bool_or(e.is_unreadable) as is_unreadable
    from expected as e
    inner join raw_year_parameters as p on p.survey_year = e.survey_year and p.county_name = split_part(e.household_id, '|', 1)
    left join derive_ledger_comparisons as c
        on c.household_id = e.household_id and c.survey_year = e.survey_year and c.item_code = e.item_code
    group by e.household_id, e.survey_year
),

booked as (
    select
        base.survey_year,
        base.household_id,
        base.has_one_off,
        base.remark_one_off_fen,
        base.has_loan,
        base.remark_loan_fen,
        -- what a remark expects of 低保, pensions and contracted wages is a forecast once the year is over (docs/method.md#verdict)
        base.has_forecast or (base.has_fixed_forecast and year(p.as_of_date) > base.survey_year) as has_forecast,
        case when base.has_forecast then base.remark_forecast_fen else 0 end
        + case
            when base.has_fixed_forecast and year(p.as_of_date) > base.survey_year then base.remark_fixed_forecast_fen
            else 0
        end as remark_forecast_fen,
        base.other_transfer_income_fen - coalesce(paid.explained_fen, 0) as unexplained_transfer_fen,
        case
            when paid.is_one_off_unreadable and base.other_transfer_income_fen - paid.explained_fen > p.ledger_tolerance_fen
                then null
            when paid.one_off_fen > 0
                and base.other_transfer_income_fen - paid.explained_fen + p.ledger_tolerance_fen >= paid.one_off_fen
                and (
                    abs(base.other_transfer_income_fen - paid.explained_fen - paid.one_off_fen) <= p.ledger_tolerance_fen
                    or giftless.household_id is null
                    or abs(base.other_transfer_income_fen - paid.explained_fen - giftless.unexplained_fen)
                        > p.ledger_tolerance_fen
                )
                then paid.one_off_fen
            else 0
        end as ledger_one_off_fen,
        abs(base.other_transfer_income_fen - paid.explained_fen - paid.one_off_fen) <= p.ledger_tolerance_fen as is_gift_alone,
        case
            when paid.is_loan_unreadable and base.other_transfer_income_fen - paid.explained_fen > p.ledger_tolerance_fen
                then null
            when coalesce(paid.loan_fen, 0) <= 0 then 0
            when base.other_transfer_income_fen - paid.explained_fen + p.ledger_tolerance_fen >= paid.loan_fen
                then paid.loan_fen
            when abs(base.business_income_fen - paid.loan_fen) <= p.ledger_tolerance_fen
                or abs(base.property_income_fen - paid.loan_fen) <= p.ledger_tolerance_fen then paid.loan_fen
            else 0
        end as ledger_loan_fen,
        case
            when coalesce(base.outstanding_loan_fen, 0) <= 0 then 0
            when base.outstanding_loan_fen in (
                base.business_income_fen, base.property_income_fen, base.other_transfer_income_fen
            ) then base.outstanding_loan_fen
            else 0
        end as memo_loan_fen,
        coalesce(forecasts.forecast_fen > 0 or forecasts.is_unreadable, false) as has_ledger_forecast,
        case
            when forecasts.is_unreadable then null
            else coalesce(forecasts.forecast_fen, 0)
        end as ledger_forecast_fen
    from derive_base_statements as base
    inner join raw_year_parameters as p on p.survey_year = base.survey_year and p.county_name = split_part(base.household_id, '|', 1)
    left join paid on paid.household_id = base.household_id and paid.survey_year = base.survey_year
    left join giftless_years as giftless
        on giftless.household_id = base.household_id and giftless.survey_year = base.survey_year
    left join forecasts on forecasts.household_id = base.household_id and forecasts.survey_year = base.survey_year
)

select
    survey_year,
    household_id,
    case when has_one_off then remark_one_off_fen else ledger_one_off_fen end as one_off_fen,
    case
        when has_loan then remark_loan_fen
        when ledger_loan_fen > 0 then ledger_loan_fen
        when memo_loan_fen > 0 then memo_loan_fen
        else ledger_loan_fen
    end as loan_fen,
    case when has_forecast then remark_forecast_fen else ledger_forecast_fen end as forecast_fen,
    unexplained_transfer_fen,
    case
        when has_one_off then 'remark'
        when ledger_one_off_fen > 0 and is_gift_alone then 'ledger'
        when coalesce(ledger_one_off_fen > 0, true) then 'ledger_room'
    end as one_off_source,
    case
        when has_loan then 'remark'
        when ledger_loan_fen > 0 then 'ledger'
        when memo_loan_fen > 0 then 'memo'
        when ledger_loan_fen is null then 'ledger'
    end as loan_source,
    case when has_forecast then 'remark' when has_ledger_forecast then 'ledger' end as forecast_source
from booked
order by household_id, survey_year
