-- One row per household, year and other household where members of last year's household now stand in one that did
-- not exist then (a list of this year alone does not make it exist): members split off (both households are named), or
-- the whole household under a new code.
with splits as (
    select
        moved.*,
        remaining.household_id is null as is_renumbered,
        coalesce(remaining.roster_count, 0) as remaining_count
    from derive_household_moves as moved
    left join derive_household_years as existing
        on existing.household_id = moved.new_household_id
        and existing.survey_year = moved.survey_year - 1
        and (existing.has_statement or existing.is_listed or existing.is_on_roster)
    left join derive_household_years as remaining
        on remaining.household_id = moved.old_household_id
        and remaining.survey_year = moved.survey_year
        and (remaining.has_statement or remaining.is_on_roster)
    where existing.household_id is null
),

sides as (
    select survey_year, old_household_id as household_id, new_household_id as other_household_id, 'old' as side, moved_count, is_renumbered
    from splits
    where not is_renumbered
    union all
    select survey_year, new_household_id, old_household_id, 'new', moved_count, is_renumbered
    from splits
)

select
    sides.survey_year,
    sides.household_id,
    sides.other_household_id,
    sides.side,
    sides.moved_count,
    sides.is_renumbered,
    own.roster_count,
    coalesce(other_now.household_code, other_before.household_code) as other_household_code
from sides
inner join derive_household_years as own
    on own.household_id = sides.household_id and own.survey_year = sides.survey_year
left join derive_household_years as other_now
    on other_now.household_id = sides.other_household_id and other_now.survey_year = sides.survey_year
left join derive_household_years as other_before
    on other_before.household_id = sides.other_household_id and other_before.survey_year = sides.survey_year - 1
order by sides.household_id, sides.survey_year, sides.other_household_id, sides.side
