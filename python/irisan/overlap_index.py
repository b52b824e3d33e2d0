"""Who overlaps with one intervention, answered at once."""

from typing import Unpack

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike

from irisan import _core
from irisan._query import (
    Thresholds,
    ids_of,
    incidence_of,
    narrow,
    position,
    query,
    spelled_out,
)
from irisan.pairs import Pairs, pairs_from
from irisan.portfolio import Incidence


class OverlapIndex:
    """The pairs of one intervention at once, known or new, while deliveries come and go.

    Made from whatever `find_pairs` takes, which is copied; its answers are those of `find_pairs` on
    what it holds. Several threads may use it: a lock lets in one at a time. `len` is the number of
    interventions.

    Deliveries are numbered as the incidence's crossings, row by row, so that of a portfolio each
    intervention's target counts as one delivery.
    """

    def __init__(self, source: object) -> None:
        portfolio, incidence = incidence_of(source)
        self._ids = ids_of(portfolio)
        self._core = _core.OverlapIndex(incidence._core)

    @spelled_out
    def pairs_with(
        self,
        program: str | int | None = None,
        *,
        targets: ArrayLike | None = None,
        **thresholds: Unpack[Thresholds],
    ) -> Pairs:
        """The pairs of one intervention that pass every threshold, sorted.

        `program`: its id or its number. Or `targets`, numbers in any order, of a new one, which is
        not kept: its pairs are those that it would have as the last, with the number `len`.

        Interventions that a portfolio does not have, since they were added here, are named by their
        numbers: `#12`. Raises RuleError for an unknown intervention, TypeError unless one of
        `program` and `targets` is given, ValueError for a negative target.
        """
        asked = query(thresholds)
        if (program is None) == (targets is None):
            raise TypeError("pairs_with takes a program or targets, one of them")
        if targets is not None:
            columns, rows = self._core.pairs_with_targets(narrow("targets", targets), asked)
        else:
            assert program is not None
            columns, rows = self._core.pairs_with(self._position(program), asked)
        return pairs_from(columns, self._names(rows), rows)

    def upsert(self, delivery: int, program: int, target: int) -> None:
        """Puts a delivery where it now belongs: new, or moved from where it was.

        All by numbers. Interventions and targets not known yet are added, and all before them,
        without deliveries; a new delivery's number is one more than the greatest. Raises RuleError
        for another number than these.
        """
        self._core.upsert(delivery, program, target)

    def remove(self, delivery: int) -> None:
        """Takes a delivery away, by its number, which stays its own; nothing if it is away."""
        self._core.remove(delivery)

    def incidence(self) -> Incidence:
        """What it holds now, copied."""
        return Incidence(self._core.incidence())

    def _position(self, program: str | int) -> int:
        if isinstance(program, (int, np.integer)):
            return int(program)  # the number is looked at where no other thread can change it
        return position(program, self._ids, len(self))

    def _names(self, rows: int) -> pa.Array | None:
        if self._ids is None or rows <= len(self._ids):
            return self._ids
        added = [f"#{i}" for i in range(len(self._ids), rows)]
        return pa.concat_arrays([self._ids, pa.array(added, self._ids.type)])

    def __len__(self) -> int:
        return self._core.rows

    def __repr__(self) -> str:
        return f"<irisan.OverlapIndex: {len(self)} interventions>"
