-- One row per county that a parameter names, value in force there and the time it holds, with the document it rests on.
-- What another region's value is, or a value that a more specific one replaces, is none of this county's.
select
    county_name,
    code as name,
    title,
    region,
    valid_from,
    valid_to,
    value,
    unit,
    source,
    published_on
from raw_parameters
order by county_name, name, region, valid_from
