-- One row per ledger entry and the household it belongs to: by the person's ID number (a member on that year's roster
-- or the head named by a statement or list), else by village and household code, else by village and a name that
-- only one household bears. Last December's payment in a ledger that holds nothing else of last year, and next
-- spring's likewise, stay with the year of their ledger, marked: they prove nothing about the year they were paid in.
with sheets as (
    select
        e.source_file,
        e.source_sheet,
        e.ledger_year,
        count(*) filter (where e.survey_year = e.ledger_year - 1 and coalesce(e.paid_month, 1) < p.months_of_year) as last_year_count,
        count(*) filter (
            where e.survey_year = e.ledger_year + 1 and coalesce(e.paid_month, p.months_of_year) > p.late_payment_month
        ) as next_year_count
    from clean_ledger_entries as e
    inner join raw_year_parameters as p on p.survey_year = e.ledger_year
    group by e.source_file, e.source_sheet, e.ledger_year
),

timed as (
    select
        e.*,
        coalesce(
            e.amount_fen,
            case when not e.is_unreadable then cast(round(e.monthly_wage_fen * e.work_months) as bigint) end
        ) as paid_fen,
        case
            when e.survey_year = e.ledger_year - 1 and sheets.last_year_count = 0 then 'previous_december'
            when e.survey_year = e.ledger_year + 1 and sheets.next_year_count = 0 then 'next_year'
            else 'in_year'
        end as payment_time
    from clean_ledger_entries as e
    left join sheets
        on sheets.source_file = e.source_file
        and sheets.source_sheet = e.source_sheet
        and sheets.ledger_year = e.ledger_year
),

entries as (
    select *, case when payment_time = 'in_year' then survey_year else ledger_year end as for_year
    from timed
),

steady_homes as (
    select person_key, min(household_id) as steady_household_id
    from derive_person_homes
    group by person_key
    having min(household_id) = max(last_household_id)
),

bearers as (
    select village_id, survey_year, name, household_id from clean_members where name is not null
    union
    select village_id, survey_year, head_name, household_id from derive_household_years where head_name is not null
),

names as (
    select village_id, survey_year, name, min(household_id) as named_household_id
    from bearers
    group by village_id, survey_year, name
    having min(household_id) = max(household_id)
),

matched as (
    select
        e.*,
        case
            when person_homes.household_count = 1 then person_homes.household_id
            when person_homes.household_count > 1 then shared.household_id
            else coalesce(steady.steady_household_id, stated.household_id, payees.named_household_id, heads.named_household_id)
        end as household_id,
        case
            when person_homes.household_count = 1 then 'person_id'
            when shared.household_id is not null then 'household_code'
            when person_homes.household_count > 1 then 'ambiguous'
            when steady.steady_household_id is not null then 'person_id'
            when stated.household_id is not null then 'household_code'
            when coalesce(payees.named_household_id, heads.named_household_id) is not null then 'name'
            else 'none'
        end as match_kind
    from entries as e
    left join derive_person_homes as person_homes
        on person_homes.person_key = e.person_key and person_homes.survey_year = e.for_year
    left join derive_shared_persons as shared
        on shared.person_key = e.person_key
        and shared.survey_year = e.for_year
        and shared.household_id = e.stated_household_id
    left join derive_household_years as stated
        on stated.household_id = e.stated_household_id and stated.survey_year = e.for_year
    left join steady_homes as steady on steady.person_key = e.person_key
    left join names as payees
        on payees.village_id = e.village_id and payees.survey_year = e.for_year and payees.name = e.name
    left join names as heads
        on heads.village_id = e.village_id and heads.survey_year = e.for_year and heads.name = e.head_name
)

select
    m.for_year as survey_year,
    m.household_id,
    coalesce(homes.village_id, m.village_id) as village_id,
    m.match_kind,
    m.item_code,
    m.item_text,
    m.person_key,
    m.name_masked,
    m.paid_fen as amount_fen,
    m.monthly_wage_fen,
    m.work_months,
    m.paid_month,
    m.payment_time,
    m.has_forecast or coalesce(m.item_code = 'forecast', false) as has_forecast,
    m.paid_fen is null as is_unreadable,
    m.source_file,
    m.source_sheet,
    m.source_row
from matched as m
left join derive_household_years as homes
    on homes.household_id = m.household_id and homes.survey_year = m.for_year
order by m.source_file, m.source_sheet, m.source_row
