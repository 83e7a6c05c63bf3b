-- One row per accepted statement row and item that says something: an amount that is neither blank nor zero, a stated total or
-- monthly wage that is not blank. A null amount is unreadable, which is never zero. An item left blank of which parts are filled
-- is what these add up to; it has no text of its own.
-- One pass over the statements: a union of a pass for each item held a part of the sort for each, too much for 2 GB.
with texts as (
    select
        statements.statement_id,
        statements.unit_yuan,
        items.item_code,
        items.is_blank_zero,
        case items.item_code
            when 'wage_income' then statements.wage_income  -- each amount
        end as text
    from raw_income_statements as statements
    cross join raw_statement_items as items
),

figures as (
    select
        texts.statement_id,
        texts.item_code,
        texts.text,
        texts.is_blank_zero,
        case
            when odd.text is not null then odd.amount_fen
            when texts.unit_yuan = 1 then cast(round(try_cast(texts.text as decimal(16, 2)) * 100) as bigint)
            else try_cast(round(try_cast(texts.text as decimal(24, 8)) * 100 * texts.unit_yuan) as bigint)
        end as amount_fen
    from texts
    left join clean_amounts as odd on odd.text = texts.text and odd.unit_yuan = texts.unit_yuan
    where texts.text is not null
)

select statement_id, item_code, text, amount_fen
from figures
where not is_blank_zero or coalesce(amount_fen <> 0, true)
union all
select statement_id, item_code, cast(null as string) as text, amount_fen
from clean_part_sums
order by statement_id, item_code
