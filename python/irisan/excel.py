"""Reading workbooks: cell by cell, with the sheet and the row of each problem."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from irisan import _core
from irisan._frames import kinds_of
from irisan._texts import ColumnTexts, Found, Kind, plain_number
from irisan.errors import RuleError
from irisan.mapping import Mapping, MappingLike, Sheet, map_sheets, told_by_rows
from irisan.progress_bar import shows_progress, tell
from irisan.tables import PathLike, Tables, from_sheets
from irisan.workbook import Cell, Range, Workbook, warning

# Above a header so many rows may stand.
_rows_above = 50
# A number in Excel keeps 15 digits.
most_exact = 10**15


@shows_progress
def read_excel(
    path: PathLike,
    *,
    mapping: MappingLike | None = None,
    sheet: str | None = None,
    hidden: bool = False,
    currency: str = "IDR",
    money_decimals: int = 0,
    progress: bool | None = None,
) -> Tables:
    """Reads a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods), unchecked; problems name sheet and row.

    Without a `mapping`, sheets named as irisan's tables are these tables, each with its header in
    its first row (`write_excel_template` makes such a workbook). Otherwise one sheet, the first
    that is shown or `sheet`, needs a mapping, HXL hashtags or irisan's column names. A mapping's
    `[[from]]` may name its `sheet`; `header = [2, 3]` is a header of two rows, whose merged cells
    stand over all they cover; `merged = true` says the same of the rows below.

    Hidden sheets are not read, and listed, unless `hidden` or they are named. Ids that stand as
    numbers are read as codes, and listed as repairs; one of more than 15 digits is an error, since
    Excel has lost its last ones. Days are read as days, whatever their format shows. Formulas give
    the values saved with them; a cell in error (#N/A, #REF!) is empty, which a warning says of
    .xlsx, .xlsm and .ods: in .xls and .xlsb errors cannot be told from blanks.

    Needs python-calamine (`pip install 'irisan[excel]'`). Raises Error for a file that cannot be
    read, RuleError for a mapping that cannot be followed or a sheet that is not there.
    """
    place = Path(path)
    found: list[Found] = []
    made = None if mapping is None else Mapping(mapping)
    named = {name for _, name, *_ in made._core.sheets() if name} if made else set()
    if sheet is not None:
        named.add(sheet)
    book = Workbook.open(place)
    names = book.shown(found, hidden=hidden, named=named)
    if sheet is not None:
        names = [sheet]
    if made is None:
        tables = _by_names(book, names, found, currency, money_decimals, one=sheet is not None)
    else:
        tables = _mapped(book, names, made, found, currency, money_decimals)
    beside = place.parent / "irisan.toml"
    tables._rules_file = beside if beside.exists() else None
    return tables


def flat_sheet(place: Path, found: list[Found], columns: Collection[str]) -> Sheet:
    """The first sheet that is shown, under the row that names most of the columns.

    Titles and blank rows often stand above it; if no row names any, it is the first that is not
    empty.
    """
    book = Workbook.open(place)
    name = book.shown(found, hidden=False, named=set())[0]
    rows = book.rows(name)
    first = next((i for i, row in enumerate(rows) if any(c != "" for c in row)), 0)
    among = range(first, min(first + _rows_above, len(rows)))
    header = max(
        among, key=lambda i: len({*columns} & {*_titles(rows[i], len(rows[i]))}), default=0
    )
    return _as_sheet(book, name, rows, found, header=header + 1, named=True)


def suggest_for(place: Path, *, header: int = 1) -> str:
    """A mapping guessed for the first sheet that is shown, as TOML to be corrected."""
    if place.suffix.lower() == ".parquet":
        made = Mapping.suggest(pq.ParquetFile(place).read())
        return f"# A guess from the columns of {place.name}: read it, correct it.\n{made}\n"
    book = Workbook.open(place)
    name = book.shown([], hidden=False, named=set())[0]
    rows = book.rows(name)
    if len(rows) < header:
        raise RuleError(f"{book.label(name)}: has no row {header} to be its header")
    sheet = _as_sheet(book, name, rows, [], header=header, named=True)
    titles = [column[0] for column in sheet.columns]
    core, unused = _core.suggest_mapping(titles, [])
    if not core.sheets():
        raise RuleError(
            f"{book.label(name)}: no column was recognised as who or what, and where; "
            "write the mapping by hand"
        )
    core = told_by_rows(core, sheet.columns, unused)
    given = Mapping._of(core).to_dict()
    given["from"][0] = {"sheet": name, **given["from"][0], "header": header}
    comments = [
        f"A guess from the header of {book.label(name)}: read it, correct it, then",
        f"irisan audit {place.name} --mapping THIS_FILE -o OUT",
        *(f"not used: {column}" for column in unused),
    ]
    return "".join(f"# {line}\n" for line in comments) + Mapping(given).to_toml()


def _mapped(
    book: Workbook,
    names: list[str],
    mapping: Mapping,
    found: list[Found],
    currency: str,
    money_decimals: int,
) -> Tables:
    asked = mapping._core.sheets()
    sheets = []
    wanted = {name or names[0] for _, name, *_ in asked}
    for path, _, *_ in asked:
        # A mapping written for a package names its file; with one [[from]], this one is meant.
        if path and len(asked) > 1 and Path(path).name != book.place.name:
            raise RuleError(
                f"{mapping._core.file}: {path!r} is another file than {book.place.name}"
            )
    for name in names:
        if name not in wanted:
            continue
        rows = book.rows(name)
        of_it = [s for s in asked if (s[1] or names[0]) == name]
        header = max(s[2] for s in of_it)
        over_header = any(s[3] > 1 for s in of_it)
        everywhere = any(s[5] for s in of_it)
        if over_header or everywhere:
            _fill(rows, book.merged(name), len(rows) if everywhere else header)
        sheets.append(_as_sheet(book, name, rows, found, header=header, named=False))
    return map_sheets(mapping, sheets, found, currency=currency, money_decimals=money_decimals)


def _by_names(
    book: Workbook,
    names: list[str],
    found: list[Found],
    currency: str,
    money_decimals: int,
    *,
    one: bool,
) -> Tables:
    known = {name for name, *_ in _core.schemas()}
    of_tables = [name for name in names if name.strip().lower() in known]
    if of_tables and not one:
        given = []
        for name in names:
            rows = book.rows(name)
            if name in of_tables:
                given.append(_table(book, name, rows, name.strip().lower(), found))
            elif not _explains(rows):
                found.append(
                    warning(
                        book.label(name),
                        "the sheet is no table of irisan and not used",
                        "lembar ini bukan tabel irisan dan tidak dipakai",
                    )
                )
        return from_sheets(given, False, currency, money_decimals, found)
    name, rows = names[0], book.rows(names[0])
    first = next((i for i, row in enumerate(rows) if any(c != "" for c in row)), 0)
    header = [str(c).strip() for c in rows[first]] if rows else []
    if {"program_id", "target_id"} <= set(header):
        given = [_table(book, name, rows, "deliveries", found)]
        return from_sheets(given, True, currency, money_decimals, found)
    below = [str(c).strip() for c in rows[first + 1]] if len(rows) > first + 1 else []
    filled = [c for c in below if c]
    if filled and sum(c.startswith("#") and c[1:2].isalpha() for c in filled) * 2 > len(filled):
        core, _ = _core.suggest_mapping(header, below)
        if core.sheets():
            sheet = _as_sheet(book, name, rows, found, header=first + 1, named=True)
            return map_sheets(
                Mapping._of(core), [sheet], found, currency=currency, money_decimals=money_decimals
            )
    raise RuleError(
        f"{book.label(name)}: which column says who, what and where is not known; give a mapping, "
        f"or use Portfolio.from_flat; its columns: {', '.join(c for c in header if c)}"
    )


def _explains(rows: list[list[Cell]]) -> bool:
    """Whether a sheet explains a template."""
    return bool(rows and rows[0] and str(rows[0][0]).startswith("irisan:"))


Given = tuple[str, list[Any], str, Any]


def _table(
    book: Workbook, name: str, rows: list[list[Cell]], table: str, found: list[Found]
) -> Given:
    """A sheet whose first row that is not empty is the header of a table."""
    first = next((i for i, row in enumerate(rows) if any(c != "" for c in row)), len(rows))
    header = [str(c).strip() for c in rows[first]] if first < len(rows) else []
    lines = [i + 1 for i in range(first + 1, len(rows)) if any(c != "" for c in rows[i])]
    label = book.label(name)
    columns = []
    kind_of = kinds_of(table)
    for at, column in enumerate(header):
        if not column:
            continue
        if column in header[:at]:
            found.append(
                (
                    "error",
                    table,
                    label,
                    first + 1,
                    column,
                    column,
                    f"column {column!r} stands twice",
                    f"kolom {column!r} tercatat dua kali",
                    1,
                    [first + 1],
                )
            )
            continue
        tell(f"reading {label}", at / len(header))
        texts = _column(column, (rows[i - 1][at] for i in lines), kind_of(column), table)
        columns.append(texts.finish())
        for level, _, _, line, of, value, en, id_, count, _ in texts.found:
            row = lines[line - 1]
            found.append((level, table, label, row, of, value, en, id_, count, [row]))
    book.note_errors(name, header, found)
    return table, columns, label, np.array(lines, np.int64)


def _as_sheet(
    book: Workbook,
    name: str,
    rows: list[list[Cell]],
    found: list[Found],
    *,
    header: int,
    named: bool,
) -> Sheet:
    """A sheet for a mapping: all rows to its header as they are, those below if not empty."""
    from_row = header if named else 0
    kept = [
        i for i in range(from_row, len(rows)) if i < header or any(cell != "" for cell in rows[i])
    ]
    width = max((len(row) for row in rows), default=0)
    titles = _titles(rows[header - 1] if named and header <= len(rows) else [], width)
    columns, numbers = [], []
    for at in range(width):
        tell(f"reading {book.label(name)}", at / width)
        texts = _column(titles[at], (rows[i][at] for i in kept), "sheet", "")
        columns.append(texts.finish())
        numbers.append(texts.number_marks())
    header_row = rows[header - 1] if header <= len(rows) else []
    book.note_errors(name, _titles(header_row, width), found)
    lines = np.array([i + 1 for i in kept], np.int64)
    return Sheet(book.label(name), name, columns, named, lines, numbers)


def _titles(cells: Sequence[Cell], width: int) -> list[str]:
    """The names of columns; what has none, or that of another, is named by its place."""
    titles: list[str] = []
    for at in range(width):
        text = " ".join(str(cells[at]).split()) if at < len(cells) else ""
        if not text or text in titles:
            text = f"{text} (column {at + 1})".strip()
        titles.append(text)
    return titles


def _column(name: str, cells: Iterable[Cell], kind: Kind, table: str) -> ColumnTexts:
    texts = ColumnTexts(table, name, kind, exact=most_exact)
    texts.add_cells(_value(cell) for cell in cells)
    return texts


def _value(cell: Cell) -> object:
    """A cell as what it means: all numbers are floats, and 15 of their digits are shown."""
    if cell == "":
        return None
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, (int, float)):
        number = float(cell)
        return number if number.is_integer() else plain_number(format(number, ".15g"))
    if isinstance(cell, datetime.timedelta):
        return str(cell)
    return cell


def _fill(rows: list[list[Cell]], ranges: list[Range], before: int) -> None:
    """Puts the value of each merged cell into all cells that it covers."""
    for (top, left), (bottom, right) in ranges:
        if top >= before or top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for row in rows[top : min(bottom + 1, before)]:
            for at in range(left, min(right + 1, len(row))):
                row[at] = value
