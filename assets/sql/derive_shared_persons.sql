-- One row per person, year and household where several households of the year count him: what becomes of the
-- household's result without him, that is with one divisor less and without the wage the roster knows of him.
with shared as (
    select survey_year, person_key, household_id, last_household_id, household_count
    from derive_person_homes
    where household_count > 1
),

lines as (
    select
        m.survey_year,
        m.person_key,
        m.household_id,
        m.name_masked,
        m.work_months,
        m.monthly_wage_fen,
        m.source_file,
        m.source_sheet,
        m.source_row,
        row_number() over (
            partition by m.survey_year, m.person_key, m.household_id order by m.source_file, m.source_sheet, m.source_row
        ) as line
    from clean_members as m
    inner join shared on shared.survey_year = m.survey_year and shared.person_key = m.person_key
),

heads as (
    select h.survey_year, h.head_key as person_key, h.household_id
    from derive_household_years as h
    inner join shared on shared.survey_year = h.survey_year and shared.person_key = h.head_key
),

memberships as (
    select survey_year, person_key, household_id from lines where line = 1
    union
    select survey_year, person_key, household_id from heads
),

recomputed as (
    select
        m.survey_year,
        m.household_id,
        m.person_key,
        shared.household_count,
        case when m.household_id = shared.household_id then shared.last_household_id else shared.household_id end
            as other_household_id,
        coalesce(lines.name_masked, substr(facts.head_name, 1, 1) || '＊＊') as name_masked,
        coalesce(cast(round(lines.work_months * lines.monthly_wage_fen) as bigint), 0) as wage_fen,
        incomes.disposable_income_fen,
        incomes.divisor_count,
        incomes.exit_line_fen,
        incomes.is_over_line,
        facts.has_labour_capacity,
        facts.village_name,
        facts.household_code,
        coalesce(lines.source_file, facts.source_file) as source_file,
        coalesce(lines.source_sheet, facts.source_sheet) as source_sheet,
        coalesce(lines.source_row, facts.source_row) as source_row
    from memberships as m
    inner join shared on shared.survey_year = m.survey_year and shared.person_key = m.person_key
    inner join derive_household_years as facts
        on facts.household_id = m.household_id and facts.survey_year = m.survey_year
    left join lines
        on lines.survey_year = m.survey_year
        and lines.person_key = m.person_key
        and lines.household_id = m.household_id
        and lines.line = 1
    left join derive_disposable_incomes as incomes
        on incomes.household_id = m.household_id and incomes.survey_year = m.survey_year
)

select
    r.survey_year,
    r.household_id,
    r.person_key,
    r.name_masked,
    r.household_count,
    r.other_household_id,
    others.village_name as other_village_name,
    others.household_code as other_household_code,
    r.wage_fen,
    r.is_over_line,
    case
        when r.divisor_count > 1
            then r.disposable_income_fen - r.wage_fen >= r.exit_line_fen * (r.divisor_count - 1)
    end as is_over_line_without,
    coalesce(
        coalesce(r.has_labour_capacity, true)
        and r.divisor_count > 1
        and r.is_over_line <> (r.disposable_income_fen - r.wage_fen >= r.exit_line_fen * (r.divisor_count - 1)),
        false
    ) as is_flipped,
    r.village_name,
    r.household_code,
    r.source_file,
    r.source_sheet,
    r.source_row
from recomputed as r
left join derive_household_years as others
    on others.household_id = r.other_household_id and others.survey_year = r.survey_year
order by r.household_id, r.survey_year, r.person_key
