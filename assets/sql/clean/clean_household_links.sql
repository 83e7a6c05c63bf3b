-- One row per household code that changed and the years in which it named that household: the identifier it has at the end.
-- A code that was given away and issued anew to another household names each in its own years; a later entry for the same code
-- replaces an earlier one, and up to five changes are followed. A household merged into another names itself. A code spelled with
-- other dashes than on its list names that household.
with changes as (
    select old_household_id, new_household_id, changed_year, reissued_year, source_file, source_sheet, source_row
    from clean_code_changes
    where not is_merged
),

-- From when on a code names a household: from the start, and anew from each year in which it was issued.
issued as (
    select old_household_id as household_id, 0 as valid_from_year from changes
    union
    select new_household_id, changed_year from changes
    union
    select old_household_id, reissued_year from changes where reissued_year is not null
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
