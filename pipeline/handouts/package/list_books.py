"""The lists of a package, as assets/lists/package.yml declares them: what a screen shows, and what goes to paper."""

from dataclasses import dataclass
from typing import Any

from pipeline.contracts import ROOT
from pipeline.parameters import read_yaml

LISTS = ROOT / "assets" / "lists"
APPENDIX = "附表"
# What an order or a condition names in braces.
WORDS = {
    "gravest": "case severity when 'critical' then 0 when 'warning' then 1 else 2 end",
    "by_place": "county_name, town_name, village_name, household_code, household_id",
    "nearest": "survey_year desc, abs(yuan_to_flip) nulls last, household_id",
    "open_first": "state = 'closed', due_date nulls last, village_id, household_code, rectification_id",
}


@dataclass(frozen=True)
class Paper:
    """A sheet to print: its columns (all of the list if empty), which rows, in which order, what is added up."""

    name: str
    columns: tuple[str, ...] = ()
    where: str = ""
    order: str = ""
    by_village: bool = False
    signatures: tuple[str, ...] = ()
    summed: tuple[str, ...] = ()
    hint: str = ""
    counted: str = ""  # what a row is, where it is neither a household (户) nor an entry (项)


@dataclass(frozen=True)
class ListBook:
    """A workbook of one mart: file name, table, its columns in reading order, how many of them stay in view.

    `papers` come first; the sheet with all columns and rows, for the screen, is the last. `folder`: where the file
    lies; `for_village`: whether a village's own package has it.
    """

    file: str
    table: str
    columns: tuple[str, ...]
    frozen: int = 0
    papers: tuple[Paper, ...] = ()
    folder: str = APPENDIX
    for_village: bool = False

    @property
    def path(self) -> str:
        """The workbook below the package's folder."""
        return f"{self.folder}/{self.file}.xlsx" if self.folder else f"{self.file}.xlsx"


def declared(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of a list book as the fields of its class: lists as tuples, words in braces filled in."""
    made = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    return made | {name: str(made[name]).format(**WORDS) for name in ("where", "order") if name in made}


def _book(file: str, entry: dict[str, Any]) -> ListBook:
    papers = tuple(Paper(name, **declared(own)) for name, own in entry.get("papers", {}).items())
    return ListBook(file, **declared(entry) | {"papers": papers})


BOOKS = tuple(_book(file, entry) for file, entry in read_yaml(LISTS / "package.yml").items())
