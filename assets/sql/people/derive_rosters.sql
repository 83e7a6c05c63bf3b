-- One row per household and year on a roster: members, who lives away, who can work, months worked, the wages they make, insurance
-- and age. Each person counts once; whom the roster itself calls dead or moved, or the registers call dead by the end of the year,
-- only listed_count and the counts of dead know (unreported_dead_count: whom the roster lists as if alive). A resident is a
-- member the roster calls one, else one not working outside the county for the months of the residence rule; a supported student
-- stays a resident (docs/method.md#denominator). Months count as delivered where the sheet fills them for anybody; there a blank
-- means not worked, a text that says no number nothing.
with sheets as (
    select
        source_file,
        source_sheet,
        count(*) filter (where work_months > 0) > 0 as has_months,
        count(*) filter (where monthly_wage_fen > 0) > 0 as has_wages
    from clean_members
    group by source_file, source_sheet
),

members as (
    select
        m.*,
        coalesce(m.member_state in ('dead', 'moved'), false) as is_gone,
        deaths.person_key is not null as is_registered_dead,
        coalesce(m.member_state in ('dead', 'moved'), false) or deaths.person_key is not null as is_lost,
        coalesce(disability.is_on, m.is_disabled, false) as is_known_disabled,
        case
            when m.is_student then false
            when m.is_resident is not null then not m.is_resident
            when m.work_place is null then false
            when m.is_work_local then false
            else coalesce(m.work_months, 0) >= p.resident_away_months
        end as is_away,
        p.months_of_year,
        p.base_pension_fen,
        case when year(m.birth_date) = m.survey_year - p.pension_age then month(m.birth_date) else 0 end as months_too_young,
        sheets.has_months,
        sheets.has_wages,
        coalesce(
            year(m.birth_date) < m.survey_year - p.pension_age
            or (year(m.birth_date) = m.survey_year - p.pension_age and month(m.birth_date) <= p.pension_latest_birth_month),
            false
        ) as is_of_pension_age
    from clean_members as m
    inner join raw_year_parameters as p on p.survey_year = m.survey_year and p.county_name = split_part(m.household_id, '|', 1)
    inner join sheets on sheets.source_file = m.source_file and sheets.source_sheet = m.source_sheet
    left join (
        select person_key, min(survey_year) as death_year from clean_registers where register_group = 'death' group by person_key
    ) as deaths
        on deaths.person_key = m.person_key and deaths.death_year <= m.survey_year
    left join derive_person_states as disability
        on disability.person_key = m.person_key and disability.survey_year = m.survey_year and disability.person_state = 'disability'
    left join derive_repeated_members as repeated
        on repeated.source_file = m.source_file
        and repeated.source_sheet = m.source_sheet
        and repeated.source_row = m.source_row
    where repeated.source_file is null
)

select
    survey_year,
    household_id,
    cast(count(*) filter (where not is_lost) as integer) as roster_count,
    cast(count(*) as integer) as listed_count,
    cast(count(*) filter (where is_registered_dead and not is_gone) as integer) as unreported_dead_count,
    cast(count(*) filter (where is_away and not is_lost) as integer) as away_count,
    cast(count(*) filter (where not is_away and not is_lost) as integer) as resident_count,
    cast(round(sum(case when is_away then monthly_wage_fen * work_months else 0 end)) as bigint) as away_wage_fen,
    count(*) filter (where is_away and (monthly_wage_fen is null or work_months is null)) = 0 as is_away_wage_known,
    cast(count(*) filter (where is_able and not is_lost) as integer) as able_count,
    cast(count(*) filter (where is_unable and not is_lost) as integer) as unable_count,
    case
        when count(*) filter (where is_able and not is_lost) > 0 then true
        when count(*) filter (where not is_lost) = 0 then null
        when count(*) filter (where is_unable and not is_lost) = count(*) filter (where not is_lost) then false
    end as has_labour_capacity,
    cast(count(*) filter (where is_able is not null or is_unable is not null) as integer) as labour_typed_count,
    cast(count(*) filter (where is_student and not is_lost) as integer) as student_count,
    cast(count(*) filter (where is_known_disabled and not is_lost) as integer) as disabled_count,
    max(case when is_subsistence_recipient then 1 when not is_subsistence_recipient then 0 end) = 1 as is_subsistence_recipient,
    max(case when is_unsafe_housing then 1 when not is_unsafe_housing then 0 end) = 1 as is_unsafe_housing,
    min(case when has_safe_water then 1 when not has_safe_water then 0 end) = 1 as has_safe_water,
    cast(count(*) filter (where is_registered_dead or member_state = 'dead') as integer) as dead_count,
    bool_or(has_months) and not coalesce(bool_or(has_unread_months), false) as has_months,
    cast(sum(case when work_months > 0 then work_months else 0 end) as decimal(18, 2)) as worked_months,
    cast(count(*) filter (where work_months > 0) as integer) as worker_count,
    cast(count(*) filter (where work_months < 0 or work_months > months_of_year) as integer) as impossible_months_count,
    count(*) filter (where (work_months > 0 and monthly_wage_fen is null) or has_unread_months) = 0 and bool_or(has_wages)
        as is_wage_known,
    cast(round(coalesce(sum(case when work_months > 0 then work_months * monthly_wage_fen end), 0)) as bigint) as roster_wage_fen,
    cast(coalesce(sum(case when work_months > 0 then monthly_wage_fen end), 0) as bigint) as roster_month_wage_fen,
    cast(count(*) filter (where has_medical_insurance and not is_lost) as integer) as medically_insured_count,
    cast(count(*) filter (
        where (has_pension_insurance or has_employee_insurance) and not is_of_pension_age and not is_lost
    ) as integer) as pension_payer_count,
    cast(count(*) filter (where is_of_pension_age and has_pension_insurance and not is_lost) as integer) as pension_entitled_count,
    cast(sum(case
        when is_of_pension_age and has_pension_insurance and not is_lost
            then base_pension_fen * (months_of_year - months_too_young)
    end) as bigint) as pension_due_fen
from members
group by survey_year, household_id
order by household_id, survey_year
