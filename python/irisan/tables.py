"""Tables: what the user hands in, unchecked."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from irisan import _core
from irisan._columns import EncodedColumn, to_table
from irisan._frames import column_texts, distinct, encoded, is_table, kinds_of
from irisan._texts import Found
from irisan.errors import Error
from irisan.problems import Problems
from irisan.progress_bar import shows_progress

if TYPE_CHECKING:
    from irisan.mapping import MappingLike

PathLike = str | os.PathLike[str]

workbooks = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
no_lines = np.zeros(0, np.int64)


class Tables(Mapping[str, pa.Table]):
    """Tables whose rows refer to each other by id, unchecked: `tables["programs"]`.

    Made by `read`, `read_excel` or `from_tables`. Cells are texts as they were written, null where
    empty.
    """

    _rules_file: Path | None = None

    def __init__(self, core: _core.Tables) -> None:
        self._core = core

    @staticmethod
    @shows_progress
    def from_arrow(
        tables: Mapping[str, object],
        *,
        currency: str = "IDR",
        money_decimals: int = 0,
        progress: bool | None = None,
    ) -> "Tables":
        """Tables from frames (pyarrow, Polars, pandas, DuckDB, Spark, ADBC…) or dicts of arrays.

        Names of tables and columns are those of the CSV files. Each value is read as the text that
        says the same, exactly: days as ISO 8601, whole numbers without a point, decimals with all
        their digits; null, NaN, NaT and None are unknown. An id that stands as a floating-point
        number (20100123.0) is read as the code, and listed as a repair; if it is too great for all
        its digits to be known, that is an error. Of a moment in a column of days the day is read,
        that of its own time zone. Money is written in whole `currency` with at most
        `money_decimals` decimals.

        Memory: 4 bytes a cell and the distinct texts; a frame is looked at piece by piece. Raises
        TypeError for what is no table or no text, ValueError for a column that stands twice.

        >>> tables = Tables.from_arrow({"targets": {"target_id": [20100123.0, None]}})
        >>> tables["targets"]["target_id"].to_pylist()
        ['20100123.0', None]
        """
        found: list[Found] = []
        given = [
            (name, encoded(column_texts(table, name, kinds_of(name)), found))
            for name, table in tables.items()
        ]
        # As a file of deliveries by itself: what it names exists.
        bare = [name for name, _ in given] == ["deliveries"]
        if bare:
            given += [
                ("units", [distinct(column, "unit_id")])
                for column in given[0][1]
                if column[0] == "unit_id"
            ]
        return Tables(tables_from(given, bare, currency, money_decimals, found))

    def problems(self) -> Problems:
        """Every problem in the tables, errors first; as `irisan.check`."""
        return Problems(self._core.check())

    @property
    def title(self) -> str:
        """The title that the package gives itself; empty if it has none."""
        return self._core.title

    def __getitem__(self, name: str) -> pa.Table:
        return to_table(self._core.columns(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._core.names())

    def __len__(self) -> int:
        return len(self._core.names())

    def _repr_html_(self) -> str:
        from irisan.display import tables_html

        return tables_html(self)

    def __repr__(self) -> str:
        return f"<irisan.Tables: {', '.join(self)}>"


def tables_from(
    given: list[tuple[str, list[EncodedColumn]]],
    bare: bool,
    currency: str,
    money_decimals: int,
    found: list[Found],
) -> _core.Tables:
    return _core.Tables.from_columns(
        [(name, columns, "", no_lines) for name, columns in given],
        bare,
        currency,
        money_decimals,
        found,
    )


def from_sheets(
    given: list[tuple[str, list[EncodedColumn], str, Any]],
    bare: bool,
    currency: str,
    money_decimals: int,
    found: list[Found],
) -> Tables:
    """Tables whose rows stand on lines of a sheet; bare ones also name their units."""
    if bare:
        given = given + [
            ("units", [distinct(column, "unit_id")], "", no_lines)
            for column in given[0][1]
            if column[0] == "unit_id"
        ]
    return Tables(_core.Tables.from_columns(given, bare, currency, money_decimals, found))


def from_pairs(table: object) -> Tables:
    """A bare list of two columns, intervention and target."""
    if not is_table(table):
        raise TypeError(f"{type(table).__name__} is no Arrow table")
    found: list[Found] = []
    columns = column_texts(table, "", lambda _: "id")
    if len(columns) != 2:
        raise TypeError(f"a bare list has two columns (intervention, target), not {len(columns)}")
    for column, name in zip(columns, ("program_id", "target_id"), strict=True):
        column.table, column.name = "deliveries", name
    given = [("deliveries", encoded(columns, found))]
    return Tables(tables_from(given, True, "IDR", 0, found))


@shows_progress
def read(
    path: PathLike,
    *,
    mapping: "MappingLike | None" = None,
    header: bool | None = None,
    progress: bool | None = None,
) -> Tables:
    """Reads tables, unchecked, from a folder, a `datapackage.json`, a sheet or a bare list.

    A folder may hold CSV or Parquet files named as the tables. A sheet (CSV, Parquet, a workbook)
    needs a `mapping` (`Mapping`, or what makes one) unless it names its columns as irisan does or
    by HXL hashtags. A bare list is a file of two columns (intervention, target; `header` says
    whether its first line is one, else it is told from the file), a `.gmt` or a `.dat`.

    Raises RuleError for a package description or mapping that cannot be followed, Error for a file
    that cannot be read. What is wrong with the contents is said by `check`.
    """
    place = Path(path)
    tables = _read(place, mapping, header)
    beside = (place if place.is_dir() else place.parent) / "irisan.toml"
    tables._rules_file = beside if beside.exists() else None
    return tables


def _read(place: Path, mapping: "MappingLike | None", header: bool | None) -> Tables:
    if place.suffix.lower() in workbooks:
        from irisan.excel import read_excel

        return read_excel(place, mapping=mapping)
    if place.suffix.lower() == ".parquet" and place.is_file():
        return _sheet_of(place.name, _parquet(place), mapping)
    if place.is_dir() and not (place / "datapackage.json").exists():
        files = sorted(place.glob("*.parquet"))
        # A folder may also be one table that a writer has cut into parts.
        if files and not any(place.glob("*.csv")) and mapping is None:
            if any(file.stem.lower() in _core_schemas() for file in files):
                return _of_files(files)
            return _sheet_of(place.name, _parquet(place), mapping)
    if mapping is None or isinstance(mapping, os.PathLike):
        return Tables(_core.read_tables(place, "" if mapping is None else Path(mapping), header))
    from irisan.mapping import Mapping as SheetMapping

    with SheetMapping(mapping)._as_file() as file:
        return Tables(_core.read_tables(place, file, header))


def _core_schemas() -> set[str]:
    return {name for name, *_ in _core.schemas()}


def _of_files(files: list[Path]) -> Tables:
    known = _core_schemas()
    found: list[Found] = [
        (
            "warning",
            "",
            file.name,
            0,
            "",
            "",
            "the file is no table of irisan and not used",
            "berkas ini bukan tabel irisan dan tidak dipakai",
            1,
            [],
        )
        for file in files
        if file.stem.lower() not in known
    ]
    given = []
    for file in files:
        name = file.stem.lower()
        if name in known:
            columns = column_texts(_parquet(file), name, kinds_of(name))
            given.append((name, encoded(columns, found)))
    return Tables(tables_from(given, False, "IDR", 0, found))


def _parquet(place: Path) -> Any:
    import pyarrow.dataset as ds

    try:
        return ds.dataset(place, format="parquet").scanner(batch_readahead=1)
    except (OSError, pa.ArrowInvalid) as e:
        raise Error(f"{place}: {e}") from e


def _sheet_of(name: str, source: object, mapping: "MappingLike | None") -> Tables:
    """One frame: mapped, or the deliveries themselves, or a bare list."""
    from irisan.mapping import map_frame

    if mapping is not None:
        return map_frame(source, mapping, name=name)
    columns = [str(n) for n in getattr(source, "projected_schema", pa.schema([])).names]
    if {"program_id", "target_id"} <= set(columns):
        return Tables.from_arrow({"deliveries": source})
    if len(columns) == 2:
        return from_pairs(source)
    return map_frame(source, None, name=name)


@shows_progress
def check(
    source: PathLike | Tables,
    *,
    mapping: "MappingLike | None" = None,
    progress: bool | None = None,
) -> Problems:
    """Every problem in the tables, errors first, then by table, file and line; empty if none.

    Raises what `read` raises.
    """
    tables = source if isinstance(source, Tables) else read(source, mapping=mapping)
    return tables.problems()
