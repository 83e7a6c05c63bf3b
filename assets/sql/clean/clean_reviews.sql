-- One row per line of a review sheet (复核意见表) that is filled in or not: who agrees to, or objects to, which household's
-- figure of which year, by the basis code that was printed beside it. An objection of the household (申诉) and its answer are
-- reviews too; what the opinion itself says of an appeal comes before the kind of review, and who agrees appeals no more.
select
    coalesce(dates.year, s.survey_year) as survey_year,
    coalesce(links.household_id, places.village_id || '|' || s.household_code) as household_id,
    places.village_id,
    coalesce(s.county_name, places.county_name) as county_name,
    coalesce(s.town_name, places.town_name) as town_name,
    s.village_name,
    s.household_code,
    names.name as head_name,
    lower(s.basis_code) as basis_code,
    s.release_code,
    s.review_type,
    s.review_text,
    texts.decision,
    coalesce(texts.is_appeal, types.is_appeal and coalesce(texts.decision, '') <> 'agreed', false) as is_appeal,
    s.reviewed_by,
    reviewed.date as reviewed_on,
    s.reviewed_text,
    s.reason,
    coalesce(s.review_text, s.reviewed_by, s.reviewed_text) is not null as is_filled,
    s.remark,
    s.source_file,
    s.source_sheet,
    s.source_row
from raw_reviews as s
inner join raw_places as places on places.place_text = s.place_text
left join raw_names as names on names.text = s.head_name
left join raw_review_texts as texts on texts.text = s.review_text
left join raw_review_texts as types on types.text = s.review_type
left join raw_dates as dates on dates.text = s.stated_year
left join clean_household_links as links
    on links.old_household_id = places.village_id || '|' || s.household_code
    and coalesce(dates.year, s.survey_year) >= links.valid_from_year
    and coalesce(dates.year, s.survey_year) <= coalesce(links.valid_to_year, dates.year, s.survey_year)
left join raw_dates as reviewed on reviewed.text = s.reviewed_text
order by s.source_file, s.source_sheet, s.source_row
