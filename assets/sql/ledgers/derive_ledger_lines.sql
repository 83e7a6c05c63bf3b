-- One row per item of the delivered ledgers and line of the forms that holds it: a public-welfare post is paid a wage, a dividend is
-- property income; each also has a line of its own on the forms that show it. The book of items says which (part_of, ledger):
-- 其他转移性收入 holds more than any ledger pays (gifts of relatives); a student subsidy is of no line, since tuition that is
-- waived is no money received.
with lines as (
    select item_code, item_code as line_code, item_zh, ledger = 'part' as is_part
    from raw_statement_items
    where item_kind = 'item' and ledger is not null
    union all
    select parts.item_code, wholes.item_code as line_code, wholes.item_zh, true as is_part
    from raw_statement_items as parts
    inner join raw_statement_items as wholes on wholes.item_code = parts.part_of
),

delivered as (
    select distinct item_code from raw_items
)

select lines.item_code, lines.line_code, lines.item_zh, lines.is_part
from lines
inner join delivered on delivered.item_code = lines.item_code
order by lines.line_code, lines.item_code
