-- One row per item that somebody checked in a household's home (入户核查): the figure found, by whom and when. The item's word
-- is the contract's. A line without a figure found is not filled in. line_number counts the lines of one item.
select
    coalesce(dates.year, s.survey_year) as survey_year,
    coalesce(links.household_id, places.village_id || '|' || s.household_code) as household_id,
    places.village_id,
    coalesce(s.county_name, places.county_name) as county_name,
    coalesce(s.town_name, places.town_name) as town_name,
    s.village_name,
    s.household_code,
    names.name as head_name,
    case s.item_text
        when '工资性收入' then 'wage_income'
        when '生产经营性收入' then 'business_income'
        when '财产性收入' then 'property_income'
        when '计划生育金' then 'family_planning_allowance'
        when '低保金' then 'subsistence_allowance'
        when '五保金' then 'destitute_allowance'
        when '养老保险金' then 'pension'
        when '生态补偿金' then 'ecological_compensation'
        when '报销医疗费' then 'medical_reimbursement'
        when '医疗救助金' then 'medical_assistance'
        when '其他转移性收入' then 'other_transfer_income'
        when '以奖代补' then 'reward_money'
        when '生产经营性支出' then 'business_cost'
        when '生产性固定资产折旧' then 'depreciation'
        when '生产税' then 'production_tax'
        when '财产性支出' then 'property_cost'
        when '个人所得税' then 'income_tax'
        when '社会保障支出' then 'social_security_contribution'
        when '赡养支出' then 'support_paid'
        when '其他转移性支出' then 'other_transfer_paid'
        when '未偿还借贷款' then 'outstanding_loan'
        when '年末人口' then 'registered_count'
        when '常住人口' then 'resident_count'
        when '家庭可支配收入' then 'disposable_income'
        when '人均可支配收入' then 'disposable_income_per_capita'
        when '家庭人均可支配收入' then 'disposable_income_per_capita'
        when '转移性收入' then 'transfer_income'
        when '转移性支出' then 'transfer_paid'
    end as item_code,
    s.item_text as item_zh,
    s.found_text,
    case
        when founds.text is not null then founds.amount_fen
        when s.unit_yuan = 1 then cast(round(try_cast(s.found_text as decimal(16, 2)) * 100) as bigint)
        else try_cast(round(try_cast(s.found_text as decimal(24, 8)) * 100 * s.unit_yuan) as bigint)
    end as found_fen,
    s.checked_by,
    checked.date as checked_on,
    s.checked_text,
    s.reason,
    s.remark,
    cast(row_number() over (
        partition by places.village_id, s.household_code, coalesce(dates.year, s.survey_year), s.item_text
        order by case when s.found_text is null then 1 else 0 end, s.source_file, s.source_sheet, s.source_row
    ) as integer) as line_number,
    s.source_file,
    s.source_sheet,
    s.source_row
from raw_field_checks as s
inner join raw_places as places on places.place_text = s.place_text
left join raw_names as names on names.text = s.head_name
left join raw_dates as dates on dates.text = s.stated_year
left join clean_household_links as links
    on links.old_household_id = places.village_id || '|' || s.household_code
    and coalesce(dates.year, s.survey_year) >= links.valid_from_year
    and coalesce(dates.year, s.survey_year) <= coalesce(links.valid_to_year, dates.year, s.survey_year)
left join raw_dates as checked on checked.text = s.checked_text
left join clean_amounts as founds on founds.text = s.found_text and founds.unit_yuan = s.unit_yuan
order by s.source_file, s.source_sheet, s.source_row
