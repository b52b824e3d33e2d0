"""Where targets are, and what is the matter there: circles on coordinates, no map beneath."""

import math
from typing import TYPE_CHECKING

import numpy as np

from irisan.display import Language
from irisan.errors import RuleError
from irisan.plots.canvas import chosen, finish, ink, num, paper, place_legend, quiet, styled
from irisan.plots.places import Register
from irisan.report import Report, audit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_words = {
    "en": {
        "need": "mean score of need",
        "coverage": "share of needs served",
        "crowding": "interventions per target, on average",
        "column": "{column}, on average",
        "message": "{what}: highest in {high} ({most}), lowest in {low} ({least})",
        "one": "{what}: {most} in {high}",
        "shown": "Each circle is a place; its area grows with its targets, its shade with: {what}",
        "around": "{n} targets have no coordinates of their own and stand at their region's.",
        "nowhere": "{n} targets have no coordinates and are not drawn.",
        "unknown": "{n} targets without a value are left out.",
        "target": "target",
        "targets": "targets",
        "reported": "Needs that are not reported on, or not eligible, are not counted.",
        "alt": "{name}: {value} ({n} targets).",
    },
    "id": {
        "need": "rata-rata skor kebutuhan",
        "coverage": "bagian kebutuhan yang terlayani",
        "crowding": "pelaksanaan program per sasaran, rata-rata",
        "column": "{column}, rata-rata",
        "message": "{what}: tertinggi di {high} ({most}), terendah di {low} ({least})",
        "one": "{what}: {most} di {high}",
        "shown": "Tiap lingkaran adalah satu tempat; luasnya menurut banyaknya sasaran, warnanya "
        "menurut: {what}",
        "around": "{n} sasaran tidak memiliki koordinat sendiri dan diletakkan pada wilayahnya.",
        "nowhere": "{n} sasaran tidak memiliki koordinat dan tidak digambar.",
        "unknown": "{n} sasaran tanpa nilai tidak ikut digambar.",
        "target": "sasaran",
        "targets": "sasaran",
        "reported": "Kebutuhan yang belum dilaporkan, atau bukan sasaran, tidak dihitung.",
        "alt": "{name}: {value} ({n} sasaran).",
    },
}


