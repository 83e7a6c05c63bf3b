-- One row per person and year on a delivered roster. Whoever is of school age counts as a pupil where nothing is said.
select
    s.survey_year,
    coalesce(links.household_id, places.village_id || '|' || s.household_code) as household_id,
    places.village_id,
    coalesce(s.county_name, places.county_name) as county_name,
    coalesce(s.town_name, places.town_name) as town_name,
    s.village_name,
    s.household_code,
    ids.person_key,
    names.name,
    names.name_masked,
    ids.id_number_masked,
    coalesce(
        ids.problem,
        case
            when ids.gender <> s.gender and s.gender in ('男', '女') then 'gender'
            when abs(year(ids.birth_date) - year(born.date)) > 1 then 'stated_birth_date'
        end
    ) as id_problem,
    ids.county_code as id_county_code,
    coalesce(ids.birth_date, born.date) as birth_date,
    coalesce(ids.gender, s.gender) as gender,
    s.person_number,
    s.relation,
    relations.is_head,
    coalesce(
        stages.is_student = (coalesce(stages.since_year, s.survey_year) <= s.survey_year),
        s.survey_year - year(coalesce(ids.birth_date, born.date))
        between p.compulsory_school_age_from and p.compulsory_school_age_to,
        false
    ) as is_student,
    s.student_status,
    stages.is_student = (coalesce(stages.since_year, s.survey_year) <= s.survey_year) as is_stated_student,
    case when coalesce(stages.since_year, s.survey_year) <= s.survey_year then stages.student_stage end as student_stage,
    case when coalesce(stages.since_year, s.survey_year) <= s.survey_year then stages.absence end as absence,
    coalesce(states.member_state, remarked.member_state, health.member_state) as member_state,
    s.health_status,
    health.is_disabled,
    s.labour_type,
    labour.is_able,
    labour.is_unable,
    case
        when months.text is not null then months.work_months
        else try_cast(translate(s.work_months, '０１２３４５６７８９．eE_', '0123456789.xxx') as decimal(6, 2))
    end as work_months,
    coalesce(months.has_text and months.work_months is null, false) as has_unread_months,
    s.work_place,
    work.is_work_local,
    case
        when wage.text is not null then wage.amount_fen
        when s.unit_yuan = 1 then cast(round(try_cast(s.monthly_wage as decimal(16, 2)) * 100) as bigint)
        else try_cast(round(try_cast(s.monthly_wage as decimal(24, 8)) * 100 * s.unit_yuan) as bigint)
    end as monthly_wage_fen,
    resident.is_true as is_resident,
    medical.is_held as has_medical_insurance,
    serious_illness.is_held as has_serious_illness_insurance,
    pension.is_held as has_pension_insurance,
    employee.is_held as has_employee_insurance,
    subsistence.is_held = (coalesce(subsistence.since_year, s.survey_year) <= s.survey_year) as is_subsistence_recipient,
    support.is_held as has_student_support,
    subsidy.is_held as has_living_subsidy,
    waiver.is_held as has_fee_waiver,
    unsafe.is_held as is_unsafe_housing,
    water.is_safe and coalesce(water.since_year, s.survey_year) <= s.survey_year as has_safe_water,
    cast(round(
        try_cast(translate(replace(s.registered_count, '人', ''), '０１２３４５６７８９．eE_', '0123456789.xxx') as decimal(12, 4))
    ) as integer) as registered_count,
    s.source_file,
    s.source_sheet,
    s.source_row
from raw_members as s
inner join raw_places as places on places.place_text = s.place_text
inner join raw_year_parameters as p on p.survey_year = s.survey_year and p.county_name = places.county_name
left join clean_household_links as links
    on links.old_household_id = places.village_id || '|' || s.household_code
    and s.survey_year between links.valid_from_year and coalesce(links.valid_to_year, s.survey_year)
left join raw_work_months as months on months.text = s.work_months
left join raw_names as names on names.text = s.member_name
left join raw_id_numbers as ids on ids.text = s.id_number
left join raw_student_stages as stages on stages.text = s.student_status
left join raw_labour_types as labour on labour.text = s.labour_type and coalesce(labour.since_year, s.survey_year) <= s.survey_year
left join raw_relations as relations on relations.text = s.relation
left join raw_work_places as work on work.text = places.county_name || '|' || s.work_place
left join raw_dates as born on born.text = s.birth_date
left join clean_amounts as wage on wage.text = s.monthly_wage and wage.unit_yuan = s.unit_yuan
left join raw_flags as resident on resident.text = s.is_resident
left join raw_flags as medical
    on medical.text = s.has_medical_insurance
    and coalesce(medical.since_year, s.survey_year) <= s.survey_year and coalesce(medical.until_year, s.survey_year) >= s.survey_year
left join raw_flags as serious_illness
    on serious_illness.text = s.has_serious_illness_insurance
    and coalesce(serious_illness.since_year, s.survey_year) <= s.survey_year
    and coalesce(serious_illness.until_year, s.survey_year) >= s.survey_year
left join raw_flags as pension
    on pension.text = s.has_pension_insurance
    and coalesce(pension.since_year, s.survey_year) <= s.survey_year and coalesce(pension.until_year, s.survey_year) >= s.survey_year
left join raw_flags as employee
    on employee.text = s.has_employee_insurance
    and coalesce(employee.since_year, s.survey_year) <= s.survey_year and coalesce(employee.until_year, s.survey_year) >= s.survey_year
left join raw_flags as subsistence
    on subsistence.text = s.is_subsistence_recipient and coalesce(subsistence.until_year, s.survey_year) >= s.survey_year
left join raw_flags as support
    on support.text = s.has_student_support
    and coalesce(support.since_year, s.survey_year) <= s.survey_year and coalesce(support.until_year, s.survey_year) >= s.survey_year
left join raw_flags as subsidy
    on subsidy.text = s.has_living_subsidy
    and coalesce(subsidy.since_year, s.survey_year) <= s.survey_year and coalesce(subsidy.until_year, s.survey_year) >= s.survey_year
left join raw_flags as waiver
    on waiver.text = s.has_fee_waiver
    and coalesce(waiver.since_year, s.survey_year) <= s.survey_year and coalesce(waiver.until_year, s.survey_year) >= s.survey_year
left join raw_flags as unsafe on unsafe.text = s.is_unsafe_housing
left join raw_flags as water on water.text = s.has_safe_water
left join raw_member_states as states on states.text = s.member_state and coalesce(states.since_year, s.survey_year) <= s.survey_year
left join raw_member_states as remarked on remarked.text = s.remark and coalesce(remarked.since_year, s.survey_year) <= s.survey_year
left join raw_member_states as health on health.text = s.health_status and coalesce(health.since_year, s.survey_year) <= s.survey_year
order by household_id, s.survey_year, s.source_file, s.source_sheet, s.source_row
