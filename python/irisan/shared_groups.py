"""Groups of interventions that share targets."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from irisan import _core
from irisan._columns import Column, to_array
from irisan._query import ids_of, incidence_of, named, position
from irisan.errors import RuleError
from irisan.overlap_chance import _label_columns, _strata_words
from irisan.portfolio import Incidence, Portfolio
from irisan.progress_bar import shows_progress
from irisan.result import Result

Ranking = Literal["cells", "lift"]
Null = Literal["pooled", "stratified", "degrees"]


class Groups(Result):
    """Groups of interventions that share targets, each as large as it can be without losing one.

    `group`: from 1, in the order of the rows · `size` n · `programs`: a list of ids (row numbers if
    they came from an incidence) · `shared` |A₁ ∩ … ∩ Aₙ|, targets of all of them, whoever else is
    there (inclusive) · `exclusive`: targets of exactly these and no other · `cells` n · shared.

    Against chance, where each draws its K targets from all N of the incidence without regard to the
    others: `expected` Π K / Nⁿ⁻¹ · `lift` shared / expected, infinite beyond a double ·
    `ln_p_joint` ln P(X ≥ shared), exact (Wang, Zhao, Zhang 2015, doi 10.1038/srep16923) ·
    `ln_p_productivity` the greatest, over the programs one at a time, of ln P(X ≥ shared) for what
    it shares with what all others share, near 0 if one of them adds nothing (after Webb 2010,
    doi 10.1145/1644873.1644876).

    `corrected_covered_area` (N − r) / (r n − r) of N crossings at r targets that any of them
    reaches: 0 if none is reached twice, 1 if all reach all (Pieper et al. 2014,
    doi 10.1016/j.jclinepi.2013.11.007); of two programs their Jaccard.

    ln p are null where the sizes leave one overlap only. `ln_p_joint` of three programs or more is
    null too where it would sum over more than 10⁸ terms; in a list of more than 40 groups, over
    more than 4 · 10⁹ divided by their number. The p-values are of single groups, not adjusted for
    how many could have been found.

    For each null asked for, over the targets that all of a group may reach: `expected_…`, `lift_…`
    shared / expected, `ln_p_…` ln P(X ≥ shared), null as above. `pooled`: as `ln_p_joint`, within a
    kind of target; `stratified`: program sizes within each stratum, whose exact distributions are
    convolved; `degrees`: and targets as often reached as they are, where a target is shared with
    the product of the programs' cells of a bipartite configuration model. Of two programs they are
    those of `chance`.
    """

    def __init__(
        self, columns: Mapping[str, Column], ids: pa.Array | None, *, truncated: bool
    ) -> None:
        arrays = {name: to_array(column) for name, column in columns.items()}
        lists = arrays["programs"]
        self._positions = lists.values
        self._ids = ids
        self._truncated = truncated
        if ids is not None:
            texts = ids.take(lists.values)
            arrays["programs"] = pa.LargeListArray.from_arrays(lists.offsets, texts)
        super().__init__(pa.table(arrays))

    @property
    def truncated(self) -> bool:
        """Whether there are more groups, and the search ended at the first `most`."""
        return self._truncated

    def members(self) -> Result:
        """The long form: a row for each program of each group, `group` and `program`."""
        sizes = self.column("size")
        group = np.repeat(self.column("group"), sizes)
        members = pa.table({"group": group, "program": named(self._positions, self._ids)})
        return Result(members)._in(self._portfolio)

    def _only(self, rows: NDArray[np.bool_]) -> Self:
        made = super()._only(rows)
        sizes = self.column("size")
        made._positions = self._positions.filter(pa.array(np.repeat(rows, sizes)))
        return made


@shows_progress
def groups(
    source: object,
    *,
    min_programs: int = 2,
    min_targets: int = 1,
    any_of: Sequence[str] | Sequence[int] | NDArray[np.integer] | str | int | None = None,
    most: int = 100_000,
    top: int | None = None,
    by: Ranking = "cells",
    nulls: Sequence[Null] | Null = (),
    strata: Sequence[str] | ArrayLike = ("region", "level"),
    region_level: str = "city_or_regency",
    kinds: ArrayLike | None = None,
    threads: int = 0,
    progress: bool | None = None,
) -> Groups:
    """All groups of interventions that share targets: the closed sets of the incidence.

    `source` is what `find_pairs` takes. A group is closed: no other intervention is at all the
    targets that it shares. That says all, since any interventions share the targets of the smallest
    closed group around them. `any_of`: only groups with one of these, ids or row numbers.

    Sorted by their members. If there are more than `most`, the search ends, `.truncated` says so,
    and the groups are the first that it came by, not the largest. With `top`, only so many for
    which `by` is greatest, ties by their members, out of all: `cells` n · shared, or `lift`, which
    favours many programs of few targets, so ask for enough `min_targets`; `most` is not asked then.
    There may be 2ⁿ − 2 groups: time grows with those found. The same for any number of `threads`.

    `nulls`: what the groups found are compared with besides, of `pooled`, `stratified`, `degrees`;
    `strata`, `region_level` and `kinds` as in `chance`. Tails are exact; those of `stratified` and
    `degrees` are off by 10⁻⁴ of ln p at most where an exact one takes more than a million products,
    or 4 · 10⁹ divided by the number of groups.

        >>> source = [0, 4, 8, 12], [0, 1, 2, 3, 0, 1, 2, 4, 0, 1, 2, 5]
        >>> found = groups(source, min_programs=3, nulls="pooled")
        >>> print(round(found.column("expected_pooled")[0], 3))
        1.778

    Raises RuleError for arguments that cannot be followed, otherwise as `find_pairs` and `chance`.
    """
    portfolio, incidence = incidence_of(source)
    ids = ids_of(portfolio)
    columns, truncated = _core.find_groups(
        incidence._core,
        min_programs,
        min_targets,
        _positions(any_of, ids, len(incidence)),
        most,
        top,
        by,
        threads,
    )
    asked: list[str] = [nulls] if isinstance(nulls, str) else list(nulls)
    if asked:
        lists = to_array(columns["programs"])
        found = (
            lists.offsets.to_numpy(),
            lists.values.to_numpy(),
            to_array(columns["shared"]).to_numpy(),
            asked,
        )
        columns |= _chance_of(portfolio, incidence, found, strata, region_level, kinds, threads)
    return Groups(columns, ids, truncated=truncated)._in(portfolio)


def _chance_of(
    portfolio: Portfolio | None,
    incidence: Incidence,
    found: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64], list[str]],
    strata: Sequence[str] | ArrayLike,
    region_level: str,
    kinds: ArrayLike | None,
    threads: int,
) -> dict[str, Column]:
    if portfolio is None:
        return _core.chance_of_groups_in_incidence(
            incidence._core,
            *found,
            *_label_columns(kinds, strata, incidence.shape[1]),
            threads,
        )
    words = _strata_words(kinds, strata)
    return _core.chance_of_groups_in_portfolio(
        portfolio._core, incidence._core, *found, words, region_level, threads
    )


def _positions(any_of: object, ids: pa.Array | None, rows: int) -> NDArray[np.int32]:
    if any_of is None:
        return np.zeros(0, np.int32)
    asked: list[Any] = [any_of] if np.isscalar(any_of) else list(any_of)  # type: ignore[call-overload]
    if not asked:
        raise RuleError("any_of names no intervention")
    return np.array([position(program, ids, rows) for program in asked], np.int32)
