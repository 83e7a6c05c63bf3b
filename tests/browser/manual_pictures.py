"""Pictures of the real pages and sheets for the manual: python -m tests.browser.manual_pictures DATA (a demo that was run).

Households of the demo are invented; pictures of anything else must not be taken. Sheets are drawn by LibreOffice.
"""

import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import uvicorn
from PIL import Image

from pipeline.intake.demo_marker import read_marker
from pipeline.locked_duckdb import open_marts
from pipeline.release.folders import current_release
from pipeline.service.exports import ExportsApp
from pipeline.service.web import Page, guarded
from pipeline.settings import Settings
from pipeline.workbench.site import CHANGES, PREFIX, Workbench
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.service_runner import ROOT, free_port

FOLDER = ROOT / "docs" / "images"
LARGEST = 120_000  # bytes a picture may have
WIDTH, HEIGHT = 975, 638
# A village with doubts, and a household of the band for the household's page.
VILLAGE = (
    "select village_name from mart_findings where severity <> 'info' and village_name is not null"
    " group by village_name order by count(*) desc, village_name limit 1"
)
NEAR = "select household_id from mart_near_threshold where nearness = 'band' order by survey_year desc, household_id limit 1"


def main(data: Path) -> None:
    """Take every picture again."""
    settings = Settings.at(data)
    if read_marker(settings.data) is None:
        raise SystemExit("pictures are taken of a demo only")
    with open_marts(current_release(settings.marts_dir).database) as marts:
        ((village,),) = marts.execute(VILLAGE).fetchall()
        ((household,),) = marts.execute(NEAR).fetchall()
    with tempfile.TemporaryDirectory() as folder:
        take_pages(settings, household)
        take_sheets(settings, village, Path(folder))


def take_pages(settings: Settings, household: str) -> None:
    """The workbench's pages, served for a moment."""
    port = free_port()

    async def nobody(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    pages = [Page("/exports/", ExportsApp(settings)), Page(PREFIX, Workbench(settings), CHANGES)]
    server = uvicorn.Server(uvicorn.Config(guarded(nobody, pages, port), port=port, log_level="warning"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.1)
    for name, path in {
        "workbench-overview": "", "workbench-near": f"near?is.nearness_zh={quote('在临界范围内')}",
        "workbench-household": f"household/{quote(household)}",
    }.items():  # fmt: skip
        take(f"http://127.0.0.1:{port}{PREFIX}{path}", FOLDER / f"{name}.png")
    server.should_exit = True


def take_sheets(settings: Settings, village: str, folder: Path) -> None:
    """What a village holds: the page of its package, and its correction sheet."""
    package = folder / "package"
    words = ["export", str(package), "--audience", "village", "--village", village, "--data", str(settings.data)]
    subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *words], check=True, capture_output=True, timeout=600, cwd=ROOT
    )
    take((package / "打开这里.html").as_uri(), FOLDER / "package-page.png")
    (correction,) = package.glob("更正表_*.xlsx")
    draw(correction, FOLDER / "correction-sheet.png")


def take(address: str, target: Path) -> None:
    """One picture of a page."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.png"
        command = [CHROMIUM, "--headless", *FLAGS, "--hide-scrollbars", "--window-size=1300,850", f"--screenshot={raw}"]
        subprocess.run(
            [*command, f"--user-data-dir={folder}/profile", address], check=True, capture_output=True, timeout=120
        )
        keep(Image.open(raw).resize((WIDTH, HEIGHT)), target)


def draw(workbook: Path, target: Path) -> None:
    """The upper part of the first printed page of a workbook."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        office = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(workbook)]
        subprocess.run(office, check=True, capture_output=True, timeout=300)
        (pdf,) = Path(folder).glob("*.pdf")
        one = ["pdftoppm", "-png", "-r", "110", "-singlefile", str(pdf), f"{folder}/page"]
        subprocess.run(one, check=True, capture_output=True, timeout=120)
        picture = Image.open(f"{folder}/page.png")
        keep(picture.crop((0, 0, picture.width, min(picture.height, picture.width // 2))), target)


def keep(picture: Image.Image, target: Path) -> None:
    """Save a picture in few colours so that it stays small."""
    picture.convert("RGB").quantize(48).save(target, optimize=True)
    if target.stat().st_size > LARGEST:
        raise SystemExit(f"{target} is larger than {LARGEST} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
