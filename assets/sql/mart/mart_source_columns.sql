-- One row per column of an accepted sheet: which cell column a figure stood in, under which header.
select source_file, source_sheet, kind, column_name, column_letter, header, status
from raw_source_columns
order by source_file, source_sheet, kind, column_letter
