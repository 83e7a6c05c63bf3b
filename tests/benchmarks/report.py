"""From measurements to ratios, and from ratios to docs/benchmarks.md."""

import json
import os
import platform
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.contracts import ROOT
from tests.benchmarks.bars import Bar, markdown
from tests.benchmarks.baseline import COMMIT, action_bars
from tests.benchmarks.measuring import CHAIN
from tests.benchmarks.nights import night_bars
from tests.benchmarks.pairs import Measured
from tests.benchmarks.phases import CHECKS, RULES
from tests.benchmarks.sizes import SIZES, Size

RESULTS = Path(__file__).parent / "results"
PAGE = ROOT / "docs" / "benchmarks.md"
TINY = "tiny"  # tries the benchmark itself: no figure of it is kept


def bars_of(size: Size, found: Mapping[str, Measured]) -> list[Bar]:
    """Every ratio that these measurements give. A county's night is mostly fixed cost (start, one suite per table):
    the bars on phases and on the core job are a province's, below it they are only told."""
    if size.is_slope:
        return []
    whole = found["whole run"]
    cpu, phases = whole.last.report["cpu"], whole.last.report["phases"]
    of_a_province = [
        Bar("checks' share of the run's CPU (rules and checks)", (phases[RULES] + phases[CHECKS]) / cpu, most=0.15),
        *core_bars(found),
    ]
    bars = [
        Bar("whole run ÷ bare SQL (CPU)", whole.cpu / found["bare SQL"].cpu),
        Bar("whole run ÷ scanning the raw Parquet (CPU)", whole.cpu / found["scan"].cpu),
        *csv_bars(found),
        Bar("orchestration's share (what no phase claims, start of the program included)",
            (cpu - sum(phases.values())) / cpu),
    ]  # fmt: skip
    if size.smaller:
        smaller = found[f"whole run of {size.smaller:,} households"].peak_mib / size.smaller
        title = f"peak memory per household ÷ that of {size.smaller:,} households"
        bars.append(Bar(title, whole.peak_mib / size.households / smaller))
    if "read: product" in found:
        ratio = found["read: product"].cpu / found["read: calamine"].cpu
        bars.append(Bar(f"reading workbooks of {size.workbooks:,} households ÷ calamine alone (CPU)", ratio, most=3.5))
    if "night: first" in found:
        bars += night_bars(found, size.workbooks)
    if "whole run, 2 GB limit" in found:
        limited = found["whole run, 2 GB limit"].cpu / whole.cpu
        bars.append(Bar("whole run under a 2 GB DuckDB limit ÷ without (CPU; it completed)", limited))
    elif size.limit:
        bars.append(Bar("whole runs completed under a 2 GB DuckDB limit", 0, least=1))
    judged = of_a_province if size.is_province else [bar.only_told() for bar in of_a_province]
    return [*action_bars(found), *judged, *bars]


def csv_bars(found: Mapping[str, Measured]) -> list[Bar]:
    """What the same rows cost as CSV, where they were scanned so."""
    csv = found.get("scan of CSV")
    return [Bar("scanning the raw rows as CSV ÷ as Parquet (CPU)", csv.cpu / found["scan"].cpu)] if csv else []


def core_bars(found: Mapping[str, Measured]) -> list[Bar]:
    """The core job, tool by tool: CPU, which the bars are on, and wall beside it."""
    ours = found["core: models on DuckDB"]
    polars, pandas = found["core: Polars"], found["core: pandas"]
    bars = [
        Bar("core job, models on DuckDB ÷ SQL tuned by hand (CPU)", ours.cpu / found["core: SQL tuned by hand"].cpu),
        Bar("core job, models on DuckDB ÷ Polars (CPU)", ours.cpu / polars.cpu, most=0.6),
        Bar("core job, models on DuckDB ÷ Polars (wall)", ours.wall / polars.wall),
        Bar("core job, pandas ÷ models on DuckDB (CPU)", pandas.cpu / ours.cpu, least=1.3),
        Bar("core job, pandas ÷ models on DuckDB (wall)", pandas.wall / ours.wall, least=2),
    ]
    if spark := found.get("core: Spark local"):
        stopped = ", stopped before its end" if spark.last.is_stopped else ""
        bars.append(Bar(f"core job, Spark local ÷ models on DuckDB (CPU{stopped})", spark.cpu / ours.cpu))
        bars.append(Bar(f"core job, Spark local ÷ models on DuckDB (wall{stopped})", spark.wall / ours.wall))
    return bars


