"""`income decrypt`: opens what `income export --encrypt` made."""

from pathlib import Path

import click

from pipeline.handouts.package.transport import open_sealed
from pipeline.release.secret import load_transport_key


@click.command("decrypt")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--key-file", "secret_file", type=click.Path(path_type=Path, dir_okay=False),
    help="传输密钥文件（权限 0600），默认取环境变量 INCOME_TRANSPORT_KEY",
)  # fmt: skip
def command(folder: Path, out: Path, secret_file: Path | None) -> None:
    """把加密的结果表 FOLDER 解密到 OUT，并核对是否齐全、是否被改动。"""
    counts = open_sealed(folder, load_transport_key(secret_file), out)
    click.echo(f"已解密 {len(counts)} 张表、{sum(counts.values())} 行到 {out}；内含姓名，用后请删除")
