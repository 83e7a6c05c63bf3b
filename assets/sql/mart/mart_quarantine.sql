-- One row per delivered row that could not be keyed to a household, person or project, with its cells (IDs masked).
select
    source_file,
    source_sheet,
    source_row,
    kind,
    survey_year,
    reason,
    cells
from raw_quarantine
order by source_file, source_sheet, source_row
