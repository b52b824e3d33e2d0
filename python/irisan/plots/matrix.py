"""Which unit works on which theme where: units by theme across, regions down."""

import textwrap
from collections import Counter
from typing import TYPE_CHECKING

from irisan.display import Language
from irisan.errors import RuleError
from irisan.plots.canvas import (
    chosen,
    dark,
    finish,
    ink,
    num,
    paper,
    quiet,
    short,
    styled,
    text_width,
)
from irisan.plots.places import Register, chain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_words = {
    "en": {
        "message": "{n} units work on {theme} in {region}",
        "one": "No two units work on one theme in one region",
        "shown": "Targets of each unit (across, under its theme) in each region (down)",
        "more_columns": "… and {n} more units under a theme, with fewer targets.",
        "more_rows": "… and {n} more regions, with fewer targets.",
        "nowhere": "{n} deliveries without a region are not here.",
        "none": "no theme",
        "alt": "{theme} in {region}: {units}.",
    },
    "id": {
        "message": "{n} unit menangani {theme} di {region}",
        "one": "Tidak ada dua unit yang menangani tema yang sama di satu wilayah",
        "shown": "Sasaran tiap unit (mendatar, di bawah temanya) di tiap wilayah (menurun)",
        "more_columns": "… dan {n} unit lagi di bawah suatu tema, dengan sasaran lebih sedikit.",
        "more_rows": "… dan {n} wilayah lagi, dengan sasaran lebih sedikit.",
        "nowhere": "{n} kegiatan tanpa wilayah tidak ada di sini.",
        "none": "tanpa tema",
        "alt": "{theme} di {region}: {units}.",
    },
}


