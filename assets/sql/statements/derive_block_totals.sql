-- One row per amount of a 小计 or 合计 row of a statement sheet: what it says, and what the rows it sums add up to.
-- A block with a row set aside for correction is not compared, nor a column of which one row is not known: unreadable,
-- or the blank of a stated total. Ratios and averages are not summed.
with blocks as (
    select distinct b.source_file, b.source_sheet, b.first_row, b.last_row
    from raw_block_totals as b
    where b.kind = 'income_statement'
),

incomplete as (
    select distinct blocks.source_file, blocks.source_sheet, blocks.first_row, blocks.last_row
    from blocks
    inner join raw_quarantine as q
        on q.source_file = blocks.source_file
        and q.source_sheet = blocks.source_sheet
        and q.source_row between blocks.first_row and blocks.last_row
),

summed as (
    select
        blocks.source_file, blocks.source_sheet, blocks.first_row, blocks.last_row, s.survey_year, s.village_name, s.statement_id
    from blocks
    inner join clean_income_statements as s
        on s.source_file = blocks.source_file
        and s.source_sheet = blocks.source_sheet
        and s.source_row between blocks.first_row and blocks.last_row
),

counts as (
    select
        source_file, source_sheet, first_row, last_row,
        min(survey_year) as survey_year,
        min(village_name) as village_name,
        max(village_name) as last_village_name,
        count(*) as row_count
    from summed
    group by source_file, source_sheet, first_row, last_row
),

sums as (
    select
        summed.source_file, summed.source_sheet, summed.first_row, summed.last_row, l.item_code,
        count(*) as line_count,
        case when count(l.amount_fen) = count(*) then cast(sum(l.amount_fen) as bigint) end as summed_fen
    from summed
    inner join clean_statement_lines as l on l.statement_id = summed.statement_id
    group by summed.source_file, summed.source_sheet, summed.first_row, summed.last_row, l.item_code
),

compared as (
    select
        b.source_file,
        b.source_sheet,
        b.source_row,
        b.label,
        b.column_name,
        counts.survey_year,
        case when counts.village_name = counts.last_village_name then counts.village_name end as village_name,
        d.unit_yuan,
        case
            when odd.text is not null then odd.amount_fen
            else cast(round(try_cast(b.stated_text as decimal(24, 8)) * 100 * d.unit_yuan) as bigint)
        end as stated_fen,
        case
            when items.is_blank_zero and sums.item_code is null then 0
            when items.is_blank_zero or sums.line_count = counts.row_count then sums.summed_fen
        end as summed_fen
    from raw_block_totals as b
    inner join raw_statement_items as items on items.item_code = b.column_name and items.item_kind in ('item', 'memo', 'total')
    inner join counts
        on counts.source_file = b.source_file
        and counts.source_sheet = b.source_sheet
        and counts.first_row = b.first_row
        and counts.last_row = b.last_row
    left join sums
        on sums.source_file = b.source_file
        and sums.source_sheet = b.source_sheet
        and sums.first_row = b.first_row
        and sums.last_row = b.last_row
        and sums.item_code = b.column_name
    inner join raw_deliveries as d
        on d.source_file = b.source_file and d.source_sheet = b.source_sheet and d.kind = b.kind
    left join clean_amounts as odd on odd.text = b.stated_text and odd.unit_yuan = d.unit_yuan
    left join incomplete
        on incomplete.source_file = b.source_file
        and incomplete.source_sheet = b.source_sheet
        and incomplete.first_row = b.first_row
        and incomplete.last_row = b.last_row
    where b.stated_text is not null and incomplete.source_file is null
)

select
    survey_year,
    village_name,
    label,
    column_name,
    unit_yuan,
    stated_fen,
    summed_fen,
    source_file,
    source_sheet,
    source_row
from compared
where stated_fen is not null and summed_fen is not null
order by source_file, source_sheet, source_row, column_name
