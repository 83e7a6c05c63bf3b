-- One row per household, year and class of money that is no income (docs/method.md#what-is-not-income) that it is known
-- to have received: by a ledger, or by a remark that does not say in which line. The largest single payment stands
-- beside the sum: of two instalments only one may have been booked.
with received as (
    select household_id, survey_year, item_code as money_class, amount_fen, is_unreadable
    from derive_ledger_matches
    where household_id is not null
        and not has_forecast
        and item_code in ('one_off', 'asset_sale', 'loan', 'savings', 'earmarked', 'crop_insurance')
    union all
    select household_id, survey_year, money_class, booked_fen, false
    from derive_remark_bookings
    where not is_said and booked_fen > 0 and money_class not in ('regular', 'support')
)

select
    survey_year,
    household_id,
    money_class,
    cast(sum(amount_fen) as bigint) as obtained_fen,
    max(amount_fen) as largest_payment_fen,
    bool_or(is_unreadable) as is_unreadable
from received
group by survey_year, household_id, money_class
order by household_id, survey_year, money_class
