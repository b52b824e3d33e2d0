"""What happens when at a target, or in a region."""

import calendar
import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from irisan.display import Language, day
from irisan.errors import RuleError
from irisan.plots.canvas import (
    chosen,
    colours,
    faint,
    finish,
    num,
    paper,
    place_legend,
    planned_hatch,
    quiet,
    short,
    styled,
)
from irisan.plots.places import Register, days

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_most_bars = 60

_words = {
    "en": {
        "bars": "Deliveries, each from its first to its last day",
        "counts": "Deliveries that begin in each month, each row on its own scale; the number is "
        "the most in a month",
        "message": "{n} deliveries of {programs} programs by {units} units {where}; "
        "most begin in {month} ({k})",
        "at": "at {name}",
        "in": "in {name}",
        "everywhere": "in all regions",
        "planned": "planned",
        "pale": "A pale end is not known to the day.",
        "undated": "{n} deliveries without a date are not drawn.",
        "more": "… and {n} more interventions with fewer deliveries.",
        "alt": "{who}: {n} deliveries from {start} to {end}.",
        "others": "other units",
    },
    "id": {
        "bars": "Kegiatan, masing-masing dari hari pertama sampai hari terakhir",
        "counts": "Kegiatan yang mulai pada tiap bulan, tiap baris dengan skala sendiri; angka: "
        "yang terbanyak dalam sebulan",
        "message": "{n} kegiatan dari {programs} program oleh {units} unit {where}; "
        "terbanyak mulai pada {month} ({k})",
        "at": "di {name}",
        "in": "di {name}",
        "everywhere": "di semua wilayah",
        "planned": "direncanakan",
        "pale": "Ujung yang pucat tidak diketahui harinya.",
        "undated": "{n} kegiatan tanpa tanggal tidak digambar.",
        "more": "… dan {n} pelaksanaan program lagi dengan kegiatan yang lebih sedikit.",
        "alt": "{who}: {n} kegiatan dari {start} sampai {end}.",
        "others": "unit lain",
    },
}

_Delivery = tuple[datetime.date, datetime.date, datetime.date, datetime.date, bool]


