-- One row per finding that was answered: the last answer that names its conclusion, reason and signature.
with ranked as (
    select
        *,
        row_number() over (
            partition by finding_id order by signed_text desc nulls last, source_file desc, source_sheet desc, source_row desc
        ) as position
    from clean_finding_answers
    where conclusion is not null and reason is not null and signed_by is not null
)

select
    finding_id, survey_year, household_id, item_zh, conclusion, reason, evidence, signed_by, signed_text, source_file, source_sheet,
    source_row
from ranked
where position = 1
order by finding_id
