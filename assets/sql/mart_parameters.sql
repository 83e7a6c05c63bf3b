-- One row per dated value of a parameter, with the document it rests on.
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
