-- One row per household code that changed and the years in which it named that household: the identifier it has at the end.
-- A code that was given away and issued anew to another household names each in its own years; a change counts from the
-- year of change that its row states (变更年度), else from the year it was first delivered in; a later entry for the same code
-- replaces an earlier one, and up to five changes are followed. A code that after the change stands beside its successor under
-- another head was issued anew; under its own head it never changed (the successor was split off). A code spelled with other
-- dashes than on its list names that household.
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

all_changes as (
    select * from told
    where first_first = 1
),

successors as (
    select old_household_id, new_household_id, changed_year from all_changes
    union
    select first.old_household_id, second.new_household_id, first.changed_year
    from all_changes as first
    inner join all_changes as second
        on second.old_household_id = first.new_household_id and second.new_household_id <> first.old_household_id
),

-- Who is the head under each code that changed, in each sheet of statements and lists
heads as (
    select h.survey_year, places.village_id || '|' || h.household_code as household_id, names.name, h.source_file, h.source_sheet
    from (
        select survey_year, place_text, household_code, head_name, source_file, source_sheet from raw_income_statements
        union all
        select survey_year, place_text, household_code, head_name, source_file, source_sheet from raw_households
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

changes as (
    select all_changes.*
    from all_changes
    left join beside on beside.old_household_id = all_changes.old_household_id and beside.is_kept
    where beside.old_household_id is null
),

-- From when on a code names a household: from the start, and anew from each year in which it was issued.
issued as (
    select old_household_id as household_id, 0 as valid_from_year from changes
    union
    select new_household_id, changed_year from changes
    union
    select old_household_id, reissued_year from beside where not is_kept
),

spans as (
    select
        household_id,
        valid_from_year,
        lead(valid_from_year) over (partition by household_id order by valid_from_year) - 1 as valid_to_year
    from issued
),

ended as (
    select
        spans.household_id as old_household_id,
        spans.valid_from_year,
        spans.valid_to_year,
        changes.new_household_id,
        changes.changed_year,
        row_number() over (
            partition by spans.household_id, spans.valid_from_year
            order by changes.changed_year desc, changes.source_file, changes.source_sheet, changes.source_row
        ) as newest_first
    from spans
    inner join changes
        on changes.old_household_id = spans.household_id
        and changes.changed_year > spans.valid_from_year
        and changes.changed_year <= coalesce(spans.valid_to_year + 1, changes.changed_year)
),

links as (
    select * from ended
    where newest_first = 1
),

resolved as (
    select
        links.old_household_id,
        links.valid_from_year,
        links.valid_to_year,
        coalesce(
            fifth.new_household_id, fourth.new_household_id, third.new_household_id, second.new_household_id, links.new_household_id
        ) as household_id
    from links
    left join links as second on second.old_household_id = links.new_household_id and second.valid_from_year = links.changed_year
    left join links as third on third.old_household_id = second.new_household_id and third.valid_from_year = second.changed_year
    left join links as fourth on fourth.old_household_id = third.new_household_id and fourth.valid_from_year = third.changed_year
    left join links as fifth on fifth.old_household_id = fourth.new_household_id and fifth.valid_from_year = fourth.changed_year
)

select old_household_id, valid_from_year, valid_to_year, household_id
from resolved
union all
select spellings.old_household_id, cast(0 as integer), cast(null as integer), spellings.household_id
from clean_code_spellings as spellings
left join resolved as own on own.old_household_id = spellings.old_household_id
left join resolved as listed on listed.old_household_id = spellings.household_id
where own.old_household_id is null and listed.old_household_id is null
order by old_household_id, valid_from_year
