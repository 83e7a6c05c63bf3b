-- One row per household and year on a roster in this year and the last: members who joined and members who left. Whom
-- several households count belongs to each of them; whom his roster calls dead or moved, or the registers call dead, has left.
with counted_in as (
    select survey_year, person_key, household_id from derive_person_homes where household_count = 1
    union all
    select survey_year, person_key, household_id from derive_shared_persons
),

lost as (
    select survey_year, person_key, household_id from clean_members where member_state in ('dead', 'moved') and person_key is not null
    union
    select m.survey_year, m.person_key, m.household_id
    from clean_members as m
    inner join clean_registers as deaths
        on deaths.person_key = m.person_key and deaths.register_group = 'death' and deaths.survey_year <= m.survey_year
),

homes as (
    select counted_in.survey_year, counted_in.person_key, counted_in.household_id
    from counted_in
    left join lost
        on lost.person_key = counted_in.person_key
        and lost.survey_year = counted_in.survey_year
        and lost.household_id = counted_in.household_id
    where lost.person_key is null
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
