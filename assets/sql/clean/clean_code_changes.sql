-- One row per change of a household's code that was told (户码变更), first told of the same pair: old and new code and the year of
-- change, stated in its row (变更年度), else the year it was delivered in. A code that after the change stands beside its successor
-- under another head was issued anew (reissued_year); under its own head it never changed: the successor was split off, and the
-- row is none. Of several households that go on under one code (合户) one is that household: the one that had the code before, else the
-- one whose head is still head; the others are merged into it.
with told as (
    select
        coalesce(stated.year, links.survey_year) as changed_year,
        places.village_id || '|' || links.old_household_code as old_household_id,
        places.village_id || '|' || links.new_household_code as new_household_id,
        links.source_file,
        links.source_sheet,
        links.source_row,
        row_number() over (
            partition by places.village_id, links.old_household_code, links.new_household_code
            order by coalesce(stated.year, links.survey_year), links.source_file, links.source_sheet, links.source_row
        ) as first_first
    from raw_household_links as links
    inner join raw_places as places on places.place_text = links.place_text
    left join raw_dates as stated on stated.text = links.stated_year
    where links.old_household_code <> links.new_household_code
),

changes as (
    select * from told
    where first_first = 1
),

successors as (
    select old_household_id, new_household_id, changed_year from changes
    union
    select first.old_household_id, second.new_household_id, first.changed_year
    from changes as first
    inner join changes as second
        on second.old_household_id = first.new_household_id and second.new_household_id <> first.old_household_id
),

-- Who is the head under each code that changed, in each sheet of statements and lists
heads as (
    select
        h.survey_year, h.form, places.village_id || '|' || h.household_code as household_id, names.name, h.source_file, h.source_sheet
    from (
        select survey_year, form, place_text, household_code, head_name, source_file, source_sheet from raw_income_statements
        union all
        select survey_year, 'list', place_text, household_code, head_name, source_file, source_sheet from raw_households
    ) as h
    inner join raw_places as places on places.place_text = h.place_text
    inner join raw_names as names on names.text = h.head_name
    inner join (
        select old_household_id as household_id from successors
        union
        select new_household_id from successors
    ) as changed
        on changed.household_id = places.village_id || '|' || h.household_code
),

beside as (
    select
        successors.old_household_id,
        min(olds.survey_year) as reissued_year,
        bool_or(earlier.name is not null) as is_kept
    from successors
    inner join heads as olds on olds.household_id = successors.old_household_id and olds.survey_year >= successors.changed_year
    inner join heads as news
        on news.household_id = successors.new_household_id
        and news.source_file = olds.source_file
        and news.source_sheet = olds.source_sheet
        and news.name <> olds.name
    left join heads as earlier
        on earlier.household_id = olds.household_id
        and earlier.name = olds.name
        and earlier.survey_year < successors.changed_year
    group by successors.old_household_id
),

-- Who goes on under a new code: every household that was told to, and the one that had the code and keeps it
claims as (
    select old_household_id as household_id, new_household_id, changed_year from changes
    union
    select changes.new_household_id, changes.new_household_id, changes.changed_year
    from changes
    left join changes as onward
        on onward.old_household_id = changes.new_household_id and onward.changed_year <= changes.changed_year
    where onward.old_household_id is null
),

claimants as (
    select
        claims.household_id,
        claims.new_household_id,
        heads.survey_year,
        heads.form,
        heads.name,
        case
            when claims.household_id = claims.new_household_id then 0
            when after.name is not null then 1
            else 2
        end as precedence
    from claims
    inner join heads on heads.household_id = claims.household_id and heads.survey_year < claims.changed_year
    left join (select distinct household_id, survey_year, name from heads) as after
        on after.household_id = claims.new_household_id
        and after.survey_year = claims.changed_year
        and after.name = heads.name
),

merged as (
    select distinct own.household_id as old_household_id, own.new_household_id
    from claimants as own
    inner join claimants as other
        on other.new_household_id = own.new_household_id
        and other.survey_year = own.survey_year
        and other.form = own.form
        and other.name <> own.name
        and (
            other.precedence < own.precedence or (other.precedence = own.precedence and other.household_id < own.household_id)
        )
)

select
    changes.old_household_id,
    changes.new_household_id,
    cast(changes.changed_year as integer) as changed_year,
    beside.reissued_year,
    merged.old_household_id is not null as is_merged,
    changes.source_file,
    changes.source_sheet,
    changes.source_row
from changes
left join beside on beside.old_household_id = changes.old_household_id
left join merged
    on merged.old_household_id = changes.old_household_id and merged.new_household_id = changes.new_household_id
where not coalesce(beside.is_kept, false)
order by changes.old_household_id, changes.new_household_id
