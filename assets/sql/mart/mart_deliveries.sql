-- One row per delivered sheet (or file that never opened): when its content was first seen, since when it lies there, what became
-- of it, and of each of its rows.
select
    cast(row_number() over (order by d.source_file, d.source_sheet, d.kind, d.sheet_hash) as integer) as delivery_number,
    d.source_file,
    d.source_sheet,
    d.kind,
    form,
    survey_year,
    status,
    statuses.label_zh as status_zh,
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
    rows_joined,
    duplicate_of,
    notes,
    context,
    arrivals.first_seen_on,
    arrivals.in_force_since
from raw_deliveries as d
left join raw_arrivals as arrivals
    on arrivals.source_file = d.source_file and arrivals.source_sheet = d.source_sheet and arrivals.kind = d.kind
left join raw_labels as statuses on statuses.label_set = 'delivery_status' and statuses.code = d.status
order by d.source_file, d.source_sheet, d.kind
