-- One row per county and address code of its members' ID numbers: a code that a fair share of them bears is at home
-- there, be it the county's own or one from before a merger of counties. No code list is needed. A county is recognised by the
-- village's id, in one spelling, however its rosters write it.
with counted as (
    select split_part(village_id, '|', 1) as county_name, id_county_code, max(survey_year) as last_year, count(*) as member_count
    from clean_members
    where id_county_code is not null
    group by split_part(village_id, '|', 1), id_county_code
),

shared as (
    select *, cast(sum(member_count) over (partition by county_name) as bigint) as all_count
    from counted
)

select
    shared.county_name,
    shared.id_county_code,
    cast(shared.member_count as integer) as member_count,
    shared.member_count * 100 * 100 >= shared.all_count * p.id_prefix_share_bp as is_home
from shared
inner join raw_year_parameters as p on p.survey_year = shared.last_year and p.county_name = shared.county_name
order by shared.county_name, shared.id_county_code
