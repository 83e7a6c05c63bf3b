"""Pictures of the real pages for the manual: python -m tests.browser.manual_pictures DATA (a demo that was run).

Households of the demo are invented; pictures of anything else must not be taken.
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


def main(data: Path) -> None:
    """Serve the workbench for a moment and take its pictures."""
    settings = Settings.at(data)
    if read_marker(settings.data) is None:
        raise SystemExit("pictures are taken of a demo only")
    with open_marts(current_release(settings.marts_dir).database) as marts:
        sql = "select household_id from mart_near_threshold where nearness = 'band' order by survey_year desc, household_id limit 1"
        (household_id,) = marts.execute(sql).fetchone()  # type: ignore[misc]
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
        "workbench-household": f"household/{quote(household_id)}",
    }.items():  # fmt: skip
        take(f"http://127.0.0.1:{port}{PREFIX}{path}", FOLDER / f"{name}.png")
    server.should_exit = True


def take(address: str, target: Path) -> None:
    """One picture, in few colours so that it stays small."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.png"
        command = [CHROMIUM, "--headless", *FLAGS, "--hide-scrollbars", "--window-size=1300,850", f"--screenshot={raw}"]
        subprocess.run(
            [*command, f"--user-data-dir={folder}/profile", address], check=True, capture_output=True, timeout=120
        )
        Image.open(raw).convert("RGB").resize((975, 638)).quantize(48).save(target, optimize=True)
    if target.stat().st_size > LARGEST:
        raise SystemExit(f"{target} is larger than {LARGEST} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
