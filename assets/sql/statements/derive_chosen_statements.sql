-- One row per household and year: which statement its verdict rests on. The village survey (A) comes before the national form (N)
-- and the provincial export (B); within a form the first delivered stands, a yearly row before the months; a row to which a
-- correction applies stands as corrected. origin says where its figures are: as delivered, corrected, or made of months.
with delivered as (
    select s.household_id, s.survey_year, s.form, s.month, 'delivered' as origin, s.source_file, s.source_sheet, s.source_row
    from clean_income_statements as s
    left join derive_corrected_statements as corrected
        on corrected.source_file = s.source_file and corrected.source_sheet = s.source_sheet
        and corrected.source_row = s.source_row
    where s.month is null and corrected.source_row is null
    union all
    select household_id, survey_year, form, month, 'corrected', source_file, source_sheet, source_row
    from derive_corrected_statements
    union all
    select household_id, survey_year, form, month, 'monthly', source_file, source_sheet, source_row from clean_monthly_statements
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
                case delivered.form when 'A' then 0 when 'N' then 1 else 2 end,
                case when delivered.month is null then 0 else 1 end,
                delivered.source_file, delivered.source_sheet, delivered.source_row
        ) as choice
    from delivered
    inner join contested
        on contested.household_id = delivered.household_id and contested.survey_year = delivered.survey_year
),

outranked as (
    select household_id, survey_year, source_file, source_sheet, source_row from ranked where choice > 1
)

select
    chosen.survey_year, chosen.household_id, chosen.form, chosen.origin,
    chosen.source_file, chosen.source_sheet, chosen.source_row
from delivered as chosen
left join outranked
    on outranked.household_id = chosen.household_id
    and outranked.survey_year = chosen.survey_year
    and outranked.source_file = chosen.source_file
    and outranked.source_sheet = chosen.source_sheet
    and outranked.source_row = chosen.source_row
where outranked.source_file is null
order by chosen.household_id, chosen.survey_year
