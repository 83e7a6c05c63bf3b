-- One row per filled line of a correction workbook: which cell of which statement it is about, what stood there and
-- what should, and who says so. The word of the item is the contract's; the workbook offers no other.
with typed as (
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
            when '申报总收入' then 'stated_total_income'
            when '申报转移性收入' then 'stated_transfer_income'
            when '申报总支出' then 'stated_total_expense'
            when '申报转移性支出' then 'stated_transfer_paid'
            when '申报家庭可支配收入' then 'stated_disposable_income'
            when '申报家庭人均可支配收入' then 'stated_per_capita'
            when '申报纯收入' then 'stated_net_income'
            when '申报人均纯收入' then 'stated_net_income_per_capita'
            when '年末人口' then 'registered_count'
            when '常住人口' then 'resident_count'
        end as item_code,
        s.item_text as item_zh,
        s.stated_text,
        case
            when s.stated_text is null then 0
            else case when stated.text is not null then stated.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.stated_text as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.stated_text as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end
        end as stated_fen,
        s.corrected_text,
        case when corrected.text is not null then corrected.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.corrected_text as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.corrected_text as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end as corrected_fen,
        s.reason,
        s.evidence,
        s.signed_by,
        s.signed_text,
        s.statement_file,
        s.statement_sheet,
        cast(round(try_cast(translate(s.statement_row, '０１２３４５６７８９．eE_', '0123456789.xxx') as decimal(12, 2))) as integer) as statement_row,
        s.finding_id,
        s.source_file,
        s.source_sheet,
        s.source_row
    from raw_corrections as s
    inner join raw_places as places on places.place_text = s.place_text
    left join raw_names as names on names.text = s.head_name
    left join raw_dates as dates on dates.text = s.stated_year
    left join clean_household_links as links
        on links.old_household_id = places.village_id || '|' || s.household_code
        and coalesce(dates.year, s.survey_year) >= links.valid_from_year
        and coalesce(dates.year, s.survey_year) <= coalesce(links.valid_to_year, dates.year, s.survey_year)
    left join clean_amounts as stated on stated.text = s.stated_text and stated.unit_yuan = s.unit_yuan
    left join clean_amounts as corrected on corrected.text = s.corrected_text and corrected.unit_yuan = s.unit_yuan
    where s.corrected_text is not null
)

select
    survey_year, household_id, village_id, county_name, town_name, village_name, household_code, head_name, item_code,
    item_zh, stated_text, stated_fen, corrected_text, corrected_fen, reason, evidence, signed_by, signed_text, finding_id,
    statement_file, statement_sheet, statement_row, source_file, source_sheet, source_row
from typed
order by household_id, survey_year, statement_file, statement_sheet, statement_row, item_code, source_file, source_sheet, source_row
