-- One row per gap in the guarantees and social security, of a person or of a household, and who must close it.
-- 低保: stated eligible on that year's list and not enrolled; by income only where the local 低保 line is given, and
-- never against a stated 不符合. A household's gap is named after its head, and counted once.
with household_gaps as (
    select
        h.survey_year,
        h.household_id,
        'dibao' as gap,
        case
            when h.is_listed and h.is_subsistence_eligible then '符合低保条件而未纳入低保'
            else '人均可支配收入低于农村低保标准而未纳入低保'
        end as reason,
        h.source_file,
        h.source_sheet,
        h.source_row
    from derive_household_years as h
    inner join derive_covers as covers on covers.household_id = h.household_id and covers.survey_year = h.survey_year
    inner join raw_year_parameters as p on p.survey_year = h.survey_year and p.county_name = split_part(h.household_id, '|', 1)
    left join derive_disposable_incomes as d on d.household_id = h.household_id and d.survey_year = h.survey_year
    where not covers.is_covered
        and (
            (h.is_listed and h.is_subsistence_eligible)
            or (
                coalesce(h.is_subsistence_eligible, true)
                and d.disposable_income_fen < p.rural_subsistence_line_fen * d.divisor_count
            )
        )
    union all
    select survey_year, household_id, 'housing', '仍住危房', source_file, source_sheet, source_row
    from derive_household_years
    where is_unsafe_housing and (is_listed or is_on_roster)
),

gaps as (
    select
        survey_year, household_id, gap, reason, person_key, name_masked, age, student_stage, source_file, source_sheet,
        source_row
    from derive_person_gaps
    union all
    select
        g.survey_year, g.household_id, g.gap, g.reason, h.head_key, names.name_masked, cast(null as integer) as age,
        cast(null as string) as student_stage, g.source_file, g.source_sheet, g.source_row
    from household_gaps as g
    inner join derive_household_years as h on h.household_id = g.household_id and h.survey_year = g.survey_year
    left join raw_names as names on names.text = h.head_name
)

select
    g.survey_year,
    g.household_id,
    g.gap,
    case g.gap
        when 'student_support' then '学生资助'
        when 'dibao' then '低保'
        when 'medical_insurance' then '医疗保险'
        when 'pension_insurance' then '养老保险'
        else '住房安全'
    end as gap_zh,
    case g.gap
        when 'student_support' then '教育'
        when 'dibao' then '民政'
        when 'housing' then '住建'
        else '社保'
    end as department,
    h.village_id,
    h.county_name,
    h.town_name,
    h.village_name,
    h.household_code,
    h.head_name,
    h.scope,
    g.person_key,
    g.name_masked,
    g.age,
    g.student_stage,
    g.reason,
    g.source_file,
    g.source_sheet,
    g.source_row
from gaps as g
inner join derive_household_years as h on h.household_id = g.household_id and h.survey_year = g.survey_year
order by g.survey_year, g.household_id, g.gap, g.source_file, g.source_sheet, g.source_row
