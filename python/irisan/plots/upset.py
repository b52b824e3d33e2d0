"""Who shares targets with whom, beyond two: an UpSet plot."""

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

from irisan._query import ids_of, incidence_of
from irisan.display import Language
from irisan.errors import RuleError
from irisan.plots.canvas import (
    accent,
    chosen,
    faint,
    finish,
    ink,
    main,
    num,
    palette,
    paper,
    place_legend,
    short,
    spoken,
    styled,
)
from irisan.shared_groups import Groups, groups

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Count = Literal["inclusive", "exclusive"]

_words = {
    "en": {
        "inclusive": "inclusive: targets of all of these, whoever else is there",
        "exclusive": "exclusive: targets of exactly these and of no other",
        "message": "{who} share {n} targets; {e} would be expected by chance",
        "message_exclusive": "{n} targets are reached by exactly {who}",
        "shown": "Targets that interventions share, and the targets that each reaches",
        "expected": "expected by chance",
        "sure": "more than chance (p < {alpha})",
        "sure_inclusive": "all of these, whoever else is there: more than chance (p < {alpha})",
        "more": "and {groups} more groups, {sets} more interventions",
        "truncated": "The search ended at its limit of groups: there are more.",
        "p": "p is of each group by itself (every program draws its targets from all {n}), not "
        "adjusted for how many groups there are.",
        "sizes": "targets reached",
        "bars": "shared targets",
        "alt": "{who}: {shared} shared, {exclusive} of them by no other, {e} expected.",
        "and": " and ",
    },
    "id": {
        "inclusive": "inklusif: sasaran semua yang disebut, siapa pun lainnya di sana",
        "exclusive": "eksklusif: sasaran tepat yang disebut dan tidak yang lain",
        "message": "{who} memiliki {n} sasaran bersama; bila acak diperkirakan {e}",
        "message_exclusive": "{n} sasaran dijangkau tepat oleh {who}",
        "shown": "Irisan sasaran antarpelaksanaan program, dan jangkauan masing-masing",
        "expected": "diperkirakan bila acak",
        "sure": "lebih dari kebetulan (p < {alpha})",
        "sure_inclusive": "semua yang disebut, siapa pun lainnya di sana: lebih dari kebetulan "
        "(p < {alpha})",
        "more": "dan {groups} kelompok, {sets} pelaksanaan program lagi",
        "truncated": "Pencarian berhenti pada batas jumlah kelompok: masih ada yang lain.",
        "p": "p berlaku untuk tiap kelompok sendiri (tiap program mengambil sasarannya dari semua "
        "{n}), tidak disesuaikan dengan banyaknya kelompok.",
        "sizes": "sasaran dijangkau",
        "bars": "sasaran bersama",
        "alt": "{who}: {shared} bersama, {exclusive} di antaranya tanpa yang lain, "
        "diperkirakan {e}.",
        "and": " dan ",
    },
}


