"""What the code cites stands in the project: every link into docs/method.md has its heading."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
METHOD = ROOT / "docs" / "method.md"
CITATION = re.compile(r"docs/method\.md((?:#[\w-]+)(?:, #[\w-]+)*)?")
FOREIGN = re.compile(r"\b(?:DESIGN|DOMAIN)(?:\.md| §)|\(FACTS\b|\(issue \d")


def tracked(*suffixes: str) -> dict[str, str]:
    """Tracked text files with one of the suffixes, but the changelog and this test: path → content."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    own = Path(__file__).relative_to(ROOT).as_posix()
    chosen = [name for name in listed if name.endswith(suffixes) and name not in ("CHANGELOG.md", own)]
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in chosen if (ROOT / name).exists()}


def anchors() -> set[str]:
    """The anchors of the method document's headings."""
    headings = re.findall(r"^#+ (.+)$", METHOD.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_every_citation_of_the_method_document_has_its_heading() -> None:
    files = tracked(".py", ".sql", ".yml", ".csv", ".md", ".typ")
    cited = {
        (name, anchor)
        for name, text in files.items()
        for found in CITATION.finditer(text)
        for anchor in re.findall(r"#([\w-]+)", found.group(1) or "")
    }
    assert len(cited) > 30
    assert {(name, anchor) for name, anchor in cited if anchor not in anchors()} == set()


def test_nothing_is_cited_that_is_not_part_of_the_project() -> None:
    files = tracked(".py", ".sql", ".yml", ".csv", ".md", ".typ", ".toml")
    assert {name: found.group() for name, text in files.items() if (found := FOREIGN.search(text))} == {}


def walk() -> list[tuple[str, str]]:
    """(file, name that it hands on) of each hop of the walk in CONTRIBUTING.md."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("## From a cell to a mart")[2].partition("\n## ")[0]
    hops = re.findall(r"^\d+\. (.+)$", section, re.MULTILINE)
    return [(re.findall(r"`([^`]+)`", hop)[0], re.findall(r"`([^`]+)`", hop)[-1]) for hop in hops]


def test_the_walk_from_a_cell_to_a_mart_leads_from_file_to_file() -> None:
    hops = walk()
    assert 2 < len(hops) <= 12
    texts = [(ROOT / file).read_text(encoding="utf-8") for file, _ in hops]
    for (_, name), text, (after, _) in zip(hops, texts[1:], hops[1:], strict=False):
        assert re.search(rf"\b{name}\b", text), f"{after} does not read {name}"
    assert "disposable_income_per_capita_yuan" in texts[-1]
