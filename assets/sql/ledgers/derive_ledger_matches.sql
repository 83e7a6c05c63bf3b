-- One row per ledger entry and the household it belongs to: by the person's ID number (a member on that year's roster
-- or the head named by a statement or list), else by village and household code, else by village and a name that
-- only one household bears (whoever has an ID number of his own is no namesake with another). Last December's payment
-- in a ledger that holds nothing else of last year, and next spring's likewise, stay with the year of their ledger,
-- marked: they prove nothing about the year they were paid in.
-- So does any payment of a year that has not begun at the as-of date: it is expected, not paid.
with sheets as (
    -- how much of last year and of next year each sheet holds, beside December and spring
    select
        e.source_file,
        e.source_sheet,
        e.ledger_year,
        max(year(p.as_of_date)) as as_of_year,
        count(*) filter (where e.survey_year = e.ledger_year - 1 and coalesce(e.paid_month, 1) < p.months_of_year) as last_year_count,
        count(*) filter (
            where e.survey_year = e.ledger_year + 1 and coalesce(e.paid_month, p.months_of_year) > p.late_payment_month
        ) as next_year_count
    from clean_ledger_entries as e
    inner join raw_year_parameters as p on p.survey_year = e.ledger_year and p.is_own_county
    group by e.source_file, e.source_sheet, e.ledger_year
),

-- What is paid, and when: December of last year or spring of next where a sheet holds nothing else of that year
timed as (
    select
        e.*,
        coalesce(
            e.amount_fen,
            case when not e.is_unreadable then cast(round(e.monthly_wage_fen * e.work_months) as bigint) end
        ) as paid_fen,
        case
            when e.survey_year = e.ledger_year - 1 and sheets.last_year_count = 0 then 'previous_december'
            when e.survey_year = e.ledger_year + 1 and (sheets.next_year_count = 0 or e.survey_year > sheets.as_of_year)
                then 'next_year'
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

-- Step 1: the person's ID number. One household has him, or of several the one that the entry names
known as (
    select
        e.*,
        person_homes.household_count,
        case when person_homes.household_count = 1 then person_homes.household_id else shared.household_id end
            as person_household_id
    from entries as e
    left join derive_person_homes as person_homes
        on person_homes.person_key = e.person_key and person_homes.survey_year = e.for_year
    left join derive_shared_persons as shared
        on shared.person_key = e.person_key
        and shared.survey_year = e.for_year
        and shared.household_id = e.stated_household_id
),

-- Whose number is of no household in that year: the household that had him in every other year
strangers as (
    select distinct person_key from known where household_count is null and person_key is not null
),

steady_homes as (
    select homes.person_key, min(homes.household_id) as steady_household_id
    from derive_person_homes as homes
    inner join strangers on strangers.person_key = homes.person_key
    group by homes.person_key
    having min(homes.household_id) = max(homes.last_household_id)
),

-- Step 2: names, only of the entries that no number placed
wanted as (
    select village_id, for_year, name from known where household_count is null and name is not null
    union
    select village_id, for_year, head_name from known where household_count is null and head_name is not null
),

bearers as (
    select m.village_id, m.survey_year, m.name, m.household_id, m.person_key
    from clean_members as m
    inner join wanted on wanted.village_id = m.village_id and wanted.for_year = m.survey_year and wanted.name = m.name
    union
    select h.village_id, h.survey_year, h.head_name, h.household_id, h.head_key
    from derive_household_years as h
    inner join wanted on wanted.village_id = h.village_id and wanted.for_year = h.survey_year and wanted.name = h.head_name
),

homes_of_names as (
    select village_id, survey_year, name, household_id, max(person_key) is null as is_without_number
    from bearers
    group by village_id, survey_year, name, household_id
),

-- A name that only one household of the village bears; an entry with a number is matched to a bearer without one
names as (
    select village_id, survey_year, name, false as has_number, min(household_id) as named_household_id
    from homes_of_names
    group by village_id, survey_year, name
    having count(*) = 1
    union all
    select village_id, survey_year, name, true as has_number, min(household_id) as named_household_id
    from homes_of_names
    where is_without_number
    group by village_id, survey_year, name
    having count(*) = 1
),

-- In this order: number, number of other years, household code, name of the payee, name of the head
matched as (
    select
        k.*,
        coalesce(
            k.person_household_id, steady.steady_household_id, stated.household_id, payees.named_household_id,
            heads.named_household_id
        ) as household_id,
        case
            when k.household_count = 1 then 'person_id'
            when k.person_household_id is not null then 'household_code'
            when k.household_count > 1 then 'ambiguous'
            when steady.steady_household_id is not null then 'person_id'
            when stated.household_id is not null then 'household_code'
            when coalesce(payees.named_household_id, heads.named_household_id) is not null then 'name'
            else 'none'
        end as match_kind
    from known as k
    left join steady_homes as steady on k.household_count is null and steady.person_key = k.person_key
    left join derive_household_years as stated
        on k.household_count is null
        and stated.household_id = k.stated_household_id
        and stated.survey_year = k.for_year
    left join names as payees
        on k.household_count is null
        and payees.village_id = k.village_id
        and payees.survey_year = k.for_year
        and payees.name = k.name
        and payees.has_number = (k.person_key is not null)
    left join names as heads
        on k.household_count is null
        and heads.village_id = k.village_id
        and heads.survey_year = k.for_year
        and heads.name = k.head_name
        and not heads.has_number
)

select
    m.for_year as survey_year,
    m.household_id,
    coalesce(homes.village_id, m.village_id) as village_id,
    m.match_kind,
    m.item_code,
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
