-- One row per village, year and item that was checked in homes: how many, and how many agree. A rate is half up.
with counted as (
    select
        survey_year, village_id, item_zh,
        max(county_name) as county_name, max(town_name) as town_name, max(village_name) as village_name,
        cast(count(*) as bigint) as checked_count,
        cast(count(*) filter (where is_agreed) as integer) as agreed_count,
        cast(count(*) filter (where is_agreed is not null) as integer) as compared_count
    from derive_field_checks
    group by survey_year, village_id, item_zh
)

select
    survey_year, village_id, county_name, town_name, village_name, item_zh, checked_count, compared_count, agreed_count,
    cast(cast(round(cast(100 * 100 * agreed_count as double) / nullif(compared_count, 0)) as bigint) * 0.01 * 0.01 as decimal(18, 4))
        as agreed_share
from counted
order by survey_year, village_id, item_zh
