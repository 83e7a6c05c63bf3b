-- One row per statement row to which a correction applies and item that says something, as it stands corrected. A part is not
-- corrected by itself: the item it belongs to is, and then an unreadable part is no doubt any more.
with applied as (
    select c.statement_file, c.statement_sheet, c.statement_row, c.item_code, c.corrected_fen, items.is_blank_zero
    from derive_corrections as c
    inner join raw_statement_items as items on items.item_code = c.item_code
    where c.status = 'applied'
),

statements as (
    select distinct statement_file, statement_sheet, statement_row from applied
)

select
    l.source_file, l.source_sheet, l.source_row, l.item_code,
    case when whole.item_code is null then l.text end as text,
    l.amount_fen
from clean_statement_lines as l
inner join statements
    on statements.statement_file = l.source_file and statements.statement_sheet = l.source_sheet
    and statements.statement_row = l.source_row
inner join raw_statement_items as items on items.item_code = l.item_code
left join applied as own
    on own.statement_file = l.source_file and own.statement_sheet = l.source_sheet and own.statement_row = l.source_row
    and own.item_code = l.item_code
left join applied as whole
    on whole.statement_file = l.source_file and whole.statement_sheet = l.source_sheet and whole.statement_row = l.source_row
    and whole.item_code = items.part_of
where own.item_code is null
union all
select statement_file, statement_sheet, statement_row, item_code, cast(null as string) as text, corrected_fen
from applied
where not is_blank_zero or corrected_fen <> 0
order by source_file, source_sheet, source_row, item_code
