-- One row per reply to the rectification ledger and what became of it: closed the matter, is still in hand, lacks something,
-- is contradicted by the data, or names a matter that the ledger does not know or that is another village's.
with judged as (
    select
        r.*,
        l.rectification_id is not null as is_known,
        l.issue_kind,
        l.state,
        l.closed_by,
        l.is_contradicted,
        l.village_name as ledger_village_name,
        r.village_name as reply_village_name
    from derive_replies as r
    left join derive_rectifications as l on l.rectification_id = r.rectification_id
),

statuses as (
    select
        *,
        case
            when not is_known then 'unknown'
            when date_problem is not null then 'date_impossible'
            when place_problem is not null then 'other_village'
            when lacking is not null then 'incomplete'
            when not is_latest then 'superseded'
            when outcome in ('not_begun', 'not_needed') then outcome
            when coalesce(outcome, '') <> 'done' then 'in_progress'
            when state = 'closed' then 'closed'
            when is_contradicted then 'contradicted'
            else 'not_closed'
        end as status
    from judged
)

select
    rectification_id,
    coalesce(ledger_village_name, village_name) as village_name,
    reply_text,
    measure_text,
    replied_by,
    replied_text,
    replied_on,
    evidence,
    status,
    labels.label_zh as status_zh,
    case status
        when 'unknown' then '整改编号“' || rectification_id || '”不在台账中，请从最新台账复制编号后重新报送'
        when 'date_impossible' then date_problem || '（“' || replied_text || '”），请改正后重新报送'
        when 'incomplete' then '缺少' || lacking || '，请补齐后重新报送'
        when 'other_village' then '该编号是' || place_problem || '的事项，回复写的是' || reply_village_name || '，请核对编号后重新报送'
        else messages.label_zh
    end as message,
    source_file,
    source_sheet,
    source_row
from statuses
left join raw_labels as labels on labels.label_set = 'reply_status' and labels.code = status
left join raw_labels as messages
    on messages.label_set = 'reply_message'
    and messages.code = case
        when status = 'closed' then 'closed_by_' || closed_by
        when outcome is null and status = 'in_progress' then 'outcome_unknown'
        else status
    end
order by source_file, source_sheet, source_row
