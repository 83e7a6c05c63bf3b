"""`income verify`: says whether a package is as it was made, and where it is not."""

from pathlib import Path

import click

from pipeline.handouts.package.seal import load_public_key
from pipeline.handouts.package.verify import Verified, verify_package

MOST = 20


@click.command("verify")
@click.argument("package", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--public-key", "key_file", type=click.Path(path_type=Path, dir_okay=False), help="必须由此公钥（PEM）签名"
)
def command(package: Path, key_file: Path | None) -> None:
    """校验资料包 PACKAGE（不联网，不需原始数据）。退出码 0 未改动，1 有改动。"""
    result = verify_package(package, load_public_key(key_file) if key_file else None)
    if result.problems:
        click.echo(f"校验未通过：{len(result.problems)} 处")
        for problem in result.problems[:MOST]:
            click.echo(f"· {problem.text}")
        raise SystemExit(1)
    click.echo(praise(result))


def praise(result: Verified) -> str:
    """What was found in order."""
    manifest = result.manifest
    rows = sum(manifest["row_counts"].values())
    signed = f"；签名有效（公钥 {result.signer[:16]}…）" if result.signer else "；未签名"
    return (
        f"校验通过：版本 {manifest['release_id']}，数据截止日 {manifest['as_of_date']}，"
        f"{len(manifest['files'])} 个文件，{rows} 行，人均收入已按分项逐户复算{signed}"
    )
