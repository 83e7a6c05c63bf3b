-- One row per household, year and class of money that is no income (docs/method.md#what-is-not-income) that it is known
-- to have received: by a ledger, or by a remark that does not say in which line. The largest single payment stands
-- beside the sum: of two instalments only one may have been booked. Student subsidies are set against their own line
-- (derive_evidence.student_subsidy_fen).
with received as (
    select m.household_id, m.survey_year, m.item_code as money_class, m.amount_fen, m.is_unreadable
    from derive_ledger_matches as m
    inner join raw_statement_items as classes
        on classes.item_code = m.item_code and classes.item_kind = 'ledger' and classes.part_of is null
    where m.household_id is not null
        and not m.has_forecast
        and m.item_code <> 'student_subsidy'
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
