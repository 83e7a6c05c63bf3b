-- One row per household and year on a roster in this year and the last: members who joined and members who left. Whom
-- several households count belongs to each of them.
with homes as (
    select survey_year, person_key, household_id from derive_person_homes where household_count = 1
    union all
    select survey_year, person_key, household_id from derive_shared_persons
),

pairs as (
    select
        coalesce(this.survey_year, last.survey_year + 1) as survey_year,
        this.household_id,
        last.household_id as previous_household_id
    from homes as this
    full outer join homes as last
        on last.person_key = this.person_key
        and last.household_id = this.household_id
        and last.survey_year = this.survey_year - 1
    where this.household_id is null or last.household_id is null
),

moves as (
    select survey_year, household_id, 1 as joined, 0 as gone from pairs where household_id is not null
    union all
    select survey_year, previous_household_id, 0, 1 from pairs where previous_household_id is not null
),

counted as (
    select
        survey_year,
        household_id,
        cast(sum(joined) as integer) as joined_count,
        cast(sum(gone) as integer) as left_count
    from moves
    group by survey_year, household_id
)

select
    this.survey_year,
    this.household_id,
    coalesce(counted.joined_count, 0) as joined_count,
    coalesce(counted.left_count, 0) as left_count
from derive_rosters as this
inner join derive_rosters as last on last.household_id = this.household_id and last.survey_year = this.survey_year - 1
left join counted on counted.household_id = this.household_id and counted.survey_year = this.survey_year
order by this.household_id, this.survey_year
