"""Cells of a workbook that hold an error instead of a value: #N/A, #REF!, …"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple
from xml.etree import ElementTree

# Only these kinds of workbooks hold cells as XML; of others nobody can tell an error from a blank.
told_apart = (".xlsx", ".xlsm", ".ods")

_error = re.compile(rb"""\bt\s*=\s*["']e["']""")
# LibreOffice marks the cell; what others write is a formula without a value, shown as an error.
_open_error = re.compile(rb"""value-type\s*=\s*["']error["']|>\s*(?:#[A-Z]|Err:\d)""")
_shown_error = re.compile(r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3}")
# No sheet has more rows or columns; a file may say that one is repeated more often.
_most_rows, _most_columns = 1 << 20, 1 << 14
_longest = 64  # bytes of what `_error` finds, which may lie across two parts of a file
_relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_strict_relation = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


class ErrorCell(NamedTuple):
    """Row and column from 0, and the error as the workbook shows it."""

    row: int
    column: int
    value: str


def error_cells(place: Path, sheet: str) -> list[ErrorCell]:
    """The cells of a sheet that hold an error, row by row; none for a file without XML.

    Most sheets hold none, which is seen without parsing them: time is that of unpacking.
    """
    if place.suffix.lower() not in told_apart:
        return []
    try:
        with zipfile.ZipFile(place) as book:
            if place.suffix.lower() == ".ods":
                if not _may_hold(book, "content.xml", _open_error):
                    return []
                with book.open("content.xml") as file:
                    return list(_open_cells(file, sheet))
            part = _part_of(book, sheet)
            if part is None or not _may_hold(book, part, _error):
                return []
            with book.open(part) as file:
                return list(_cells(file))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, ElementTree.ParseError):
        # Whatever is wrong with the file is said by the reader of its values.
        return []


def _part_of(book: zipfile.ZipFile, sheet: str) -> str | None:
    """The file in the archive that holds a sheet."""
    workbook = _target(book, "", "/officeDocument") or "xl/workbook.xml"
    for found in ElementTree.fromstring(book.read(workbook)).iter():
        if _local(found.tag) == "sheet" and found.get("name") == sheet:
            of = found.get(_relation) or found.get(_strict_relation) or ""
            return _target(book, workbook, id_=of)
    return None


def _target(book: zipfile.ZipFile, part: str, kind: str = "", *, id_: str = "") -> str | None:
    """Where a relation of a part leads, by its kind or id."""
    folder, name = posixpath.split(part)
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    for found in ElementTree.fromstring(book.read(place)).iter():
        if found.get("Id", "") == id_ or (kind and found.get("Type", "").endswith(kind)):
            # From the archive's root, or from where the part lies.
            target = posixpath.normpath(posixpath.join("/", folder, found.get("Target", "")))
            return target.lstrip("/")
    return None


def _may_hold(book: zipfile.ZipFile, part: str, error: re.Pattern[bytes]) -> bool:
    before = b""
    with book.open(part) as file:
        while held := file.read(1 << 20):
            if error.search(before + held):
                return True
            before = held[-_longest:]
    return False


def _cells(file: IO[bytes]) -> Iterator[ErrorCell]:
    row = column = -1
    rows: ElementTree.Element | None = None
    for event, at in ElementTree.iterparse(file, ("start", "end")):
        name = _local(at.tag)
        if event == "start":
            if name == "sheetData":
                rows = at
            elif name == "row":
                # A writer may leave out where a row or a cell stands: then it is the next.
                row, column = int(at.get("r", row + 2)) - 1, -1
            elif name == "c":
                column = _column(at.get("r", ""), column + 1)
        elif name == "c" and at.get("t") == "e":
            value = next((v.text for v in at if _local(v.tag) == "v"), None)
            yield ErrorCell(row, column, (value or "#ERROR").strip())
        elif name == "row" and rows is not None:
            rows.clear()


def _open_cells(file: IO[bytes], sheet: str) -> Iterator[ErrorCell]:
    """Of an OpenDocument, which says of equal cells and rows how often they are repeated."""
    row = column = 0
    inside = False
    table: ElementTree.Element | None = None
    in_row: list[ErrorCell] = []
    for event, at in ElementTree.iterparse(file, ("start", "end")):
        name = _local(at.tag)
        if event == "start":
            if name == "table":
                table, inside = at, _attribute(at, "name") == sheet
            elif name == "table-row":
                column, in_row = 0, []
            continue
        if name == "table" and inside:
            return
        if name == "table-row":
            times = _repeated(at, "number-rows-repeated")
            if inside and in_row:
                for r in range(row, min(row + times, _most_rows)):
                    yield from (ErrorCell(r, c, value) for _, c, value in in_row)
            row = row + times if inside else 0
            at.clear()
            if table is not None:
                table.clear()
        elif name in ("table-cell", "covered-table-cell"):
            times = _repeated(at, "number-columns-repeated")
            if inside and (value := _open_error_of(at)):
                last = min(column + times, _most_columns)
                in_row += [ErrorCell(row, c, value) for c in range(column, last)]
            column += times


def _open_error_of(cell: ElementTree.Element) -> str:
    """The error that a cell shows; empty if it holds none."""
    kinds = [value for key, value in cell.items() if _local(key) == "value-type"]
    marked = "error" in kinds
    # A formula may as well give the text "#N/A", which then is its value.
    empty = _attribute(cell, "formula") is not None and _attribute(cell, "string-value") == ""
    if not marked and not empty:
        return ""
    # Of what stands in the cell itself, not in a note to it.
    shown = ["".join(p.itertext()).strip() for p in cell if _local(p.tag) == "p"]
    text = " ".join(shown)
    if marked:
        return text or "#ERROR"
    return text if _shown_error.fullmatch(text) else ""


def _attribute(at: ElementTree.Element, name: str) -> str | None:
    return next((value for key, value in at.items() if _local(key) == name), None)


def _repeated(at: ElementTree.Element, name: str) -> int:
    return int(_attribute(at, name) or 1)


def _column(reference: str, following: int) -> int:
    """BC7 is the 55th column."""
    letters = reference.rstrip("0123456789$").replace("$", "").upper()
    if not letters.isalpha() or not letters.isascii():
        return following
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
