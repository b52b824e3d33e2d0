"""Which rows of a result concern a unit, a region or a theme, with all that lies below it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from irisan import _core
from irisan.errors import RuleError

if TYPE_CHECKING:
    from irisan.portfolio import Portfolio

Names: TypeAlias = "str | Iterable[str]"
Mask: TypeAlias = "NDArray[np.bool_]"

# What the columns of results name.
_columns = {
    "unit": {"unit": "units", "unit_id": "units", "units": "units"},
    "region": {
        "region": "regions",
        "region_id": "regions",
        "target_id": "targets",
        "target_ids": "targets",
    },
    "theme": {"activity_id": "activities", "theme": "activities"},
}
_interventions = ("first", "second", "program", "programs", "member", "group")


def names_of(given: Names) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def rows_of(
    table: pa.Table, portfolio: "Portfolio | None", asked: dict[str, Names], what: str
) -> Mask:
    """The rows that concern all of what is asked."""
    keeps = np.ones(table.num_rows, dtype=np.bool_)
    for about, given in asked.items():
        names = names_of(given)
        if about == "kind":
            keeps &= _of_kind(table, names, what)
            continue
        if portfolio is None:
            raise ValueError(f"{what} does not know its portfolio, so it has no tree of {about}s")
        keeps &= _about(table, portfolio, about, names, what)
    return keeps


def _of_kind(table: pa.Table, names: list[str], what: str) -> Mask:
    kind = table.schema.field("kind").type if "kind" in table.column_names else None
    if kind is None or not (pa.types.is_dictionary(kind) or pa.types.is_large_string(kind)):
        raise ValueError(f"{what} has no column of kinds")
    column = table["kind"].cast(pa.large_string())
    there = pc.unique(column).drop_null().to_pylist()
    if table.num_rows:
        _look_up("kind", names, there)
    return _mask(pc.is_in(column, value_set=pa.array(names, pa.large_string())))


def _about(
    table: pa.Table, portfolio: "Portfolio", about: str, names: list[str], what: str
) -> Mask:
    below = _below(portfolio, about, names)
    keeps: Mask | None = None
    direct = any(column in _columns[about] for column in table.column_names)
    for column in table.column_names:
        kind = _columns[about].get(column)
        if kind is None and about == "unit" and not direct and column in _interventions:
            kind = _kind_of_program(table[column], portfolio)
        if kind is None:
            continue
        ids = below if kind != "targets" else _targets_in(portfolio, below)
        if kind in ("interventions", "programs"):
            ids = _of_units(getattr(portfolio, kind).to_arrow(), below)
        hit = _holds(table[column], ids)
        keeps = hit if keeps is None else keeps | hit
    if keeps is None:
        raise ValueError(f"{what} has no column of {about}s")
    return keeps


def _kind_of_program(column: pa.ChunkedArray, portfolio: "Portfolio") -> str | None:
    """What a column names, if it names interventions or programs; others hold numbers."""
    texts = _texts(column)
    if texts is None or not len(texts):
        return None
    for kind in ("interventions", "programs"):
        known = getattr(portfolio, kind).to_arrow()["id"].combine_chunks()
        if pc.all(pc.is_in(texts, value_set=known)).as_py():
            return kind
    return None


def _texts(column: pa.ChunkedArray) -> pa.Array | None:
    """The distinct texts of a column of texts or of lists of them; None for other columns."""
    kind = column.type
    if pa.types.is_large_list(kind) or pa.types.is_list(kind):
        return _texts(pc.list_flatten(column))
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
    if not pa.types.is_large_string(column.type):
        return None
    return pc.unique(column).drop_null()


def _holds(column: pa.ChunkedArray, ids: pa.Array) -> Mask:
    """The rows in which one of the ids stands, alone or in a list."""
    kind = column.type
    if pa.types.is_large_list(kind) or pa.types.is_list(kind):
        hit = np.zeros(len(column), dtype=np.bool_)
        rows = np.asarray(pc.list_parent_indices(column))
        hit[rows[_holds(pc.list_flatten(column), ids)]] = True
        return hit
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
    return _mask(pc.is_in(column, value_set=ids))


def _mask(hit: Any) -> Mask:
    array = hit.combine_chunks() if isinstance(hit, pa.ChunkedArray) else hit
    mask: Mask = np.asarray(array.fill_null(False), dtype=np.bool_)
    return mask


def _below(portfolio: "Portfolio", about: str, names: list[str]) -> pa.Array:
    """The ids of what is asked, and of all below it."""
    things = {
        "unit": portfolio.units,
        "region": portfolio.regions,
        "theme": portfolio.activities,
    }[about].to_arrow()
    ids: list[str] = things["id"].to_pylist()
    _look_up(about, names, ids)
    children: dict[str, list[str]] = {}
    for id_, parent in zip(ids, things["parent"].to_pylist(), strict=True):
        if parent is not None:
            children.setdefault(parent, []).append(id_)
    found: list[str] = []
    open_ = list(names)
    seen = set(names)
    while open_:
        id_ = open_.pop()
        found.append(id_)
        for child in children.get(id_, ()):
            if child not in seen:
                seen.add(child)
                open_.append(child)
    return pa.array(found, pa.large_string())


def _targets_in(portfolio: "Portfolio", regions: pa.Array) -> pa.Array:
    targets = portfolio.targets.to_arrow()
    return targets.filter(pc.is_in(targets["region"], value_set=regions))["id"].combine_chunks()


def _of_units(all_of: pa.Table, units: pa.Array) -> pa.Array:
    return all_of.filter(pc.is_in(all_of["unit"], value_set=units))["id"].combine_chunks()


def _look_up(about: str, names: list[str], known: list[str]) -> None:
    there = set(known)
    for name in names:
        if name not in there:
            near = _core.nearest(name, known)
            raise RuleError(
                f"unknown {about} {name!r}" + (f"; the nearest is {near!r}" if near else "")
            )
