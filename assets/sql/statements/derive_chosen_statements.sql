-- One row per household and year: which statement its verdict rests on. The village survey (A) comes before the national form (N)
-- and the provincial export (B); within a form the first delivered stands, a yearly row before the months; a row to which a
-- correction applies stands as corrected; one without any amount stands only where there is no other. origin says where its figures
-- are: as delivered, corrected, or made of months.
with delivered as (
    select
        s.household_id, s.survey_year, s.form, s.month, s.is_blank, 'delivered' as origin, s.statement_id,
        s.source_file, s.source_sheet, s.source_row
    from clean_income_statements as s
    left join derive_corrected_statements as corrected on corrected.statement_id = s.statement_id
    where s.month is null and corrected.statement_id is null
    union all
    select household_id, survey_year, form, month, is_blank, 'corrected', statement_id, source_file, source_sheet, source_row
    from derive_corrected_statements
    union all
    select household_id, survey_year, form, month, is_blank, 'monthly', statement_id, source_file, source_sheet, source_row
    from clean_monthly_statements
),

contested as (
    select household_id, survey_year
    from delivered
    group by household_id, survey_year
    having count(*) > 1
),

ranked as (
    select
        delivered.*,
        row_number() over (
            partition by delivered.household_id, delivered.survey_year
            order by
                case when delivered.is_blank then 1 else 0 end,
                case delivered.form when 'A' then 0 when 'N' then 1 else 2 end,
                case when delivered.month is null then 0 else 1 end,
                delivered.source_file, delivered.source_sheet, delivered.source_row
        ) as choice
    from delivered
    inner join contested
        on contested.household_id = delivered.household_id and contested.survey_year = delivered.survey_year
),

outranked as (
    select statement_id, origin from ranked where choice > 1
)

select
    chosen.survey_year, chosen.household_id, chosen.form, chosen.origin, chosen.statement_id,
    chosen.source_file, chosen.source_sheet, chosen.source_row
from delivered as chosen
left join outranked on outranked.statement_id = chosen.statement_id and outranked.origin = chosen.origin
where outranked.statement_id is null
order by chosen.household_id, chosen.survey_year
