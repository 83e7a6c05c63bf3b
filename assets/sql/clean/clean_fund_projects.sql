-- One row per assistance project and year (its own 年度, else that of its sheet): budget, what arrived and what was spent of it.
-- A mark (-, 无) for an amount says nothing of it: zero is written 0.
with filled as (
    select
        f.*,
        case when not coalesce(budgets.is_blank_mark, false) then f.budget end as budget_text,
        case when not coalesce(arrivals.is_blank_mark, false) then f.received end as received_text,
        case when not coalesce(spendings.is_blank_mark, false) then f.spent end as spent_text
    from raw_fund_projects as f
    left join raw_amounts as budgets on budgets.text = f.budget
    left join raw_amounts as arrivals on arrivals.text = f.received
    left join raw_amounts as spendings on spendings.text = f.spent
)

select
    coalesce(stated.year, s.survey_year) as survey_year,
    places.village_id,
    coalesce(s.county_name, places.county_name) as county_name,
    coalesce(s.town_name, places.town_name) as town_name,
    s.village_name,
    s.project_code,
    s.project_name,
    s.project_type,
    s.fund_source,
    case
        when budgets.text is not null then budgets.amount_fen
        when s.unit_yuan = 1 then cast(round(try_cast(s.budget_text as decimal(16, 2)) * 100) as bigint)
        else try_cast(round(try_cast(s.budget_text as decimal(24, 8)) * 100 * s.unit_yuan) as bigint)
    end as budget_fen,
    case
        when arrivals.text is not null then arrivals.amount_fen
        when s.unit_yuan = 1 then cast(round(try_cast(s.received_text as decimal(16, 2)) * 100) as bigint)
        else try_cast(round(try_cast(s.received_text as decimal(24, 8)) * 100 * s.unit_yuan) as bigint)
    end as received_fen,
    case
        when spendings.text is not null then spendings.amount_fen
        when s.unit_yuan = 1 then cast(round(try_cast(s.spent_text as decimal(16, 2)) * 100) as bigint)
        else try_cast(round(try_cast(s.spent_text as decimal(24, 8)) * 100 * s.unit_yuan) as bigint)
    end as spent_fen,
    started.year as started_year,
    started.month as started_month,
    due.year as planned_end_year,
    due.month as planned_end_month,
    s.status_text,
    s.remark,
    s.source_file,
    s.source_sheet,
    s.source_row
from filled as s
inner join raw_places as places on places.place_text = s.place_text
left join clean_amounts as budgets on budgets.text = s.budget_text and budgets.unit_yuan = s.unit_yuan
left join clean_amounts as arrivals on arrivals.text = s.received_text and arrivals.unit_yuan = s.unit_yuan
left join clean_amounts as spendings on spendings.text = s.spent_text and spendings.unit_yuan = s.unit_yuan
left join raw_dates as stated on stated.text = s.stated_year
left join raw_dates as started on started.text = s.started_text
left join raw_dates as due on due.text = s.due_text
order by s.source_file, s.source_sheet, s.source_row
