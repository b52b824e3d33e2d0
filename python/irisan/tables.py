"""Tables: what the user hands in, unchecked."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from irisan import _core
from irisan._columns import encode, to_table
from irisan.problems import Problems

PathLike = str | os.PathLike[str]


class Tables(Mapping[str, pa.Table]):
    """Tables whose rows refer to each other by id, unchecked: `tables["programs"]`.

    Made by `read` or `from_arrow`. Cells are texts as they were written, null where empty.
    """

    _rules_file: Path | None = None

    def __init__(self, core: _core.Tables) -> None:
        self._core = core

    @staticmethod
    def from_arrow(
        tables: Mapping[str, object], *, currency: str = "IDR", money_decimals: int = 0
    ) -> "Tables":
        """Tables from any Arrow tables (pyarrow, polars, pandas, DuckDB…), by their names.

        Names of tables and columns are those of the CSV files. Values of any plain type are read as
        the texts that CSV would hold; null is unknown. Money is written in whole `currency` with at
        most `money_decimals` decimals. Raises TypeError for what is no table.
        """
        encoded = [
            (name, [encode(column, t[column]) for column in t.column_names])
            for name, t in ((name, as_arrow(table)) for name, table in tables.items())
        ]
        return Tables(_core.Tables.from_columns(encoded, False, currency, money_decimals))

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


def as_arrow(table: object) -> pa.Table:
    if isinstance(table, pa.Table):
        return table
    if isinstance(table, pa.RecordBatch):
        return pa.Table.from_batches([table])
    if hasattr(table, "__arrow_c_stream__"):
        return pa.table(table)
    raise TypeError(f"{type(table).__name__} is no Arrow table")


def from_pairs(table: object) -> Tables:
    """A bare list of two columns, intervention and target."""
    t = as_arrow(table)
    if t.num_columns != 2:
        raise TypeError(f"a bare list has two columns (intervention, target), not {t.num_columns}")
    columns = [encode(name, t.column(i)) for i, name in enumerate(("program_id", "target_id"))]
    return Tables(_core.Tables.from_columns([("deliveries", columns)], True, "IDR", 0))


def read(path: PathLike, *, mapping: PathLike | None = None, header: bool | None = None) -> Tables:
    """Reads tables, unchecked, from a folder, a `datapackage.json`, a sheet or a bare list.

    A sheet needs a `mapping` (TOML) unless it names its columns as irisan does or by HXL hashtags.
    A bare list is a file of two columns (intervention, target; `header` says whether its first line
    is one, else it is told from the file), a `.gmt` or a `.dat`.

    Raises RuleError for a package description or mapping that cannot be followed, Error for a file
    that cannot be read. What is wrong with the contents is said by `check`.
    """
    place = Path(path)
    tables = Tables(_core.read_tables(place, "" if mapping is None else Path(mapping), header))
    beside = (place if place.is_dir() else place.parent) / "irisan.toml"
    tables._rules_file = beside if beside.exists() else None
    return tables


def check(source: PathLike | Tables) -> Problems:
    """Every problem in the tables, errors first, then by table, file and line; empty if none.

    Raises what `read` raises.
    """
    return (source if isinstance(source, Tables) else read(source)).problems()
