-- One row per filled correction: the cell it is about, what stood there, what should, who says so and what became of it.
select
    survey_year,
    household_id,
    village_id,
    county_name,
    town_name,
    village_name,
    household_code,
    head_name,
    item_code,
    item_zh,
    stated_text,
    delivered_text,
    cast(delivered_fen * 0.01 as decimal(18, 2)) as delivered_yuan,
    corrected_text,
    cast(corrected_fen * 0.01 as decimal(18, 2)) as corrected_yuan,
    status,
    case status
        when 'applied' then '已采用'
        when 'repeated' then '重复'
        when 'conflict' then '相互矛盾，未采用'
        when 'stale' then '已过时，未采用'
        when 'unsigned' then '缺少原因或签名，未采用'
        when 'date_impossible' then '日期早于所属年度，未采用'
        when 'unreadable' then '更正值无法识别，未采用'
        when 'negative' then '更正值为负数，未采用'
        when 'monthly' then '按月报送，未采用'
        when 'other_head' then '户主与该户不符，未采用'
        when 'not_found' then '找不到原表该行，未采用'
        else '项目不能更正，未采用'
    end as status_zh,
    case status
        when 'applied' then '已按更正值计算，报送原表不改动'
        when 'repeated' then '与另一条已采用的更正相同'
        when 'conflict' then '同一单元格有两个不同的更正值，请商定后只报一个'
        when 'stale' then '更正表所写的申报值与现报的不同（原表已重新报送？），请按新表核对后重填'
        when 'unsigned' then '请补填更正原因和签名'
        when 'date_impossible' then '请改正更正日期'
        when 'unreadable' then '更正值请填数字（元；人口填整数）'
        when 'negative' then '收入和支出项目不填负数：经营亏损分别填收入和支出，退回、扣回的款项从当年数中减去，不足为零'
        when 'monthly' then '按月报送的收入表不能逐项更正，请改报原表'
        when 'other_head' then '该户的收入表、名册中没有更正表所写的户主，请核对户码和户主姓名'
        when 'not_found' then '更正表所写的文件、工作表、行号处没有这一户这一年的记录，请勿改动这几栏'
        else '更正项目请从下拉框选择收入支出项目、申报合计或人口'
    end as message,
    reason,
    evidence,
    signed_by,
    signed_text,
    finding_id,
    statement_file,
    statement_sheet,
    statement_row,
    source_file,
    source_sheet,
    source_row
from derive_corrections
order by household_id, survey_year, item_code, source_file, source_sheet, source_row
