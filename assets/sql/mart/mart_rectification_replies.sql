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
        l.is_shown,
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
        when 'superseded' then '同一编号另有较新的回复，以较新的为准'
        when 'not_begun' then '仍为待整改，整改完成后请再报送'
        when 'not_needed' then '不需整改的，请先更正数据（名册、统计表或省系统），数据不再显示即销号'
        when 'in_progress' then case
            when outcome is null then '看不出是否已整改，登记为整改中；已完成的请写“已整改”后再报送'
            else '已登记为整改中，整改完成后请再报送'
        end
        when 'closed' then case when closed_by = 'data' then '数据已不再显示，已销号' else '已凭佐证材料销号' end
        when 'contradicted' then '现有报送数据仍显示该问题，请先更正数据（名册、统计表或省系统）后再报送'
        else '该事项曾复发，请在复发之后重新整改并回复'
    end as message,
    source_file,
    source_sheet,
    source_row
from statuses
left join raw_labels as labels on labels.label_set = 'reply_status' and labels.code = status
order by source_file, source_sheet, source_row
