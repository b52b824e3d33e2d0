"""Pairs by what their shared targets weigh."""

from typing import Unpack

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike

from irisan import _core
from irisan._columns import to_array
from irisan._query import (
    Threshold,
    Thresholds,
    ids_of,
    incidence_of,
    named,
    owners_of,
    position,
    query,
    spelled_out,
    threshold,
)
from irisan.portfolio import contiguous, whole
from irisan.progress_bar import shows_progress
from irisan.result import Result


@shows_progress
@spelled_out
def find_weighted_pairs(
    source: object,
    weights: ArrayLike,
    *,
    min_shared_weight: int = 0,
    min_weighted_jaccard: Threshold | None = None,
    program: str | int | None = None,
    apart: ArrayLike | bool | None = None,
    threads: int = 0,
    progress: bool | None = None,
    **thresholds: Unpack[Thresholds],
) -> Result:
    """All pairs of interventions with the weight of what they share: students, need, money.

    `weights`: whole numbers from 0, of shape (targets,), in the order of the incidence's columns or
    of `Portfolio.targets`; int64 is not copied, and must not change meanwhile. `source` and the
    other arguments are those of `find_pairs`. `min_shared_weight` w(A ∩ B), in the unit of the
    weights; `min_weighted_jaccard` w(A ∩ B) / w(A ∪ B), exact.

    Columns: `first`, `second`, `shared`, `first_size`, `second_size` as in `Pairs`; `shared_weight`
    w(A ∩ B), `first_weight` w(A), `second_weight` w(B), int64 and exact. Sorted by first, then
    second.

    Raises TypeError for weights that are no whole numbers, RuleError for a negative one, another
    number of weights than targets and a sum beyond 2⁶³ − 1, otherwise as `find_pairs` does.
    """
    portfolio, incidence = incidence_of(source)
    ids = ids_of(portfolio)
    asked = query(
        thresholds,
        intervention=-1 if program is None else position(program, ids, len(incidence)),
        owners=owners_of(apart, portfolio),
    )
    columns = _core.find_weighted_pairs(
        incidence._core,
        contiguous(whole("weights", weights), np.int64),
        asked,
        min_shared_weight,
        threshold(min_weighted_jaccard),
        _core.PairOptions("fastest", None, threads),
    )
    arrays = {name: to_array(column) for name, column in columns.items()}
    for name in ("first", "second"):
        arrays[name] = named(arrays[name], ids)
    return Result(pa.table(arrays))
