"""Pairs of interventions that share targets."""

from collections.abc import Mapping
from typing import Any, Self, TypeAlias, Unpack

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from irisan import _core
from irisan._columns import Column, in_one, to_array
from irisan._query import (
    Measure,
    Method,
    Thresholds,
    ids_of,
    incidence_of,
    named,
    owners_of,
    position,
    query,
    spelled_out,
)
from irisan.portfolio import Portfolio
from irisan.progress_bar import shows_progress
from irisan.result import Result

Numbers: TypeAlias = NDArray[np.int32]
Counts: TypeAlias = tuple[Numbers, Numbers, Numbers, Numbers, Numbers]

_counts = ("first", "second", "shared", "first_size", "second_size")
_measures = tuple(_core.measures())


class Pairs(Result):
    """Pairs of interventions with their shared targets and sizes, and every measure as a column.

    `first`, `second`: ids (positions if they came from an incidence) · `shared` |A ∩ B| ·
    `first_size` |A| · `second_size` |B| · `jaccard` |A ∩ B| / |A ∪ B| · `containment_first`
    |A ∩ B| / |A| · `containment_second` |A ∩ B| / |B| · `overlap_coefficient`
    |A ∩ B| / min(|A|, |B|) · `dice` 2 |A ∩ B| / (|A| + |B|) · `cosine` |A ∩ B| / √(|A| |B|).

    Pairs with details also count the shared targets at which deliveries agree: `kind`,
    `kind_audience`, `activity_audience`, each at any time, `_certain` and `_possible` within the
    window, and `crossing_certain`, `crossing_possible` where their periods cross.
    """

    def __init__(self, counts: pa.Table, *, rows: int, groups: Result | None = None) -> None:
        super().__init__(counts)
        self._rows = rows
        self._groups = groups
        self._whole: pa.Table | None = None

    @property
    def column_names(self) -> list[str]:
        """The names of the columns, in order."""
        return [*_counts, *_measures, *self._table.column_names[len(_counts) :]]

    @property
    def groups(self) -> Result | None:
        """The identical interventions of `group_identical=True`; None if it was not asked for.

        A row for each member of each group of two or more: `group`, the first of them, which stands
        for all in the pairs, and `member`; ids or positions as in the pairs. Every pair of two
        members of one group shares all its targets; a pair of two groups holds for all their
        members. Thresholds leave out no group.
        """
        return self._groups

    def to_arrow(self) -> pa.Table:
        """All rows as a `pyarrow.Table` with every measure."""
        if self._whole is None:
            t = self._table
            for i, name in enumerate(_measures):
                t = t.add_column(len(_counts) + i, name, pa.array(self.column(name)))
            self._whole = t
        return self._whole

    def to_csr(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
        """The upper triangle of A·Aᵀ as compressed rows: `(offsets, second, shared)`.

        For n interventions, offsets have the shape (n + 1,), the others (len,); `second` and
        `shared` are read-only and not copies:
        `scipy.sparse.csr_matrix((shared, second, offsets), shape=(n, n))`. Raises ValueError if the
        pairs are in the order of a measure, as with `top`.
        """
        first = self._numbers("first")
        if np.any(first[1:] < first[:-1]):
            raise ValueError("the pairs are in the order of a measure, not of their rows")
        offsets = np.searchsorted(first, np.arange(self._rows + 1, dtype=np.int32))
        return (
            offsets.astype(np.int64, copy=False),
            self._numbers("second"),
            self._numbers("shared"),
        )

    def column(self, name: str) -> NDArray[Any]:
        """One column as a NumPy array of shape (len,); raises KeyError for an unknown name.

        Measures are computed from the counts when asked for.
        """
        if name in _measures:
            n = self._numbers
            return _core.measure(name, n("shared"), n("first_size"), n("second_size"))
        return super().column(name)

    def _first(self, rows: int) -> pa.Table:
        # Measures of what is shown only.
        return Pairs(self._table.slice(0, rows), rows=self._rows).to_arrow()

    def _only(self, rows: NDArray[np.bool_]) -> Self:
        made = super()._only(rows)
        made._whole = None
        return made

    def _count_columns(self) -> Counts:
        """first, second, shared, first_size, second_size by position."""
        n = self._numbers
        return n("first"), n("second"), n("shared"), n("first_size"), n("second_size")

    def _counts_in(self, portfolio: Portfolio) -> Counts:
        """The counts; raises ValueError unless the pairs are of this portfolio."""
        first = in_one(self._table.column("first"))
        if not pa.types.is_dictionary(first.type) or not first.dictionary.equals(portfolio._ids):
            raise ValueError("the pairs are of another portfolio")
        return self._count_columns()

    def _numbers(self, name: str) -> NDArray[np.int32]:
        column = in_one(self._table.column(name))
        if pa.types.is_dictionary(column.type):
            column = column.indices
        values: NDArray[np.int32] = column.to_numpy()
        return np.ascontiguousarray(values, dtype=np.int32)


def pairs_from(
    columns: Mapping[str, Column],
    ids: pa.Array | None,
    rows: int,
    groups: Mapping[str, Column] | None = None,
) -> Pairs:
    arrays = {name: to_array(column) for name, column in columns.items()}
    for name in ("first", "second"):
        arrays[name] = named(arrays[name], ids)
    return Pairs(
        pa.table(arrays),
        rows=rows,
        groups=None
        if groups is None
        else Result(pa.table({name: named(to_array(c), ids) for name, c in groups.items()})),
    )


@shows_progress
@spelled_out
def find_pairs(
    source: object,
    *,
    program: str | int | None = None,
    apart: ArrayLike | bool | None = None,
    top: int | None = None,
    by: Measure = "shared",
    group_identical: bool = False,
    method: Method = "fastest",
    memory: int | None = None,
    threads: int = 0,
    progress: bool | None = None,
    **thresholds: Unpack[Thresholds],
) -> Pairs:
    """All pairs of interventions that share targets and pass every threshold.

    `source` is a path, `Tables`, a `Portfolio`, an Arrow table of two columns (intervention,
    target), an `Incidence`, a tuple `(offsets, targets)` of its arrays, or a `scipy.sparse` matrix
    (rows are interventions). The first four name pairs by ids, the others by row numbers. Arrays
    are used where they lie if they can be (see `Incidence.from_arrays`); they must not change
    meanwhile.

    Thresholds lie from 0 to 1 and are exact: 0.9, "0.9", "9/10", Fraction(9, 10) and Decimal("0.9")
    are the same; a float is read as it is printed. `min_containment` and `min_overlap_coefficient`
    are both asked in either direction. `program` keeps the pairs with one intervention: its id
    (`IKM|BPMP`), or its row number. `apart` keeps those of different owners: whole numbers of shape
    (interventions,), below 0 unknown, which is apart from all; True: the carrying units of a
    portfolio.

    Sorted by first, then second; with `top`, only so many for which the measure `by` is greatest,
    greatest first (`containment` is the greater of the two). With `group_identical`, interventions
    with the same targets (and, with `apart`, of one known owner) are told once: pairs are those of
    each group's first, and `.groups` has the members.

    `method` and `memory` say how, and change no pair: `method` as `explain_pairs` lists them,
    `memory` the bytes to work in, without the result; None is about twice the incidence. The same
    for any number of `threads`; 0 means all. `progress`: whether a bar is shown; None as
    `irisan.progress` around the call says.

    Raises RuleError for arguments that cannot be followed, MemoryLimitError if no method does with
    `memory`, InputError for tables with errors, ValueError and TypeError for arrays that are no
    incidence or no owners.
    """
    portfolio, incidence = incidence_of(source)
    ids = ids_of(portfolio)
    asked = query(
        thresholds,
        intervention=-1 if program is None else position(program, ids, len(incidence)),
        owners=owners_of(apart, portfolio),
    )
    options = _core.PairOptions(method, memory, threads)
    if group_identical:
        columns, groups = _core.find_grouped_pairs(incidence._core, asked, options, top, by)
        return pairs_from(columns, ids, len(incidence), groups)._in(portfolio)
    columns = _core.find_pairs(incidence._core, asked, options, top, by)
    return pairs_from(columns, ids, len(incidence))._in(portfolio)


@shows_progress
def pair_details(
    portfolio: Portfolio,
    pairs: Pairs,
    *,
    window_days: int = 0,
    threads: int = 0,
    progress: bool | None = None,
) -> Pairs:
    """The same pairs with details: at how many shared targets their deliveries agree, and in what.

    `window_days`: days that two periods may lie apart and still count as the same time; 0: they
    must cross. Raises ValueError if the pairs are not of this portfolio.
    """
    columns = _core.pair_details(
        portfolio._core, *pairs._counts_in(portfolio), window_days, threads
    )
    table = pairs._table.select(_counts)
    for name, column in columns.items():
        table = table.append_column(name, to_array(column))
    return Pairs(table, rows=pairs._rows, groups=pairs._groups)._in(portfolio)
