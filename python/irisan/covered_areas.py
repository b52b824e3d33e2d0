"""How far the programs of a group cover each other, as one number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irisan import _core
from irisan._query import ids_of, incidence_of, position


@dataclass(frozen=True)
class CoveredArea:
    """What the overlap of a group of programs is counted from.

    `corrected`: (N − r) / (r c − r − X), of the cells where a second program, a third and so on
    could be, the share where one is: 0 if no target is reached twice, 1 if all programs reach all
    that they may; None if there is no such cell. Of two programs without impossible cells it is
    their Jaccard (Pieper et al. 2014, doi 10.1016/j.jclinepi.2013.11.007).
    """

    crossings: int
    """N: programs at targets, each once."""
    targets: int
    """r: those that at least one of the programs reaches."""
    programs: int
    """c."""
    impossible: int
    """X: cells of these targets where a program could not be (structural zeros)."""
    corrected: float | None


def covered_area(
    source: object,
    programs: Sequence[str] | Sequence[int] | NDArray[np.integer],
    *,
    impossible: object = None,
) -> CoveredArea:
    """The corrected covered area of a group, with what could not be left out of it.

    `source` is what `find_pairs` takes, `programs` are ids, or row numbers of an incidence.
    `impossible`: the cells where a program could not be, as it was not eligible there or did not
    exist yet; an incidence, or what makes one, of as many programs. For a portfolio, where a
    program is not eligible by the table `eligibility`, unless it is given. A cell that is reached
    all the same counts as reached.

        >>> source = [0, 2, 3], [0, 1, 0]
        >>> covered_area(source, [0, 1]).corrected
        0.5
        >>> covered_area(source, [0, 1], impossible=([0, 0, 1], [1])).corrected
        1.0

    Raises RuleError for a program that is not there or stands twice, and for impossible cells of
    another shape; otherwise as `find_pairs`.
    """
    portfolio, incidence = incidence_of(source)
    ids = ids_of(portfolio)
    members = np.array([position(p, ids, len(incidence)) for p in programs], np.int32)
    if portfolio is not None and impossible is None:
        found = _core.covered_area_in_portfolio(portfolio._core, incidence._core, members)
    else:
        cells = None if impossible is None else incidence_of(impossible)[1]._core
        found = _core.covered_area(incidence._core, members, cells)
    return CoveredArea(*found)
