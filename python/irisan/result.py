"""What all results are: a small class around an Arrow table."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from irisan._columns import in_one


class Result:
    """Rows with named columns."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    @property
    def column_names(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self._table.column_names)

    def to_arrow(self) -> pa.Table:
        """All rows as a `pyarrow.Table`; null where something is not known."""
        return self._table

    def column(self, name: str) -> NDArray[Any]:
        """One column as a NumPy array of shape (len,); raises KeyError for an unknown name.

        Unknown is NaN among numbers (which then are float64), NaT among days and None among texts;
        a cell that holds a list is an array itself.
        """
        if name not in self._table.column_names:
            raise self._unknown(name)
        return _to_numpy(self._table.column(name))

    def _unknown(self, name: str) -> KeyError:
        return KeyError(f"no column {name!r}; there are {', '.join(self.column_names)}")

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """For any reader of Arrow streams: `polars.DataFrame(result)`."""
        stream: object = self.to_arrow().__arrow_c_stream__(requested_schema)
        return stream

    def _first(self, rows: int) -> pa.Table:
        return self._table.slice(0, rows)

    def _repr_html_(self) -> str:
        from irisan.display import result_html

        return result_html(self)

    def __repr__(self) -> str:
        name = type(self).__name__
        return f"<irisan.{name}: {len(self)} rows, {len(self.column_names)} columns>"


def _to_numpy(column: pa.ChunkedArray) -> NDArray[Any]:
    array = in_one(column)
    if pa.types.is_dictionary(array.type):
        # Each text becomes one Python object, however many rows have it.
        words = np.empty(len(array.dictionary) + 1, dtype=object)
        words[:-1] = array.dictionary.to_numpy(zero_copy_only=False)
        values: NDArray[Any] = words[array.indices.fill_null(-1).to_numpy(zero_copy_only=False)]
        return values
    values = array.to_numpy(zero_copy_only=False)
    return values
