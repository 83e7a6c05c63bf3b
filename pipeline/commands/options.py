"""Options that several commands share."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from pipeline.settings import Settings

UNUSABLE = "%?"  # Dagster writes the path into the address of its database, where they mean something else


class DataFolder(click.Path):
    """A folder that can hold the data: its path has none of the characters that the run history cannot be opened with."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, file_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path. Raises click.BadParameter."""
        folder = Path(os.fsdecode(super().convert(value, param, ctx)))
        if found := [one for one in UNUSABLE if one in str(folder.expanduser().absolute())]:
            self.fail(
                f"{folder} 不能作数据文件夹：路径中有 {'、'.join(found)}，运行历史的数据库打不开。请换一个路径。",
                param,
                ctx,
            )
        return folder


def settings_of(_: click.Context, __: click.Parameter, folder: Path) -> Settings:
    return Settings.at(folder)


data_option = click.option(
    "--data", "settings", type=DataFolder(), default=Path("data"), show_default=True, help="数据文件夹",
    callback=settings_of,
)  # fmt: skip


class WordChoice(click.Choice[str]):
    """One of some codes, which may also be given by its Chinese word, or by a part of it that no other word has."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(list(words))
        self.words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code. Raises click.BadParameter naming the choices."""
        if value in self.words:
            return str(value)
        meant = [code for code, word in self.words.items() if word == value]
        meant = meant or [code for code, word in self.words.items() if value and value in word]
        if len(meant) == 1:
            return meant[0]
        choices = "、".join(f"{word}（{code}）" for code, word in self.words.items())
        raise click.BadParameter(f"“{value}”{'所指不止一个' if meant else '不在可选之列'}。可选：{choices}", ctx, param)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The Chinese words, as the help shows them."""
        return f"[{'|'.join(self.words.values())}]"
