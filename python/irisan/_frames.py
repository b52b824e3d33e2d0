"""Tables of other libraries: the one place that reads them, piece by piece."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from irisan import _core
from irisan._columns import EncodedColumn
from irisan._texts import ColumnTexts, Found, Kind
from irisan.progress_bar import tell

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
    rows = 0
    columns = [ColumnTexts(table, name, kind_of(name)) for name in _once(names or own, table)]
    if len(own) != len(columns):
        raise TypeError(f"{table or 'the table'} has {len(own)} columns, not {len(columns)}")
    for batch in reader:
        # A batch of millions of rows is looked at in parts.
        for start in range(0, batch.num_rows, rows_at_once):
            # How many there will be only the source knows.
            tell(f"{_reading(table)}, row {rows + start + 1:,}", 0)
            part = batch.slice(start, rows_at_once)
            for column, array in zip(columns, part.columns, strict=True):
                column.add(array)
        rows += batch.num_rows
    return columns


def as_arrow(source: object) -> pa.Table:
    """Any table as Arrow's, whose types stay; a column of mixed values becomes texts.

    Raises TypeError for what is no table, ValueError for columns of different lengths.
    """
    if isinstance(source, pa.Table):
        return source
    if isinstance(source, Mapping):
        columns = {
            name: as_array(values, name)
            for name, values in zip(_once(source, ""), source.values(), strict=True)
        }
        _same_length({name: len(array) for name, array in columns.items()}, "")
        return pa.table(columns)
    if _is_pandas(source):
        frame: Any = source
        names = _once(_names_in(frame), "")
        return pa.table({name: as_array(frame.iloc[:, i], name) for i, name in enumerate(names)})
    reader = _reader(source)
    if reader is None:
        raise TypeError(_no_table(source, ""))
    return reader.read_all()


def as_array(values: Any, name: str = "") -> pa.Array | pa.ChunkedArray:
    """Any array, list or column of a frame as Arrow's; mixed values as texts.

    Raises TypeError for what is no array.
    """
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return values
    if isinstance(values, (str, bytes)) or not hasattr(values, "__len__"):
        where = f"column {name!r}: " if name else ""
        raise TypeError(f"{where}{type(values).__name__} is no array of values")
    if hasattr(values, "__arrow_c_stream__") and not _of_pandas_itself(values):
        return pa.chunked_array(values)
    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        column = ColumnTexts("", name, "other")
        _add_values(column, values)
        _, codes, offsets, held, _ = column.finish()
        texts = pa.Array.from_buffers(
            pa.large_string(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(held)]
        )
        return texts.take(pa.array(codes, mask=codes < 0))


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
        or any(hasattr(source, name) for name, _ in _ways)
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


def _of_batch(batch: pa.RecordBatch) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(batch.schema, [batch])


# How other libraries hand over batches; the first way that a table has is taken.
_ways: tuple[tuple[str, Callable[[Any], pa.RecordBatchReader]], ...] = (
    ("__arrow_c_stream__", pa.RecordBatchReader.from_stream),
    ("__arrow_c_array__", lambda table: _of_batch(pa.record_batch(table))),
    ("to_reader", lambda scanner: scanner.to_reader()),  # of a dataset
    ("scanner", lambda dataset: dataset.scanner(batch_readahead=1).to_reader()),
    ("toArrow", lambda frame: frame.toArrow().to_reader()),  # Spark
    ("fetch_record_batch", lambda cursor: cursor.fetch_record_batch()),  # ADBC
    ("fetch_arrow_table", lambda cursor: cursor.fetch_arrow_table().to_reader()),
)


def _reader(source: Any) -> pa.RecordBatchReader | None:
    for name, read in _ways:
        if not hasattr(source, name):
            continue
        try:
            return read(source)
        except pa.ArrowInvalid:
            return None  # an array has such a door too, but no columns
    return None


def _of_mapping(source: Mapping[Any, object], table: str, kind_of: KindOf) -> list[ColumnTexts]:
    columns: list[ColumnTexts] = []
    lengths: dict[str, int] = {}
    for name, values in zip(_once(source, table), source.values(), strict=True):
        column = ColumnTexts(table, name, kind_of(name))
        if isinstance(values, (str, bytes)) or not hasattr(values, "__len__"):
            raise TypeError(
                f"{table + ', ' if table else ''}column {name!r}: "
                f"{type(values).__name__} is no array of values"
            )
        lengths[name] = len(values)
        _same_length(lengths, table)
        _add_values(column, values, len(columns), len(source))
        columns.append(column)
    return columns


def _same_length(lengths: Mapping[str, int], table: str) -> None:
    rows = next(iter(lengths.values()), 0)
    for name, length in lengths.items():
        if length != rows:
            raise ValueError(
                f"{table + ', ' if table else ''}column {name!r} has {length} rows, not {rows}"
            )


def _pieces(rows: int, table: str, column: int, columns: int) -> Iterator[slice]:
    """A column's rows, some at once; tells how far the reading of the table is."""
    for start in range(0, rows, rows_at_once):
        tell(_reading(table), (column + start / rows) / columns)
        yield slice(start, start + rows_at_once)


def _reading(table: str) -> str:
    return f"reading {table}".rstrip()


def _add_values(column: ColumnTexts, values: Any, at: int = 0, columns: int = 1) -> None:
    if _of_pandas_itself(values):
        return _add_series(column, values, at, columns)
    if hasattr(values, "__arrow_c_stream__") and not isinstance(values, pa.ChunkedArray):
        values = pa.chunked_array(values)
    if isinstance(values, pa.ChunkedArray):
        for piece in values.chunks:
            _add_values(column, piece, at, columns)
        return
    if isinstance(values, np.ndarray) and values.ndim != 1:
        raise ValueError(f"column {column.name!r} has the shape {values.shape}, not one dimension")
    for rows in _pieces(len(values), column.table, at, columns):
        if isinstance(values, pa.Array):
            column.add(values[rows])
        else:
            _add_part(column, values[rows])


def _of_pandas_itself(values: Any) -> bool:
    return type(values).__module__.split(".")[0] == "pandas" and hasattr(values, "iloc")


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


def _names_in(frame: Any) -> list[str]:
    return [
        " ".join(str(part) for part in name if str(part)) if isinstance(name, tuple) else str(name)
        for name in frame.columns
    ]


def _of_pandas(
    frame: Any, table: str, kind_of: KindOf, names: list[str] | None
) -> list[ColumnTexts]:
    columns: list[ColumnTexts] = []
    names = _once(names or _names_in(frame), table)
    for i, name in enumerate(names):
        column = ColumnTexts(table, name, kind_of(name))
        _add_series(column, frame.iloc[:, i], i, len(names))
        columns.append(column)
    return columns


def _add_series(column: ColumnTexts, series: Any, at: int, columns: int) -> None:
    kind = type(series.dtype).__name__
    for rows in _pieces(len(series), column.table, at, columns):
        part = series.iloc[rows]
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
