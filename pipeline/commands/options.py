"""Options that several commands share."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

data_option = click.option(
    "--data", "data_dir", type=click.Path(path_type=Path, file_okay=False), default=Path("data"),
    show_default=True, help="数据文件夹",
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
