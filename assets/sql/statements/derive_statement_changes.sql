-- One row per household and year with a statement in this year and the year before: what changed.
-- Unchanged means every item alike, and not only standing allowances, rents, dividends and a post's wage that may well stay.
with paired as (
    select
        this.survey_year,
        this.household_id,
        this.registered_count,
        last.registered_count as previous_registered_count,
        this.disposable_income_per_capita_fen,
        last.disposable_income_per_capita_fen as previous_per_capita_fen,
        coalesce(
            this.total_income_fen = last.total_income_fen
            and this.total_expense_fen = last.total_expense_fen
            and this.transfer_income_fen = last.transfer_income_fen,
            false
        ) as is_alike
    from derive_disposable_incomes as this
    inner join derive_disposable_incomes as last
        on last.household_id = this.household_id and last.survey_year = this.survey_year - 1
),

-- wages that are a post's alone (公益性岗位), by the statement's own part or by the ledger of posts: so much a month
posts as (
    select base.household_id, base.survey_year
    from derive_base_statements as base
    left join derive_ledger_payments as paid
        on paid.household_id = base.household_id
        and paid.survey_year = base.survey_year
        and paid.line_code = 'public_welfare_wage'
    where base.public_welfare_wage_fen >= base.wage_income_fen or paid.paid_fen >= base.wage_income_fen
),

-- an income that does not just last (raw_statement_items.is_lasting): other wages, trade, reimbursements
changing as (
    select distinct chosen.household_id, chosen.survey_year
    from derive_base_lines as l
    inner join derive_chosen_statements as chosen on chosen.statement_id = l.statement_id
    inner join raw_statement_items as items on items.item_code = l.item_code and items.sign = 1 and not items.is_lasting
    left join posts on posts.household_id = chosen.household_id and posts.survey_year = chosen.survey_year
    where l.amount_fen > 0 and (l.item_code <> 'wage_income' or posts.household_id is null)
),

unchanged as (
    select this.household_id, this.survey_year
    from paired
    inner join changing on changing.household_id = paired.household_id and changing.survey_year = paired.survey_year
    inner join derive_base_statements as this
        on this.household_id = paired.household_id and this.survey_year = paired.survey_year
    inner join derive_base_statements as last
        on last.household_id = paired.household_id
        and last.survey_year = paired.survey_year - 1
        and last.wage_income_fen = this.wage_income_fen  -- each summed item
    where paired.is_alike
),

heads as (
    select person_key, survey_year, household_id
    from derive_person_homes
    where household_count = 1
)

select
    paired.survey_year,
    paired.household_id,
    paired.registered_count,
    paired.previous_registered_count,
    facts.roster_count,
    previous.roster_count as previous_roster_count,
    paired.disposable_income_per_capita_fen,
    paired.previous_per_capita_fen,
    unchanged.household_id is not null as is_unchanged,
    facts.head_name,
    previous.head_name as previous_head_name,
    case
        when facts.head_key is not null and previous.head_key is not null
            then facts.head_key <> previous.head_key or coalesce(facts.head_name <> previous.head_name, false)
        else facts.head_name <> previous.head_name
    end as is_head_changed,
    coalesce(facts.head_key = previous.head_key, false) as is_same_head_number,
    coalesce(new_head_before.household_id is not null and facts.is_on_roster and old_head_now.household_id is null, false)
        as is_head_change_explained
from paired
inner join derive_household_years as facts
    on facts.household_id = paired.household_id and facts.survey_year = paired.survey_year
inner join derive_household_years as previous
    on previous.household_id = paired.household_id and previous.survey_year = paired.survey_year - 1
left join unchanged
    on unchanged.household_id = paired.household_id and unchanged.survey_year = paired.survey_year
left join heads as new_head_before
    on facts.head_key <> previous.head_key
    and new_head_before.person_key = facts.head_key
    and new_head_before.survey_year = paired.survey_year - 1
    and new_head_before.household_id = paired.household_id
left join heads as old_head_now
    on facts.head_key <> previous.head_key
    and old_head_now.person_key = previous.head_key
    and old_head_now.survey_year = paired.survey_year
    and old_head_now.household_id = paired.household_id
order by paired.household_id, paired.survey_year
