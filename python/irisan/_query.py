"""What the searches for pairs have in common: sources, thresholds, owners."""

import inspect
import os
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias, TypedDict, TypeVar, get_type_hints

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from irisan import _core
from irisan.errors import RuleError
from irisan.portfolio import Incidence, Portfolio, contiguous, whole
from irisan.tables import Tables, from_pairs

Threshold: TypeAlias = int | float | str | Fraction | Decimal
Measure = Literal["shared", "jaccard", "containment", "overlap_coefficient", "dice", "cosine"]
Method = Literal["fastest", "counters", "columns", "complements", "bit_rows", "prefix"]
F = TypeVar("F", bound=Callable[..., Any])


class Thresholds(TypedDict, total=False):
    """What a pair must pass to be found, the same in every search; `find_pairs` says what each is.

    A function that takes them does so as `**thresholds: Unpack[Thresholds]`, and `spelled_out`
    shows them one by one to whoever asks for its signature.
    """

    min_shared: int
    min_jaccard: Threshold | None
    min_containment: Threshold | None
    min_dice: Threshold | None
    min_cosine: Threshold | None
    min_overlap_coefficient: Threshold | None


def spelled_out(function: F) -> F:
    """A function whose `**thresholds` stand one by one, with defaults, in its signature."""
    own = inspect.signature(function)
    others = [p for p in own.parameters.values() if p.kind is not p.VAR_KEYWORD]
    first = [p for p in others if p.kind is not p.KEYWORD_ONLY]
    thresholds = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=1 if name == "min_shared" else None,
            annotation=kind,
        )
        for name, kind in get_type_hints(Thresholds).items()
    ]
    shown = [*first, *thresholds, *others[len(first) :]]
    function.__signature__ = own.replace(parameters=shown)  # type: ignore[attr-defined]
    return function


def incidence_of(source: object) -> tuple[Portfolio | None, Incidence]:
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


def portfolio_of(source: object) -> Portfolio:
    """The portfolio of a source that knows more than who reaches whom."""
    if isinstance(source, Portfolio):
        return source
    if isinstance(source, (str, os.PathLike, Tables)):
        return Portfolio(source)
    raise TypeError(f"a portfolio, tables or a path is needed here, not {type(source).__name__}")


def ids_of(portfolio: Portfolio | None) -> pa.Array | None:
    return None if portfolio is None else portfolio._ids


def position(program: str | int, ids: pa.Array | None, rows: int) -> int:
    """The row of an intervention."""
    if ids is None:
        if not isinstance(program, (int, np.integer)):
            raise TypeError(f"an incidence has row numbers, no ids: {program!r}")
        if not 0 <= program < rows:
            raise RuleError(f"program lies from 0 to {rows - 1}, not at {program}")
        return int(program)
    if not isinstance(program, str):
        raise TypeError(f"the id of an intervention is a text, not {program!r}")
    found = int(ids.index(pa.scalar(program, pa.large_string())).as_py())
    if found < 0:
        near = _core.nearest(program, ids.to_pylist())
        raise RuleError(
            f"unknown intervention {program!r}" + (f"; the nearest is {near!r}" if near else "")
        )
    return found


def threshold(given: object) -> tuple[int, int] | str:
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


def narrow(name: str, given: ArrayLike) -> NDArray[np.int32]:
    """Whole numbers that fit into 32 bits; not a copy if they are of 32 bits already."""
    array = whole(name, given)
    if array.dtype != np.int32 and array.size:
        fits = np.iinfo(np.int32)
        for extreme in (array.min(), array.max()):
            if not fits.min <= extreme <= fits.max:
                raise ValueError(f"{name} holds {extreme}, which does not fit into 32 bits")
    return contiguous(array, np.int32)


def owners_of(
    apart: ArrayLike | bool | None, portfolio: Portfolio | None
) -> NDArray[np.int32] | None:
    """The owner of each intervention, if only pairs of different owners are asked for."""
    if apart is None or apart is False:
        return None
    if apart is True:
        if portfolio is None:
            raise TypeError("an incidence knows no units: apart is an array of owners here")
        return portfolio._core.owners()
    return narrow("apart", apart)


def query(
    thresholds: Thresholds, *, intervention: int = -1, owners: NDArray[np.int32] | None = None
) -> _core.PairQuery:
    """The pairs that are asked for; raises TypeError for a keyword that is no threshold."""
    for name in thresholds:
        if name not in Thresholds.__annotations__:
            near = _core.nearest(name, list(Thresholds.__annotations__))
            raise TypeError(
                f"unexpected keyword argument {name!r}"
                + (f"; the nearest is {near!r}" if near else "")
            )
    return _core.PairQuery(
        thresholds.get("min_shared", 1),
        threshold(thresholds.get("min_jaccard")),
        threshold(thresholds.get("min_containment")),
        threshold(thresholds.get("min_dice")),
        threshold(thresholds.get("min_cosine")),
        threshold(thresholds.get("min_overlap_coefficient")),
        intervention,
        owners,
    )


def named(positions: pa.Array, ids: pa.Array | None) -> Any:
    """Interventions by their ids, or as they are if they have none."""
    return positions if ids is None else pa.DictionaryArray.from_arrays(positions, ids)
