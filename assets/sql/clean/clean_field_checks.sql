-- One row per item that somebody checked in a household's home (入户核查): the figure found, by whom and when. The item's word
-- is that of the book of items, or of a figure that is reckoned from them; a part is not compared by itself. A line without a
-- figure found is not filled in. line_number counts the lines of one item.
select
    f.survey_year, f.household_id, f.village_id, f.county_name, f.town_name, f.village_name, f.household_code, f.head_name,
    coalesce(items.item_code, case s.item_text
        when '家庭可支配收入' then 'disposable_income'
        when '人均可支配收入' then 'disposable_income_per_capita'
        when '家庭人均可支配收入' then 'disposable_income_per_capita'
        when '转移性收入' then 'transfer_income'
        when '转移性支出' then 'transfer_paid'
    end) as item_code,
    s.item_text as item_zh,
    s.found_text,
    case
        when founds.text is not null then founds.amount_fen
        when s.unit_yuan = 1 then cast(round(try_cast(s.found_text as decimal(16, 2)) * 100) as bigint)
        else try_cast(round(try_cast(s.found_text as decimal(24, 8)) * 100 * s.unit_yuan) as bigint)
    end as found_fen,
    case when coalesce(names.is_signed, true) then s.checked_by end as checked_by,
    checked.date as checked_on,
    s.checked_text,
    s.reason,
    s.remark,
    cast(row_number() over (
        partition by f.village_id, f.household_code, f.survey_year, s.item_text
        order by case when s.found_text is null then 1 else 0 end, s.source_file, s.source_sheet, s.source_row
    ) as integer) as line_number,
    s.source_file,
    s.source_sheet,
    s.source_row
from raw_field_checks as s
inner join clean_form_rows as f
    on f.kind = 'field_check' and f.source_file = s.source_file and f.source_sheet = s.source_sheet and f.source_row = s.source_row
left join raw_statement_items as items
    on items.item_zh = s.item_text and items.item_kind in ('item', 'memo', 'count') and items.part_of is null
left join raw_flags as names on names.text = s.checked_by
left join raw_dates as checked on checked.text = s.checked_text
left join clean_amounts as founds on founds.text = s.found_text and founds.unit_yuan = s.unit_yuan
order by s.source_file, s.source_sheet, s.source_row
