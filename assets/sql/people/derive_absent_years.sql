-- One row per household and year of which nothing is owed though a list names it: before its members left another
-- household (before_split), or from the year on in which they stand in another one or it was merged into it (succeeded), for
-- whichever of it neither a statement nor a roster of that year speaks (docs/method.md#who-needs-this).
with founded as (
    select household_id, max(survey_year) as founded_year, max(other_household_id) as other_household_id
    from derive_household_splits
    where side = 'new'
    group by household_id
),

succeeded as (
    select moved.old_household_id as household_id, min(moved.survey_year) as from_year, min(moved.new_household_id) as other_household_id
    from derive_household_moves as moved
    left join derive_household_years as here
        on here.household_id = moved.old_household_id
        and here.survey_year = moved.survey_year
        and (here.has_statement or here.is_on_roster)
    where here.household_id is null
    group by moved.old_household_id
),

ended as (
    select household_id, min(from_year) as from_year, min(other_household_id) as other_household_id
    from (
        select household_id, from_year, other_household_id from succeeded
        union all
        select old_household_id, changed_year, new_household_id from clean_code_changes where is_merged
    ) as told
    group by household_id
)

select
    h.survey_year,
    h.household_id,
    case when founded.household_id is not null then 'before_split' else 'succeeded' end as absence_reason,
    coalesce(founded.other_household_id, ended.other_household_id) as other_household_id
from derive_household_years as h
left join founded on founded.household_id = h.household_id and h.survey_year < founded.founded_year
left join ended on ended.household_id = h.household_id and h.survey_year >= ended.from_year
where not h.has_statement and not h.is_on_roster and (founded.household_id is not null or ended.household_id is not null)
order by h.household_id, h.survey_year
