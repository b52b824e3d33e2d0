"""Writing workbooks: tables, reports, and a template to fill in."""

import datetime
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from irisan import _core
from irisan._frames import as_arrow, is_table, schemas
from irisan.errors import Error, RuleError, WriteError
from irisan.portfolio import Portfolio
from irisan.report import Report
from irisan.result import Result
from irisan.tables import PathLike, Tables

most_rows = 1_048_576
most_characters = 32_767
# Rows that a template has ready.
template_rows = 5000

_ink, _paper, _needed = "#1F2933", "#E4E7EB", "#FCE8B2"


def write_excel(path: PathLike, source: object, *, language: Literal["id", "en"] = "id") -> None:
    """Writes a workbook: a `Report`, `Tables`, a `Portfolio`, a result, a frame, or a dict of them.

    One sheet for each table: the header stays in sight, columns can be filtered and are as wide as
    what they hold. Ids and other texts stay texts, so no zero is lost and nothing runs as a
    formula; numbers are numbers and days are days. A report has its summary, findings, pairs,
    coverage, programs and problems, sentences in one `language`. Lists are joined by `|`, and what
    does not fit into a cell is cut between two of its parts, which the cell says.

    The file is written whole or not at all, and holds no time of its making. Needs XlsxWriter
    (`pip install 'irisan[excel]'`). Raises WriteError, RuleError for more rows than a sheet has.
    """
    sheets = _sheets(source, language)
    with _workbook(Path(path)) as book:
        heading = book.add_format(
            {"bold": True, "bg_color": _paper, "font_color": _ink, "bottom": 1, "valign": "top"}
        )
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        text = book.add_format({"num_format": "@", "valign": "top"})
        long = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        for name, table in sheets:
            sheet = book.add_worksheet(name)
            if isinstance(table, str):
                sheet.hide_gridlines(2)
                sheet.set_column(0, 0, 110)
                for row, line in enumerate(table.split("\n")):
                    sheet.write_string(row, 0, line)
                continue
            _write_table(sheet, name, table, heading, day, text, long)