def timeline(
    source: object,
    *,
    target: str | None = None,
    region: str | None = None,
    top: int = 18,
    language: Language | None = None,
) -> "Axes":
    """Deliveries over time, a row for each intervention, at a target, in a region, or everywhere.

    `source` is a `Portfolio`, `Tables` or a path. Few deliveries are drawn one by one, from the
    first to the last day; where a date is known to the month or the year only, what it may be is
    pale. Many are counted by the month in which they may begin earliest. Planned ones are hatched.
    The colour is the unit's. `top` interventions with most deliveries are drawn.

    Raises RuleError for an unknown target or region, for both at once, and if no delivery has a
    date.
    """
    to = chosen(language)
    words = _words[to]
    if target is not None and region is not None:
        raise RuleError("a timeline is of a target or of a region, not of both")
    register = Register(source)
    held = register.deliveries("program_id", "target_id", "start", "end", "status")
    where = words["everywhere"]
    regions = None
    if target is not None:
        names = register.names("targets", "target_id")
        if target not in names:
            raise RuleError(f"unknown target {target!r}")
        where = words["at"].format(name=names[target])
    if region is not None:
        regions = register.inside(region)
        where = words["in"].format(name=register.names("regions", "region_id")[region])

    rows: dict[tuple[str, str], list[_Delivery]] = {}
    undated = 0
    columns = ("program_id", "unit_id", "target_id", "region_id", "start", "end", "status")
    for program, unit, at, inside, start, end, status in zip(
        *(held[c].to_pylist() for c in columns), strict=True
    ):
        if (target is not None and at != target) or (regions is not None and inside not in regions):
            continue
        first, last = days(start), days(end)
        if first is None:
            undated += 1
            continue
        last = last or first
        rows.setdefault((program, unit), []).append((*first, *last, status == "planned"))
    if not rows:
        raise RuleError(f"no delivery has a date in {region or target or 'these tables'}")
    order = sorted(rows, key=lambda row: (-len(rows[row]), row))
    drawn = sorted(order[:top], key=lambda row: (min(d[0] for d in rows[row]), row))
    everything = [d for row in rows.values() for d in row]
    months = [(d[0].year, d[0].month) for d in everything]
    busiest = max(sorted(set(months)), key=months.count)
    one_by_one = sum(len(rows[row]) for row in drawn) <= _most_bars
    units = sorted(
        {u for _, u in drawn}, key=lambda u: -sum(len(rows[r]) for r in drawn if r[1] == u)
    )
    colour = colours(units)
    unit_names = register.names("units", "unit_id")
    program_names = register.names("programs", "program_id")

    with styled():
        lanes = [_lanes(rows[row]) if one_by_one else [] for row in drawn]
        heights = [max(1, max(lane) + 1) * 0.2 + 0.14 if lane else 0.42 for lane in lanes]
        figure = paper(sum(heights) + 0.35)
        ax = figure.add_subplot()
        top_of = 0.0
        ticks = []
        any_planned = any(d[4] for row in drawn for d in rows[row])
        pale = False
        for row, lane, height in zip(drawn, lanes, heights, strict=True):
            of = colour[row[1]]
            ax.axhline(top_of + height, color=faint, lw=0.8, zorder=0)
            ticks.append(top_of + height / 2)
            if one_by_one:
                for (a, b, c, d, planned), k in zip(rows[row], lane, strict=True):
                    y = top_of + 0.07 + 0.2 * k
                    begin, end = _at(a), _at(d) + 1
                    sure, until = _at(b), _at(c) + 1
                    face = "white" if planned else of
                    kind: Any = {"hatch": planned_hatch if planned else None, "edgecolor": of}
                    if (a, c) != (b, d):
                        pale = True
                        ax.broken_barh(
                            [(begin, end - begin)], (y, 0.15), facecolor=of, alpha=0.3, lw=0
                        )
                    if until > sure:
                        wide = max(until - sure, 1.0)
                        ax.broken_barh([(sure, wide)], (y, 0.15), facecolor=face, lw=0.8, **kind)
            else:
                _count_bars(ax, rows[row], of, top_of, height, to)
            top_of += height
        ax.set_ylim(top_of, 0)
        labels = []
        for program, unit in drawn:
            name = program_names.get(program, program)
            labels.append(f"{short(name, 36)}\n{short(unit_names.get(unit, unit), 40)}")
        if one_by_one:
            labels = [short(program_names.get(p, p), 40) for p, _ in drawn]
        ax.set_yticks(ticks, labels, size=8 if one_by_one else 7.5, linespacing=1.15)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        first_day = min(d[0] for row in drawn for d in rows[row])
        last_day = max(d[3] for row in drawn for d in rows[row])
        months_long = (last_day.year - first_day.year) * 12 + last_day.month - first_day.month + 1
        _month_axis(ax, first_day, last_day, months_long, to)

        from matplotlib.patches import Patch

        keys = [
            Patch(facecolor=colour[u], label=short(unit_names.get(u, u), 44)) for u in units[:7]
        ]
        if len(units) > 7:
            keys.append(Patch(facecolor="#999999", label=words["others"]))
        if any_planned:
            keys.append(
                Patch(
                    facecolor="white", edgecolor=quiet, hatch=planned_hatch, label=words["planned"]
                )
            )
        columns_of_keys = 2 if len(keys) > 1 else 1
        line_count = -(-len(keys) // columns_of_keys)
        below = 0.2 * line_count + 0.06
        legend = figure.legend(
            handles=keys, loc="upper left", ncols=columns_of_keys, borderaxespad=0, handlelength=1.6
        )
        legend.set_in_layout(False)
        month = day(datetime.date(busiest[0], busiest[1], 1), to).split(" ", 1)[1]
        message = words["message"].format(
            n=num(len(everything), to),
            programs=num(len({p for p, _ in rows}), to),
            units=num(len({u for _, u in rows}), to),
            where=where,
            month=month,
            k=num(months.count(busiest), to),
        )
        notes = []
        if len(rows) > len(drawn):
            notes.append(words["more"].format(n=num(len(rows) - len(drawn), to)))
        if pale:
            notes.append(words["pale"])
        if undated:
            notes.append(words["undated"].format(n=num(undated, to)))
        alt = " ".join(
            words["alt"].format(
                who=f"{program_names.get(r[0], r[0])} ({unit_names.get(r[1], r[1])})",
                n=num(len(rows[r]), to),
                start=day(min(d[0] for d in rows[r]), to),
                end=day(max(d[3] for d in rows[r]), to),
            )
            for r in drawn[:8]
        )
        finish(
            figure,
            ax,
            message=message,
            shown=words["bars" if one_by_one else "counts"],
            notes=notes,
            alt=alt,
            below=below,
        )
        place_legend(figure)
    return ax


def _at(day: datetime.date) -> float:
    """Where a day is on the axis, as matplotlib counts: days since 1970."""
    return float(day.toordinal() - datetime.date(1970, 1, 1).toordinal())


def _lanes(deliveries: list[_Delivery]) -> list[int]:
    """A lane for each delivery, so that none lies over another."""
    deliveries.sort()
    free: list[datetime.date] = []
    lanes = []
    for begin, _, _, end, _ in deliveries:
        lane = next((i for i, until in enumerate(free) if until < begin), len(free))
        if lane == len(free):
            free.append(end)
        free[lane] = end
        lanes.append(lane)
    return lanes


def _count_bars(
    ax: "Axes", deliveries: Sequence[_Delivery], of: str, top: float, height: float, to: Language
) -> None:

    done: dict[datetime.date, list[int]] = {}
    for first, _, _, _, planned in deliveries:
        done.setdefault(first.replace(day=1), [0, 0])[planned] += 1
    most = max(sum(n) for n in done.values())
    room = height - 0.14
    for month, (did, plan) in sorted(done.items()):
        begin = _at(month) + 1.5
        wide = calendar.monthrange(month.year, month.month)[1] - 3
        base = top + height
        for n, planned in ((did, False), (plan, True)):
            if n:
                tall = room * n / most
                ax.bar(
                    begin,
                    -tall,
                    width=wide,
                    bottom=base,
                    align="edge",
                    facecolor="white" if planned else of,
                    edgecolor=of,
                    lw=0.8,
                    hatch=planned_hatch if planned else None,
                )
                base -= tall
    peak = max(sorted(done), key=lambda m: sum(done[m]))
    ax.annotate(
        num(most, to),
        (_at(peak) + 15, top + height - room),
        (0, 0.5),
        textcoords="offset points",
        ha="center",
        va="bottom",
        size=7,
        color=quiet,
    )


def _month_axis(
    ax: "Axes", first: datetime.date, last: datetime.date, months: int, to: Language
) -> None:

    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120) if months / s <= 13 or s == 120)
    at, labels = [], []
    year, month = first.year, first.month
    shown: int | None = None
    for k in range(months + 1):
        y, m = year + (month - 1 + k) // 12, (month - 1 + k) % 12 + 1
        if (m - 1) % min(step, 12) or (step > 12 and y % (step // 12)):
            continue
        at.append(_at(datetime.date(y, m, 1)))
        name = day(datetime.date(y, m, 1), to).split()[1][:3]
        text = str(y) if step >= 12 else name if y == shown else f"{name}\n{y}"
        labels.append(text)
        shown = y
    ax.set_xticks(at, labels, ha="left", size=8)
    begin = _at(first.replace(day=1))
    end = _at(last.replace(day=calendar.monthrange(last.year, last.month)[1])) + 1
    ax.set_xlim(begin, max(end, begin + 28) + (end - begin) * 0.01)
    ax.grid(axis="x", color=faint, lw=0.6, zorder=0)
    ax.set_axisbelow(True)
