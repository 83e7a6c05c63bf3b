-- One row per county and survey year with an exit line: the document that the line in force there rests on, of the most
-- specific region that gives this value.
with ranked as (
    select
        p.county_name,
        p.survey_year,
        v.source,
        row_number() over (partition by p.county_name, p.survey_year order by length(v.region) desc, v.valid_from desc) as choice
    from raw_year_parameters as p
    inner join raw_parameters as v
        on v.county_name = p.county_name
        and v.code = 'exit_line_with_labour'
        and cast(round(try_cast(v.value as decimal(18, 2)) * 100) as bigint) = p.exit_line_with_labour_fen
        and p.survey_year between year(v.valid_from) and coalesce(year(v.valid_to), p.survey_year)
)

select
    county_name,
    survey_year,
    source as exit_line_source
from ranked
where choice = 1
order by county_name, survey_year
