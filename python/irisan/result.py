"""What all results are: a small class around an Arrow table."""

import copy
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from irisan._columns import in_one
from irisan._places import rows_of

if TYPE_CHECKING:
    import pandas
    import polars

    from irisan._places import Names
    from irisan.portfolio import Portfolio


class Result:
    """Rows with named columns."""

    # What the rows are about, if they came from a portfolio: it knows the trees.
    _portfolio: "Portfolio | None" = None

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

    def to_pandas(self) -> "pandas.DataFrame":
        """All rows as a `pandas.DataFrame`; unknown whole numbers stay whole (`Int64`, `<NA>`).

        Needs pandas, which raises ImportError if it is missing.
        """
        import pandas as pd

        whole = {
            pa.int32(): pd.Int32Dtype(),
            pa.int64(): pd.Int64Dtype(),
            pa.bool_(): pd.BooleanDtype(),
        }
        table = self.to_arrow()
        unknown = {
            field.type
            for field, column in zip(table.schema, table.columns, strict=True)
            if column.null_count
        }
        frame: pandas.DataFrame = table.to_pandas(
            types_mapper=lambda kind: whole.get(kind) if kind in unknown else None,
            date_as_object=False,
        )
        return frame

    def to_polars(self) -> "polars.DataFrame":
        """All rows as a `polars.DataFrame`. Needs Polars, which raises ImportError if missing."""
        import polars as pl

        return pl.DataFrame(self.to_arrow())

    def filter(
        self,
        *,
        unit: "Names | None" = None,
        region: "Names | None" = None,
        theme: "Names | None" = None,
        kind: "Names | None" = None,
    ) -> Self:
        """The rows that concern a unit, a region, a theme and a kind, in the same order.

        Each is an id or several, of which one must be concerned. What lies below counts: districts
        of a regency, sections of an office, the activities under a theme or any activity. A row
        concerns a region if what it names lies there, or one of its targets does. `kind` is the
        word in the column of that name.

        Raises ValueError where the columns do not tell, RuleError for an id that is not known.
        """
        given = {"unit": unit, "region": region, "theme": theme, "kind": kind}
        asked = {about: names for about, names in given.items() if names is not None}
        return self._only(rows_of(self._table, self._portfolio, asked, type(self).__name__))

    def _only(self, rows: NDArray[np.bool_]) -> Self:
        """The same with some of the rows."""
        made = copy.copy(self)
        made._table = self._table.filter(pa.array(rows))
        return made

    def _in(self, portfolio: "Portfolio | None") -> Self:
        """The same, knowing what it is about."""
        self._portfolio = portfolio
        return self

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
