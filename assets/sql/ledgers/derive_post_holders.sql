-- One row per person, household and year paid for a public-welfare post: whether the roster says that he is past the age for
-- one, or lives or works away so that he can't hold it. Months on the post and months away that fit into one year are no
-- contradiction: he held it before he left or after he came back.
with posts as (
    select
        m.survey_year, m.household_id, m.person_key, min(m.name_masked) as name_masked, cast(sum(m.amount_fen) as bigint) as paid_fen,
        case when count(m.work_months) = count(*) then cast(sum(m.work_months) as decimal(18, 2)) end as post_months,
        min(m.source_file) as source_file, min(m.source_sheet) as source_sheet, min(m.source_row) as source_row
    from derive_ledger_matches as m
    where m.item_code = 'public_welfare_wage' and m.household_id is not null and m.person_key is not null
        and m.payment_time = 'in_year' and not m.has_forecast
    group by m.survey_year, m.household_id, m.person_key
)

select
    posts.survey_year,
    posts.household_id,
    posts.person_key,
    posts.name_masked,
    posts.paid_fen,
    cast(max(posts.survey_year - year(members.birth_date)) as integer) as age,
    bool_or(coalesce(posts.survey_year - year(members.birth_date) > p.post_age_maximum, false)) as is_over_age,
    bool_or(
        (coalesce(not members.is_resident, false)
            or coalesce(not members.is_work_local and members.work_months > p.resident_away_months, false))
        and coalesce(members.is_work_local or posts.post_months + members.work_months > p.months_of_year, true)
    ) as is_away,
    posts.source_file,
    posts.source_sheet,
    posts.source_row
from posts
inner join clean_members as members
    on members.person_key = posts.person_key and members.survey_year = posts.survey_year and members.household_id = posts.household_id
inner join raw_year_parameters as p on p.survey_year = posts.survey_year and p.county_name = split_part(posts.household_id, '|', 1)
group by posts.survey_year, posts.household_id, posts.person_key, posts.name_masked, posts.paid_fen, posts.post_months,
    posts.source_file, posts.source_sheet, posts.source_row
order by posts.household_id, posts.survey_year, posts.person_key
