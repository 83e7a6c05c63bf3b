-- One row per statement row to which a correction applies and item that says something, as it stands corrected. A part is not
-- corrected by itself: the item it belongs to is, and then an unreadable part is no doubt any more.
with applied as (
    select s.statement_id, c.item_code, c.corrected_fen, items.is_blank_zero
    from derive_corrections as c
    inner join raw_statement_items as items on items.item_code = c.item_code
    inner join derive_corrected_statements as s
        on s.source_file = c.statement_file and s.source_sheet = c.statement_sheet and s.source_row = c.statement_row
    where c.status = 'applied'
)

select l.statement_id, l.item_code, case when whole.item_code is null then l.text end as text, l.amount_fen
from clean_statement_lines as l
inner join derive_corrected_statements as s on s.statement_id = l.statement_id
inner join raw_statement_items as items on items.item_code = l.item_code
left join applied as own on own.statement_id = l.statement_id and own.item_code = l.item_code
left join applied as whole on whole.statement_id = l.statement_id and whole.item_code = items.part_of
where own.item_code is null
union all
select statement_id, item_code, cast(null as string) as text, corrected_fen
from applied
where not is_blank_zero or corrected_fen <> 0
order by statement_id, item_code