def region_map(
    source: object,
    *,
    by: str = "crowding",
    report: Report | None = None,
    region: str | None = None,
    labels: int = 20,
    language: Language | None = None,
) -> "Axes":
    """Targets at their coordinates as circles, no tiles: by need, coverage, crowding or a column.

    `source` is a `Portfolio`, `Tables` or a path. `by`: `need`, the mean score of the needs that
    hold · `coverage`, the share of needs that count which are served · `crowding`, interventions
    that reach a target · or any column of numbers of the targets, such as `students`. Need and
    coverage are those of `report`, an audit of the source if not given. Targets at one place are
    one circle, shaded by the mean; a target without coordinates stands at those of the nearest
    region around it. `region` keeps those inside it. At most `labels` names are written, none over
    another.

    Raises RuleError for an unknown region or column, and if nothing has both a place and a value.
    """
    to = chosen(language)
    words = _words[to]
    register = Register(source)
    what = words[by] if by in words and by in ("need", "coverage", "crowding") else ""
    values = _values(register, by, report)
    what = what or words["column"].format(column=by.replace("_", " "))
    kept = set(register.inside(region)) if region is not None else None
    regions = register.target_column("region_id")
    asked = [t for t in values if kept is None or regions[t] in kept]
    known = {t: v for t in asked if (v := values[t]) is not None}
    points = register.points()
    places: dict[tuple[float, float], list[str]] = {}
    for t in asked:
        if t in known and t in points:
            places.setdefault(points[t][:2], []).append(t)
    if not places:
        raise RuleError(f"no target has both coordinates and a value of {by!r}")
    spots = sorted(places)
    size = np.array([len(places[s]) for s in spots])
    mean = np.array([float(np.mean([known[t] for t in places[s]])) for s in spots])
    region_names = register.names("regions", "region_id")
    target_names = register.names("targets", "target_id")
    names = []
    for s in spots:
        first = sorted(places[s])[0]
        around = points[first][2]
        names.append(region_names[around] if around else target_names[first])

    def told(value: float) -> str:
        rounded = float(f"{value:.3g}")
        return f"{num(round(100 * value), to)}%" if by == "coverage" else num(rounded, to)

    with styled():
        latitude = np.array([s[0] for s in spots])
        longitude = np.array([s[1] for s in spots])
        stretch = 1 / max(0.2, math.cos(math.radians(float(latitude.mean()))))
        wide = max(float(np.ptp(longitude)), 0.05) * 1.3
        tall = max(float(np.ptp(latitude)), 0.05) * 1.25
        room = 6.3
        figure = paper(min(6.6, max(3.0, room * tall * stretch / wide)))
        ax = figure.add_subplot()
        area = min(620.0, max(70.0, 11000 / len(spots))) / float(size.max())
        order = np.argsort(-size, kind="stable")
        low, high = (0.0, 1.0) if by == "coverage" else (float(mean.min()), float(mean.max()))
        if low == high:
            low, high = min(0.0, low), max(low, low + 1e-9)
        circles = ax.scatter(
            longitude[order],
            latitude[order],
            s=np.maximum(size[order] * area, 18),
            c=mean[order],
            cmap="cividis_r",
            vmin=low,
            vmax=high,
            edgecolor="white",
            linewidth=0.8,
            alpha=0.92,
            zorder=2,
        )
        ax.set_aspect(stretch, adjustable="datalim")
        ax.margins(0.12, 0.1)
        ax.xaxis.set_major_formatter(lambda v, _: _degrees(v, "TB" if to == "id" else "EW", to))
        ax.yaxis.set_major_formatter(lambda v, _: _degrees(v, "US" if to == "id" else "NS", to))
        ax.locator_params(nbins=6)
        ax.grid(color="#E8E8E8", lw=0.7, zorder=0)
        ax.set_axisbelow(True)
        ax.tick_params(length=0, labelsize=7.5, labelcolor=quiet)
        for edge in ax.spines.values():
            edge.set_visible(False)
        bar = figure.colorbar(circles, cax=ax.inset_axes((1.02, 0.2, 0.025, 0.6)))
        bar.outline.set_visible(False)
        bar.ax.yaxis.set_major_formatter(lambda v, _: told(float(v)))
        bar.ax.tick_params(labelsize=8)
        bar.set_label(what, size=8.5)

        counts = sorted({int(size.min()), max(1, round(int(size.max()) / 4)), int(size.max())})
        from matplotlib.lines import Line2D

        keys = [
            Line2D(
                [],
                [],
                lw=0,
                marker="o",
                color="#BDBDBD",
                ms=math.sqrt(max(n * area, 18)),
                label=f"{num(n, to)} {words['target' if n == 1 else 'targets']}",
            )
            for n in counts
        ]
        legend = figure.legend(
            handles=keys,
            loc="upper left",
            ncols=3,
            borderaxespad=0,
            handletextpad=0.9,
            columnspacing=2.2,
            borderpad=0.5,
        )
        legend.set_in_layout(False)
        most, least = int(np.argmax(mean)), int(np.argmin(mean))
        title = what[:1].upper() + what[1:]
        form = words["message"] if mean[most] != mean[least] else words["one"]
        message = form.format(
            what=title,
            high=names[most],
            most=told(float(mean[most])),
            low=names[least],
            least=told(float(mean[least])),
        )
        drawn = [t for s in spots for t in places[s]]
        notes = [words["reported"]] if by == "coverage" else []
        lent = sum(points[t][2] is not None for t in drawn)
        if lent:
            notes.append(words["around"].format(n=num(lent, to)))
        unknown = len(asked) - len(known)
        if unknown:
            notes.append(words["unknown"].format(n=num(unknown, to)))
        nowhere = sum(t not in points for t in known)
        if nowhere:
            notes.append(words["nowhere"].format(n=num(nowhere, to)))
        alt = " ".join(
            words["alt"].format(name=names[i], value=told(float(mean[i])), n=num(int(size[i]), to))
            for i in np.argsort(-mean, kind="stable")[:10]
        )
        finish(
            figure,
            ax,
            message=message,
            shown=words["shown"].format(what=what),
            notes=notes,
            alt=alt,
            below=0.62,
        )
        place_legend(figure)
        figure.draw_without_rendering()
        # Where everything stands is known only now; names must not move it again.
        figure.set_layout_engine("none")
        _write_names(
            ax,
            [(float(longitude[i]), float(latitude[i])) for i in order[:labels]],
            [names[i] for i in order[:labels]],
            [math.sqrt(max(float(size[i]) * area, 18)) / 2 for i in order],
            [(float(longitude[i]), float(latitude[i])) for i in order],
        )
    return ax


