"""How results look in a notebook: small tables that a person can read.

Numbers and days are written as in the language of the reader: that of the environment (`LC_ALL`,
`LC_NUMERIC`, `LANG`) unless `set_language` says otherwise.
"""

import datetime
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from irisan.portfolio import Portfolio
    from irisan.report import Report
    from irisan.result import Result
    from irisan.rules import Rules
    from irisan.tables import Tables

Language = Literal["en", "id"]

most_rows = 20
_most_columns = 12
_most_letters = 160
_most_items = 4

# Colours are the page's own, so that light and dark pages both can be read.
_style = (
    "<style>"
    ".irisan{min-width:24em;color:inherit;background:transparent;border-collapse:collapse;font-size:.9em}"
    ".irisan caption{caption-side:top;text-align:left;font-weight:600;padding:.3em .5em;"
    "color:inherit}"
    ".irisan th,.irisan td{color:inherit;background:transparent;text-align:left;"
    "vertical-align:top;padding:.25em .6em;border-bottom:1px solid rgba(128,128,128,.35);"
    "max-width:36em;white-space:normal}"
    ".irisan thead th{border-bottom:2px solid currentColor;vertical-align:bottom}"
    ".irisan .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".irisan .more{opacity:.75;font-style:italic}"
    "@media (prefers-color-scheme:dark){.irisan th,.irisan td"
    "{border-bottom-color:rgba(160,160,160,.45)}}"
    "</style>"
)

_words: dict[str, dict[Language, str]] = {
    "row": {"en": "row", "id": "baris"},
    "rows": {"en": "rows", "id": "baris"},
    "columns": {"en": "columns", "id": "kolom"},
    "more_rows": {"en": "and {n} more", "id": "dan {n} lagi"},
    "more_columns": {"en": "{n} more columns: {names}", "id": "{n} kolom lagi: {names}"},
    "yes": {"en": "yes", "id": "ya"},
    "no": {"en": "no", "id": "tidak"},
    "Portfolio": {"en": "Portfolio", "id": "Portofolio"},
    "Report": {"en": "Report", "id": "Laporan"},
    "Tables": {"en": "Tables", "id": "Tabel"},
    "Rules": {"en": "Rules", "id": "Aturan"},
    "figure": {"en": "figure", "id": "angka"},
    "value": {"en": "value", "id": "nilai"},
    "table": {"en": "table", "id": "tabel"},
    "rule": {"en": "rule", "id": "aturan"},
    "changed": {"en": "differs from the default", "id": "berbeda dari bawaan"},
    "interventions": {"en": "interventions", "id": "pelaksanaan program"},
    "deliveries": {"en": "deliveries", "id": "kegiatan di satu sasaran"},
    "targets": {"en": "targets", "id": "sasaran"},
    "crossings": {"en": "crossings of the two", "id": "persilangan keduanya"},
    "problems": {"en": "repairs and warnings", "id": "perbaikan dan peringatan"},
    "findings": {"en": "findings", "id": "temuan"},
    "pairs": {"en": "pairs that share targets", "id": "pasangan dengan sasaran bersama"},
    "as_of": {"en": "as of", "id": "per tanggal"},
}

_kinds = {
    "overlap": "tumpang tindih",
    "duplication": "kegiatan serupa pada waktu yang sama",
    "double_reporting": "kemungkinan tercatat dua kali",
    "fragmentation": "terbagi tanpa koordinator",
    "undivided_mandate": "tusi belum dibagi",
    "outside_mandate": "dasar tugas belum ditemukan",
    "gap": "kebutuhan belum terlayani",
    "mistargeting": "sasaran perlu ditinjau",
    "redundancy": "dapat dihentikan tanpa mengurangi layanan",
    "crowding": "program menumpuk di satu sasaran",
    "coordination_load": "beban koordinasi pemda",
}

_months = {
    "en": "January February March April May June July August September October November December",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
}

_of_links = (
    "left_id",
    "right_id",
    "left_name",
    "right_name",
    "score",
    "decision",
    "reasons",
    "block",
)

