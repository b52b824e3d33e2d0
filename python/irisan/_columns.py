"""Columns from the compiled part to Arrow and back; memory is handed over, not copied."""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

# Arrow's word for the type, the length, the buffers, and the dictionary or the values of lists.
Column: TypeAlias = "tuple[str, int, list[NDArray[np.uint8] | None], Column | None]"
# Name, codes, offsets and bytes of the distinct texts, whether they are codes that were numbers.
EncodedColumn: TypeAlias = tuple[str, NDArray[np.int32], NDArray[np.int64], NDArray[np.uint8], bool]

_types = {
    "bool": pa.bool_(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "date32": pa.date32(),
    "large_string": pa.large_string(),
}


def to_array(column: Column) -> pa.Array:
    kind, length, given, inner = column
    buffers = [None if b is None else pa.py_buffer(b) for b in given]
    if inner is None:
        return pa.Array.from_buffers(_types[kind], length, buffers)
    values = to_array(inner)
    if kind == "dictionary":
        codes = pa.Array.from_buffers(pa.int32(), length, buffers)
        return pa.DictionaryArray.from_arrays(codes, values)
    return pa.Array.from_buffers(pa.large_list(values.type), length, buffers, children=[values])


def to_table(columns: Mapping[str, Column]) -> pa.Table:
    return pa.table({name: to_array(column) for name, column in columns.items()})


def in_one(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array; a copy only if it lies in several pieces."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