def write_excel_template(path: PathLike, *, language: Literal["id", "en"] = "id") -> None:
    """Writes a workbook to fill in: a sheet for each table, which `read_excel` reads as it is.

    Columns that must be filled are coloured, closed lists drop down, ids offer those of the sheet
    they refer to, and a note on each header says what it holds. Raises as `write_excel`.
    """
    with _workbook(Path(path)) as book:
        heading = book.add_format({"bold": True, "bg_color": _paper, "bottom": 1})
        needed = book.add_format({"bold": True, "bg_color": _needed, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        all_of = _core.schemas()
        _explain(book, all_of, language)
        for name, _, first, columns in all_of:
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, template_rows, len(columns) - 1)
            if first:
                sheet.set_tab_color(_needed)
            for at, (column, kind, required, _, refers, choices, says) in enumerate(columns):
                sheet.write_string(0, at, column, needed if required else heading)
                sheet.write_comment(
                    0, at, _note(kind, required, refers, choices, says, language), {"x_scale": 2}
                )
                form = day if kind == "date" else text if kind in ("id", "text", "choice") else None
                sheet.set_column(at, at, max(12, len(column) + 3), form)
                cells = (1, at, template_rows, at)
                if choices:
                    sheet.data_validation(
                        *cells, {"validate": "list", "source": choices.split("|")}
                    )
                elif refers and "|" not in refers and refers != "deliveries":
                    sheet.data_validation(
                        *cells,
                        {
                            "validate": "list",
                            "source": f"={refers}!$A$2:$A${template_rows + 1}",
                            "error_type": "warning",
                            "error_title": "irisan",
                            "error_message": (
                                f"This id is not in the sheet {refers} yet."
                                if language == "en"
                                else f"Id ini belum ada di lembar {refers}."
                            ),
                        },
                    )


def _sheets(source: object, language: str) -> list[tuple[str, pa.Table | str]]:
    if isinstance(source, Report):
        return _report_sheets(source, language)
    if isinstance(source, Portfolio):
        source = source.to_tables()
    if isinstance(source, Tables):
        return [(name, source[name]) for name in source]
    if isinstance(source, Result):
        return [(type(source).__name__, source.to_arrow())]
    if isinstance(source, Mapping) and source and all(_is_sheet(t) for t in source.values()):
        return [(str(name), _arrow(table)) for name, table in source.items()]
    return [("Sheet1", _arrow(source))]


def _is_sheet(value: object) -> bool:
    return isinstance(value, Result) or is_table(value)


def _arrow(table: object) -> pa.Table:
    return table.to_arrow() if isinstance(table, Result) else as_arrow(table)


def _report_sheets(report: Report, language: str) -> list[tuple[str, pa.Table | str]]:
    names = (
        ("Summary", "Findings", "Pairs", "Coverage", "Programs", "Problems")
        if language == "en"
        else ("Ringkasan", "Temuan", "Pasangan", "Cakupan", "Program", "Masalah")
    )
    summary = report.summary("en" if language == "en" else "id")
    tables = (
        report.findings.to_arrow(),
        report.pairs.to_arrow(),
        report.coverage.to_arrow(),
        report.interventions.to_arrow(),
        report.problems.to_arrow(),
    )
    other = "_id" if language == "en" else "_en"
    kept: list[tuple[str, pa.Table | str]] = [(names[0], summary)]
    for name, table in zip(names[1:], tables, strict=True):
        # Sentences stand in both languages.
        twice = [c for c in table.column_names if c.endswith(("_en", "_id"))]
        drop = [
            c
            for c in twice
            if c.endswith(other) and c[:-3] + ("_en" if other == "_id" else "_id") in twice
        ]
        kept.append((name, _sentences_first(table.drop_columns(drop) if drop else table)))
    return kept


def _sentences_first(table: pa.Table) -> pa.Table:
    """What people read stands where they look first."""
    names = table.column_names
    said = [n for n in names if n[:-3] in ("sentence", "ask")]
    if not said:
        return table
    first = [n for n in ("finding_id", "kind", "severity", "planned") if n in names] + said
    return table.select([*first, *(n for n in names if n not in first)])


def _write_table(
    sheet: Any, name: str, table: pa.Table, heading: Any, day: Any, text: Any, long: Any
) -> None:
    if table.num_rows >= most_rows:
        raise RuleError(
            f"sheet {name!r}: a sheet holds {most_rows - 1} rows below its header, "
            f"not {table.num_rows}"
        )
    last = max(table.num_columns - 1, 0)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, table.num_rows, last)
    for at, column in enumerate(table.column_names):
        sheet.write_string(0, at, column, heading)
        values = table.column(at)
        widest = len(column) + 3
        known = schemas().get(name, {}).get(column, "")
        form = long if column[:-3] in ("sentence", "ask", "what", "text") else text
        row = 0
        for batch in values.chunks:
            for value in batch.to_pylist():
                row += 1
                if value is None:
                    continue
                shown = _write_cell(sheet, row, at, value, known, day, form)
                if row <= 1000:
                    widest = max(widest, shown + 1)
        sheet.set_column(at, at, min(max(widest, 8), 60))


def _write_cell(
    sheet: Any,
    row: int,
    at: int,
    value: Any,
    known: str,
    day: Any,
    text: Any,
) -> int:
    """Writes a value by its type; how many characters it shows."""
    if isinstance(value, bool):
        sheet.write_boolean(row, at, value)
        return 5
    if isinstance(value, datetime.datetime):
        value = value.isoformat(sep=" ")
    elif isinstance(value, datetime.date):
        if value.year >= 1900:
            sheet.write_datetime(row, at, value, day)
            return 10
        value = value.isoformat()
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) < 10**15):
        if value == value and abs(value) != float("inf"):
            sheet.write_number(row, at, value)
            return len(f"{value:.6g}")
        if value != value:
            return 0
    elif isinstance(value, list):
        value = _joined([str(part) for part in value])
    shown = str(value)
    if not shown:
        return 0
    # Tables hold texts: what their columns say are numbers become numbers again.
    if known in ("amount", "count", "money", "number", "share", "latitude", "longitude"):
        number = _number(shown)
        if number is not None:
            sheet.write_number(row, at, number)
            return len(shown)
    if known == "date" and len(shown) == 10:
        try:
            sheet.write_datetime(row, at, datetime.date.fromisoformat(shown), day)
            return 10
        except (ValueError, OverflowError):
            pass
    sheet.write_string(row, at, _cut(shown), text)
    return min(len(shown), 60)


