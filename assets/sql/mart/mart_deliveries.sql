-- One row per delivered sheet (or file that never opened): what became of it, and of each of its rows.
select
    source_file,
    source_sheet,
    kind,
    form,
    survey_year,
    status,
    case status
        when 'accepted' then '接收'
        when 'rejected' then '退回'
        when 'duplicate' then '重复报送'
        else '略过'
    end as status_zh,
    reason,
    sha256,
    sheet_hash,
    unit_yuan,
    rows_seen,
    rows_accepted,
    rows_quarantined,
    rows_ignored,
    rows_total,
    rows_blank,
    rows_heading,
    rows_hidden,
    duplicate_of,
    notes,
    context
from raw_deliveries
order by source_file, source_sheet, kind
