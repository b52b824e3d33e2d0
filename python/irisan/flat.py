"""A portfolio from one flat sheet: the tables it lacks are assumed, and the assumptions listed."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from irisan import _core
from irisan._texts import Found
from irisan.errors import RuleError
from irisan.flat_dates import read_dates
from irisan.flat_sheet import read_flat
from irisan.mapping import Mapping, Sheet, holds_counts, map_sheets, with_formats
from irisan.result import Result
from irisan.tables import Tables

# A column of the sheet, several that are joined, or the form of a mapping: {"column": …, "date": …}
Columns: TypeAlias = str | Sequence[str] | AnyMapping[str, Any]

_dates = ("start", "end")
_how = {"date", "group", "decimal", "bare"}
_kinds = {
    "province": ("provinsi", "province", "prov"),
    "city_or_regency": (
        "kabupaten",
        "kota",
        "kab",
        "regency",
        "city",
        "kabupaten/kota",
        "kab/kota",
    ),
    "district": ("kecamatan", "kec", "district"),
}


class Assumptions(Result):
    """What was assumed to make tables of a flat sheet, one row for each assumption.

    `table`, `column`: what it is about, null if all · `text_en`, `text_id`: the assumption as a
    sentence. `print` shows them.
    """

    def __str__(self) -> str:
        return "\n".join(self._table.column("text_en").to_pylist())


def flat_tables(
    sheet: object,
    roles: AnyMapping[str, Columns | None],
    *,
    currency: str,
    money_decimals: int,
) -> tuple[Tables, Mapping, Assumptions]:
    """Tables of a flat sheet, the mapping that made them, and what was assumed."""
    found: list[Found] = []
    given = {role: form for role, form in roles.items() if form is not None}
    read = read_flat(sheet, found, {name for form in given.values() for name in _names(form)})
    header = [column[0] for column in read.columns]
    _look_up(given, header, read.file)
    said: list[tuple[str, str, str, str]] = []
    forms: dict[str, dict[str, Any]] = {}
    read = _with_dates_read(read, given, forms, found)
    plain = _mapping(given, said)
    read = _with_blanks_marked(read, given, said)
    mapping = _as_declared(plain, with_formats(plain._core, read.columns), given, forms)
    _say_formats(plain, mapping, said)
    _doubt_audience(read, given, said)
    tables = map_sheets(
        mapping,
        [read],
        found,
        bare="unit" not in given,
        currency=currency,
        money_decimals=money_decimals,
    )
    _count(tables, given, said)
    columns = list(zip(*said, strict=True)) if said else [(), (), (), ()]
    table = pa.table(
        {
            name: pa.array([text or None for text in column], pa.large_string())
            for name, column in zip(("table", "column", "text_en", "text_id"), columns, strict=True)
        }
    )
    return tables, mapping, Assumptions(table)


def _with_dates_read(
    read: Sheet,
    given: dict[str, Columns],
    forms: dict[str, dict[str, Any]],
    found: list[Found],
) -> Sheet:
    """Columns of dates in several forms become of one, `given` follows; else `forms` has theirs."""
    columns = list(read.columns)
    used = [name for role, form in given.items() for name in _names(form) if role not in _dates]
    for role in _dates:
        form = given.get(role, ())
        names = _names(form)
        if len(names) != 1 or names[0] in used:
            continue
        asked = dict(form) if isinstance(form, AnyMapping) else {"column": names[0]}
        declared = asked.pop("date", "")
        if asked.keys() != {"column"} or not isinstance(declared, str):
            continue  # said in a way that is the mapping's to read or refuse
        at = [column[0] for column in columns].index(names[0])
        made = read_dates(read.columns[at], role, declared, read.file, read.lines)
        columns[at] = made.column
        if made.column is not read.columns[at]:
            found += made.found
            given[role] = names[0]
        elif made.form and not declared:
            forms[role] = {"column": names[0], **made.form}
    return read._replace(columns=columns)


def _as_declared(
    asked: Mapping,
    told: _core.Mapping,
    given: AnyMapping[str, Columns],
    forms: AnyMapping[str, dict[str, Any]],
) -> Mapping:
    """How numbers and dates are written as the values tell; but as it was said, where it was."""
    new = Mapping._of(told).to_dict()
    for table in ("targets", "deliveries"):
        was, block = asked.to_dict()["from"][0][table][0], new["from"][0][table][0]
        for role, form in given.items():
            if role in was and isinstance(form, AnyMapping) and _how & form.keys():
                block[role] = was[role]
        block.update((role, form) for role, form in forms.items() if role in block)
    return Mapping(new, name=told.file)


def _with_blanks_marked(
    read: Sheet, given: AnyMapping[str, Columns], said: list[tuple[str, str, str, str]]
) -> Sheet:
    """Rows without a program or target cannot count: they are left out, and listed."""
    columns = list(read.columns)
    for role, id_ in (("program", "program"), ("target", "sasaran")):
        names = _names(given[role])
        if len(names) > 1:
            continue  # parts that are not there make the whole unknown
        at = [column[0] for column in columns].index(names[0])
        name, codes, offsets, held, code = columns[at]
        blank = codes < 0
        if not blank.any():
            continue
        columns[at] = (
            name,
            np.where(blank, len(offsets) - 1, codes).astype(np.int32),
            np.append(offsets, offsets[-1] + 1),
            np.append(held, np.uint8(ord("-"))),
            code,
        )
        rows = int(blank.sum())
        said.append(
            (
                "deliveries",
                f"{role}_id",
                f"rows in which {name!r} is empty are left out: {rows}",
                f"baris dengan {name!r} ({id_}) kosong tidak dipakai: {rows}",
            )
        )
    return read._replace(columns=columns)


def _look_up(given: AnyMapping[str, Columns], header: list[str], file: str) -> None:
    wrong = []
    for role, form in given.items():
        for name in _names(form):
            if name not in header:
                near = _core.nearest(name, header)
                wrong.append(
                    f"{role}: {file!r} has no column {name!r}"
                    + (f"; the nearest is {near!r}" if near else "")
                )
    if wrong:
        raise RuleError("\n".join(wrong) + f"\nits columns: {', '.join(header)}")


def _names(form: Columns) -> list[str]:
    if isinstance(form, AnyMapping):
        column = form.get("column", ())
        return [column] if isinstance(column, str) else list(column)
    return [form] if isinstance(form, str) else list(form)


def _mapping(given: AnyMapping[str, Columns], said: list[tuple[str, str, str, str]]) -> Mapping:
    def form(role: str) -> Any:
        value = given.get(role)
        return list(value) if isinstance(value, tuple) else value

    def say(table: str, column: str, en: str, id_: str) -> None:
        said.append((table, column, en, id_))

    program, target, unit = form("program"), form("target"), form("unit")
    regions = _names(given["region"]) if "region" in given else []
    blocks: dict[str, list[dict[str, Any]]] = {}

    levels = []
    for depth, name in enumerate(regions, start=1):
        kind = next((k for k, words in _kinds.items() if name.strip().lower() in words), None)
        levels.append(
            {
                "region_id": regions[:depth] if depth > 1 else regions[0],
                "name": name,
                "parent_id": (regions[: depth - 1] if depth > 2 else regions[0])
                if depth > 1
                else None,
                "kind": {"value": kind} if kind else None,
            }
        )
        if kind:
            say(
                "regions",
                "kind",
                f"column {name!r} holds regions of the kind {kind}",
                f"kolom {name!r} berisi wilayah berjenis {kind}",
            )
    region: Any = (regions if len(regions) > 1 else regions[0]) if regions else None
    if not regions and unit is not None:
        levels.append({"region_id": {"value": "all"}, "name": {"value": "all"}})
        region = {"value": "all"}
    if levels:
        blocks["regions"] = levels
    if not regions:
        say(
            "regions",
            "region_id",
            "no column says where a target lies: all lie in one region",
            "tidak ada kolom wilayah: semua sasaran dianggap di satu wilayah",
        )
    if unit is not None:
        blocks["units"] = [{"unit_id": unit, "name": form("unit_name") or unit}]
        say(
            "programs",
            "unit_id",
            "a program belongs to the unit in its rows",
            "program dimiliki oleh unit pada barisnya",
        )
    else:
        say(
            "units",
            "unit_id",
            "no column says who carries a program out: units are not recorded",
            "tidak ada kolom pelaksana: unit tidak tercatat",
        )
    blocks["targets"] = [
        {
            "target_id": target,
            "name": form("target_name"),
            "kind": form("target_kind"),
            "level": form("target_level"),
            "region_id": region,
            "latitude": form("latitude"),
            "longitude": form("longitude"),
        }
    ]
    activity = form("activity")
    if activity is not None:
        blocks["activities"] = [{"activity_id": activity, "name": activity}]
        say(
            "activities",
            "parent_id",
            "each activity is a theme of its own: the sheet has no tree of activities",
            "tiap kegiatan menjadi tema sendiri: lembar ini tidak memuat pohon kegiatan",
        )
    else:
        say(
            "deliveries",
            "activity_id",
            "no column says what is done: deliveries are not told apart by activity",
            "tidak ada kolom jenis kegiatan: kegiatan tidak dibedakan menurut jenis",
        )
    blocks["programs"] = [
        {"program_id": program, "name": form("program_name") or program, "unit_id": unit}
    ]
    if "start" not in given and "end" not in given:
        say(
            "deliveries",
            "start",
            "no column says when: deliveries may have been at any time",
            "tidak ada kolom waktu: kegiatan dapat terjadi kapan saja",
        )
    elif "end" not in given:
        say(
            "deliveries",
            "end",
            "no column says when a delivery ended: its end is not known",
            "tidak ada kolom tanggal selesai: akhir kegiatan tidak diketahui",
        )
    if "status" not in given:
        say(
            "deliveries",
            "status",
            "every row is a delivery that counts: no column says planned, done or cancelled",
            "semua baris dihitung: tidak ada kolom status rencana, selesai, atau batal",
        )
    blocks["deliveries"] = [
        {
            "program_id": program,
            "target_id": target,
            "unit_id": unit,
            "activity_id": activity,
            **{
                name: form(name)
                for name in (
                    "audience",
                    "channel",
                    "start",
                    "end",
                    "quantity",
                    "quantity_unit",
                    "participants",
                    "cost",
                    "status",
                    "reported_by",
                )
            },
        }
    ]
    return Mapping({"from": [dict(blocks)]}, name="from_flat")


def _say_formats(before: Mapping, after: Mapping, said: list[tuple[str, str, str, str]]) -> None:
    """The forms of numbers and dates that were told from the values."""
    old, new = before.to_dict()["from"][0], after.to_dict()["from"][0]
    for table, blocks in new.items():
        if not isinstance(blocks, list):
            continue
        for was, block in zip(old[table], blocks, strict=True):
            for column, form in block.items():
                if form == was[column] or not isinstance(form, dict):
                    continue
                known = was[column] if isinstance(was[column], dict) else {}
                how = ", ".join(
                    f"{k} {v!r}" for k, v in form.items() if k != "column" and known.get(k) != v
                )
                if how:
                    said.append(
                        (
                            table,
                            column,
                            f"{form['column']!r} is written as its values show: {how}",
                            f"{form['column']!r} ditulis seperti terlihat pada isinya: {how}",
                        )
                    )


def _doubt_audience(
    read: Sheet, given: AnyMapping[str, Columns], said: list[tuple[str, str, str, str]]
) -> None:
    """Sheets head who took part and how many by one word: what was asked for is done, and told."""
    names = _names(given.get("audience", ()))
    if len(names) == 1 and holds_counts(read.columns, names[0]):
        said.append(
            (
                "deliveries",
                "audience",
                f"{names[0]!r} is read as who took part, and holds only numbers: if they are how "
                f"many, give participants={names[0]!r} instead",
                f"{names[0]!r} dibaca sebagai siapa pesertanya, padahal hanya berisi angka: jika "
                f"itu jumlah orang, berikan participants={names[0]!r}",
            )
        )


def _count(
    tables: Tables, given: AnyMapping[str, Columns], said: list[tuple[str, str, str, str]]
) -> None:
    for table, role, en, id_ in (
        ("targets", "target", "target", "sasaran"),
        ("programs", "program", "program", "program"),
        ("units", "unit", "unit", "unit"),
    ):
        if role in given and table in tables:
            names = " | ".join(_names(given[role]))
            rows = tables[table].num_rows
            said.append(
                (
                    table,
                    "",
                    f"each value of {names!r} is one {en}: {rows}",
                    f"tiap isi {names!r} adalah satu {id_}: {rows}",
                )
            )
