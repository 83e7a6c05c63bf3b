-- One row per item of the delivered ledgers and line of the forms that holds it: a public-welfare post is paid a wage, a dividend is
-- property income; each also has a line of its own on the forms that show it. 其他转移性收入 holds more than any ledger pays (gifts of
-- relatives); student subsidies are left out of it here, since tuition that is waived is no money received.
with lines as (
    select 'wage_income' as item_code, 'wage_income' as line_code, '工资性收入' as item_zh, false as is_part
    union all select 'public_welfare_wage', 'wage_income', '工资性收入', true
    union all select 'other_wage', 'wage_income', '工资性收入', true
    union all select 'public_welfare_wage', 'public_welfare_wage', '公益性岗位收入', false
    union all select 'asset_dividend', 'property_income', '财产性收入', true
    union all select 'other_property_income', 'property_income', '财产性收入', true
    union all select 'asset_dividend', 'asset_dividend', '资产收益扶贫分红', false
    union all select 'family_planning_allowance', 'family_planning_allowance', '计划生育金', false
    union all select 'subsistence_allowance', 'subsistence_allowance', '低保金', false
    union all select 'destitute_allowance', 'destitute_allowance', '五保金', false
    union all select 'pension', 'pension', '养老保险金', false
    union all select 'ecological_compensation', 'ecological_compensation', '生态补偿金', false
    union all select 'medical_reimbursement', 'medical_reimbursement', '报销医疗费', false
    union all select 'medical_assistance', 'medical_assistance', '医疗救助金', false
    union all select 'reward_money', 'reward_money', '以奖代补', false
    union all select 'other_transfer_income', 'other_transfer_income', '其他转移性收入', true
    union all select 'temporary_relief', 'other_transfer_income', '其他转移性收入', true
    union all select 'disaster_relief', 'other_transfer_income', '其他转移性收入', true
),

delivered as (
    select distinct item_code from raw_items
)

select lines.item_code, lines.line_code, lines.item_zh, lines.is_part
from lines
inner join delivered on delivered.item_code = lines.item_code
order by lines.line_code, lines.item_code
