-- One row per line of a form that came back filled in (corrections, home visits, reviews, record books, archive checklists): the year and
-- the household it is about. The year that the line states counts before that of its sheet; a code that changed names the household as
-- it is called now.
with lines as (
    select
        'archive_item' as kind, survey_year, stated_year, place_text, county_name, town_name, village_name, household_code, head_name,
        source_file, source_sheet, source_row
    from raw_archive_items
    union all
    select
        'correction', survey_year, stated_year, place_text, county_name, town_name, village_name, household_code, head_name,
        source_file, source_sheet, source_row
    from raw_corrections
    union all
    select
        'field_check', survey_year, stated_year, place_text, county_name, town_name, village_name, household_code, head_name,
        source_file, source_sheet, source_row
    from raw_field_checks
    union all
    select
        'record_book', survey_year, stated_year, place_text, county_name, town_name, village_name, household_code, head_name,
        source_file, source_sheet, source_row
    from raw_record_books
    union all
    select
        'review', survey_year, stated_year, place_text, county_name, town_name, village_name, household_code, head_name,
        source_file, source_sheet, source_row
    from raw_reviews
),

dated as (
    select
        lines.kind,
        coalesce(dates.year, lines.survey_year) as survey_year,
        places.village_id || '|' || lines.household_code as written_household_id,
        places.village_id,
        coalesce(lines.county_name, places.county_name) as county_name,
        coalesce(lines.town_name, places.town_name) as town_name,
        lines.village_name, lines.household_code, names.name as head_name, lines.source_file, lines.source_sheet, lines.source_row
    from lines
    inner join raw_places as places on places.place_text = lines.place_text
    left join raw_dates as dates on dates.text = lines.stated_year
    left join raw_names as names on names.text = lines.head_name
)

select
    dated.kind, dated.survey_year, coalesce(links.household_id, dated.written_household_id) as household_id, dated.village_id,
    dated.county_name, dated.town_name, dated.village_name, dated.household_code, dated.head_name,
    dated.source_file, dated.source_sheet, dated.source_row
from dated
left join clean_household_links as links
    on links.old_household_id = dated.written_household_id
    and dated.survey_year between links.valid_from_year and coalesce(links.valid_to_year, dated.survey_year)
order by dated.kind, dated.source_file, dated.source_sheet, dated.source_row
