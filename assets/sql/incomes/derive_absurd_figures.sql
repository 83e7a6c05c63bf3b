-- One row per household and year whose figure is proved wrong by orders of magnitude (critical unit_suspected): it has no
-- opinion and stands in no mean, Gini or public table; how many are left out is said beside each (docs/method.md#verdict).
select distinct survey_year, household_id
from derive_amounts_findings
where rule_id = 'unit_suspected' and severity = 'critical' and household_id is not null and survey_year is not null
order by household_id, survey_year