def _number(shown: str) -> float | None:
    """The number that a text says, if Excel can hold it as exactly."""
    if sum(c.isdigit() for c in shown) > 15:
        return None
    try:
        number = float(shown)
    except ValueError:
        return None
    return number if number == number and abs(number) != float("inf") else None


def _joined(parts: list[str]) -> str:
    whole = "|".join(parts)
    if len(whole) <= most_characters:
        return whole
    room = most_characters - 40
    kept = whole[:room].rsplit("|", 1)[0]
    return f"{kept}| … +{len(parts) - kept.count('|') - 1}"


def _cut(text: str) -> str:
    return text if len(text) <= most_characters else text[: most_characters - 2] + " …"


def _explain(book: Any, all_of: list[Any], language: str) -> None:
    english = language == "en"
    sheet = book.add_worksheet("README" if english else "Petunjuk")
    bold = book.add_format({"bold": True})
    sheet.hide_gridlines(2)
    lines = (
        (
            "irisan: a workbook to fill in, one sheet for each table",
            "Sheets with a yellow tab are needed for a first audit, columns with a yellow header "
            "must be filled; leave empty what is not known.",
            "A day is a date; for a month or a year alone, type an apostrophe first: '2023-07.",
            "Then: irisan check FILE.xlsx, and: irisan audit FILE.xlsx -o OUT",
        )
        if english
        else (
            "irisan: buku kerja untuk diisi, satu lembar untuk tiap tabel",
            "Lembar bertanda kuning diperlukan untuk audit pertama, kolom berkepala kuning wajib "
            "diisi; kosongkan yang tidak diketahui.",
            "Tanggal diisi sebagai tanggal; untuk bulan atau tahun saja, awali dengan apostrof: "
            "'2023-07.",
            "Lalu: irisan check BERKAS.xlsx, dan: irisan audit BERKAS.xlsx -o HASIL",
        )
    )
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, bold if row == 0 else None)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 80)
    for row, (name, says, _, _) in enumerate(all_of, start=len(lines) + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(row, 1, says)


def _note(kind: str, required: bool, refers: str, choices: str, says: str, language: str) -> str:
    english = language == "en"
    words = {
        "id": ("a code, as text", "kode, sebagai teks"),
        "text": ("text", "teks"),
        "choice": (
            "one of: " + choices.replace("|", ", "),
            "salah satu: " + choices.replace("|", ", "),
        ),
        "date": ("a day, month (2023-07) or year", "tanggal, bulan (2023-07), atau tahun"),
        "number": ("a number", "angka"),
        "amount": ("a number, zero or more", "angka, nol atau lebih"),
        "share": ("a number from 0 to 1", "angka dari 0 sampai 1"),
        "count": ("a whole number, zero or more", "bilangan bulat, nol atau lebih"),
        "money": ("money, zero or more", "uang, nol atau lebih"),
        "latitude": ("degrees north", "derajat lintang utara"),
        "longitude": ("degrees east", "derajat bujur timur"),
    }
    said = [words[kind][0 if english else 1]]
    if refers:
        sheets = refers.replace("|", " / ")
        said.append(f"as in the sheet {sheets}" if english else f"seperti di lembar {sheets}")
    if says:
        said.append(says)
    if required:
        said.append("must be filled" if english else "wajib diisi")
    return "; ".join(said)


@contextmanager
def _workbook(place: Path) -> Iterator[Any]:
    """A workbook that stands in its place only if all went well."""
    try:
        import xlsxwriter
    except ImportError:
        raise Error(
            f"{place.name}: writing a workbook needs XlsxWriter: pip install 'irisan[excel]'"
        ) from None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        os.close(handle)
    except OSError as e:
        raise WriteError(f"{place}: {e.strerror}") from e
    temporary = Path(name)
    try:
        book = xlsxwriter.Workbook(
            name, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
        )
        # The same content gives the same bytes.
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        yield book
        book.close()
        # As any new file, not only for its owner's eyes.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(place)
    except (OSError, xlsxwriter.exceptions.XlsxWriterException) as e:
        raise WriteError(f"{place}: {e}") from e
    finally:
        temporary.unlink(missing_ok=True)
