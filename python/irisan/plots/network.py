"""Units, programs and targets, and the lines between them."""

from collections import Counter
from typing import TYPE_CHECKING, Literal

from irisan.display import Language
from irisan.errors import RuleError
from irisan.plots.canvas import (
    chosen,
    colours,
    finish,
    ink,
    num,
    paper,
    place_legend,
    quiet,
    short,
    styled,
)
from irisan.plots.places import Register

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_words = {
    "en": {
        "units": "Units",
        "programs": "Programs",
        "target": "Targets",
        "region": "Regions",
        "message": "{name} is reached by most: {k} interventions of {u} units",
        "message_one": "{name} is reached by most: {k} interventions of one unit",
        "message_none": "No {what} is reached by two programs",
        "shown": "Who carries out which program, and whom it reaches; a thicker line means more "
        "deliveries, a larger circle more programs",
        "planned": "planned only",
        "done": "delivered",
        "alt": "{name} is reached by {programs}.",
    },
    "id": {
        "units": "Unit",
        "programs": "Program",
        "target": "Sasaran",
        "region": "Wilayah",
        "message": "{name} paling banyak dijangkau: {k} pelaksanaan program dari {u} unit",
        "message_one": "{name} paling banyak dijangkau: {k} pelaksanaan program dari satu unit",
        "message_none": "Tidak ada {what} yang dijangkau dua program",
        "shown": "Siapa menjalankan program apa, dan siapa yang dijangkau; garis tebal: banyak "
        "kegiatan, lingkaran besar: banyak program",
        "planned": "hanya direncanakan",
        "done": "dilaksanakan",
        "alt": "{name} dijangkau oleh {programs}.",
    },
}


def network(
    source: object,
    *,
    to_the: Literal["target", "region"] = "target",
    region: str | None = None,
    unit: str | None = None,
    program: str | None = None,
    target: str | None = None,
    most: int = 60,
    language: Language | None = None,
) -> "Axes":
    """A small selection as a network: units, their programs, and the targets that these reach.

    `source` is a `Portfolio`, `Tables` or a path. `region` (with all inside it), `unit`, `program`
    and `target` select; `to_the="region"` draws the regions of targets instead of each. Lines that
    are only planned are dashed. The order in each column is that with few crossings (by
    barycentres: Sugiyama, Tagawa, Toda 1981, doi 10.1109/TSMC.1981.4308636).

    Raises RuleError for an unknown region, if nothing is selected, and if there are more than
    `most` names in a column or twice as many lines to targets: a larger network cannot be read.
    """
    to = chosen(language)
    words = _words[to]
    register = Register(source)
    held = register.deliveries("program_id", "target_id", "status")
    inside = register.inside(region) if region is not None else None
    work: Counter[tuple[str, str]] = Counter()
    reach: Counter[tuple[tuple[str, str], str]] = Counter()
    only_planned: set[tuple[tuple[str, str], str]] = set()
    done: set[tuple[tuple[str, str], str]] = set()
    columns = ("program_id", "unit_id", "target_id", "region_id", "status")
    for p, u, t, r, status in zip(*(held[c].to_pylist() for c in columns), strict=True):
        if inside is not None and r not in inside:
            continue
        if (unit is not None and u != unit) or (program is not None and p != program):
            continue
        if target is not None and t != target:
            continue
        end = t if to_the == "target" else r
        if end is None:
            continue
        work[u, p] += 1
        reach[(u, p), end] += 1
        (only_planned if status == "planned" else done).add(((u, p), end))
    if not reach:
        raise RuleError("no delivery is selected")
    only_planned -= done
    units = sorted({u for u, _ in work})
    programs = sorted(work)
    ends = sorted({e for _, e in reach})
    largest = max(len(units), len(programs), len(ends))
    if largest > most or len(reach) > 2 * most:
        raise RuleError(
            f"a network of {len(units)} units, {len(programs)} programs, {len(ends)} {to_the}s "
            f"and {len(reach)} lines between them cannot be read; select by region, unit, program "
            f"or target at most {most} names in a column and {2 * most} lines"
        )
    place: dict[object, float] = {u: i / max(1, len(units) - 1) for i, u in enumerate(units)}
    for _ in range(8):
        programs.sort(
            key=lambda p: (
                _mean([place[p[0]]] + [place.get(e, 0.5) for q, e in reach if q == p]),
                p,
            )
        )
        place |= {p: i / max(1, len(programs) - 1) for i, p in enumerate(programs)}
        ends.sort(key=lambda e: (_mean([place[q] for q, x in reach if x == e]), e))
        place |= {e: i / max(1, len(ends) - 1) for i, e in enumerate(ends)}
        units.sort(key=lambda u: (_mean([place[p] for p in programs if p[0] == u]), u))
        place |= {u: i / max(1, len(units) - 1) for i, u in enumerate(units)}
    return _draw(register, units, programs, ends, work, reach, only_planned, to_the, to, words)


