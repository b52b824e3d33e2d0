"""Pairs of interventions that share targets."""

import os
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from irisan import _core
from irisan._columns import Column, to_array
from irisan.errors import RuleError
from irisan.portfolio import Incidence, Portfolio
from irisan.result import Result
from irisan.tables import Tables, from_pairs

Threshold = int | float | str | Fraction | Decimal
Measure = Literal["shared", "jaccard", "containment", "overlap_coefficient", "dice", "cosine"]

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

    def __init__(self, counts: pa.Table) -> None:
        super().__init__(counts)
        self._whole: pa.Table | None = None

    @property
    def column_names(self) -> list[str]:
        """The names of the columns, in order."""
        return [*_counts, *_measures, *self._table.column_names[len(_counts) :]]

    def to_arrow(self) -> pa.Table:
        """All rows as a `pyarrow.Table` with every measure."""
        if self._whole is None:
            t = self._table
            for i, name in enumerate(_measures):
                t = t.add_column(len(_counts) + i, name, pa.array(self.column(name)))
            self._whole = t
        return self._whole

    def column(self, name: str) -> NDArray[Any]:
        """One column as a NumPy array of shape (len,); raises KeyError for an unknown name.

        Measures are computed from the counts when asked for.
        """
        if name in _measures:
            n = self._numbers
            return _core.measure(name, n("shared"), n("first_size"), n("second_size"))
        return super().column(name)

    def _numbers(self, name: str) -> NDArray[np.int32]:
        column = self._table.column(name).combine_chunks()
        if pa.types.is_dictionary(column.type):
            column = column.indices
        values: NDArray[np.int32] = column.to_numpy()
        return np.ascontiguousarray(values, dtype=np.int32)


def pairs_from(columns: Mapping[str, Column], ids: pa.Array | None) -> Pairs:
    arrays = {name: to_array(column) for name, column in columns.items()}
    if ids is not None:
        for name in ("first", "second"):
            arrays[name] = pa.DictionaryArray.from_arrays(arrays[name], ids)
    return Pairs(pa.table(arrays))


def find_pairs(
    source: object,
    *,
    min_shared: int = 1,
    min_jaccard: Threshold | None = None,
    min_containment: Threshold | None = None,
    program: str | int | None = None,
    top: int | None = None,
    by: Measure = "shared",
    threads: int = 0,
) -> Pairs:
    """All pairs of interventions that share targets and pass every threshold.

    `source` is a path, `Tables`, a `Portfolio`, an Arrow table of two columns (intervention,
    target), an `Incidence`, a tuple `(offsets, targets)` of its arrays, or a `scipy.sparse` matrix
    (rows are interventions). The first four name pairs by ids, the others by row numbers.

    Thresholds lie from 0 to 1 and are exact: 0.9, "0.9", "9/10", Fraction(9, 10) and Decimal("0.9")
    are the same; a float is read as it is printed. `min_containment` is asked in either direction.
    `program` keeps the pairs with one intervention: its id (`IKM|BPMP`), or its row number.

    Sorted by first, then second; with `top`, only so many for which the measure `by` is greatest,
    greatest first (`containment` is the greater of the two). The same for any number of `threads`;
    0 means all. Raises RuleError for arguments that cannot be followed, InputError for tables with
    errors, ValueError and TypeError for arrays that are no incidence.
    """
    portfolio, incidence = _incidence_of(source)
    ids = None if portfolio is None else portfolio._ids
    columns = _core.find_pairs(
        incidence._core,
        min_shared,
        _threshold(min_jaccard),
        _threshold(min_containment),
        -1 if program is None else _position(program, ids, len(incidence)),
        top,
        by,
        threads,
    )
    return pairs_from(columns, ids)


def pair_details(
    portfolio: Portfolio, pairs: Pairs, *, window_days: int = 0, threads: int = 0
) -> Pairs:
    """The same pairs with details: at how many shared targets their deliveries agree, and in what.

    `window_days`: days that two periods may lie apart and still count as the same time; 0: they
    must cross. Raises ValueError if the pairs are not of this portfolio.
    """
    first = pairs._table.column("first").combine_chunks()
    if not pa.types.is_dictionary(first.type) or not first.dictionary.equals(portfolio._ids):
        raise ValueError("the pairs are of another portfolio")
    n = pairs._numbers
    columns = _core.pair_details(
        portfolio._core,
        n("first"),
        n("second"),
        n("shared"),
        n("first_size"),
        n("second_size"),
        window_days,
        threads,
    )
    table = pairs._table.select(_counts)
    for name, column in columns.items():
        table = table.append_column(name, to_array(column))
    return Pairs(table)


def _incidence_of(source: object) -> tuple[Portfolio | None, Incidence]:
    if isinstance(source, Incidence):
        return None, source
    if isinstance(source, tuple) and len(source) == 2:
        return None, Incidence.from_arrays(*source)
    if hasattr(source, "tocsr"):
        return None, Incidence.from_scipy(source)
    if isinstance(source, Portfolio):
        portfolio = source
    elif isinstance(source, (str, os.PathLike, Tables)):
        portfolio = Portfolio(source)
    else:
        portfolio = Portfolio(from_pairs(source))
    return portfolio, portfolio.incidence


def _position(program: str | int, ids: pa.Array | None, rows: int) -> int:
    """The row of an intervention."""
    if ids is None:
        if not isinstance(program, (int, np.integer)):
            raise TypeError(f"an incidence has row numbers, no ids: {program!r}")
        if not 0 <= program < rows:
            raise RuleError(f"program lies from 0 to {rows - 1}, not at {program}")
        return int(program)
    if not isinstance(program, str):
        raise TypeError(f"the id of an intervention is a text, not {program!r}")
    position = int(ids.index(pa.scalar(program, pa.large_string())).as_py())
    if position < 0:
        near = _core.nearest(program, ids.to_pylist())
        raise RuleError(
            f"unknown intervention {program!r}" + (f"; the nearest is {near!r}" if near else "")
        )
    return position


def _threshold(given: object) -> tuple[int, int] | str:
    """A threshold as an exact fraction; a text is left to the compiled part."""
    if given is None:
        return (0, 1)
    if isinstance(given, str):
        return given
    if isinstance(given, (bool, np.bool_)):
        raise TypeError("a threshold is a number or a text, not a bool")
    try:
        if isinstance(given, np.floating):
            exact = Fraction(str(given))  # 0.9 of any precision is 9/10
        elif isinstance(given, float):
            exact = Fraction(float.__repr__(given))
        elif isinstance(given, np.integer):
            exact = Fraction(int(given))
        elif isinstance(given, (int, Fraction, Decimal)):
            exact = Fraction(given)
        else:
            raise TypeError(f"a threshold is a number or a text, not {type(given).__name__}")
    except (ValueError, OverflowError):
        raise RuleError(f"{given} is no threshold") from None
    if not 0 <= exact <= 1:
        raise RuleError(f"a threshold lies from 0 to 1, not at {given}")
    if exact.denominator > np.iinfo(np.int64).max:
        raise RuleError(f"{given} is too fine to be kept exactly; give a fraction such as '1/3000'")
    return exact.numerator, exact.denominator
