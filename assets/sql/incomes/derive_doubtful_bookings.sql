-- One row per household, year, class and line of money in the income that is none, or none yet, by its best evidence:
-- a remark that says so, a line equal to what was received, an equal loan memo, room for it, the header of the column.
-- doubtful_fen is what the tests subtract: the amount, or up to what the line can hold where none is stated; null where
-- that is not known either, and where the amount is larger than the line it is said to be in (docs/method.md#verdict).
with supported as (
    -- support that a ledger shows to be paid is no doubt
    select distinct household_id, survey_year
    from derive_ledger_matches
    where item_code = 'support_received' and household_id is not null
),

-- What remarks say is in the income, with the line they name and what that line can hold at most
told as (
    select
        b.survey_year,
        b.household_id,
        case when b.money_class = 'fixed_forecast' then 'forecast' else b.money_class end as money_class,
        coalesce(nullif(b.line_code, ''), 'total_income') as line_code,
        b.booked_fen,
        coalesce(line.declared_fen, 0) as declared_fen,
        case
            when b.money_class in ('forecast', 'fixed_forecast') then null
            when b.line_code = '' then others.room_fen
            else line.room_fen
        end as most_fen,
        p.ledger_tolerance_fen,
        b.booked_fen > coalesce(line.declared_fen, 0) + p.ledger_tolerance_fen as is_too_large
    from derive_remark_bookings as b
    inner join raw_year_parameters as p on p.survey_year = b.survey_year and p.county_name = split_part(b.household_id, '|', 1)
    left join derive_line_rooms as line
        on line.household_id = b.household_id
        and line.survey_year = b.survey_year
        and line.line_code = coalesce(nullif(b.line_code, ''), 'total_income')
    left join derive_line_rooms as others
        on others.household_id = b.household_id
        and others.survey_year = b.survey_year
        and others.line_code = 'other_transfer_income'
    left join supported on supported.household_id = b.household_id and supported.survey_year = b.survey_year
    where (b.money_class <> 'support' or supported.household_id is null)
        and b.is_said
        and (b.money_class <> 'fixed_forecast' or year(p.as_of_date) > b.survey_year)
),

-- Firmness b and d: a line equals what was received, or has room for it that nothing else explains
fits as (
    select
        *,
        max(case when fit <> 'room' then 1 else 0 end) over (partition by household_id, survey_year, line_code) as is_line_explained,
        row_number() over (
            partition by household_id, survey_year, money_class
            order by case fit when 'equal' then 0 when 'instalment' then 1 else 2 end,
                case line_code when 'other_transfer_income' then 0 when 'reward_money' then 1 else 2 end, line_code
        ) as choice
    from derive_received_fits
),

-- Firmness e: the header of the column names money that is no income
headers as (
    select base.survey_year, base.household_id, classes.money_class, rooms.line_code, rooms.declared_fen, rooms.room_fen
    from derive_base_statements as base
    inner join raw_source_columns as columns
        on columns.source_file = base.source_file
        and columns.source_sheet = base.source_sheet
        and columns.kind = 'income_statement'
    inner join raw_header_classes as classes on classes.text = columns.header
    inner join derive_line_rooms as rooms
        on rooms.household_id = base.household_id
        and rooms.survey_year = base.survey_year
        and rooms.line_code = case when columns.column_name = 'stated_transfer_income' then 'transfer_income' else columns.column_name end
    inner join raw_year_parameters as p on p.survey_year = base.survey_year and p.county_name = split_part(base.household_id, '|', 1)
    where rooms.room_fen > p.ledger_tolerance_fen
),

-- Firmness c: a line equals the outstanding loan; only lines that a household fills in by itself can hold a loan
memos as (
    select base.survey_year, base.household_id, base.outstanding_loan_fen, min(rooms.line_code) as line_code
    from derive_base_statements as base
    inner join derive_line_rooms as rooms
        on rooms.household_id = base.household_id
        and rooms.survey_year = base.survey_year
        and rooms.line_code in ('business_income', 'property_income', 'other_transfer_income')
        and rooms.declared_fen = base.outstanding_loan_fen
    where base.outstanding_loan_fen > 0
    group by base.survey_year, base.household_id, base.outstanding_loan_fen
),

-- Each as one row, the firmest first
found as (
    -- a: a remark says so; more than the line holds is no amount to subtract
    select survey_year, household_id, money_class, line_code, booked_fen, declared_fen,
        case
            when is_too_large then null
            when booked_fen is not null then least(booked_fen, declared_fen)
            when most_fen > ledger_tolerance_fen then most_fen
        end as doubtful_fen, 'remark' as booking_source, is_too_large, 'a' as firmness
    from told
    union all
    select survey_year, household_id, money_class, line_code, obtained_fen, declared_fen, doubtful_fen,
        case when fit = 'room' then 'ledger_room' else 'ledger' end, false, case when fit = 'room' then 'd' else 'b' end
    from fits
    where choice = 1 and (fit <> 'room' or is_line_explained = 0)
    union all
    select survey_year, household_id, 'loan', line_code, outstanding_loan_fen, outstanding_loan_fen, outstanding_loan_fen, 'memo',
        false, 'c'
    from memos
    union all
    select survey_year, household_id, money_class, line_code, null, declared_fen, room_fen, 'header', false, 'e'
    from headers
    union all
    select survey_year, household_id, 'forecast', 'total_income', awaited_fen, null,
        case when not is_unreadable then awaited_fen end, 'ledger', false, 'b'
    from derive_expected_payments
    where is_unreadable or awaited_fen > 0
),

best as (
    select *, min(firmness) over (partition by household_id, survey_year, money_class) as firmest
    from found
)

select
    survey_year,
    household_id,
    money_class,
    line_code,
    cast(sum(booked_fen) as bigint) as stated_fen,
    max(declared_fen) as declared_fen,
    case when count(doubtful_fen) = count(*) then cast(sum(doubtful_fen) as bigint) end as doubtful_fen,
    booking_source,
    count(booked_fen) < count(*) as is_up_to,
    coalesce(bool_or(is_too_large), false) as is_too_large
from best
where firmness = firmest
group by survey_year, household_id, money_class, line_code, booking_source
order by household_id, survey_year, money_class, line_code
