"""What is wrong in the user's tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, overload

import pyarrow as pa
import pyarrow.compute as pc

from irisan._columns import Column, to_table
from irisan.result import Result

Level = Literal["error", "repair", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in the user's tables: where, what, and with which value.

    An error stops an audit; a repair was made without loss; a warning says what could not be used
    or looks odd. `line` is counted from 1 (the row if the table came from memory), None if there
    is none; `rows` says how many rows have this very problem, `lines` the first of them.
    """

    level: Level
    table: str | None
    file: str | None
    line: int | None
    column: str | None
    value: str | None
    what_en: str
    what_id: str
    nearest: str | None
    rows: int
    lines: tuple[int, ...]
    text_en: str
    text_id: str

    @property
    def sheet(self) -> str | None:
        """The sheet, if `file` is one of a workbook: `Data` of `book.xlsx [Data]`."""
        if self.file is None or not self.file.endswith("]"):
            return None
        return self.file[self.file.index(" [") + 2 : -1] if " [" in self.file else None

    def __str__(self) -> str:
        return self.text_en


class Problems(Result, Sequence[Problem]):
    """Every problem found, errors first, then by table, file and line.

    A sequence of `Problem`, and a table with the same fields as columns.
    """

    def __init__(self, problems: Mapping[str, Column] | pa.Table) -> None:
        super().__init__(problems if isinstance(problems, pa.Table) else to_table(problems))

    @overload
    def __getitem__(self, at: int) -> Problem: ...
    @overload
    def __getitem__(self, at: slice) -> "Problems": ...
    def __getitem__(self, at: int | slice) -> "Problem | Problems":
        if isinstance(at, slice):
            return Problems(self._table.take(pa.array(range(len(self))[at], type=pa.int64())))
        row = range(len(self))[at]
        cells = self._table.slice(row, 1).to_pylist()[0]
        return Problem(**{**cells, "lines": tuple(cells["lines"])})

    def of_level(self, level: Level) -> "Problems":
        """The problems of one level, in the same order."""
        return Problems(self._table.filter(pc.equal(self._table["level"], level)))

    @property
    def errors(self) -> "Problems":
        """The problems that stop an audit."""
        return self.of_level("error")

    def text(self, language: Literal["en", "id"] = "en") -> str:
        """One line per problem: where, what is wrong, with the value."""
        return "\n".join(self._table.column(f"text_{language}").to_pylist())
