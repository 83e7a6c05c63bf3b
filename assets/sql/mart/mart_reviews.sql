-- One row per review, objection or appeal of a household's figure: who, when, on which figure, and whether it holds still.
with judged as (
    select
        *,
        case
            when current_basis_code is null then 'unknown'
            when date_problem is not null then 'date_impossible'
            when lacking is not null then 'incomplete'
            when not is_current then 'lapsed'
            when not is_latest then 'superseded'
            else 'holds'
        end as status
    from derive_reviews
)

select
    survey_year, household_id, village_id, county_name, town_name, village_name, household_code, head_name, basis_code,
    current_basis_code, release_code, review_type, review_text, decision, is_appeal, reviewed_by, reviewed_on, reason, status,
    statuses.label_zh as status_zh,
    case status
        when 'date_impossible' then date_problem || '（“' || reviewed_text || '”），请改正后重新报送'
        when 'incomplete' then '缺少' || lacking || '，请补齐后重新报送'
        else messages.label_zh
    end as message,
    source_file, source_sheet, source_row
from judged
left join raw_labels as statuses on statuses.label_set = 'review_status' and statuses.code = status
left join raw_labels as messages on messages.label_set = 'review_message' and messages.code = status
order by source_file, source_sheet, source_row