def keep(size: Size, found: Mapping[str, Measured], bars: list[Bar], minutes: float) -> None:
    """Write the size's figures beside the benchmark, and the page anew from all that are kept."""
    if size.name == TINY:
        return
    kept: dict[str, Any] = {
        "machine": f"Measured at commit {commit()} on {machine()}. The benchmark took {minutes:.0f} minutes.",
        "household_years": size.household_years,
        "chain": {"cpu": found[CHAIN].cpu, "wall": found[CHAIN].wall, "peak_mib": found[CHAIN].peak_mib},
        "measured": [measured.row(title) for title, measured in found.items()],
    }
    if whole := found.get("whole run"):
        phases = whole.last.report["phases"] | {"all": whole.last.report["cpu"]}
        kept |= {"cpu": whole.cpu, "peak_mib": whole.peak_mib, "phases": phases, "bars": [bar.row for bar in bars]}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{size.name}.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """docs/benchmarks.md: ratios; the seconds that they are of stand in results/."""
    kept = {
        name: json.loads(path.read_text(encoding="utf-8"))
        for name in SIZES
        if name != TINY and (path := RESULTS / f"{name}.json").exists()
    }
    parts = [HEAD, slope(kept), *(section(name, one) for name, one in kept.items() if "bars" in one)]
    return "\n\n".join(parts) + "\n"


def slope(kept: Mapping[str, Any]) -> str:
    """Cost per household and year, size by size: of the whole run, and of the chain to income alone."""
    header = ("size", "household-years", "CPU µs per household-year", "peak KiB per household")
    whole = [cost_row(name, one["household_years"], one) for name, one in kept.items() if "cpu" in one]
    chain = [cost_row(name, one["household_years"], one["chain"]) for name, one in kept.items() if "chain" in one]
    return (
        f"## Cost per household-year\n\nOf the whole run:\n\n{markdown(header, whole)}\n\n"
        f"Of the chain to verified income alone:\n\n{markdown(header, chain)}"
    )


def cost_row(name: str, household_years: int, cost: Mapping[str, float]) -> tuple[str, ...]:
    """A size's line of a table of costs."""
    per_year, per_household = 1e6 * cost["cpu"] / household_years, 3 * 1024 * cost["peak_mib"] / household_years
    return name, f"{household_years:,}", f"{per_year:,.0f}", f"{per_household:,.1f}"


def section(name: str, one: Mapping[str, Any]) -> str:
    """One size."""
    ratios = markdown(("ratio", "measured", "bar", ""), [tuple(row) for row in one["bars"]])
    everything = one["phases"]["all"]
    spent = sorted(
        ((phase, seconds) for phase, seconds in one["phases"].items() if phase != "all"), key=lambda pair: -pair[1]
    )
    spent.append(("orchestration and start", everything - sum(seconds for _, seconds in spent)))
    phases = markdown(
        ("phase of the whole run", "share of its CPU"),
        [(phase, f"{seconds / everything:.1%}") for phase, seconds in spent],
    )
    return f"## {name} households\n\n{one['machine']}\n\n{ratios}\n\n{phases}"


def machine() -> str:
    """The machine in general terms."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    name = model[1] if model else platform.machine()
    return f"{os.cpu_count()} cores ({name}), {memory:.0f} GiB, Python {platform.python_version()}"


def commit() -> str:
    """The commit that is measured; '+' where files differ from it."""
    told = subprocess.run(
        ["git", "-C", str(ROOT), "describe", "--always", "--dirty=+", "--exclude", "*"],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    return told.stdout.strip() or "unknown"


HEAD = f"""# Benchmarks

Written by `make bench SIZE=3k|30k|100k|700k|5m`, which exits non-zero where a bar is missed. Ratios only: both sides of
each were measured in turns on the same machine; the seconds stand in `tests/benchmarks/results/`. CPU is user and system
time of the task's process and all it waited for (`wait4`), interpreter start and imports included; memory is the largest
process. A size that was not measured again keeps its older figures; its first line says of which commit they are.

- **now ÷ {COMMIT}**: the same action by this version and by an earlier one, in turns, with the same libraries, on the demo
  deliveries of 26 villages that the earlier one makes. Since then the pipeline does more (122 tables then, 210 now).
  Without changes is the third night: the second is the first that knows of a release. The first answer of `income ui` is that of
  the page it names first: the workbench now, Dagster's own then (there was no other).
- **Whole run**: `income run` from the raw tables on: lookups, models, rules, checks, charts, release, under Dagster; in one process, so
  that its phases can be told (a county's run has one beside it, which takes 0.7 CPU s more and less time).
- **Chain to verified income**: lookups and the models that income and its totals stand on, without Dagster, checks and release.
- **Bare SQL**: the same models and the rules' findings, one DuckDB process, one Parquet file per table; nothing else.
- **Core job**: raw statements to four tables (base, divisors, disposable income, totals compared), each tool
  writing all four, sorted, zstd 3. Results must be equal row for row, else the benchmark fails. Other tools may skip
  what is empty here and use doubles where the results are equal; the models may do neither.
- **Nights**: the command `income run` on workbooks; one file in a hundred is changed by one amount before the third.
- At 700k, reading and nights are measured on the workbooks of 3,000 households, and memory is held against a run of 30,000.
- **Phases**: functions timed by the process's CPU clock, no profiler. Rules are the findings' SQL, checks all that
  Great Expectations asserts; what no phase claims is orchestration: Dagster, events, run history, start."""
