"""Options that several commands share."""

from pathlib import Path

import click

data_option = click.option(
    "--data", "data_dir", type=click.Path(path_type=Path, file_okay=False), default=Path("data"),
    show_default=True, help="数据文件夹",
)  # fmt: skip
