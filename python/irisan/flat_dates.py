"""Dates of a flat sheet in mixed forms: each read that is certain, those that are not named."""

import datetime
import re
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from irisan._columns import EncodedColumn
from irisan._texts import Found
from irisan.names import cleaned

Order: TypeAlias = Literal["day first", "month first"]

# What the gate reads by itself.
_by_itself = r"^\s*[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}(?:[T ][0-9:.,+\-TZ ]*)?)?)?\s*$"
_time = re.compile(r"[T\s,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*wi(?:b|ta|t))?$", re.IGNORECASE)
_parts = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
_year_first = re.compile(r"(\d{4})([/.-])(\d{1,2})(?:\2(\d{1,2}))?")
_month_of_year = re.compile(r"(\d{1,2})[/.-](\d{4})")
_in_words = (
    re.compile(r"(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s/.,-]*)?(?P<m>[a-z]+)[\s/.,-]*(?P<y>\d{4})"),
    re.compile(r"(?P<d>\d{1,2})[\s/.-]+(?P<m>[a-z]+)[\s/.,-]+'?(?P<y>\d{2})"),
    re.compile(r"(?P<m>[a-z]+)[\s.]+(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s,]+(?P<y>\d{4})"),
)
_weekday = re.compile(
    r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[\s,]+"
)
_months = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari pebruari february feb peb",
            "maret march mar mrt",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agust agu agt ags aug",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        1,
    )
    for name in names.split()
}
_declared = re.compile(r"%([dm])([/.-])%([dm])\2%([Yy])")
# The forms that a mapping's guess knows; a column in one of them keeps it, so that the mapping
# reads the next sheet too.
_of_mappings = {
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%d/%m/%y",
}
_orders: dict[str, Order] = {"d": "day first", "m": "month first"}
_said = {
    "day first": (", day first", ", hari di depan"),
    "month first": (", month first", ", bulan di depan"),
    "certain": ("", ""),
}
_most_lines = 20


class Written(NamedTuple):
    """One text as a date: how it is written, and each way to read it."""

    how: str
    read: dict[str, str]
    # Whether one part can only be a day.
    decides: bool


@dataclass
class FlatDates:
    """A column of dates as the gate reads it, its form for the mapping, and what was found."""

    column: EncodedColumn
    form: dict[str, str]
    found: list[Found] = field(default_factory=list)


def written(text: str) -> Written | None:
    """How a text is written as a date; None if it is none, or none but the gate's own form."""
    plain = _weekday.sub("", cleaned(text).lower(), count=1)
    plain = _time.sub("", plain)
    if parts := _parts.fullmatch(plain):
        a, mark, b, year = parts.groups()
        whole = int(year) if len(year) == 4 else 2000 + int(year)
        read: dict[str, str] = {}
        for order, day, month in (("day first", a, b), ("month first", b, a)):
            # Nobody puts the month first between dots.
            if (order == "day first" or mark != ".") and (it := _day(whole, month, day)):
                read[order] = it
        y = "Y" if len(year) == 4 else "y"
        return Written(mark + y, read, max(int(a), int(b)) > 12) if read else None
    if parts := _year_first.fullmatch(plain):
        return _certain("year first", parts[1], parts[3], parts[4])
    if parts := _month_of_year.fullmatch(plain):
        return _certain("month and year", parts[2], parts[1], None)
    for form in _in_words:
        if (parts := form.fullmatch(plain)) and parts["m"] in _months:
            year = parts["y"] if len(parts["y"]) == 4 else f"20{parts['y']}"
            return _certain("in words", year, str(_months[parts["m"]]), parts["d"])
    return None


def _certain(how: str, year: str, month: str, day: str | None) -> Written | None:
    read = _day(int(year), month, day)
    return Written(how, {"certain": read}, False) if read else None


def _day(year: int, month: str, day: str | None) -> str | None:
    try:
        made = datetime.date(year, int(month), int(day or 1)).isoformat()
    except ValueError:
        return None
    return made if day else made[:7]


