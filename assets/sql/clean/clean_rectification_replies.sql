-- One row per line of a rectification ledger that came back: the item's number, what was done, who says so, when and on
-- what evidence. A line on which nobody wrote anything is no reply (is_filled false). line_number counts the replies to one
-- matter in one sheet.
select
    s.survey_year,
    upper(translate(s.rectification_id, ' 　－—–', '  ---')) as rectification_id,
    places.village_id,
    s.village_name,
    s.reply_text,
    flags.is_true as is_said_done,
    s.measure_text,
    s.replied_by,
    replied.date as replied_on,
    s.replied_text,
    s.evidence,
    coalesce(s.reply_text, s.replied_by, s.replied_text, s.evidence) is not null as is_filled,
    s.remark,
    cast(row_number() over (
        partition by s.source_file, s.source_sheet, upper(translate(s.rectification_id, ' 　－—–', '  ---'))
        order by case when coalesce(s.reply_text, s.replied_by, s.replied_text, s.evidence) is null then 1 else 0 end, s.source_row
    ) as integer) as line_number,
    s.source_file,
    s.source_sheet,
    s.source_row
from raw_rectification_replies as s
left join raw_places as places on places.place_text = s.place_text and s.village_name is not null
left join raw_flags as flags on flags.text = s.reply_text
left join raw_dates as replied on replied.text = s.replied_text
order by s.source_file, s.source_sheet, s.source_row
