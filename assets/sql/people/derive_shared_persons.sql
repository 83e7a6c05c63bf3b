-- One row per person, year and household where several households of the year count him: what becomes of the
-- household's result without him, that is with one divisor less and without the wage the roster knows of him; and
-- without all such persons of the household whose removal moves the result the same way.
with shared as (
    select survey_year, person_key, household_id, last_household_id, household_count
    from derive_person_homes
    where household_count > 1
),

lines as (
    select
        m.*,
        row_number() over (
            partition by m.survey_year, m.person_key, m.household_id order by m.source_file, m.source_sheet, m.source_row
        ) as line
    from clean_members as m
    inner join shared on shared.survey_year = m.survey_year and shared.person_key = m.person_key
    where coalesce(m.member_state, '') not in ('dead', 'moved')
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
        incomes.divisor_count,
        incomes.is_over_line,
        incomes.disposable_income_fen - incomes.exit_line_fen * incomes.divisor_count as surplus_fen,
        incomes.exit_line_fen - coalesce(cast(round(lines.work_months * lines.monthly_wage_fen) as bigint), 0) as gain_fen,
        coalesce(facts.has_labour_capacity, true) as is_judged_by_income,
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
),

-- Without him the surplus over the line grows by his gain: one line less to reach, and his wage is gone.
removed as (
    select
        *,
        is_over_line = (gain_fen < 0) as is_moving,
        cast(count(case when is_over_line = (gain_fen < 0) then 1 end) over (partition by household_id, survey_year) as integer)
            as moving_count,
        cast(sum(case when is_over_line = (gain_fen < 0) then gain_fen else 0 end) over (
            partition by household_id, survey_year
        ) as bigint) as moving_gain_fen
    from recomputed
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
    r.is_judged_by_income,
    r.is_over_line,
    case
        when r.divisor_count > 1 then r.surplus_fen + r.gain_fen >= 0
    end as is_over_line_without,
    coalesce(
        r.is_judged_by_income
        and r.is_moving
        and (
            (r.divisor_count > 1 and r.is_over_line <> (r.surplus_fen + r.gain_fen >= 0))
            or (r.divisor_count > r.moving_count and r.is_over_line <> (r.surplus_fen + r.moving_gain_fen >= 0))
        ),
        false
    ) as is_flipped,
    r.village_name,
    r.household_code,
    r.source_file,
    r.source_sheet,
    r.source_row
from removed as r
left join derive_household_years as others
    on others.household_id = r.other_household_id and others.survey_year = r.survey_year
order by r.household_id, r.survey_year, r.person_key
