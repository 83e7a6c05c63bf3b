-- One row per filled line of a correction workbook: which cell of which statement it is about, what stood there and what should, and
-- who says so; and which finding it answers, by a conclusion or by a reason alone. The word of the item is that of the book of items.
-- A reason or a proof that says nothing (/, 同上, 正在核实), a signature that is none (未签) is none; a reason stands on the form
-- itself or in the proof that it points to. A mark (/, 无) for the corrected value corrects nothing: zero is written 0.
with filled as (
    select r.*, case when not coalesce(marks.is_blank_mark, false) then r.corrected_text end as filled_text
    from raw_corrections as r
    left join raw_amounts as marks on marks.text = r.corrected_text
)

select
    f.survey_year, f.household_id, f.village_id, f.county_name, f.town_name, f.village_name, f.household_code, f.head_name,
    items.item_code,
    s.item_text as item_zh,
    s.stated_text,
    case
        when s.stated_text is null then 0
        when stated.text is not null then stated.amount_fen
        when s.unit_yuan = 1 then cast(round(try_cast(s.stated_text as decimal(16, 2)) * 100) as bigint)
        else try_cast(round(try_cast(s.stated_text as decimal(24, 8)) * 100 * s.unit_yuan) as bigint)
    end as stated_fen,
    s.filled_text as corrected_text,
    case
        when corrected.text is not null then corrected.amount_fen
        when s.unit_yuan = 1 then cast(round(try_cast(s.filled_text as decimal(16, 2)) * 100) as bigint)
        else try_cast(round(try_cast(s.filled_text as decimal(24, 8)) * 100 * s.unit_yuan) as bigint)
    end as corrected_fen,
    s.conclusion_text,
    case
        when s.conclusion_text is not null and coalesce(concluded.unsaid, '') <> 'nothing' then concluded.conclusion
        when s.filled_text is not null then 'corrected'
        when reasons.unsaid = 'awaited' then 'awaited'
        else 'explained'
    end as conclusion,
    case
        when reasons.unsaid is null or (reasons.unsaid = 'elsewhere' and s.evidence is not null and proofs.unsaid is null) then s.reason
    end as reason,
    case when coalesce(proofs.unsaid, 'elsewhere') = 'elsewhere' then s.evidence end as evidence,
    case when coalesce(signatures.is_signed, true) then s.signed_by end as signed_by,
    s.signed_text,
    signed.date as signed_on,
    coalesce(signed.date < make_date(f.survey_year, 1, 1), false) as is_date_impossible,
    offices.office_decision,
    s.office_by,
    s.finding_id,
    s.statement_file,
    s.statement_sheet,
    cast(round(try_cast(translate(s.statement_row, '０１２３４５６７８９．eE_', '0123456789.xxx') as decimal(12, 2))) as integer) as statement_row,
    s.source_file,
    s.source_sheet,
    s.source_row
from filled as s
inner join clean_form_rows as f
    on f.kind = 'correction' and f.source_file = s.source_file and f.source_sheet = s.source_sheet and f.source_row = s.source_row
left join raw_statement_items as items on items.item_zh = s.item_text and items.is_correctable
left join raw_form_texts as concluded on concluded.text = s.conclusion_text
left join raw_form_texts as reasons on reasons.text = s.reason
left join raw_form_texts as proofs on proofs.text = s.evidence
left join raw_flags as signatures on signatures.text = s.signed_by
left join raw_form_texts as offices on offices.text = s.office_text
left join raw_dates as signed on signed.text = s.signed_text
left join clean_amounts as stated on stated.text = s.stated_text and stated.unit_yuan = s.unit_yuan
left join clean_amounts as corrected on corrected.text = s.filled_text and corrected.unit_yuan = s.unit_yuan
where s.filled_text is not null or (s.finding_id is not null and (s.conclusion_text is not null or s.reason is not null))
order by f.household_id, f.survey_year, s.source_file, s.source_sheet, s.source_row
