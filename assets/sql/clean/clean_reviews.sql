-- One row per line of a review sheet (复核意见表) that is filled in or not: who agrees to, or objects to, which household's
-- figure of which year, by the basis code that was printed beside it. An objection of the household (申诉) and its answer are
-- reviews too; what the opinion itself says of an appeal comes before the kind of review, and who agrees appeals no more.
-- A name that is none (未签) and a reason that says nothing are none.
select
    f.survey_year, f.household_id, f.village_id, f.county_name, f.town_name, f.village_name, f.household_code, f.head_name,
    lower(s.basis_code) as basis_code,
    s.release_code,
    s.review_type,
    s.review_text,
    texts.decision,
    coalesce(texts.is_appeal, types.is_appeal and coalesce(texts.decision, '') <> 'agreed', false) as is_appeal,
    case when coalesce(names.is_signed, true) then s.reviewed_by end as reviewed_by,
    reviewed.date as reviewed_on,
    s.reviewed_text,
    case when reasons.unsaid is null then s.reason end as reason,
    coalesce(s.review_text, s.reviewed_by, s.reviewed_text) is not null as is_filled,
    s.remark,
    s.source_file,
    s.source_sheet,
    s.source_row
from raw_reviews as s
inner join clean_form_rows as f
    on f.kind = 'review' and f.source_file = s.source_file and f.source_sheet = s.source_sheet and f.source_row = s.source_row
left join raw_review_texts as texts on texts.text = s.review_text
left join raw_review_texts as types on types.text = s.review_type
left join raw_form_texts as reasons on reasons.text = s.reason
left join raw_flags as names on names.text = s.reviewed_by
left join raw_dates as reviewed on reviewed.text = s.reviewed_text
order by s.source_file, s.source_sheet, s.source_row
