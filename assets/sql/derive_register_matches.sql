-- One row per register entry of a member and year: what another office knows of somebody the household counts, from
-- the year of the entry on. Persons are matched by ID number only.
with typed as (
    select
        *,
        case
            when register_type like '%死亡%' or register_type like '%火化%' or register_type like '%殡葬%' then 'death'
            when register_type like '%车%' then 'vehicle'
            when register_type like '%房%' or register_type like '%不动产%' then 'house'
            when register_type like '%财政供养%' or register_type like '%公职%' or register_type like '%编制%' then 'payroll'
            when register_type like '%市场主体%' or register_type like '%工商%' or register_type like '%企业%'
                or register_type like '%公司%' or register_type like '%个体%' then 'business'
            when register_type like '%低保%' or register_type like '%最低生活保障%' then 'subsistence'
            when register_type like '%五保%' or register_type like '%特困%' then 'destitute'
            when register_type like '%残%' then 'disability'
            else 'other'
        end as register_group
    from clean_registers
)

select
    facts.survey_year,
    facts.household_id,
    typed.person_key,
    typed.name_masked,
    typed.register_type,
    typed.register_group,
    typed.registered_on,
    typed.detail,
    facts.village_id,
    facts.village_name,
    facts.household_code,
    typed.source_file,
    typed.source_sheet,
    typed.source_row
from typed
inner join derive_person_homes as homes
    on homes.person_key = typed.person_key and homes.survey_year >= typed.survey_year
inner join derive_household_years as facts
    on facts.survey_year = homes.survey_year
    and facts.household_id in (homes.household_id, homes.last_household_id)
order by typed.source_file, typed.source_sheet, typed.source_row, facts.household_id, facts.survey_year
