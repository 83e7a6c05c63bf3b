-- One row per village, year and kind of state (低保, 五保, 残疾, 学籍) of whose people the year's register has entries: only there
-- does it say something by leaving somebody out (docs/method.md#precedence-of-evidence). A list of those who have lost a benefit,
-- of allowances for the disabled or of dropouts leaves out everybody else. An entry without a village is of the person's.
with homes as (
    select person_key, survey_year, village_id from clean_members where person_key is not null
    union
    select head_key, survey_year, village_id from clean_households where head_key is not null
    union
    select head_key, survey_year, village_id from clean_income_statements where head_key is not null
),

places as (
    select
        coalesce(registers.village_id, homes.village_id) as village_id,
        registers.register_year as survey_year,
        registers.register_group,
        registers.source_file,
        registers.source_sheet
    from clean_registers as registers
    left join homes
        on registers.village_id is null
        and homes.person_key = registers.person_key
        and homes.survey_year = registers.register_year
    where registers.register_group in ('subsistence', 'destitute', 'disability', 'at_school')
),

ranked as (
    select
        *,
        row_number() over (partition by village_id, survey_year, register_group order by source_file, source_sheet) as choice
    from places
    where village_id is not null
)

select survey_year, village_id, register_group, source_file, source_sheet
from ranked
where choice = 1
order by village_id, survey_year, register_group
