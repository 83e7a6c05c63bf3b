"""Which files a village's package speaks of, and of which it may show quarantined rows."""

from pathlib import Path

from pipeline.handouts.package.mart_files import files_of
from pipeline.handouts.village_choice import Village
from tests.unit.export.made_release import publish_rows


def test_a_file_whose_other_village_stands_in_no_mart_is_not_one_village_s_alone(tmp_path: Path) -> None:
    """The county's roster repeats whom V's own roster lists: only W's people of it stand in mart_members."""
    rows = {
        "mart_members": [
            {"source_file": "v.xlsx", "village_id": "V"},
            {"source_file": "county.xlsx", "village_id": "W"},
        ],
        "mart_source_villages": [
            {"source_file": "v.xlsx", "village_id": "V"},
            {"source_file": "county.xlsx", "village_id": "V"},
            {"source_file": "county.xlsx", "village_id": "W"},
        ],
    }
    release = publish_rows(tmp_path / "marts", rows)
    assert files_of(release, Village("V", "", "")) == ({"v.xlsx", "county.xlsx"}, {"v.xlsx"})
    assert files_of(release, Village("W", "", "")) == ({"county.xlsx"}, set())
