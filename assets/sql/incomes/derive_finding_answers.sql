-- One row per finding that was answered: the last answer that names its conclusion, reason and signature and has a possible
-- date, with what the office decided on it. answer_seen_on: since when the sheet is known.
with ranked as (
    select
        answers.*,
        arrivals.first_seen_on,
        row_number() over (
            partition by answers.finding_id
            order by
                answers.signed_on desc nulls last, answers.signed_text desc nulls last,
                case when answers.office_decision is not null then 0 else 1 end,
                answers.source_file desc, answers.source_sheet desc, answers.source_row desc
        ) as position
    from clean_corrections as answers
    left join raw_arrivals as arrivals
        on arrivals.source_file = answers.source_file and arrivals.source_sheet = answers.source_sheet
        and arrivals.kind = 'correction'
    where
        answers.finding_id is not null and answers.conclusion <> 'awaited' and answers.reason is not null and answers.signed_by is not null
        and not answers.is_date_impossible
)

select
    finding_id, survey_year, household_id, item_zh, conclusion, reason, evidence, signed_by, signed_text, office_decision, office_by,
    first_seen_on as answer_seen_on, source_file, source_sheet, source_row
from ranked
where position = 1
order by finding_id
