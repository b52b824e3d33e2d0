"""An open workbook: its sheets, their cells, and which of them hold errors."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from irisan import _core
from irisan._texts import Found
from irisan.error_cells import error_cells
from irisan.errors import Error, RuleError

Cell = str | float | int | bool | datetime.date | datetime.time | datetime.timedelta
Range = tuple[tuple[int, int], tuple[int, int]]

# So many lines of one problem are named, as by the gate.
_most_lines = 20


@dataclass
class Workbook:
    """An open workbook."""

    place: Path
    book: Any

    @staticmethod
    def open(place: Path) -> "Workbook":
        try:
            import python_calamine
        except ImportError:
            raise Error(
                f"{place.name}: reading a workbook needs python-calamine: "
                "pip install 'irisan[excel]'"
            ) from None
        try:
            return Workbook(place, python_calamine.CalamineWorkbook.from_path(place))
        except python_calamine.PasswordError:
            raise Error(f"{place}: is protected by a password") from None
        except (python_calamine.CalamineError, OSError) as e:
            what = "does not exist" if not place.exists() else f"is no workbook ({e})"
            raise Error(f"{place}: {what}") from None

    def label(self, sheet: str) -> str:
        return f"{self.place.name} [{sheet}]"

    def shown(self, found: list[Found], *, hidden: bool, named: set[str]) -> list[str]:
        """The sheets to read, in order; a hidden one is said to be left out."""
        names = []
        all_of = [m for m in self.book.sheets_metadata if str(m.typ).endswith("WorkSheet")]
        for sheet in all_of:
            if hidden or str(sheet.visible).endswith(".Visible") or sheet.name in named:
                names.append(sheet.name)
                continue
            found.append(
                warning(
                    self.label(sheet.name),
                    "the sheet is hidden and not read",
                    "lembar ini tersembunyi dan tidak dibaca",
                )
            )
        for name in sorted(named - {sheet.name for sheet in all_of}):
            near = _core.nearest(name, [sheet.name for sheet in all_of])
            raise RuleError(
                f"{self.place.name}: there is no sheet {name!r}"
                + (f"; the nearest is {near!r}" if near else "")
            )
        if not names:
            raise Error(f"{self.place}: has no sheet that is shown")
        return names

    def rows(self, sheet: str) -> list[list[Cell]]:
        """All cells from the first row and column on; an empty one is an empty text."""
        rows: list[list[Cell]] = self.book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        return rows

    def note_errors(self, sheet: str, titles: Sequence[str], found: list[Found]) -> None:
        """Says which cells hold an error, once for each column and error."""
        rows: dict[tuple[int, str], list[int]] = {}
        for row, column, value in error_cells(self.place, sheet):
            rows.setdefault((column, value), []).append(row + 1)
        for (column, value), lines in rows.items():
            name = titles[column] if column < len(titles) else ""
            name = name or f"(column {column + 1})"
            found.append(
                warning(
                    self.label(sheet),
                    f"column {name!r} holds the error {value}, read as empty",
                    f"kolom {name!r} berisi galat {value}, dibaca sebagai kosong",
                    column=name,
                    value=value,
                    lines=lines,
                )
            )

    def merged(self, sheet: str) -> list[Range]:
        ranges: list[Range] | None = self.book.get_sheet_by_name(sheet).merged_cell_ranges
        return ranges or []


def warning(
    file: str, en: str, id_: str, *, column: str = "", value: str = "", lines: Sequence[int] = ()
) -> Found:
    """What a person should know of a sheet, all of it or some lines of a column."""
    first, some = (lines[0], list(lines[:_most_lines])) if lines else (0, [])
    return ("warning", "", file, first, column, value, en, id_, len(lines) or 1, some)
