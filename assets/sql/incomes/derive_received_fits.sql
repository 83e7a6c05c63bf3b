-- One row per household, year, class of money that is no income and line: where money that was received may be booked.
-- equal: the line, or what its own ledger leaves of it, is about as much (or as its largest instalment). room: 其他转移性收入
-- has room for it; not where as much was left last year, when the village's ledger of the class had none for the household.
with received as (
    select
        paid.*,
        base.village_id,
        p.ledger_tolerance_fen,
        greatest(p.ledger_tolerance_fen, cast(round(paid.obtained_fen * p.doubtful_amount_share_bp * 0.01 * 0.01) as bigint)) as about_fen
    from derive_unearned_payments as paid
    inner join derive_base_statements as base
        on base.household_id = paid.household_id and base.survey_year = paid.survey_year
    inner join raw_year_parameters as p on p.survey_year = paid.survey_year and p.county_name = split_part(paid.household_id, '|', 1)
),

last_years as (
    select received.household_id, received.survey_year, received.money_class, rooms.room_fen
    from received
    inner join derive_line_rooms as rooms
        on rooms.household_id = received.household_id
        and rooms.survey_year = received.survey_year - 1
        and rooms.line_code = 'other_transfer_income'
    inner join derive_base_statements as last
        on last.household_id = received.household_id and last.survey_year = received.survey_year - 1
    inner join derive_ledger_coverage as coverage
        on coverage.village_id = last.village_id
        and coverage.survey_year = last.survey_year
        and coverage.item_code = received.money_class
    left join derive_unearned_payments as before
        on before.household_id = received.household_id
        and before.survey_year = received.survey_year - 1
        and before.money_class = received.money_class
    left join derive_remark_bookings as told
        on told.household_id = received.household_id
        and told.survey_year = received.survey_year - 1
        and told.money_class = received.money_class
    where received.obtained_fen > 0 and before.household_id is null and told.household_id is null
),

lines as (
    select
        received.*,
        rooms.line_code,
        rooms.declared_fen,
        rooms.room_fen,
        -- windfalls are booked there (docs/method.md#what-is-not-income); in another line only what its ledger leaves is likely
        rooms.line_code in ('other_transfer_income', 'reward_money', 'property_income', 'business_income')
        or rooms.explained_fen > 0 as is_likely,
        rooms.line_code = 'other_transfer_income' as is_catch_all,
        last_years.room_fen as last_room_fen
    from received
    inner join derive_line_rooms as rooms
        on rooms.household_id = received.household_id
        and rooms.survey_year = received.survey_year
        and rooms.line_code not in ('transfer_income', 'total_income')
    left join last_years
        on last_years.household_id = received.household_id
        and last_years.survey_year = received.survey_year
        and last_years.money_class = received.money_class
),

fitted as (
    select
        *,
        case
            when is_unreadable and is_catch_all and room_fen > ledger_tolerance_fen then 'room'
            when is_unreadable or room_fen <= ledger_tolerance_fen then 'none'
            when is_likely and abs(room_fen - obtained_fen) <= about_fen then 'equal'
            when is_likely and not is_catch_all and abs(declared_fen - obtained_fen) <= ledger_tolerance_fen then 'equal'
            when is_likely and abs(room_fen - largest_payment_fen) <= ledger_tolerance_fen then 'instalment'
            when is_catch_all and room_fen >= obtained_fen
                and coalesce(abs(room_fen - last_room_fen) > ledger_tolerance_fen, true) then 'room'
            else 'none'
        end as fit
    from lines
)

select
    survey_year,
    household_id,
    money_class,
    line_code,
    obtained_fen,
    declared_fen,
    case
        when is_unreadable then null
        when fit = 'instalment' then largest_payment_fen
        when fit = 'equal' then least(obtained_fen, declared_fen)
        else least(obtained_fen, room_fen)
    end as doubtful_fen,
    fit
from fitted
where fit <> 'none'
order by household_id, survey_year, money_class, line_code
