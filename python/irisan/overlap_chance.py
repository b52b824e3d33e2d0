"""Whether an overlap is more than chance."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from irisan import _core
from irisan._columns import Column, to_array
from irisan._query import incidence_of, narrow
from irisan.pairs import Pairs
from irisan.progress_bar import shows_progress
from irisan.result import Result

Adjustment = Literal["benjamini_hochberg", "benjamini_yekutieli"]


class Chance(Result):
    """How surprising the overlap of each pair is, under three nulls side by side.

    `first`, `second`, `shared` as in the pairs. Under each null (`pooled`: program sizes over all
    targets of a kind; `stratified`: program sizes within each stratum; `degrees`: and targets as
    often reached as they are): `expected_…`, shared targets on average by chance; `ln_p_…`, ln of
    the chance of as many or more; `ln_p_below_…`, of as many or fewer, if asked for; `ln_q_…`,
    ln p adjusted for all pairs that could be tested, those that share nothing among them. ln p is
    null where a pair cannot be tested, as when a program reaches all targets; ln q is null besides
    where no overlap of such sizes could ever be a discovery. `odds_ratio`: within strata, the
    conditional maximum-likelihood estimate.
    """

    def __init__(self, table: pa.Table, tests: Mapping[str, int]) -> None:
        super().__init__(table)
        self._tests = dict(tests)

    @property
    def tests(self) -> dict[str, int]:
        """How many pairs could be tested under each null: what q is adjusted for."""
        return dict(self._tests)


def ln_p_overlap(*, shared: int, first: int, second: int, universe: int) -> float:
    """ln P(X ≥ shared): the chance that two sets share so many targets or more.

    `first` and `second` are the sizes of the sets, `universe` the number of targets that both
    could reach; X is hypergeometric, C(K, k) C(N − K, n − k) / C(N, n). Correct to 10⁻¹² relative
    at any depth. Raises RuleError for sizes that cannot be.
    """
    return _core.ln_p_overlap(shared=shared, first=first, second=second, universe=universe)


@shows_progress
def chance(
    source: object,
    pairs: Pairs,
    *,
    strata: Sequence[str] | ArrayLike = ("region", "level"),
    region_level: str = "city_or_regency",
    kinds: ArrayLike | None = None,
    degrees: bool = True,
    below: bool = False,
    alpha: float = 0.05,
    adjustment: Adjustment = "benjamini_hochberg",
    remove_unattainable: bool = True,
    threads: int = 0,
    progress: bool | None = None,
) -> Chance:
    """Compares the overlap of each pair with chance, under three nulls side by side.

    `source` and `pairs` are those of `find_pairs`. For a portfolio, `strata` names what targets are
    compared within besides their kind (`region` at `region_level`, `level`, `status`), and the
    table `eligibility` says who may reach whom: only targets that both may reach count. For an
    incidence, `strata` and `kinds` are whole numbers, one for each target.

    `alpha` is the rate of false discoveries at which something is decided: near it tails are exact.
    `remove_unattainable` leaves out pairs that margins alone keep from ever being discoveries
    (Tarone 1990). Methods: exact hypergeometric tails; within strata their convolution (Mehta,
    Patel, Gray 1985); with degrees the bipartite configuration model (Saracco et al. 2015) and its
    Poisson binomial tails; q by Benjamini and Hochberg (1995), or Yekutieli (2001).

    Raises RuleError for arguments that cannot be followed, ValueError for labels of another length
    or pairs of something else.
    """
    portfolio, incidence = incidence_of(source)
    if portfolio is None:
        columns, *tests = _core.chance_of_incidence(
            incidence._core,
            *pairs._count_columns(),
            *_label_columns(kinds, strata, incidence.shape[1]),
            degrees,
            below,
            alpha,
            adjustment,
            remove_unattainable,
            threads,
        )
    else:
        words = _strata_words(kinds, strata)
        columns, *tests = _core.chance_of_portfolio(
            portfolio._core,
            incidence._core,
            *pairs._counts_in(portfolio),
            words,
            region_level,
            degrees,
            below,
            alpha,
            adjustment,
            remove_unattainable,
            threads,
        )
    return Chance(
        _table(pairs, columns), dict(zip(("pooled", "stratified", "degrees"), tests, strict=True))
    )


def _is_words(strata: object) -> bool:
    words = np.atleast_1d(np.asarray(strata, dtype=object))
    return all(isinstance(word, str) for word in words)


def _labels(name: str, given: ArrayLike | None, targets: int) -> NDArray[np.int32]:
    return np.zeros(targets, np.int32) if given is None else narrow(name, given)


def _label_columns(
    kinds: ArrayLike | None, strata: Sequence[str] | ArrayLike, targets: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Kinds and strata of an incidence's targets; words for strata name those of a portfolio."""
    given = None if _is_words(strata) else strata
    return _labels("kinds", kinds, targets), _labels("strata", given, targets)


def _strata_words(kinds: ArrayLike | None, strata: Sequence[str] | ArrayLike) -> list[str]:
    """The words that name the strata of a portfolio. Raises TypeError for labels."""
    if kinds is not None or not _is_words(strata):
        raise TypeError("the targets of a portfolio have kinds; its strata are named by words")
    return [str(word) for word in np.atleast_1d(np.asarray(strata, dtype=object))]


def _table(pairs: Pairs, columns: Mapping[str, Column]) -> pa.Table:
    counts = pairs._table.select(["first", "second", "shared"])
    for name, column in columns.items():
        counts = counts.append_column(name, to_array(column))
    return counts
