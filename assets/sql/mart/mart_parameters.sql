-- One row per value in force at the site's county and the time it holds, with the document it rests on. What another
-- region's value is, or a value that a more specific one replaces, is none of this county's.
select
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
order by name, region, valid_from