# Results of many columns begin with those that say most; the others are named below.
_first_columns: dict[str, tuple[str, ...]] = {
    "Findings": ("kind", "severity", "status", "sentence", "targets", "value", "ask"),
    "Pairs": (
        "first",
        "second",
        "shared",
        "first_size",
        "second_size",
        "jaccard",
        "containment_first",
        "containment_second",
        "expected_pooled",
        "expected_stratified",
        "ln_q_stratified",
    ),
    "Coverage": (
        "target_id",
        "activity_id",
        "state",
        "score",
        "required",
        "supplied",
        "unmet_least",
        "unmet_most",
        "quantity_unit",
        "may_be_more",
    ),
    "Equity": (
        "activity_id",
        "quantity_unit",
        "assessed",
        "inclusion_error",
        "exclusion_error",
        "coady_grosh_hoddinott",
        "neediest_fifth",
        "concentration",
    ),
    "Links": _of_links,
    "Problems": ("level", "text", "rows", "nearest"),
    "Review": _of_links,
}

_chosen: list[Language] = []


def set_language(language: Language | None) -> None:
    """Shows results in English or Indonesian from now on; None goes by the environment again."""
    if language not in (None, "en", "id"):
        raise ValueError(f"language is 'en' or 'id', not {language!r}")
    _chosen[:] = [] if language is None else [language]


def language() -> Language:
    """The language that results are shown in."""
    if _chosen:
        return _chosen[0]
    for name in ("LC_ALL", "LC_NUMERIC", "LANG"):
        if held := os.environ.get(name, ""):
            return "id" if held.startswith(("id_", "id.")) or held == "id" else "en"
    return "en"


def number(value: float, to: Language | None = None, *, digits: int = 4) -> str:
    """A number as people of the language write it: 1,234.5 or 1.234,5; four digits that count."""
    if isinstance(value, int):
        text = f"{value:,}"
    elif math.isnan(value):
        return "—"
    elif math.isinf(value):
        return "∞" if value > 0 else "−∞"
    else:
        whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
        if value != 0 and abs(value) < 1e-4:
            text = f"{value:.{digits - 1}e}"
        else:
            after = max(0, digits - max(whole, 0 if abs(value) < 1 else 1))
            text = f"{value:,.{after}f}"
            text = text.rstrip("0").rstrip(".") if "." in text else text
    if (to or language()) == "id":
        text = text.translate(str.maketrans(",.", ".,"))
    return text.replace("-", "−") if text.startswith("-") else text


def day(value: datetime.date, to: Language | None = None) -> str:
    """A day in words: 2 March 2023, 2 Maret 2023."""
    return f"{value.day} {_months[to or language()].split()[value.month - 1]} {value.year}"


def cell(value: object, to: Language | None = None) -> str:
    """What stands in a cell, as plain text."""
    to = to or language()
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _words["yes" if value else "no"][to]
    if isinstance(value, int | float):
        return number(value, to)
    if isinstance(value, datetime.date):
        return day(value, to)
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = ", ".join(cell(item, to) for item in value[:_most_items])
        left = len(value) - _most_items
        return f"{items}, {_more('more_rows', left, to)}" if left > 0 else items
    return str(value)


def result_html(result: "Result") -> str:
    """The first rows of a result, with what is left out said below."""
    to = language()
    head = result._first(most_rows)
    asked = [
        name if name in head.column_names else f"{name}_{to}"
        for name in _first_columns.get(type(result).__name__, ())
    ]
    shown = [name for name in asked if name in head.column_names]
    if not shown:
        shown = head.column_names[:_most_columns]
    left = [name for name in result.column_names if name not in shown]
    rows = head.select(shown).to_pylist()
    count = f"{number(len(result), to)} {_words['row' if len(result) == 1 else 'rows'][to]}"
    notes = []
    if len(result) > most_rows:
        notes.append(_more("more_rows", len(result) - most_rows, to))
    if left:
        names = ", ".join(left[:_most_columns]) + (", …" if len(left) > _most_columns else "")
        notes.append(_more("more_columns", len(left), to, names=names))
    return _table(
        f"{type(result).__name__}: {count}", shown, ([row[n] for n in shown] for row in rows), notes
    )


