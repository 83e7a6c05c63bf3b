-- One row per filled correction, with what became of it. It is applied only to the very cell it names, and only if what
-- it says stood there still stands there; two that contradict each other are both left aside. One that names a head whom no delivery knows
-- in the household is about somebody else, and no item of income or outlay becomes negative by one.
with named as (
    select household_id, head_name as name
    from clean_income_statements
    union all
    select household_id, head_name
    from clean_households
    union all
    select household_id, name
    from clean_members
),

known as (
    select household_id, name
    from named
    where household_id in (select household_id from clean_corrections)
    group by household_id, name
),

placed as (
    select
        c.*,
        s.head_name is not null and c.head_name is not null and known.name is null as is_other_head,
        items.component is not null as is_summed,
        s.source_row is not null as is_found,
        s.month is not null as is_monthly,
        case
            when s.source_row is null then null
            when c.item_code = 'registered_count' then 100 * s.registered_count
            when c.item_code = 'resident_count' then 100 * s.resident_count
            when items.is_blank_zero and l.item_code is null then 0
            else l.amount_fen
        end as delivered_fen,
        case c.item_code
            when 'registered_count' then raw.registered_count
            when 'resident_count' then raw.resident_count
            when 'wage_income' then raw.wage_income  -- each amount
        end as delivered_text
    from clean_corrections as c
    left join clean_income_statements as s
        on s.source_file = c.statement_file and s.source_sheet = c.statement_sheet and s.source_row = c.statement_row
        and s.household_id = c.household_id and s.survey_year = c.survey_year
    left join known on known.household_id = c.household_id and known.name = c.head_name
    left join raw_statement_items as items on items.item_code = c.item_code
    left join clean_statement_lines as l
        on l.statement_id = s.statement_id and l.item_code = c.item_code
    left join raw_income_statements as raw
        on raw.source_file = s.source_file and raw.source_sheet = s.source_sheet and raw.source_row = s.source_row
    where c.corrected_text is not null
),

compared as (
    select
        *,
        case
            when delivered_fen is not null then stated_fen is not null and stated_fen = delivered_fen
            else coalesce(stated_text, delivered_text, '') = coalesce(delivered_text, '')
        end as is_current,
        corrected_fen is not null
        and (item_code not in ('registered_count', 'resident_count') or (corrected_fen >= 0 and corrected_fen % 100 = 0))
            as is_readable,
        reason is not null and signed_by is not null as is_signed
    from placed
),

judged as (
    select
        *,
        case
            when item_code is null then 'unknown_item'
            when not is_found then 'not_found'
            when is_other_head then 'other_head'
            when is_monthly then 'monthly'
            when is_summed and corrected_fen < 0 then 'negative'
            when not is_readable then 'unreadable'
            when not is_signed then 'unsigned'
            when is_date_impossible then 'date_impossible'
            when not is_current then 'stale'
            else 'valid'
        end as state
    from compared
),

rivals as (
    select
        statement_file, statement_sheet, statement_row, item_code,
        count(distinct corrected_fen) as value_count
    from judged
    where state = 'valid'
    group by statement_file, statement_sheet, statement_row, item_code
),

ranked as (
    select
        judged.*,
        rivals.value_count,
        row_number() over (
            partition by
                judged.state, judged.statement_file, judged.statement_sheet, judged.statement_row, judged.item_code
            order by judged.source_file, judged.source_sheet, judged.source_row
        ) as position
    from judged
    left join rivals
        on judged.state = 'valid' and rivals.statement_file = judged.statement_file
        and rivals.statement_sheet = judged.statement_sheet and rivals.statement_row = judged.statement_row
        and rivals.item_code = judged.item_code
)

select
    survey_year, household_id, village_id, county_name, town_name, village_name, household_code, head_name, item_code,
    item_zh, stated_text, delivered_text, delivered_fen, corrected_text, corrected_fen,
    case
        when state <> 'valid' then state
        when value_count > 1 then 'conflict'
        when position > 1 then 'repeated'
        else 'applied'
    end as status,
    reason, evidence, signed_by, signed_text, finding_id, statement_file, statement_sheet, statement_row,
    source_file, source_sheet, source_row
from ranked
order by household_id, survey_year, item_code, source_file, source_sheet, source_row
