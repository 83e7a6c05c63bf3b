-- One row per accepted statement row and item that is left blank while parts of it are filled: what these add up to.
-- An unreadable part makes the sum unreadable. A blank mark in the item's cell leaves the parts to speak, a typed 0 does not.
with texts as (
    select statement_id, unit_yuan, cast(null as string) as item_code, cast(null as string) as text
    from raw_income_statements
    where false
    union all select statement_id, unit_yuan, 'other_wage', other_wage from raw_income_statements  -- each part
),

figures as (
    select
        texts.statement_id,
        parts.part_of as item_code,
        case
            when odd.text is not null then odd.amount_fen
            when texts.unit_yuan = 1 then cast(round(try_cast(texts.text as decimal(16, 2)) * 100) as bigint)
            else try_cast(round(try_cast(texts.text as decimal(24, 8)) * 100 * texts.unit_yuan) as bigint)
        end as amount_fen
    from texts
    inner join raw_statement_items as parts on parts.item_code = texts.item_code
    left join clean_amounts as odd on odd.text = texts.text and odd.unit_yuan = texts.unit_yuan
    where texts.text is not null
),

sums as (
    select
        statement_id, item_code,
        case when count(amount_fen) = count(*) then cast(sum(amount_fen) as bigint) end as amount_fen
    from figures
    group by statement_id, item_code
),

wholes as (
    select
        sums.*,
        s.unit_yuan,
        case sums.item_code
            when 'wage_income' then s.wage_income  -- each item
        end as text
    from sums
    inner join raw_income_statements as s on s.statement_id = sums.statement_id
    where coalesce(sums.amount_fen <> 0, true)
)

select wholes.statement_id, wholes.item_code, wholes.amount_fen
from wholes
left join clean_amounts as odd on odd.text = wholes.text and odd.unit_yuan = wholes.unit_yuan
where wholes.text is null or odd.amount_fen = 0
order by wholes.statement_id, wholes.item_code