def _draw(
    register: Register,
    units: list[str],
    programs: list[tuple[str, str]],
    ends: list[str],
    work: Counter[tuple[str, str]],
    reach: Counter[tuple[tuple[str, str], str]],
    only_planned: set[tuple[tuple[str, str], str]],
    to_the: Literal["target", "region"],
    to: Language,
    words: dict[str, str],
) -> "Axes":
    unit_names = register.names("units", "unit_id")
    program_names = register.names("programs", "program_id")
    key = "region_id" if to_the == "region" else "target_id"
    end_names = register.names(f"{to_the}s", key)
    rank = Counter(u for u, _ in work.elements())
    colour = colours(sorted(units, key=lambda u: (-rank[u], u)))
    with styled():
        from matplotlib.lines import Line2D

        rows = max(len(units), len(programs), len(ends))
        tall = max(1.8, 0.22 * rows)
        figure = paper(tall + 0.3)
        ax = figure.add_subplot()
        y_of: dict[object, float] = {}
        for held in (units, programs, ends):
            for i, node in enumerate(held):
                y_of[node] = (i + 0.5) * rows / len(held)
        unit_x, program_x, end_x = 0.0, 1.15, 2.5
        heaviest = max(max(reach.values()), 1)
        for u, p in programs:
            _line(ax, (unit_x, y_of[u]), (program_x - 0.03, y_of[u, p]), colour[u], 1.6, False)
        for (node, end), n in sorted(reach.items()):
            wide = 0.6 + 2.4 * (n / heaviest) ** 0.5
            dashed = (node, end) in only_planned
            _line(
                ax,
                (program_x + 0.03, y_of[node]),
                (end_x, y_of[end]),
                colour[node[0]],
                wide,
                dashed,
            )
        white = {"facecolor": "white", "edgecolor": "none", "alpha": 0.82, "pad": 0.8}
        for u in units:
            ax.scatter(unit_x, y_of[u], s=70, color=colour[u], marker="s", lw=0, zorder=3)
            ax.text(
                unit_x - 0.06,
                y_of[u],
                short(unit_names.get(u, u), 26),
                ha="right",
                va="center_baseline",
                size=8,
            )
        for node in programs:
            ax.scatter(program_x, y_of[node], s=44, color=colour[node[0]], lw=0, zorder=3)
            ax.annotate(
                short(program_names.get(node[1], node[1]), 34),
                (program_x, y_of[node]),
                (0, 6),
                textcoords="offset points",
                ha="center",
                va="bottom",
                size=7.5,
                bbox=white,
                zorder=4,
            )
        by = Counter(e for _, e in reach)
        for end in ends:
            ax.scatter(
                end_x,
                y_of[end],
                s=26 + 8 * by[end],
                facecolor="white",
                edgecolor=ink,
                lw=1.2,
                zorder=3,
            )
            ax.text(
                end_x + 0.07,
                y_of[end],
                short(end_names.get(end, end), 30),
                va="center_baseline",
                size=8,
            )
        for x, name, side in (
            (unit_x - 0.06, words["units"], "right"),
            (program_x, words["programs"], "center"),
            (end_x + 0.07, words[to_the], "left"),
        ):
            ax.text(x, -0.9, name, ha=side, weight="bold", size=8.5, color=quiet)
        ax.set_ylim(rows + 0.3, -1.3)
        ax.set_xlim(-1.05, 3.55)
        ax.axis("off")

        top = max(
            sorted(by), key=lambda e: (by[e], sum(n for (_, x), n in reach.items() if x == e))
        )
        met = [q for q, e in reach if e == top]
        message = words["message_none"].format(what=words[to_the].lower())
        if by[top] > 1:
            several = len({u for u, _ in met}) > 1
            message = words["message" if several else "message_one"].format(
                name=end_names.get(top, top),
                k=num(len(met), to),
                u=num(len({u for u, _ in met}), to),
            )
        alt = " ".join(
            words["alt"].format(
                name=end_names.get(e, e),
                programs=", ".join(
                    f"{program_names.get(q[1], q[1])} ({q[0]})" for q, x in sorted(reach) if x == e
                ),
            )
            for e in sorted(by, key=lambda e: (-by[e], e))[:6]
        )
        below = 0.0
        if only_planned:
            below = 0.26
            keys = [
                Line2D([], [], color=quiet, lw=1.6, label=words["done"]),
                Line2D([], [], color=quiet, lw=1.6, ls=(0, (3, 2)), label=words["planned"]),
            ]
            figure.legend(handles=keys, loc="upper left", ncols=2, borderaxespad=0).set_in_layout(
                False
            )
        finish(figure, ax, message=message, shown=words["shown"], alt=alt, below=below)
        if only_planned:
            place_legend(figure)
    return ax


def _line(
    ax: "Axes",
    start: tuple[float, float],
    end: tuple[float, float],
    of: str,
    wide: float,
    dashed: bool,
) -> None:
    """A line that leaves and arrives level, so that many can be told apart."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    middle = (start[0] + end[0]) / 2
    points = [start, (middle, start[1]), (middle, end[1]), end]
    path = Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    ax.add_patch(
        PathPatch(
            path, fill=False, edgecolor=of, lw=wide, alpha=0.75, ls=(0, (3, 2)) if dashed else "-"
        )
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
