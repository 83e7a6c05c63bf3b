-- One row per household and year with a statement: by how many people its income is divided (parameter divisor_rule).
-- A size column that is blank, zero or no whole number leaves no divisor; a form without one takes the system's size,
-- the list's, the roster's. Residents divide only the income of residents: the wages of those who live away must be
-- known, else there is no resident figure (never one's numerator over the other's denominator; docs/method.md#verdict).
with sized as (
    select
        base.survey_year,
        base.household_id,
        case
            when base.has_size_column then base.registered_count
            else coalesce(facts.system_count, facts.list_count, facts.roster_count)
        end as stated_count,
        case
            when base.has_size_column then 'statement'
            when facts.system_count is not null then 'system'
            when facts.list_count is not null then 'list'
            when facts.roster_count is not null then 'roster'
        end as registered_count_source,
        coalesce(base.resident_count, rosters.resident_count) as resident_count,
        case
            when base.resident_count is null or base.resident_count = rosters.resident_count
                then rosters.away_count
        end as away_count,
        case when rosters.is_away_wage_known then rosters.away_wage_fen end as roster_away_wage_fen
    from derive_base_statements as base
    inner join derive_household_years as facts
        on facts.household_id = base.household_id and facts.survey_year = base.survey_year
    left join derive_rosters as rosters
        on rosters.household_id = base.household_id and rosters.survey_year = base.survey_year
),

known as (
    select
        *,
        case when stated_count > 0 then stated_count end as registered_count,
        case
            when resident_count is null then cast(null as bigint)
            when away_count is not null then roster_away_wage_fen
            when resident_count >= stated_count then 0
        end as away_wage_fen
    from sized
)

select
    known.survey_year,
    known.household_id,
    known.registered_count,
    known.registered_count_source,
    known.resident_count,
    known.away_wage_fen,
    case
        when p.divisor_rule = 'resident'
            then case when known.away_wage_fen is not null and known.resident_count > 0 then known.resident_count end
        else known.registered_count
    end as divisor_count
from known
inner join raw_year_parameters as p on p.survey_year = known.survey_year and p.county_name = split_part(known.household_id, '|', 1)
order by known.household_id, known.survey_year
