"""Which interventions overlap with which: a matrix ordered by clusters."""

from typing import TYPE_CHECKING

import numpy as np

from irisan._query import Measure
from irisan.display import Language
from irisan.errors import RuleError
from irisan.pairs import Pairs, find_pairs
from irisan.plots.canvas import (
    chosen,
    dark,
    finish,
    ink,
    num,
    paper,
    short,
    spoken,
    styled,
    text_width,
)
from irisan.program_clusters import clusters
from irisan.report import Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_words = {
    "en": {
        "message": "{first} and {second} share {n} targets, {share} of the smaller",
        "shown": "Shared targets of every two interventions, shaded by {measure}; boxes are "
        "clusters that overlap more within than without",
        "shown_shade": "{measure} of every two interventions; boxes are clusters that overlap "
        "more within than without",
        "more": "… and {n} more interventions that share fewer targets.",
        "own": "On the diagonal stands how many targets an intervention reaches.",
        "alt": "{first} and {second}: {n} shared.",
    },
    "id": {
        "message": "{first} dan {second} memiliki {n} sasaran bersama, {share} dari yang lebih "
        "kecil",
        "shown": "Sasaran bersama tiap dua pelaksanaan program, warna menurut {measure}; kotak "
        "adalah klaster yang lebih beririsan di dalam daripada ke luar",
        "shown_shade": "{measure} tiap dua pelaksanaan program; kotak adalah klaster yang lebih "
        "beririsan di dalam daripada ke luar",
        "more": "… dan {n} pelaksanaan program lagi dengan irisan yang lebih kecil.",
        "own": "Pada diagonal: banyaknya sasaran yang dijangkau.",
        "alt": "{first} dan {second}: {n} bersama.",
    },
}

_names = {"overlap_coefficient": "|A ∩ B| / min(|A|, |B|)", "jaccard": "Jaccard |A ∩ B| / |A ∪ B|"}


def overlap_heatmap(
    source: object,
    *,
    measure: Measure = "jaccard",
    top: int = 40,
    language: Language | None = None,
) -> "Axes":
    """Shared targets of every two interventions as a matrix, clusters beside each other.

    `source` is a `Report`, `Pairs`, or what `find_pairs` takes. Cells are shaded by `measure`,
    which lies from 0 to 1 (`containment` is of the row in the column); counts are written where
    there is room. The order is that of `clusters` by Jaccard, largest first. Of more than `top`
    interventions those are drawn that share most targets with another.

    Raises RuleError if no two share a target or the measure is a count, otherwise as `find_pairs`.
    """
    to = chosen(language)
    words = _words[to]
    if measure == "shared":
        raise RuleError("the shade is a measure from 0 to 1, shared is a count")
    if isinstance(source, Report):
        pairs = source.pairs
    else:
        pairs = source if isinstance(source, Pairs) else find_pairs(source)
    if len(pairs) == 0:
        raise RuleError("no two interventions share a target")
    found = clusters(pairs)
    names = [str(name) for name in found.column("program")]
    first, second, shared, first_size, second_size = pairs._count_columns()
    one_way = pairs.column("containment_first" if measure == "containment" else measure)
    other_way = pairs.column("containment_second" if measure == "containment" else measure)
    strongest = np.zeros(len(names), dtype=np.int64)
    np.maximum.at(strongest, first, shared)
    np.maximum.at(strongest, second, shared)
    drawn = np.argsort(-strongest, kind="stable")[:top]
    drawn = drawn[strongest[drawn] > 0]
    cluster = found.column("cluster")
    members = {c: int(np.sum(cluster[drawn] == c)) for c in cluster[drawn]}
    order = sorted(
        (int(p) for p in drawn), key=lambda p: (-members[cluster[p]], cluster[p], -strongest[p], p)
    )
    at = {p: i for i, p in enumerate(order)}
    n = len(order)
    shade = np.full((n, n), 0.0)
    count = np.zeros((n, n), dtype=np.int64)
    for a, b, k, s, t, x, y in zip(
        first, second, shared, first_size, second_size, one_way, other_way, strict=True
    ):
        if a in at and b in at:
            i, j = at[a], at[b]
            shade[i, j], shade[j, i] = x, y
            count[i, j] = count[j, i] = k
            count[i, i], count[j, j] = s, t

    with styled():
        from matplotlib.patches import Rectangle

        labels = [short(spoken(names[p]), 26) for p in order]
        small = 8.5 if n <= 24 else 6.5
        beside = max(text_width(label, small) for label in labels) + 0.1
        side = min(8 - beside - 1.2, max(2.2, 0.4 * n))
        figure = paper(side + beside + 0.15)
        ax = figure.add_subplot()
        held = np.ma.masked_array(shade, mask=np.eye(n, dtype=bool) | (count == 0))
        from matplotlib import colormaps

        map_ = colormaps["Blues"].with_extremes(bad="#FFFFFF")
        image = ax.imshow(held, cmap=map_, vmin=0, vmax=max(0.01, float(shade.max())))
        written = n <= 20
        if written:
            for i in range(n):
                for j in range(n):
                    if count[i, j]:
                        on_dark = i != j and dark(image.to_rgba(np.array(shade[i, j])))
                        ax.text(
                            j,
                            i,
                            num(int(count[i, j]), to),
                            ha="center",
                            va="center",
                            size=7 if n > 13 else 8,
                            color="white" if on_dark else ink,
                            style="italic" if i == j else "normal",
                        )
        for k in range(1, n):
            ax.axhline(k - 0.5, color="#EEEEEE", lw=0.6, zorder=1.5)
            ax.axvline(k - 0.5, color="#EEEEEE", lw=0.6, zorder=1.5)
        start = 0
        for c in dict.fromkeys(cluster[p] for p in order):
            size = members[c]
            if size > 1:
                ax.add_patch(
                    Rectangle((start - 0.5, start - 0.5), size, size, fill=False, ec=ink, lw=1.6)
                )
            start += size
        ax.set_yticks(range(n), labels, size=small)
        ax.set_xticks(range(n), labels, size=small, rotation=90)
        ax.tick_params(length=0)
        for edge in ax.spines.values():
            edge.set_visible(False)
        bar = figure.colorbar(image, cax=ax.inset_axes((1.03, 0.15, 0.035, 0.7)))
        bar.outline.set_visible(False)
        bar.ax.yaxis.set_major_formatter(lambda v, _: num(float(v), to))
        bar.ax.tick_params(labelsize=8, color="#595959")
        spelled = _names.get(measure, measure.replace("_", " "))
        bar.set_label(spelled, size=8.5)

        largest = int(np.argmax(shared))
        a, b = int(first[largest]), int(second[largest])
        smaller = int(min(first_size[largest], second_size[largest]))
        message = words["message"].format(
            first=spoken(names[a]),
            second=spoken(names[b]),
            n=num(int(shared[largest]), to),
            share=f"{num(round(100 * int(shared[largest]) / smaller), to)}%",
        )
        notes = [words["own"]] if written else []
        if len(names) > n:
            notes.insert(0, words["more"].format(n=num(len(names) - n, to)))
        strong = np.argsort(-shared, kind="stable")[:5]
        alt = " ".join(
            words["alt"].format(
                first=spoken(names[first[k]]),
                second=spoken(names[second[k]]),
                n=num(int(shared[k]), to),
            )
            for k in strong
        )
        form = words["shown" if written else "shown_shade"]
        return finish(
            figure, ax, message=message, shown=form.format(measure=spelled), notes=notes, alt=alt
        )
