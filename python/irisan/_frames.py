"""Tables of other libraries, column by column and piece by piece."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from irisan import _core
from irisan._columns import EncodedColumn
from irisan._texts import ColumnTexts, Found, Kind

# So many rows of a frame become texts at once: memory does not grow with the frame's length but for
# the distinct texts and 4 bytes a cell.
rows_at_once = 1 << 20

KindOf: TypeAlias = Callable[[str], Kind]


@lru_cache(maxsize=1)
def schemas() -> dict[str, dict[str, str]]:
    """Each table's columns and what their values are: `id`, `text`, `choice`, `date`, …"""
    return {
        name: {column: kind for column, kind, *_ in columns}
        for name, _, _, columns in _core.schemas()
    }


def kinds_of(table: str) -> KindOf:
    """How the values of a table's columns are read."""
    known = schemas().get(table, {})

    def kind_of(column: str) -> Kind:
        kind = known.get(column)
        return kind if kind in ("id", "date") else "other"  # type: ignore[return-value]

    return kind_of


def column_texts(
    source: object, table: str, kind_of: KindOf, names: list[str] | None = None
) -> list[ColumnTexts]:
    """All columns of a table as texts; `names` are instead of its own.

    Raises TypeError for what is no table, or holds what is no text; ValueError for a column that
    stands twice or is of another length.
    """
    if isinstance(source, Mapping):
        return _of_mapping(source, table, kind_of)
    if _is_pandas(source):
        return _of_pandas(source, table, kind_of, names)
    reader = _reader(source)
    if reader is None:
        raise TypeError(_no_table(source, table))
    own = [str(name) for name in reader.schema.names]
    columns = [ColumnTexts(table, name, kind_of(name)) for name in _once(names or own, table)]
    if len(own) != len(columns):
        raise TypeError(f"{table or 'the table'} has {len(own)} columns, not {len(columns)}")
    for batch in reader:
        # A batch of millions of rows is looked at in parts.
        for start in range(0, batch.num_rows, rows_at_once):
            part = batch.slice(start, rows_at_once)
            for column, array in zip(columns, part.columns, strict=True):
                column.add(array)
    return columns


def encoded(columns: Iterable[ColumnTexts], found: list[Found]) -> list[EncodedColumn]:
    """The columns as the compiled part takes them; what was found on the way is added."""
    all_of: list[EncodedColumn] = []
    for column in columns:
        all_of.append(column.finish())
        found += column.found
    return all_of


def is_table(source: object) -> bool:
    """Whether `column_texts` can read it."""
    return (
        isinstance(source, Mapping)
        or _is_pandas(source)
        or any(
            hasattr(source, name)
            for name in ("__arrow_c_stream__", "__arrow_c_array__", "to_reader", "toArrow")
        )
    )


def _no_table(source: object, table: str) -> str:
    hint = "; collect it first" if hasattr(source, "collect") else ""
    return (
        f"{table}: " if table else ""
    ) + f"{type(source).__name__} is no table: neither Arrow's nor a dict of arrays{hint}"


def _is_pandas(source: object) -> bool:
    kind = type(source)
    return (kind.__name__ == "DataFrame" and kind.__module__.split(".")[0] == "pandas") or (
        any(k.__module__.startswith("pandas.") and k.__name__ == "DataFrame" for k in kind.__mro__)
    )


