"""Covers: the cheapest programs that keep every need met, and what shows it."""

from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from irisan import _core
from irisan._columns import to_table
from irisan.errors import RuleError
from irisan.portfolio import Portfolio
from irisan.result import Result
from irisan.rules import Date, GivenRules, date_text, rules_from
from irisan.tables import PathLike, Tables

Share = float | str | Fraction


class Redundancy(Result):
    """Programs against the recorded needs: which could stop while every need stays met as it is.

    `protected`: it stays by the rules · `alone`: it can go if all others stay; not `kept`: it can
    go at once with all others that are not. `witness_target` and `witness_activity` name a need
    that keeps it. `cost` is money, or deliveries where no cost was recorded. A program that gives
    to no recorded need is not here.
    """


class CoverRows(Result):
    """What is asked for: needs, or elements, and which programs, or sets, give to them.

    `asked`: how many of them, with the reserve; `demand`: as asked, but no more than there are, so
    rows with more asked than demanded cannot be had. `kept`: how many of the kept ones. `price`: of
    one, in parts of the cover's `scale`. `weight`, `missing` and `partial_price` are of the partial
    cover, null without one. A need may have several rows.
    """


class SpareRows(Result):
    """Why what is not kept can go: each of its rows, with what the kept ones still give there.

    `demand` is asked, `kept` is there.
    """


class Cover:
    """Programs, or sets, that are enough, and what shows it; immutable.

    Anybody can check it: each row has as many kept ones as it demands; each kept one has a witness,
    a row that has no more; and no choice costs less than `bound`, the sum of demand times price
    over the rows and of the lesser of 0 and cost times scale less the prices of its rows over all
    (for protected ones that difference even above 0), by scale, rounded up to a multiple of what
    divides all costs.
    """

    def __init__(self, core: _core.Cover) -> None:
        self._core = core

    @cached_property
    def programs(self) -> Redundancy:
        """Each program, or set: whether it is kept, and by which row."""
        return Redundancy(to_table(self._core.programs()))

    @cached_property
    def rows(self) -> CoverRows:
        """Each row: what is asked, what is kept, and its price."""
        return CoverRows(to_table(self._core.rows()))

    @cached_property
    def spare(self) -> SpareRows:
        """The rows of what is not kept."""
        return SpareRows(to_table(self._core.spare()))

    @property
    def short(self) -> CoverRows:
        """Rows that ask for more than there are: they cannot be covered as asked."""
        table = self.rows.to_arrow()
        few = np.asarray(table.column("asked")) > np.asarray(table.column("demand"))
        return CoverRows(table.filter(few))

    @property
    def kept(self) -> list[str]:
        """What is kept, by name; all else can go at once."""
        table = self.programs.to_arrow()
        names: list[str] = table.column("program").filter(table.column("kept")).to_pylist()
        return names

    @property
    def partial(self) -> dict[str, Any] | None:
        """What keeps the share that was asked for: `kept`, `cost`, `bound`, `missing` and more.

        Weights of needs are alike. The bound: that of `rows.partial_price` at this `scale`, less
        `price` times `allowed`. None where all is asked.
        """
        return self._core.partial

    @property
    def cost(self) -> int:
        """Of what is kept: money, or deliveries where no cost is known."""
        return self._core.cost

    @property
    def bound(self) -> int:
        """No choice costs less, as the prices show."""
        return self._core.bound

    @property
    def lower_bound(self) -> int:
        """No choice costs less, by prices or by a search that nobody can recount."""
        return self._core.lower_bound

    @property
    def gap(self) -> int:
        """What might still be saved."""
        return self.cost - self.lower_bound

    @property
    def proven(self) -> bool:
        """No choice is cheaper."""
        return self._core.proven

    @property
    def scale(self) -> int:
        """Parts of a unit of cost in which prices count."""
        return self._core.scale

    def __repr__(self) -> str:
        known = "proven" if self.proven else f"at least {self.lower_bound}"
        return f"<irisan.Cover: {len(self.kept)} kept, cost {self.cost} ({known})>"


def cover(
    source: PathLike | Tables | Portfolio,
    *,
    keep: Iterable[str] | None = None,
    share: Share | None = None,
    reserve: int | None = None,
    rules: GivenRules = None,
    as_of: Date | None = None,
) -> Cover:
    """The cheapest programs found that keep every recorded need met as far as it is met now.

    `keep` names programs that stay in any case; `share` (0.95) also asks what would do if that
    share of the needs stayed met, each counting alike (`partial`); `reserve` asks each need for so
    many programs more than would do. What is None is as the rules say; `rules` and `as_of` as in
    `audit`. Raises InputError and RuleError as that does.

    Caprara, Fischetti and Toth 1999, doi:10.1287/opre.47.5.730, and branch and bound where the rest
    is small.
    """
    portfolio = source if isinstance(source, Portfolio) else Portfolio(source)
    held = rules_from(rules, portfolio._rules_file)
    changes: dict[str, Any] = {}
    if keep is not None:
        changes["redundancy.keep"] = list(keep)
    if share is not None:
        changes["redundancy.share"] = _share(share)
    if reserve is not None:
        changes["redundancy.reserve"] = reserve
    held = held.changed(changes)
    return Cover(_core.cover_needs(portfolio._core, held._core, date_text(as_of)))


def minimal_cover(
    sets: AnyMapping[str, Iterable[str]],
    *,
    cost: AnyMapping[str, int] | None = None,
    demand: int | AnyMapping[str, int] = 1,
    keep: Iterable[str] = (),
    share: Share = 1,
    weight: AnyMapping[str, int] | None = None,
    work: int = 1_700_000_000,
) -> Cover:
    """The cheapest sets found that cover each element as often as it asks: a set multicover.

    `sets` holds the elements of each set by name, `cost` whole numbers (1 where not given),
    `demand` how often an element is to be covered; those that ask for more sets than have them are
    `short`. `keep` names sets that stay. With a `share` below 1, `partial` covers that share of the
    `weight` (1 each). `work` limits the search: about a second for a thousand million. The same
    input gives the same answer. Elements are in the column `target_id` of rows, sets are its
    `programs`.
    """
    names = list(sets)
    asked = {} if isinstance(demand, int) else dict(demand)
    elements = {e: i for i, e in enumerate(asked)}
    set_of: list[int] = []
    element_of: list[int] = []
    for j, members in enumerate(sets.values()):
        for e in members:
            set_of.append(j)
            element_of.append(elements.setdefault(e, len(elements)))
    place = {name: j for j, name in enumerate(names)}
    kept = [_known(name, place, "set") for name in keep]
    for name in cost or {}:
        _known(name, place, "set")
    for e in weight or {}:
        _known(e, elements, "element")
    each = demand if isinstance(demand, int) else 1
    return Cover(
        _core.cover_sets(
            names,
            list(elements),
            np.array([asked.get(e, each) for e in elements], dtype=np.int32),
            np.array([(cost or {}).get(name, 1) for name in names], dtype=np.int64),
            np.array(set_of, dtype=np.int32),
            np.array(element_of, dtype=np.int32),
            np.array(kept, dtype=np.int32),
            _share(share),
            np.array([(weight or {}).get(e, 1) for e in elements], dtype=np.int64),
            work,
        )
    )


def _share(share: Share) -> str:
    return str(share)


def _known(name: str, place: AnyMapping[str, int], what: str) -> int:
    if name not in place:
        near = _core.nearest(name, list(place))
        raise RuleError(f"unknown {what} {name!r}" + (f"; the nearest is {near!r}" if near else ""))
    return place[name]
