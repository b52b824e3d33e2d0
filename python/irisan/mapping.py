"""Mappings: from a sheet's columns to the tables, as data."""

import csv
import os
import re
import tempfile
import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa

from irisan import _core
from irisan._columns import EncodedColumn
from irisan._frames import column_texts
from irisan._texts import ColumnTexts, Found
from irisan.errors import RuleError
from irisan.tables import Tables

# 35 · 1.250 · 35 orang; and what stands where nobody counted.


class Mapping:
    """From a sheet's columns to irisan's tables: the same data as the command's TOML file.

    Made of a TOML file, a TOML text, or a dict of the same form, in which `from` may be left out if
    there is one sheet only. `print(mapping)` shows it as TOML. Raises RuleError with every mistake
    and the mapping itself, its lines numbered.

    >>> print(Mapping({"deliveries": {"program_id": "Kegiatan", "target_id": "NPSN"}}))
    [[from]]
    header = 1
    <BLANKLINE>
    [[from.deliveries]]
    program_id = "Kegiatan"
    target_id = "NPSN"
    """

    def __init__(self, source: "MappingLike", *, name: str | None = None) -> None:
        self._core: _core.Mapping
        self.unused: tuple[str, ...] = ()
        if isinstance(source, Mapping):
            self._core = source._core
            self.unused = source.unused
            return
        if isinstance(source, AnyMapping):
            text, file = _toml(source), name or "mapping"
        elif isinstance(source, str) and ("\n" in source or "[[" in source):
            text, file = source, name or "mapping"
        else:
            place = Path(source)
            try:
                text, file = place.read_text(encoding="utf-8-sig"), name or place.name
            except OSError as e:
                raise RuleError(f"{place}: {e.strerror}") from e
            except UnicodeDecodeError as e:
                raise RuleError(f"{place}: is not UTF-8") from e
        try:
            self._core = _core.Mapping.parse(text, file)
        except RuleError as e:
            raise RuleError(f"{e}\n{numbered(text, str(e))}") from None

    @staticmethod
    def suggest(sheet: object) -> "Mapping":
        """A mapping guessed from a frame's column names, or its row of HXL hashtags.

        How numbers and dates are written, and whether `Peserta` says who took part or how many, is
        told from the values.
        To be read and corrected by a person: `print` it. `unused` has the columns that no guess was
        made for. Raises RuleError if no column was recognised as who or what, and where.
        """
        columns = column_texts(sheet, "", lambda _: "sheet")
        header = [column.name for column in columns]
        given = [column.finish() for column in columns]
        core, unused = _core.suggest_mapping(header, _tags(given))
        if not core.sheets():
            raise RuleError("no column was recognised as who or what, and where")
        return Mapping._of(told_by_rows(core, given, unused), unused)

    @staticmethod
    def _of(core: _core.Mapping, unused: list[str] | tuple[str, ...] = ()) -> "Mapping":
        made = Mapping.__new__(Mapping)
        made._core = core
        made.unused = tuple(unused)
        return made

    def to_toml(self) -> str:
        """The mapping as TOML, as the command reads it."""
        return self._core.to_toml()

    def to_dict(self) -> dict[str, Any]:
        """The mapping as a dict that makes the same mapping."""
        return tomllib.loads(self.to_toml())

    def __str__(self) -> str:
        return self.to_toml().rstrip("\n")

    def __repr__(self) -> str:
        tables = [name for sheet in self.to_dict()["from"] for name in _tables_in(sheet)]
        return f"<irisan.Mapping: {', '.join(dict.fromkeys(tables))}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self.to_toml() == other.to_toml()

    def __hash__(self) -> int:
        return hash(self.to_toml())

    @contextmanager
    def _as_file(self) -> Iterator[Path]:
        """As the compiled reader of files takes it."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / self._core.file
            file.write_text(self.to_toml(), encoding="utf-8")
            yield file


MappingLike: TypeAlias = str | os.PathLike[str] | AnyMapping[str, Any] | Mapping


class Sheet(NamedTuple):
    """A sheet in memory, as `_core.map_sheets` takes it."""

    file: str
    name: str
    columns: list[EncodedColumn]
    named: bool
    lines: Any
    numbers: list[Any]


def sheet_of(columns: list[ColumnTexts], file: str, found: list[Found]) -> Sheet:
    """A frame as a sheet whose header is the names of its columns."""
    given = [column.finish() for column in columns]
    for column in columns:
        found += column.found
    return Sheet(
        file, "", given, True, np.zeros(0, np.int64), [column.number_marks() for column in columns]
    )


def map_sheets(
    mapping: Mapping,
    sheets: list[Sheet],
    found: list[Found],
    *,
    bare: bool = False,
    currency: str = "IDR",
    money_decimals: int = 0,
) -> Tables:
    try:
        core = _core.map_sheets(
            mapping._core, [tuple(s) for s in sheets], bare, currency, money_decimals, found
        )
    except RuleError as e:
        # A column that is not there is found as often by reading the mapping as by the message.
        raise RuleError(f"{e}\n{numbered(mapping.to_toml(), '')}") from None
    return Tables(core)


def map_frame(
    source: object,
    mapping: MappingLike | None,
    *,
    name: str = "sheet",
    currency: str = "IDR",
    money_decimals: int = 0,
) -> Tables:
    """Tables from one frame by a mapping, or by its row of HXL hashtags."""
    found: list[Found] = []
    sheet = sheet_of(column_texts(source, "", lambda _: "sheet"), name, found)
    if mapping is None:
        tags = _tags(sheet.columns)
        core = _core.suggest_mapping([c[0] for c in sheet.columns], tags)[0] if tags else None
        if core is None or not core.sheets():
            raise RuleError(
                f"{name}: which column says who, what and where is not known; begin with "
                "irisan.Mapping.suggest(…), correct it, and give it as mapping="
            )
        made = Mapping._of(core)
    else:
        made = Mapping(mapping)
    return map_sheets(made, [sheet], found, currency=currency, money_decimals=money_decimals)


def first_rows(columns: list[EncodedColumn], most: int) -> list[list[str]]:
    """The first rows of columns of texts."""
    cells = []
    for _, codes, offsets, held, _ in columns:
        texts = pa.py_buffer(held)
        cells.append(
            [
                "" if c < 0 else texts[offsets[c] : offsets[c + 1]].to_pybytes().decode()
                for c in codes[:most].tolist()
            ]
        )
    return [list(row) for row in zip(*cells, strict=True)]


@contextmanager
def _sample(columns: list[EncodedColumn]) -> Iterator[Path]:
    """The first rows as a CSV file."""
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "sample.csv"
        with sample.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([column[0] for column in columns])
            writer.writerows(first_rows(columns, 2000))
        yield sample


def with_formats(core: _core.Mapping, columns: list[EncodedColumn]) -> _core.Mapping:
    """With the forms of numbers and dates that the first rows show."""
    with _sample(columns) as sample:
        return core.with_formats(sample)


def told_by_rows(
    core: _core.Mapping, columns: list[EncodedColumn], unused: list[str]
) -> _core.Mapping:
    """A guessed mapping with what the first rows show: counts headed as an audience, and forms.

    If participants have a column of their own already, that audience is added to `unused`.
    """
    with _sample(columns) as sample:
        told, more = core.with_counts(sample)
        unused += more
        return told.with_formats(sample)


def holds_counts(columns: list[EncodedColumn], name: str) -> bool:
    """Whether the first rows of a column hold numbers, perhaps of persons, and nothing else."""
    column = next(column for column in columns if column[0] == name)
    return _core.holds_counts([text for (text,) in first_rows([column], 2000)])


def numbered(text: str, mistakes: str) -> str:
    """A mapping with its lines numbered; those that a message names are marked."""
    lines = text.rstrip("\n").split("\n")
    width = len(str(len(lines)))
    wrong = {int(n) for n in _lines_named(mistakes)}
    return "\n".join(
        f"{'>' if i in wrong else ' '} {i:{width}} | {line}".rstrip()
        for i, line in enumerate(lines, start=1)
    )


def _lines_named(mistakes: str) -> list[str]:
    return re.findall(r", line (\d+), column", mistakes)


def _tags(columns: list[EncodedColumn]) -> list[str]:
    rows = first_rows(columns, 1)
    filled = [cell.strip() for cell in rows[0] if cell.strip()] if rows else []
    tagged = [cell for cell in filled if cell[0] == "#" and cell[1:2].isalpha()]
    return [cell.strip() for cell in rows[0]] if len(tagged) * 2 > len(filled) else []


def _tables_in(sheet: AnyMapping[str, Any]) -> list[str]:
    return [
        name
        for name, value in sheet.items()
        if isinstance(value, (list, AnyMapping)) and name != "header"
    ]


def _toml(given: AnyMapping[str, Any]) -> str:
    """A dict as the TOML of a mapping; what does not fit is left to the reader to refuse."""
    sheets = given.get("from", [given])
    others = (
        {key: value for key, value in given.items() if key != "from"} if "from" in given else {}
    )
    lines = [f"{_key(key)} = {_value(value)}" for key, value in others.items()]
    for sheet in sheets if isinstance(sheets, (list, tuple)) else [sheets]:
        if not isinstance(sheet, AnyMapping):
            raise RuleError(f"a mapping's 'from' is a list of dicts, not of {type(sheet).__name__}")
        lines.append("[[from]]")
        blocks: list[tuple[str, AnyMapping[str, Any]]] = []
        for key, value in sheet.items():
            if isinstance(value, AnyMapping):
                blocks.append((key, value))
            elif (
                isinstance(value, (list, tuple))
                and value
                and all(isinstance(each, AnyMapping) for each in value)
            ):
                blocks += [(key, each) for each in value]
            elif value is not None:
                lines.append(f"{_key(key)} = {_value(value)}")
        for key, block in blocks:
            lines += ["", f"[[from.{_key(key)}]]"]
            lines += [
                f"{_key(column)} = {_value(form)}"
                for column, form in block.items()
                if form is not None
            ]
        lines.append("")
    return "\n".join(lines)


def _key(key: object) -> str:
    text = str(key)
    plain = text and all(c.isascii() and (c.isalnum() or c in "_-") for c in text)
    return text if plain else _value(text)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        special = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
        return '"' + "".join(special.get(c, c) for c in value) + '"'
    if isinstance(value, AnyMapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    raise RuleError(f"a mapping holds texts, numbers, lists and dicts, not {type(value).__name__}")
