-- One row per line of a rectification ledger that came back: the item's number, what was done, who says so, when and on
-- what evidence. A line on which nobody wrote anything is no reply (is_filled false). line_number counts the replies to one
-- matter in one sheet. A proof that says nothing (待补, 无), a name that is none (未签) is none.
with read as (
    select
        s.survey_year,
        upper(translate(s.rectification_id, ' 　－—–', '  ---')) as rectification_id,
        s.place_text,
        s.village_name,
        case when coalesce(said.unsaid, '') <> 'nothing' then s.reply_text end as reply_text,
        said.outcome,
        s.measure_text,
        case when coalesce(names.is_signed, true) then s.replied_by end as replied_by,
        s.replied_text,
        case when coalesce(proofs.unsaid, 'elsewhere') = 'elsewhere' then s.evidence end as evidence,
        s.remark,
        s.source_file,
        s.source_sheet,
        s.source_row
    from raw_rectification_replies as s
    left join raw_form_texts as said on said.text = s.reply_text
    left join raw_form_texts as proofs on proofs.text = s.evidence
    left join raw_flags as names on names.text = s.replied_by
)

select
    s.survey_year,
    s.rectification_id,
    places.village_id,
    s.village_name,
    s.reply_text,
    s.outcome,
    s.measure_text,
    s.replied_by,
    replied.date as replied_on,
    s.replied_text,
    s.evidence,
    coalesce(s.reply_text, s.replied_by, s.replied_text, s.evidence) is not null as is_filled,
    s.remark,
    cast(row_number() over (
        partition by s.source_file, s.source_sheet, s.rectification_id
        order by case when coalesce(s.reply_text, s.replied_by, s.replied_text, s.evidence) is null then 1 else 0 end, s.source_row
    ) as integer) as line_number,
    s.source_file,
    s.source_sheet,
    s.source_row
from read as s
left join raw_places as places on places.place_text = s.place_text and s.village_name is not null
left join raw_dates as replied on replied.text = s.replied_text
order by s.source_file, s.source_sheet, s.source_row
