"""Rows of a list that is to be linked, read from any table."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from irisan._frames import as_arrow
from irisan.errors import InputError
from irisan.link_tables import texts, written_otherwise
from irisan.names import NameForm, NameForms, cleaned, known_id

Roles = str | Mapping[str, str | tuple[str | None, str | None]] | None
_roles = ("key", "id", "name", "region", "level")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of a list; rows that do not differ in any of these are one.

    `key` names the row in the result: its own key, else its id, else its name. `region` and `level`
    are in normal form, None where they are not known.
    """

    key: str
    id: str | None
    name: str | None
    region: str | None
    level: str | None
    form: NameForm
    region_words: frozenset[str]

    @property
    def block(self) -> tuple[str | None, str | None]:
        return self.region, self.level


def read_rows(
    left: object, right: object, by: Roles, forms: NameForms, synonyms: Mapping[str, str]
) -> tuple[list[Row], list[Row], dict[str, str]]:
    """Both lists, each sorted by key; and the left names that are not written in clean form."""
    tables = as_arrow(left), as_arrow(right)
    columns = _columns(tables, by)
    same = {forms(v).text: w for v, w in synonyms.items()}
    named = columns.get("name", (None, None))[0]
    return (
        _rows("left", tables[0], {k: c[0] for k, c in columns.items()}, forms, same),
        _rows("right", tables[1], {k: c[1] for k, c in columns.items()}, forms, same),
        {} if named is None else written_otherwise(texts(tables[0].column(named))),
    )


def _columns(
    tables: tuple[pa.Table, pa.Table], by: Roles
) -> dict[str, tuple[str | None, str | None]]:
    if by is None:
        has = [set(t.column_names) for t in tables]
        by = {role: role for role in _roles if role in has[0] & has[1]}
        # Ids of one list name its rows in the result.
        for role in ("key", "id"):
            if role not in by and role in has[0] | has[1]:
                by[role] = (role, None) if role in has[0] else (None, role)
    if isinstance(by, str):
        by = {"name": by}
    made = {}
    for role, names in by.items():
        if role not in _roles:
            raise InputError(f"by: unknown {role!r}; there are {', '.join(_roles)}")
        pair = (names, names) if isinstance(names, str) else tuple(names)
        if len(pair) != 2:
            raise InputError(f"by, {role}: {names!r} is not one column, or one of each list")
        for side, table, name in zip(("left", "right"), tables, pair, strict=True):
            if name is not None and name not in table.column_names:
                there = ", ".join(table.column_names)
                raise InputError(f"{side}: no column {name!r}; there are {there}")
        made[role] = (pair[0], pair[1])
    if not any(all(made.get(role, (None, None))) for role in ("id", "name")):
        raise InputError("both lists need a column of ids, or both one of names")
    return made


def _rows(
    side: str,
    table: pa.Table,
    columns: Mapping[str, str | None],
    forms: NameForms,
    synonyms: Mapping[str, str],
) -> list[Row]:
    cells = {
        role: [None] * table.num_rows
        if (name := columns.get(role)) is None
        else texts(table.column(name))
        for role in _roles
    }
    of_region: dict[str | None, tuple[str | None, frozenset[str]]] = {None: (None, frozenset())}
    of_name: dict[str | None, NameForm] = {None: forms("")}
    seen: dict[tuple[str | None, ...], int] = {}
    for number, given in enumerate(zip(*(cells[role] for role in _roles), strict=True), 1):
        key, ident, name, region, level = (cleaned(t or "") or None for t in given)
        seen.setdefault((key, known_id(ident), name, region, level), number)
    names: dict[str | None, int] = {}
    for _, ident, name, _, _ in seen:
        names[name] = names.get(name, 0) + (ident is None)
    rows = []
    numbers: dict[str, int] = {}
    for (key, ident, name, region, level), number in seen.items():
        if name is None and ident is None:
            continue
        if name is not None and name not in of_name:
            form = forms(name)
            of_name[name] = forms(synonyms[form.text]) if form.text in synonyms else form
        if region not in of_region:
            of_region[region] = _region(region or "", forms, synonyms)
        form = of_name[name]
        fine = (region, level) if names[name] > 1 else ()
        called = key or ident or ", ".join(t for t in (name, *fine) if t)
        if key is not None and numbers.setdefault(key, number) != number:
            where = f"{side}, row {number}, column {columns['key']}"
            raise InputError(f"{where}: {key!r} stands in row {numbers[key]} already")
        said = (forms(level).kind or forms(level).text) if level else form.kind
        rows.append(
            Row(called, ident, name, of_region[region][0], said or None, form, of_region[region][1])
        )
    return sorted(rows, key=lambda r: (r.key, r.name or "", r.region or "", r.level or ""))


def _region(
    text: str, forms: NameForms, synonyms: Mapping[str, str]
) -> tuple[str | None, frozenset[str]]:
    """A region as it is compared, run together: Muko-muko, Labuhan Batu. Without its kind: `?`."""
    form = forms(text)
    if form.text in synonyms:
        form = forms(synonyms[form.text])
    words = [w for w in form.words if w not in form.filler]
    run = "".join((*words, *form.apart, *map(str, form.numbers)))
    if not run:
        return None, frozenset()
    return f"{form.kind or '?'} {run}", frozenset((*form.words, *form.apart))