def portfolio_html(portfolio: "Portfolio") -> str:
    """How much of everything a portfolio holds."""
    to = language()
    rows, targets = portfolio.incidence.shape
    figures = {
        "interventions": rows,
        "targets": targets,
        "deliveries": portfolio._core.deliveries,
        "crossings": len(portfolio.incidence.targets),
        "problems": len(portfolio.problems),
    }
    return _figures(_titled("Portfolio", portfolio.title, to), _said(figures, to), to)


def report_html(report: "Report") -> str:
    """How many findings of each kind a report holds, what matters most being the caption."""
    to = language()
    kinds: dict[str, int] = {}
    for kind in report.findings.column("kind"):
        kinds[kind] = kinds.get(kind, 0) + 1
    figures: dict[str, object] = dict(_said({"findings": len(report.findings)}, to))
    for kind, n in sorted(kinds.items(), key=lambda held: (-held[1], held[0])):
        said = _kinds.get(kind, kind) if to == "id" else kind.replace("_", " ")
        figures[f"· {said}"] = n
    figures |= _said({"pairs": len(report.pairs), "problems": len(report.problems)}, to)
    figures |= _said({"as_of": report.as_of}, to)
    return _figures(_titled("Report", report.title, to), figures, to)


def tables_html(tables: "Tables") -> str:
    """The names of tables, with their rows and columns."""
    to = language()
    rows = [[name, t.num_rows, list(t.column_names)] for name, t in tables.items()]
    names = [_words[word][to] for word in ("table", "rows", "columns")]
    return _table(_titled("Tables", tables.title, to), names, rows[:most_rows], ())


def rules_html(rules: "Rules") -> str:
    """The rules that differ from the defaults first."""
    to = language()
    defaults = type(rules)()
    changed = [[name, value, True] for name, value in rules.items() if value != defaults[name]]
    same = [[name, value, False] for name, value in rules.items() if value == defaults[name]]
    rows = changed + same
    notes = [_more("more_rows", len(rows) - most_rows, to)] if len(rows) > most_rows else []
    names = [_words[word][to] for word in ("rule", "value", "changed")]
    return _table(_words["Rules"][to], names, rows[:most_rows], notes)


def _figures(caption: str, figures: Mapping[str, object], to: Language) -> str:
    names = [_words["figure"][to], _words["value"][to]]
    return _table(caption, names, ([name, value] for name, value in figures.items()), ())


def _said(figures: Mapping[str, object], to: Language) -> dict[str, object]:
    return {_words[name][to]: value for name, value in figures.items()}


def _titled(word: str, title: str, to: Language) -> str:
    return f"{_words[word][to]}: {title}" if title else _words[word][to]


def _more(word: str, n: int, to: Language, **rest: str) -> str:
    return _words[word][to].format(n=number(n, to), **rest)


def _table(
    caption: str, names: Sequence[str], rows: Iterable[Sequence[Any]], notes: Sequence[str]
) -> str:
    held = [list(row) for row in rows]
    numeric = [
        any(_is_number(row[i]) for row in held)
        and all(row[i] is None or _is_number(row[i]) for row in held)
        for i in range(len(names))
    ]
    lines = [_style, '<table class="irisan">', f"<caption>{escape(caption)}</caption>"]
    heads = "".join(
        f'<th scope="col"{_class(numeric[i])}>{escape(name)}</th>' for i, name in enumerate(names)
    )
    lines += ["<thead>", f"<tr>{heads}</tr>", "</thead>", "<tbody>"]
    for row in held:
        lines.append("<tr>" + "".join(_td(v, numeric[i]) for i, v in enumerate(row)) + "</tr>")
    lines.append("</tbody>")
    if notes:
        cells = "".join(
            f'<tr><td class="more" colspan="{len(names)}">{escape(note)}</td></tr>'
            for note in notes
        )
        lines.append(f"<tfoot>{cells}</tfoot>")
    return "\n".join([*lines, "</table>"]) + "\n"


def _td(value: object, numeric: bool) -> str:
    text = cell(value)
    if len(text) > _most_letters:
        short = text[: _most_letters - 1].rstrip()
        return f'<td title="{escape(text)}">{escape(short)}…</td>'
    return f"<td{_class(numeric)}>{escape(text)}</td>"


def _class(numeric: bool) -> str:
    return ' class="n"' if numeric else ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | datetime.date) and not isinstance(value, bool)
