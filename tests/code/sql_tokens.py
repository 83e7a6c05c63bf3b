"""The tokens of one SQL statement, and the brackets they stand in."""

from collections.abc import Iterator, Sequence

from sqlglot.dialects.duckdb import DuckDB
from sqlglot.tokens import Token, TokenType


class Script:
    """The tokens of one statement; for each, the words before the brackets that it stands in."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.tokens: Sequence[Token] = DuckDB().tokenize(sql)
        self.closing: dict[int, int] = {}
        self.within: list[tuple[str, ...]] = []
        waiting: list[int] = []
        for i, token in enumerate(self.tokens):
            if token.token_type == TokenType.R_PAREN and waiting:
                self.closing[waiting.pop()] = i
            self.within.append(tuple(self.word(j - 1) for j in waiting))
            if token.token_type == TokenType.L_PAREN:
                waiting.append(i)

    def word(self, i: int) -> str:
        """Text of a token in small letters; empty beyond either end."""
        return self.tokens[i].text.lower() if 0 <= i < len(self.tokens) else ""

    def calls(self) -> Iterator[tuple[int, str]]:
        """Position and name of whatever is written like a function."""
        for i in range(len(self.tokens) - 1):
            name = self.word(i)
            if self.word(i + 1) == "(" and name.isidentifier() and self.word(i - 1) != "as":
                yield i, name