def _values(register: Register, by: str, report: Report | None) -> dict[str, float | None]:
    if by == "crowding":
        n = register.portfolio.incidence.shape[1]
        reached = np.bincount(register.portfolio.incidence.targets, minlength=n)
        ids = register.portfolio.targets.column("id")
        return {str(t): int(k) for t, k in zip(ids, reached, strict=True)}
    if by in ("need", "coverage"):
        held = (report or audit(register.portfolio)).coverage.to_arrow()
        of: dict[str, list[float]] = {}
        columns = (held[c].to_pylist() for c in ("target_id", "score", "counts", "state"))
        for target, score, counts, state in zip(*columns, strict=True):
            if by == "need" and score is not None:
                of.setdefault(target, []).append(score)
            if by == "coverage" and counts and state in ("served", "not_served"):
                of.setdefault(target, []).append(float(state == "served"))
        return {
            t: float(np.mean(of[t])) if t in of else None for t in register.target_column("kind")
        }
    values: dict[str, float | None] = {}
    for target, text in register.target_column(by).items():
        try:
            values[target] = None if text is None else float(text)
        except ValueError:
            raise RuleError(
                f"column {by!r} of targets holds {text!r}, which is no number"
            ) from None
    return values


def _write_names(
    ax: "Axes",
    at: list[tuple[float, float]],
    names: list[str],
    radii: list[float],
    circles: list[tuple[float, float]],
) -> None:
    """Writes each name beside its circle where nothing is yet; the largest circles choose first."""
    from matplotlib.transforms import Bbox

    figure = ax.get_figure(root=True)
    assert figure is not None
    pixel = figure.dpi / 72
    middle = ax.transData.transform(circles)
    taken = [
        Bbox.from_extents(x - r * pixel, y - r * pixel, x + r * pixel, y + r * pixel)
        for (x, y), r in zip(middle, radii, strict=True)
    ]
    frame = ax.get_window_extent()
    for i, (point, name) in enumerate(zip(at, names, strict=True)):
        r = radii[i] + 2
        for dx, dy, ha, va in (
            (r, 0, "left", "center"),
            (-r, 0, "right", "center"),
            (0, r, "center", "bottom"),
            (0, -r, "center", "top"),
            (r * 0.75, r * 0.75, "left", "bottom"),
            (r * 0.75, -r * 0.75, "left", "top"),
            (-r * 0.75, r * 0.75, "right", "bottom"),
            (-r * 0.75, -r * 0.75, "right", "top"),
        ):
            text = ax.annotate(
                name,
                point,
                (dx, dy),
                textcoords="offset points",
                ha=ha,
                va=va,
                size=7.5,
                color=ink,
                zorder=3,
            )
            box = text.get_window_extent()
            inside = frame.x0 <= box.x0 and box.x1 <= frame.x1
            inside = inside and frame.y0 <= box.y0 and box.y1 <= frame.y1
            others = [b for k, b in enumerate(taken) if k != i]
            if inside and not any(box.overlaps(b) for b in others):
                taken.append(box)
                break
            text.remove()


def _degrees(value: float, sides: str, to: Language) -> str:
    side = sides[0] if value > 0 else sides[1] if value < 0 else ""
    return f"{num(round(abs(value), 3), to)}° {side}".rstrip()