def upset(
    source: object,
    found: Groups | None = None,
    *,
    count: Count = "inclusive",
    top: int = 20,
    sets: int = 16,
    alpha: float = 0.001,
    language: Language | None = None,
) -> "Axes":
    """The groups of interventions that share most targets, as an UpSet plot (Lex et al. 2014,
    doi 10.1109/TVCG.2014.2346248).

    `source` is what `groups` takes; `found` are its groups, if not given those with the most
    all up to the limit of `groups`. `count` is what they are sorted by and what is written:
    `inclusive`, targets of all of them, of which a darker part is theirs alone, or `exclusive`,
    those of them and no other. A short line is what would be expected by chance of the inclusive
    count; a diamond says that this is more than chance at `alpha`, of each group by itself.

    At most `top` groups and `sets` interventions are drawn, and how many more there are is said.
    Raises RuleError if nobody shares a target or a number is below 1, otherwise as `groups` does.
    """
    to = chosen(language)
    words = _words[to]
    if count not in ("inclusive", "exclusive"):
        raise ValueError(f"count is 'inclusive' or 'exclusive', not {count!r}")
    if top < 1 or sets < 2:
        raise RuleError("upset draws at least 1 group of 2 interventions")
    portfolio, incidence = incidence_of(source)
    ids = ids_of(portfolio)
    if found is None:
        found = groups(incidence if portfolio is None else portfolio)
    counts = found.column("shared" if count == "inclusive" else "exclusive")
    if len(found) == 0 or not np.any(counts > 0):
        raise RuleError("no two interventions share a target")
    names = [str(i) for i in range(len(incidence))] if ids is None else ids.to_pylist()
    row_of = {name: i for i, name in enumerate(names)}
    members = [[row_of[str(p)] for p in held] for held in found.column("programs")]
    # Equal counts keep the order of the groups.
    order = np.argsort(-counts, kind="stable")
    rows: list[int] = []
    picked: list[int] = []
    for g in order:
        new = [p for p in members[g] if p not in rows]
        if len(picked) < top and len(rows) + len(new) <= sets and counts[g] > 0:
            picked.append(int(g))
            rows += new
    if not picked:
        raise RuleError(f"every group has more than {sets} interventions: raise sets")
    sizes = np.diff(incidence.offsets)
    rows.sort(key=lambda p: (-int(sizes[p]), p))
    at = {p: y for y, p in enumerate(rows)}
    shared, exclusive = found.column("shared"), found.column("exclusive")
    expected, ln_p = found.column("expected"), found.column("ln_p_joint")
    sure = [bool(ln_p[g] < math.log(alpha)) for g in picked]

    with styled():
        matrix_height = 0.24 * len(rows) + 0.1
        figure = paper(2.6 + matrix_height)
        grid = figure.add_gridspec(
            2,
            2,
            width_ratios=(1.0, max(1.6, min(4.2, 0.34 * len(picked)))),
            height_ratios=(2.6, matrix_height),
        )
        bars = figure.add_subplot(grid[0, 1])
        dots = figure.add_subplot(grid[1, 1], sharex=bars)
        totals = figure.add_subplot(grid[1, 0], sharey=dots)
        corner = figure.add_subplot(grid[0, 0])
        corner.axis("off")

        x = np.arange(len(picked))
        tips = exclusive[picked].astype(np.float64)
        if count == "inclusive":
            bars.bar(x, shared[picked], width=0.66, color=palette[5], label=words["inclusive"])
            bars.hlines(expected[picked], x - 0.42, x + 0.42, color=ink, lw=1.6)
            tips = np.maximum(shared[picked], expected[picked])
        bars.bar(x, exclusive[picked], width=0.66, color=main, label=words["exclusive"])
        highest = float(tips.max())
        for i, g in enumerate(picked):
            n = int(counts[g])
            tip = float(tips[i])
            bars.annotate(
                num(n, to),
                (i, tip),
                (0, 3),
                textcoords="offset points",
                ha="center",
                va="bottom",
                size=8,
            )
            if sure[i]:
                bars.plot(i, tip + highest * 0.13, marker="D", ms=4.5, color=accent)
        bars.set_ylim(0, highest * 1.22)
        bars.set_xlim(-0.7, len(picked) - 0.3)
        bars.set_ylabel(words["bars"])
        bars.yaxis.set_major_formatter(lambda v, _: num(round(v), to))
        bars.tick_params(axis="x", bottom=False, labelbottom=False)

        for y in range(0, len(rows), 2):
            dots.axhspan(y - 0.5, y + 0.5, color="#F4F4F4", lw=0, zorder=0)
        all_x, all_y = np.meshgrid(x, np.arange(len(rows)))
        dots.scatter(all_x, all_y, s=22, color=faint, lw=0, zorder=1)
        for i, g in enumerate(picked):
            ys = sorted(at[p] for p in members[g])
            dots.plot([i, i], [ys[0], ys[-1]], color=ink, lw=1.6, zorder=2)
            dots.scatter([i] * len(ys), ys, s=34, color=ink, lw=0, zorder=3)
        dots.set_ylim(len(rows) - 0.5, -0.5)
        dots.tick_params(bottom=False, labelbottom=False, left=False)
        dots.set_yticks(range(len(rows)), [short(spoken(names[p]), 26) for p in rows])
        for side in dots.spines.values():
            side.set_visible(False)

        held = sizes[rows]
        totals.barh(range(len(rows)), held, height=0.6, color="#8C8C8C")
        for y, n in enumerate(held):
            totals.annotate(
                num(int(n), to),
                (float(n), y),
                (-3, 0),
                textcoords="offset points",
                ha="right",
                va="center",
                size=8,
            )
        totals.set_xlim(float(held.max()) * 1.45, 0)
        totals.set_xlabel(words["sizes"], labelpad=2)
        totals.tick_params(left=False, labelleft=False, bottom=False, labelbottom=False)
        for name in ("left", "bottom"):
            totals.spines[name].set_visible(False)

        from matplotlib.lines import Line2D

        lines = [*bars.get_legend_handles_labels()[0]]
        texts = [*bars.get_legend_handles_labels()[1]]
        if count == "inclusive":
            lines.append(Line2D([], [], color=ink, lw=1.6))
            texts.append(words["expected"])
        if any(sure):
            lines.append(Line2D([], [], color=accent, marker="D", ms=4.5, lw=0))
            texts.append(
                words["sure" if count == "inclusive" else "sure_inclusive"].format(
                    alpha=num(alpha, to)
                )
            )
        figure.legend(
            lines, texts, loc="upper left", bbox_to_anchor=(0.01, 0.0), ncols=1, borderaxespad=0
        ).set_in_layout(False)

        first = picked[0]
        who = _together([spoken(names[p]) for p in members[first]], words["and"])
        message = words["message" if count == "inclusive" else "message_exclusive"].format(
            who=who, n=num(int(counts[first]), to), e=_rounded(float(expected[first]), to)
        )
        left_groups, left_sets = int(np.sum(counts > 0)) - len(picked), len(names) - len(rows)
        notes = [words["p"].format(n=num(incidence.shape[1], to))]
        if left_groups or left_sets:
            more = words["more"].format(groups=num(left_groups, to), sets=num(left_sets, to))
            notes.insert(0, f"… {more}.")
        if found.truncated:
            notes.insert(0, words["truncated"])
        alt = " ".join(
            words["alt"].format(
                who=_together([spoken(names[p]) for p in members[g]], words["and"]),
                shared=num(int(shared[g]), to),
                exclusive=num(int(exclusive[g]), to),
                e=_rounded(float(expected[g]), to),
            )
            for g in picked[:5]
        )
        below = 0.19 * len(texts) + 0.06
        ax = finish(
            figure, bars, message=message, shown=words["shown"], notes=notes, alt=alt, below=below
        )
        place_legend(figure)
    return ax


def _together(names: list[str], last: str) -> str:
    return last.join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _rounded(value: float, to: Language) -> str:
    return num(round(value) if value >= 10 else float(f"{value:.2g}"), to)