def read_dates(
    column: EncodedColumn, role: str, declared: str, file: str, lines: NDArray[np.int64]
) -> FlatDates:
    """Makes a column of dates in several forms one in the gate's own; leaves one of one form.

    Whether the day or the month stands first is decided by `declared`, a form such as `%d/%m/%Y`,
    or else by the column's own days after the 12th. What is not decided is one error with its rows;
    what cannot be read at all is left to the gate. `lines` of the rows, empty if counted from 1.
    """
    form: dict[str, str] = {"date": declared} if declared else {}
    kept = FlatDates(column, form)
    stated = _declared.fullmatch(declared)
    # Of other forms the order is no question.
    if declared and (stated is None or stated[1] == stated[3] or stated[1] + stated[2] == "m."):
        return kept
    name, codes, offsets, held, _ = column
    texts = pa.LargeStringArray.from_buffers(
        len(offsets) - 1, pa.py_buffer(np.ascontiguousarray(offsets)), pa.py_buffer(held)
    )
    rows_of = np.bincount(codes[codes >= 0], minlength=len(texts))
    plain = np.asarray(pc.match_substring_regex(texts, _by_itself))
    others = {
        int(c): made
        for c in np.flatnonzero((rows_of > 0) & ~plain)
        if (made := written(texts[c].as_py())) is not None
    }
    orders = {order for w in others.values() if w.decides for order in w.read}
    if stated:
        orders = {_orders[stated[1]]}
        # What is written with its mark and can only be read against the form is no date.
        mark = stated[2]
        others = {c: w for c, w in others.items() if orders & w.read.keys() or w.how[0] != mark}
    if not others:
        return kept
    order = next(iter(orders)) if len(orders) == 1 else None
    hows = {w.how for w in others.values()}
    if order and len(hows) == 1 and not rows_of[plain].any():
        one = _form(order, next(iter(hows)), [texts[c].as_py() for c in others])
        if one in _of_mappings or (one and one == declared):
            return FlatDates(column, {"date": one})
    now: list[str | None] = texts.to_pylist()
    groups: dict[tuple[str, str], list[int]] = {}
    doubtful: list[int] = []
    for c, w in others.items():
        if len(set(w.read.values())) > 1 and order is None:
            doubtful.append(c)
            now[c] = None
            continue
        by = order if order in w.read else next(iter(w.read))
        now[c] = w.read[by]
        groups.setdefault((w.how, by), []).append(c)
    found = []

    def say(level: str, of: list[int], en: str, id_: str) -> None:
        at = np.flatnonzero(np.isin(codes, of))
        named = (lines[at] if len(lines) else at + 1)[:_most_lines].tolist()
        value = texts[_first(codes, of)].as_py()
        found.append((level, "deliveries", file, named[0], role, value, en, id_, len(at), named))

    for (_, by), of in groups.items():
        c = _first(codes, of)
        en, id_ = _said[by]
        text = texts[c].as_py()
        say(
            "repair",
            of,
            f"{text!r} is read as {now[c]}{en}",
            f"{text!r} dibaca sebagai {now[c]}{id_}",
        )
    if doubtful:
        c = _first(codes, doubtful)
        text = texts[c].as_py()
        one, other = others[c].read.values()
        en, id_ = _why_doubtful(name, others, orders, codes, texts)
        form_of = _form("day first", others[c].how, [])
        how = f"{role}={{'column': {name!r}, 'date': {form_of!r}}}"
        say(
            "error",
            doubtful,
            f"{text!r} may be {one} or {other}, and {en}; say which stands first, as in {how}",
            f"{text!r} dapat berarti {one} atau {other}, dan {id_}; nyatakan mana yang di depan, "
            f"misalnya {how}",
        )
    return FlatDates(_encoded(column, now), {}, found)


def _why_doubtful(
    name: str, others: dict[int, Written], orders: set[str], codes: NDArray[np.int32], texts: Any
) -> tuple[str, str]:
    """Why nothing decides: no row does, or one does for either order."""
    if not orders:
        return f"no row of {name!r} decides", f"tidak ada baris {name!r} yang memutuskan"
    only = {c: next(iter(w.read)) for c, w in others.items() if w.decides}
    ends = [_first(codes, [c for c in only if only[c] == by]) for by in sorted(orders)]
    both = ", ".join(repr(texts[c].as_py()) for c in ends)
    return f"{name!r} holds both orders: {both}", f"{name!r} memuat kedua urutan: {both}"


def _first(codes: NDArray[np.int32], of: list[int]) -> int:
    """Of some texts the one that stands first in the column."""
    return int(codes[np.isin(codes, of)][0])


def _form(order: Order | str, how: str, texts: list[Any]) -> str:
    """The form of a mapping in which texts are written; empty if they are not in one."""
    if how[0] not in "/.-" or any(not _parts.fullmatch(text.strip()) for text in texts):
        return ""
    first, second = ("d", "m") if order == "day first" else ("m", "d")
    return f"%{first}{how[0]}%{second}{how[0]}%{how[1]}"


def _encoded(column: EncodedColumn, texts: list[str | None]) -> EncodedColumn:
    """The column with other texts, each distinct one once; None where nothing is known."""
    name, codes, _, _, code = column
    number: dict[str, int] = {}
    to = [-1 if t is None else number.setdefault(t, len(number)) for t in texts]
    made = pa.array(number, pa.large_string())
    _, offsets, held = made.buffers()
    return (
        name,
        np.array([*to, -1], np.int32)[codes],
        np.frombuffer(offsets, np.int64)[: len(made) + 1] if number else np.zeros(1, np.int64),
        np.frombuffer(held, np.uint8) if held is not None else np.zeros(0, np.uint8),
        code,
    )
