-- One row per ledger entry: to whom, for what, how much, in which year it was paid (survey_year) and in which
-- year the ledger books it (ledger_year): the two differ for a thirteenth month and for money paid after the year.
-- What its remark says to have come to nothing (退汇, 作废) paid 0; a negative amount is the return of an earlier one.
with amounts as (
    select
        s.*,
        case
            when amounts.text is not null then amounts.amount_fen
            when s.unit_yuan = 1 then cast(round(try_cast(s.amount as decimal(16, 2)) * 100) as bigint)
            else try_cast(round(try_cast(s.amount as decimal(24, 8)) * 100 * s.unit_yuan) as bigint)
        end as amount_fen,
        case
            when wages.text is not null then wages.amount_fen
            when s.unit_yuan = 1 then cast(round(try_cast(s.monthly_amount as decimal(16, 2)) * 100) as bigint)
            else try_cast(round(try_cast(s.monthly_amount as decimal(24, 8)) * 100 * s.unit_yuan) as bigint)
        end as monthly_wage_fen
    from raw_ledger_entries as s
    left join clean_amounts as amounts on amounts.text = s.amount and amounts.unit_yuan = s.unit_yuan
    left join clean_amounts as wages on wages.text = s.monthly_amount and wages.unit_yuan = s.unit_yuan
)

select
    coalesce(paid_on.year, paid_in.year, s.survey_year) as survey_year,
    coalesce(paid_in.year, s.survey_year) as ledger_year,
    items.item_code,
    s.item_text,
    case
        when s.household_code is not null and places.village_id is not null
            then coalesce(links.household_id, places.village_id || '|' || s.household_code)
    end as stated_household_id,
    places.village_id,
    s.household_code,
    heads.name as head_name,
    ids.person_key,
    coalesce(names.name, heads.name) as name,
    coalesce(names.name_masked, heads.name_masked) as name_masked,
    case when remarks.is_void and s.amount_fen > 0 then 0 else s.amount_fen end as amount_fen,
    s.amount is not null and s.amount_fen is null as is_unreadable,
    s.monthly_wage_fen,
    case
        when months.text is not null then months.work_months
        else try_cast(translate(s.months, '０１２３４５６７８９．eE_', '0123456789.xxx') as decimal(6, 2))
    end as work_months,
    paid_on.month as paid_month,
    coalesce(remarks.is_awaited, false) as has_forecast,
    s.source_file,
    s.source_sheet,
    s.source_row
from amounts as s
left join raw_places as places on places.place_text = s.place_text and s.village_name is not null
left join clean_household_links as links
    on links.old_household_id = places.village_id || '|' || s.household_code
    and s.survey_year between links.valid_from_year and coalesce(links.valid_to_year, s.survey_year)
left join raw_items as items on items.text = s.item_text
left join raw_names as names on names.text = s.person_name
left join raw_names as heads on heads.text = s.head_name
left join raw_id_numbers as ids on ids.text = s.id_number
left join raw_work_months as months on months.text = s.months
left join raw_dates as paid_on on paid_on.text = s.paid_date
left join raw_dates as paid_in on paid_in.text = s.paid_year
left join raw_remarks as remarks on remarks.text = s.remark
order by s.source_file, s.source_sheet, s.source_row