def _reader(source: Any) -> pa.RecordBatchReader | None:
    if isinstance(source, pa.Table):
        return source.to_reader(rows_at_once)
    if isinstance(source, pa.RecordBatch):
        return pa.RecordBatchReader.from_batches(source.schema, [source])
    if hasattr(source, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(source)
    if hasattr(source, "__arrow_c_array__"):
        batch = pa.record_batch(source)
        return pa.RecordBatchReader.from_batches(batch.schema, [batch])
    if hasattr(source, "to_reader"):  # a dataset's scanner
        return source.to_reader()
    if hasattr(source, "toArrow"):  # Spark
        return source.toArrow().to_reader(rows_at_once)
    return None


def _of_mapping(source: Mapping[Any, object], table: str, kind_of: KindOf) -> list[ColumnTexts]:
    columns: list[ColumnTexts] = []
    rows = -1
    for name, values in zip(_once(source, table), source.values(), strict=True):
        column = ColumnTexts(table, name, kind_of(name))
        if isinstance(values, (str, bytes)) or not hasattr(values, "__len__"):
            raise TypeError(
                f"{table + ', ' if table else ''}column {name!r}: "
                f"{type(values).__name__} is no array of values"
            )
        length = len(values)
        if rows not in (-1, length):
            raise ValueError(
                f"{table + ', ' if table else ''}column {name!r} has {length} rows, not {rows}"
            )
        rows = length
        _add_values(column, values)
        columns.append(column)
    return columns


def _add_values(column: ColumnTexts, values: Any) -> None:
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        for piece in values.chunks if isinstance(values, pa.ChunkedArray) else [values]:
            for start in range(0, len(piece), rows_at_once):
                column.add(piece.slice(start, rows_at_once))
        return
    if type(values).__module__.split(".")[0] == "pandas" and hasattr(values, "iloc"):
        return _add_series(column, values)
    if hasattr(values, "__arrow_c_stream__"):
        chunks = pa.chunked_array(values)
        return _add_values(column, chunks)
    if isinstance(values, np.ndarray) and values.ndim != 1:
        raise ValueError(f"column {column.name!r} has the shape {values.shape}, not one dimension")
    for start in range(0, len(values), rows_at_once):
        _add_part(column, values[start : start + rows_at_once])


def _add_part(column: ColumnTexts, part: Any) -> None:
    """Values that Arrow may or may not take as they are."""
    if isinstance(part, np.ndarray) and part.dtype != object:
        if part.dtype.kind in "SV":
            return column.add_cells(part.tolist())
        return column.add(pa.array(part, from_pandas=True))
    texts = _if_all_texts(part)
    if texts is not None:
        return column.add(texts)
    # Of mixed values Arrow makes one type, as of 1 and 2.5 two floats: each is told as it is.
    column.add_cells(part)


def _of_pandas(
    frame: Any, table: str, kind_of: KindOf, names: list[str] | None
) -> list[ColumnTexts]:
    own = [
        " ".join(str(part) for part in name if str(part)) if isinstance(name, tuple) else str(name)
        for name in frame.columns
    ]
    columns: list[ColumnTexts] = []
    for i, name in enumerate(_once(names or own, table)):
        column = ColumnTexts(table, name, kind_of(name))
        _add_series(column, frame.iloc[:, i])
        columns.append(column)
    return columns


def _add_series(column: ColumnTexts, series: Any) -> None:
    kind = type(series.dtype).__name__
    for start in range(0, len(series), rows_at_once):
        part = series.iloc[start : start + rows_at_once]
        if kind == "SparseDtype":
            part = part.sparse.to_dense()
        if kind == "PeriodDtype":
            column.add_cells(part.tolist())
        elif part.dtype == object:
            texts = _if_all_texts(part.to_numpy())
            if texts is None:
                column.add_cells(part.tolist())
            else:
                column.add(texts)
        else:
            column.add(_as_array(pa.array(part, from_pandas=True)))


def _if_all_texts(values: Any) -> pa.Array | None:
    """Objects that are texts or not there, by far the most usual; None if others are among them."""
    try:
        array = pa.array(values, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        return None
    array = _as_array(array)
    return array if _is_text(array.type) or pa.types.is_null(array.type) else None


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def _as_array(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _once(names: Iterable[object], table: str) -> list[str]:
    """Names of columns, each once."""
    all_of = [str(name) for name in names]
    seen: set[str] = set()
    for name in all_of:
        if name in seen:
            raise ValueError(f"{table + ': ' if table else ''}column {name!r} stands twice")
        seen.add(name)
    return all_of


def distinct(column: EncodedColumn, name: str) -> EncodedColumn:
    """A column of the distinct texts of another."""
    _, _, offsets, held, code = column
    return name, np.flatnonzero(np.diff(offsets)).astype(np.int32), offsets, held, code
