-- One row per household and year with a statement: the code that stands for its figure, its line, its opinion and its
-- evidence. A review holds while the code is the same; whatever changes one of these changes the code.
select
    d.survey_year,
    d.household_id,
    cast(left(md5(concat_ws('|',
        cast(d.survey_year as string), d.household_id,
        coalesce(cast(s.wage_income_fen as string), '?'),  -- each item
        coalesce(cast(d.divisor_count as string), '?'),
        coalesce(cast(d.disposable_income_fen as string), '?'),
        coalesce(cast(d.disposable_income_per_capita_fen as string), '?'),
        coalesce(cast(d.exit_line_fen as string), '?'),
        v.verdict, coalesce(v.borderline_side, ''), cast(v.is_provisional as string),
        cast(v.critical_finding_count as string), cast(v.warning_finding_count as string),
        coalesce(cast(e.evidenced_fen as string), '?'), coalesce(cast(e.complete_line_count as string), '?')
    )), 12) as string) as basis_code
from derive_disposable_incomes as d
inner join derive_base_statements as s on s.household_id = d.household_id and s.survey_year = d.survey_year
inner join derive_verdicts as v on v.household_id = d.household_id and v.survey_year = d.survey_year
left join derive_evidence as e on e.household_id = d.household_id and e.survey_year = d.survey_year
order by d.household_id, d.survey_year
