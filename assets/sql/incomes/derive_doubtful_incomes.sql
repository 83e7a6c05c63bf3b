-- One row per household and year with a statement: money booked as income that is none, by class, or not yet (forecasts).
-- 0 is none known; null is mentioned, amount unknown. Withdrawn savings stand with the loans: both are a principal.
-- unexplained_transfer is what ledgers leave of 其他转移性收入. Each class has a column, since each has a stress test of its own;
-- regular relief is income and has none, nor has crop insurance where it counts as income (parameter crop_insurance). What the
-- doubt rests on stands at each booking (derive_doubtful_bookings).
with doubts as (
    select
        b.survey_year,
        b.household_id,
        case b.money_class when 'savings' then 'loan' when 'support' then 'unproved_support' else b.money_class end as money_class,
        b.doubtful_fen
    from derive_doubtful_bookings as b
    inner join raw_year_parameters as p on p.survey_year = b.survey_year and p.county_name = split_part(b.household_id, '|', 1)
    where b.money_class <> 'crop_insurance' or coalesce(p.crop_insurance <> 'income', true)
),

sums as (
    select
        bool_or(money_class = 'one_off' and doubtful_fen is null) as is_one_off_unknown,  -- each doubtful class
        cast(sum(case when money_class = 'one_off' then doubtful_fen end) as bigint) as one_off_fen,  -- each doubtful class
        survey_year,
        household_id
    from doubts
    group by survey_year, household_id
)

select
    base.survey_year,
    base.household_id,
    case when not coalesce(s.is_one_off_unknown, false) then coalesce(s.one_off_fen, 0) end as one_off_fen,  -- each doubtful class
    case when base.other_transfer_income_fen <= 0 then 0 else rooms.room_fen end as unexplained_transfer_fen
from derive_base_statements as base
left join sums as s on s.household_id = base.household_id and s.survey_year = base.survey_year
left join derive_line_rooms as rooms
    on rooms.household_id = base.household_id and rooms.survey_year = base.survey_year and rooms.line_code = 'other_transfer_income'
order by base.household_id, base.survey_year
