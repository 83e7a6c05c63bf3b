-- One row per delivered file and village that its accepted rows name, also where another file's rows stand in their
-- place; a row that names no known village counts as one of none. So a village is shown its files, and none of others'.
with named as (
    select source_file, village_id from clean_income_statements
    union all
    select source_file, village_id from clean_households
    union all
    select source_file, village_id from clean_members
    union all
    select source_file, village_id from clean_ledger_entries
    union all
    select source_file, village_id from clean_registers
    union all
    select source_file, village_id from clean_fund_projects
    union all
    select source_file, village_id from clean_corrections
    union all
    select source_file, village_id from clean_record_books
    union all
    select source_file, village_id from clean_archive_items
    union all
    select source_file, village_id from clean_inspections
    union all
    select source_file, village_id from clean_rectification_replies
    union all
    select source_file, village_id from clean_field_checks
    union all
    select source_file, village_id from clean_reviews
    union all
    select source_file, village_id from clean_teams where source_file <> 'site/villages.csv'
)

select source_file, coalesce(village_id, '') as village_id, cast(count(*) as integer) as naming_row_count
from named
group by source_file, coalesce(village_id, '')
order by source_file, village_id
