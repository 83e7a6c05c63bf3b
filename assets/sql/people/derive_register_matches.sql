-- One row per register entry of a member and year: what another office knows of somebody the household counts. An event
-- (a death, a house, a car, a firm, a post) counts from its year on, a status (低保, 五保, 残疾) only in the year of the
-- register that lists it (docs/method.md#precedence-of-evidence). Persons are matched by ID number only.
select
    facts.survey_year,
    facts.household_id,
    registers.person_key,
    registers.name_masked,
    registers.register_type,
    registers.register_group,
    registers.registered_on,
    registers.detail,
    facts.village_id,
    facts.village_name,
    facts.household_code,
    registers.source_file,
    registers.source_sheet,
    registers.source_row
from clean_registers as registers
inner join derive_person_homes as homes
    on homes.person_key = registers.person_key
    and homes.survey_year >= registers.survey_year
    and (
        registers.register_group not in ('subsistence', 'destitute', 'disability', 'disability_allowance', 'stopped')
        or homes.survey_year = registers.register_year
    )
inner join derive_household_years as facts
    on facts.survey_year = homes.survey_year
    and facts.household_id in (homes.household_id, homes.last_household_id)
order by registers.source_file, registers.source_sheet, registers.source_row, facts.household_id, facts.survey_year
