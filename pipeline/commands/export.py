"""`income export`: the assessment package of a release, for an assessor, a village team or the public."""

from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console

from pipeline.commands.options import WordChoice, data_option
from pipeline.handouts.audience import Audience
from pipeline.handouts.correction_workbook import village_workbook
from pipeline.handouts.package.export import Order, export_package, refuse_used
from pipeline.handouts.package.seal import load_private_key
from pipeline.handouts.package.transport import seal_marts
from pipeline.handouts.village_choice import find_village, villages_of
from pipeline.release.folders import Release, current_release, find_release
from pipeline.release.readback import open_release, verify_release
from pipeline.release.secret import load_transport_key
from pipeline.release.staging import whole_folder
from pipeline.settings import Settings

FULL_IDS_WARNING = "注意：资料包含完整证件号码，只限核查组内部使用，用后删除，不得经网络传送。"


@click.command("export")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--village", help="只导出一个村（村、镇/村或村标识）")
@click.option("--audience", type=WordChoice({one.value: one.zh for one in Audience}), default=Audience.ASSESSOR.value,
              show_default=True, help="给谁：考核核查组（assessor），驻村工作队（village），公开（public，只有汇总）")  # fmt: skip
@click.option("--release", "release_id", help="版本编号，默认当前版本")
@click.option("--full-ids", is_flag=True, help="附完整证件号码（仅 assessor）")
@click.option("--encrypt", is_flag=True, help="只导出加密的结果表（Parquet），供传送；密钥见 --key-file")
@click.option("--key-file", "secret_file", type=click.Path(path_type=Path, dir_okay=False),
              help="传输密钥文件（权限 0600），默认取环境变量 INCOME_TRANSPORT_KEY")  # fmt: skip
@click.option("--sign", "key_file", type=click.Path(path_type=Path, dir_okay=False), help="用 Ed25519 私钥（PEM）签名")
@data_option
def command(
    out: Path, village: str | None, audience: str, release_id: str | None, full_ids: bool, encrypt: bool,
    secret_file: Path | None, key_file: Path | None, settings: Settings,
) -> None:  # fmt: skip
    """导出核查资料包到 OUT。village 不带 --village 时，每个村一个文件夹。"""
    console = Console()
    release = find_release(settings.marts_dir, release_id) if release_id else current_release(settings.marts_dir)
    verify_release(release)  # what is altered or damaged gets no fresh seal
    if encrypt:
        if village or full_ids or key_file or audience != Audience.ASSESSOR.value:
            raise click.UsageError("--encrypt 只与 --release、--key-file 同用")
        refuse_used(out)
        export_sealed(release, load_transport_key(secret_file), out, settings)
        return
    if full_ids:
        click.echo(FULL_IDS_WARNING, err=True)
    with console.status("导出") as status:
        order = Order(
            release, Audience(audience), find_village(release, village) if village else None,
            load_private_key(key_file) if key_file else None, settings.runs_dir if full_ids else None,
            on_step=lambda what: status.update(f"导出 {what}"),
        )  # fmt: skip
        refuse_used(out)
        with whole_folder(out, settings) as work:
            made = [make(one, target).relative_to(work) for one, target in targets(order, release, work)]
    console.print(
        f"已导出 {len(made)} 个资料包到 {out}（版本 {release.id}，对象：{Audience(audience).zh}）", highlight=False
    )
    if made:
        console.print(f"可用 income verify {out / made[0]} 校验", highlight=False)


def export_sealed(release: Release, key: bytes, out: Path, settings: Settings) -> None:
    """The marts, encrypted, instead of a package. Raises PackageError."""
    with whole_folder(out, settings) as work:
        counts = seal_marts(release, key, work)
    click.echo(f"已导出 {len(counts)} 张加密结果表到 {out}（版本 {release.id}），密钥请另行交付")
    click.echo(f"打开：income decrypt {out} 新文件夹")


def targets(order: Order, release: Release, out: Path) -> list[tuple[Order, Path]]:
    """One order and folder per package."""
    if order.audience is not Audience.VILLAGE or order.village is not None:
        return [(order, out)]
    orders = [replace(order, village=village) for village in villages_of(release)]
    return [(one, out / one.village.label) for one in orders if one.village]


def make(order: Order, target: Path) -> Path:
    """One package; a village's also holds the workbook in which it answers its findings."""
    if order.audience is not Audience.VILLAGE or order.village is None:
        return export_package(order, target)
    with open_release(order.release) as marts:
        name, plans = village_workbook(marts, order.village, order.note)
    return export_package(order, target, {name: plans})