def unit_theme_region(
    source: object,
    *,
    level: str | None = "city_or_regency",
    columns: int = 24,
    rows: int = 40,
    language: Language | None = None,
) -> "Axes":
    """Targets that each unit reaches, by theme and region: who works beside whom, and where.

    `source` is a `Portfolio`, `Tables` or a path. A theme is what lies topmost over an activity.
    `level` is the kind of region that targets are brought to; those in no such region, or with
    None, stand at their own. Columns are units under their themes, those with most targets if
    there are more than `columns`, and so for `rows`.

    Raises RuleError if no delivery has a region.
    """
    to = chosen(language)
    words = _words[to]
    register = Register(source)
    held = register.deliveries("activity_id", "target_id")
    themes = register.themes()
    parents = register.parents("regions", "region_id")
    kinds: dict[str, str | None] = {}
    if "regions" in register.tables:
        t = register.tables["regions"]
        kinds = dict(zip(t["region_id"].to_pylist(), t["kind"].to_pylist(), strict=True))
    brought: dict[str | None, str | None] = {None: None}
    for r in parents:
        at_level = [x for x in chain(r, parents) if kinds[x] == level]
        brought[r] = at_level[0] if at_level else r
    reached: set[tuple[str, str, str, str]] = set()
    nowhere = 0
    for unit, activity, target, region in zip(
        *(held[c].to_pylist() for c in ("unit_id", "activity_id", "target_id", "region_id")),
        strict=True,
    ):
        place = brought[region]
        if place is None:
            nowhere += 1
            continue
        reached.add((themes.get(activity, ""), unit, place, target))
    if not reached:
        raise RuleError("no delivery has a region")
    cells = Counter((theme, unit, place) for theme, unit, place, _ in reached)
    of_column: Counter[tuple[str, str]] = Counter()
    of_theme: Counter[str] = Counter()
    of_row: Counter[str] = Counter()
    for (theme, unit, place), n in cells.items():
        of_column[theme, unit] += n
        of_theme[theme] += n
        of_row[place] += n
    best = sorted(of_column, key=lambda c: (-of_column[c], c))[:columns]
    across = sorted(best, key=lambda c: (-of_theme[c[0]], c[0], -of_column[c], c))
    down = sorted(sorted(of_row, key=lambda r: (-of_row[r], r))[:rows])
    theme_names = register.names("activities", "activity_id") | {"": words["none"]}
    unit_names = {c[1]: c[1] for c in across}
    region_names = register.names("regions", "region_id")
    names = [short(_full(place, region_names, parents, to), 34) for place in down]
    meeting = Counter((theme, place) for theme, _, place in cells)

    with styled():
        from matplotlib import colormaps
        from matplotlib.colors import LogNorm
        from matplotlib.patches import Rectangle

        labels = [short(unit_names[u], 22) for _, u in across]
        beside = max(text_width(name, 8) for name in names) + 0.1
        under = max(text_width(label, 8) for label in labels) + 0.1
        gap = 0.35
        at, x = [], 0.0
        for i, (theme, _) in enumerate(across):
            x += gap if i and theme != across[i - 1][0] else 0.0
            at.append(x)
            x += 1
        cell = min(0.62, (8 - 0.35 - beside) / x)
        groups = list(dict.fromkeys(theme for theme, _ in across))
        heads = {}
        for theme in groups:
            inside = [a for a, c in zip(at, across, strict=True) if c[0] == theme]
            heads[theme] = (inside[0], inside[-1])
        tall = 0.23
        slots = {g: _lines(theme_names[g], (e - b + 1) * cell) for g, (b, e) in heads.items()}
        level_heads = all(slots.values())
        head = 0.15 * max(len(lines or ()) for lines in slots.values()) + 0.1
        if not level_heads:  # some name is wider than its columns: all stand upright
            slots = {g: textwrap.wrap(short(theme_names[g], 44), 24) for g in groups}
            slots = {
                g: lines if heads[g][0] < heads[g][1] else [short(theme_names[g], 24)]
                for g, lines in slots.items()
            }
            widths = [text_width(x, 8, weight="bold") for g in groups for x in slots[g] or ()]
            head = max(widths) + 0.1
        figure = paper(tall * len(down) + under + head)
        ax = figure.add_subplot()
        shades = colormaps["Blues"]
        norm = LogNorm(1, max(2, max(cells.values())))
        for i, column in enumerate(across):
            for y, place in enumerate(down):
                n = cells.get((*column, place), 0)
                face = shades(0.12 + 0.88 * float(norm(n))) if n else "#F7F7F7"
                ax.add_patch(Rectangle((at[i], y), 0.94, 0.9, facecolor=face, lw=0))
                if n:
                    ax.text(
                        at[i] + 0.47,
                        y + 0.46,
                        num(n, to),
                        ha="center",
                        va="center",
                        size=7,
                        color="white" if dark(face) else ink,
                    )
        for theme in groups:
            begin, end = heads[theme]
            ax.plot([begin, end + 0.94], [-0.2, -0.2], color=quiet, lw=1.4, clip_on=False)
            ax.text(
                begin,
                -0.4,
                "\n".join(slots[theme] or ()),
                rotation=0 if level_heads else 90,
                va="bottom",
                size=8,
                weight="bold",
                linespacing=1.1,
            )
        ax.set_xlim(-0.1, x)
        ax.set_ylim(len(down), -0.4 - head / tall)
        ax.set_xticks([a + 0.47 for a in at], labels, rotation=90, size=8)
        ax.set_yticks([y + 0.45 for y in range(len(down))], names, size=8)
        ax.tick_params(length=0)
        for edge in ax.spines.values():
            edge.set_visible(False)

        most = max(sorted(meeting), key=lambda m: (meeting[m], _cells_of(cells, m)))
        message = words["one"]
        if meeting[most] > 1:
            message = words["message"].format(
                n=num(meeting[most], to),
                theme=theme_names[most[0]],
                region=_full(most[1], region_names, parents, to),
            )
        notes = []
        if len(of_column) > len(across):
            left = num(len(of_column) - len(across), to)
            notes.append(words["more_columns"].format(n=left))
        if len(of_row) > len(down):
            notes.append(words["more_rows"].format(n=num(len(of_row) - len(down), to)))
        if nowhere:
            notes.append(words["nowhere"].format(n=num(nowhere, to)))
        strongest = sorted(meeting, key=lambda m: (-meeting[m], -_cells_of(cells, m), m))[:6]
        alt = " ".join(
            words["alt"].format(
                theme=theme_names[theme],
                region=region_names[place],
                units=", ".join(
                    f"{u} ({num(n, to)})"
                    for (t, u, p), n in sorted(cells.items())
                    if (t, p) == (theme, place)
                ),
            )
            for theme, place in strongest
        )
        finish(figure, ax, message=message, shown=words["shown"], notes=notes, alt=alt)
    return ax


def _cells_of(cells: Counter[tuple[str, str, str]], met: tuple[str, str]) -> int:
    """Targets of all units under one theme in one region."""
    return sum(n for (theme, _, place), n in cells.items() if (theme, place) == met)


def _full(place: str, names: dict[str, str], parents: dict[str, str | None], to: Language) -> str:
    """A region with what it lies in, where another has its name."""
    name = names[place]
    above = parents.get(place)
    twice = sum(n == name for n in names.values()) > 1
    return f"{name}, {names[above]}" if twice and above else name


def _lines(text: str, wide: float) -> list[str] | None:
    """A theme's name over its columns in up to three lines; None if it does not fit."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, 8, weight="bold") <= wide:
            lines[-1] = longer
        else:
            lines.append(word)
    fits = len(lines) <= 3 and all(text_width(x, 8, weight="bold") <= wide for x in lines)
    return lines if fits else None
