"""Pairs by the targets at which their deliveries agree."""

from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from irisan import _core
from irisan._query import Thresholds, narrow, owners_of, position, query, spelled_out
from irisan.pairs import Pairs, pairs_from
from irisan.portfolio import contiguous, whole
from irisan.progress_bar import shows_progress


@shows_progress
@spelled_out
def find_agreeing_pairs(
    offsets: ArrayLike,
    targets: ArrayLike,
    *,
    labels: ArrayLike | None = None,
    starts: ArrayLike | None = None,
    ends: ArrayLike | None = None,
    program: int | None = None,
    apart: ArrayLike | None = None,
    threads: int = 0,
    progress: bool | None = None,
    **thresholds: Unpack[Thresholds],
) -> Pairs:
    """All pairs of interventions by the shared targets at which they do the same at the same time.

    Row p of deliveries is `offsets[p]` to `offsets[p + 1]`; the other columns have the shape
    (deliveries,), in any order within a row, and a target may stand several times. `labels` say
    what a delivery is, any whole numbers from 0; below 0 is unknown and agrees with nothing.
    `starts` and `ends` are days, the end not included: whole numbers, or `datetime64[D]`. A column
    that is None asks nothing.

    `shared` counts the targets at which one delivery of each agrees: the same label, and periods
    that cross. Sizes are those of all targets, each once. Thresholds and the other arguments are
    those of `find_pairs`; sorted by first, then second. Arrays are used where they lie if each row
    is sorted by target; they must not change meanwhile.

    Raises ValueError and TypeError for arrays that are no rows of deliveries, that differ in length
    or hold an end that is not after its start, RuleError for thresholds that cannot be.
    """
    at = contiguous(whole("offsets", offsets), np.int64)
    rows = max(0, len(at) - 1)
    asked = query(
        thresholds,
        intervention=-1 if program is None else position(program, None, rows),
        owners=owners_of(apart, None),
    )
    columns = _core.find_agreeing_pairs(
        at,
        narrow("targets", targets),
        None if labels is None else narrow("labels", labels),
        None if starts is None else _days("starts", starts),
        None if ends is None else _days("ends", ends),
        asked,
        _core.PairOptions("fastest", None, threads),
    )
    return pairs_from(columns, None, rows)


def _days(name: str, given: ArrayLike) -> NDArray[np.int32]:
    array = np.asarray(given)
    if array.dtype.kind == "M":
        if array.dtype != np.dtype("datetime64[D]"):
            raise TypeError(f"{name} holds {array.dtype}, not days: datetime64[D]")
        unknown = np.isnat(array)
        if unknown.any():
            raise ValueError(f"{name}[{int(unknown.argmax())}] is not known")
        array = array.astype(np.int64)
    return narrow(name, array)
