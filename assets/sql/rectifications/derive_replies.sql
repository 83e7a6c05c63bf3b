-- One row per reply that came back on a line of the rectification ledger: what it lacks, whether its date can be, and which
-- of several replies to one matter counts (is_latest): the newest that lacks nothing. place_problem: the village whose matter it is
-- where the reply names another.
with today as (
    select max(as_of_date) as as_of_date, max(last_planned_exit_year) as final_year from raw_year_parameters where is_own_county
),

replies as (
    select
        r.*,
        arrivals.first_seen_on as reply_seen_on,
        today.as_of_date,
        case
            when r.replied_text is not null and r.replied_on is null then '整改日期不能识别'
            when r.replied_on > today.as_of_date then '整改日期晚于数据截止日'
            when r.replied_on < make_date(cast(today.final_year as integer), 1, 1) then '整改日期早于所属年度'
            when r.replied_on < issues.inspected_on then '整改日期早于反馈日期'
        end as date_problem,
        case when r.village_id <> issues.village_id then issues.village_name end as place_problem,
        nullif(concat_ws('、',
            case when r.reply_text is null then '整改情况' end,
            case when r.replied_by is null then '整改责任人' end,
            case when r.replied_text is null then '整改日期' end,
            case when r.evidence is null and coalesce(r.outcome, 'done') = 'done' then '佐证材料' end), '') as lacking
    from clean_rectification_replies as r
    cross join today
    left join derive_issues as issues on issues.rectification_id = r.rectification_id
    left join raw_arrivals as arrivals
        on arrivals.source_file = r.source_file and arrivals.source_sheet = r.source_sheet and arrivals.kind = 'rectification'
    where r.is_filled
),

judged as (
    select
        *,
        lacking is null and date_problem is null and place_problem is null and coalesce(outcome = 'done', false) as is_closing,
        row_number() over (
            partition by rectification_id
            order by
                case when date_problem is null and lacking is null and place_problem is null then 0 else 1 end,
                replied_on desc nulls last, reply_seen_on desc nulls last,
                source_file, source_sheet, source_row
        ) as newest_first
    from replies
)

select
    rectification_id,
    village_id,
    village_name,
    reply_text,
    measure_text,
    outcome,
    replied_by,
    replied_on,
    replied_text,
    evidence,
    date_problem,
    place_problem,
    lacking,
    is_closing,
    newest_first = 1 as is_latest,
    coalesce(reply_seen_on, as_of_date) as reply_seen_on,
    as_of_date,
    source_file,
    source_sheet,
    source_row
from judged
order by source_file, source_sheet, source_row
