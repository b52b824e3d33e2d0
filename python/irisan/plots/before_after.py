"""What a division, or any change, does to the figures: before and after, side by side."""

from typing import TYPE_CHECKING

from irisan._frames import as_arrow
from irisan.display import Language
from irisan.errors import RuleError
from irisan.plots.canvas import (
    accent,
    chosen,
    faint,
    finish,
    main,
    num,
    paper,
    quiet,
    styled,
    text_width,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_words = {
    "en": {
        "before": "before",
        "after": "after",
        "message": "{figure}: {after} instead of {before}",
        "same": "No figure differs between before and after",
        "shown": "Figures before and after; each row has its own scale, which begins at 0",
        "more": "… and {n} more figures that differ less.",
        "alt": "{figure}: {before} before, {after} after.",
        "regional": "{n} figures of single regions are in the table only.",
        "note": "A difference is a fact, not a proof of its cause.",
    },
    "id": {
        "before": "sebelum",
        "after": "sesudah",
        "message": "{figure}: {after}, sebelumnya {before}",
        "same": "Tidak ada angka yang berbeda antara sebelum dan sesudah",
        "shown": "Angka sebelum dan sesudah; tiap baris memiliki skala sendiri yang mulai dari 0",
        "more": "… dan {n} angka lagi yang lebih sedikit berbeda.",
        "alt": "{figure}: sebelum {before}, sesudah {after}.",
        "regional": "{n} angka per wilayah hanya ada di dalam tabel.",
        "note": "Perbedaan adalah fakta, bukan bukti penyebabnya.",
    },
}

# The figures of a comparison and of a division, in the words of the report's page.
_figures: dict[str, dict[Language, str]] = {
    "deliveries": {"en": "deliveries recorded", "id": "kegiatan tercatat"},
    "targets_reached": {"en": "targets reached", "id": "sasaran terjangkau"},
    "pairs": {
        "en": "pairs of programs that share targets",
        "id": "pasangan program berbagi sasaran",
    },
    "needs": {"en": "needs", "id": "kebutuhan"},
    "needs_served": {"en": "needs served", "id": "kebutuhan terlayani"},
    "needs_met": {"en": "needs met in full", "id": "kebutuhan terpenuhi"},
    "needs_not_served": {"en": "needs not served", "id": "kebutuhan belum terlayani"},
    "needs_not_reported": {"en": "needs not reported", "id": "kebutuhan belum dilaporkan"},
    "contacts": {"en": "contacts of local governments", "id": "kontak pemda"},
    "clashes": {
        "en": "contacts on clashing dates",
        "id": "kontak pada tanggal yang bertabrakan",
    },
    "value": {
        "en": "value to check in duplications",
        "id": "nilai duplikasi yang perlu dicek",
    },
    "programs_begun": {"en": "programs begun", "id": "program yang mulai"},
    "programs_ended": {"en": "programs ended", "id": "program yang berakhir"},
    "programs_not_reported": {
        "en": "programs not reported",
        "id": "program yang belum dilaporkan",
    },
    "findings": {"en": "findings", "id": "temuan"},
    "findings_opened": {"en": "new findings", "id": "temuan baru"},
    "findings_closed": {"en": "findings no longer there", "id": "temuan yang tidak lagi ada"},
    "findings_not_reported": {
        "en": "findings not known: not reported",
        "id": "temuan belum diketahui: belum dilaporkan",
    },
    "needy": {"en": "targets in need", "id": "sasaran yang membutuhkan"},
    "served": {"en": "of them served", "id": "di antaranya terlayani"},
    "met": {"en": "of them met in full", "id": "di antaranya terpenuhi"},
    "not_served": {"en": "of them not served", "id": "di antaranya belum terlayani"},
    "not_reported": {"en": "of them not reported", "id": "di antaranya belum dilaporkan"},
    "unmet_least": {"en": "unmet, at least", "id": "belum terpenuhi, paling sedikit"},
    "unmet_most": {"en": "unmet, at most", "id": "belum terpenuhi, paling banyak"},
    "surplus": {"en": "beyond the need", "id": "melebihi kebutuhan"},
    "overlaps": {"en": "overlaps", "id": "tumpang tindih"},
    "overlap_targets": {"en": "targets with overlaps", "id": "sasaran dengan tumpang tindih"},
    "duplications": {"en": "duplications", "id": "duplikasi"},
    "duplication_targets": {"en": "targets with duplications", "id": "sasaran dengan duplikasi"},
    "value_at_stake": {"en": "value to check", "id": "nilai yang perlu dicek"},
    "meetings": {
        "en": "meetings of units and local governments",
        "id": "pasangan unit–pemda per tema",
    },
    "units_per_theme_and_region": {
        "en": "units per theme and region",
        "id": "unit per tema dan wilayah",
    },
    "needs_without_lead": {
        "en": "needs that nobody is to serve",
        "id": "kebutuhan tanpa penanggung jawab",
    },
}

# The kinds of findings, likewise.
_kinds: dict[str, dict[Language, str]] = {
    "overlap": {"en": "overlap", "id": "tumpang tindih"},
    "duplication": {"en": "duplication", "id": "duplikasi"},
    "double_reporting": {"en": "possible double reporting", "id": "kemungkinan tercatat dua kali"},
    "fragmentation": {"en": "fragmentation", "id": "fragmentasi"},
    "undivided_mandate": {"en": "undivided mandate", "id": "tusi belum dibagi"},
    "outside_mandate": {"en": "outside mandate", "id": "dasar tugas belum ditemukan"},
    "gap": {"en": "gap", "id": "kesenjangan"},
    "mistargeting": {"en": "mistargeting", "id": "sasaran perlu ditinjau"},
    "redundancy": {"en": "redundancy", "id": "dapat dihentikan tanpa mengurangi layanan"},
    "crowding": {"en": "crowding", "id": "program menumpuk"},
    "coordination_load": {"en": "coordination load", "id": "beban koordinasi"},
}


def _named(row: dict[str, object], to: Language) -> str:
    """A figure in the reader's words, and of what; a name that irisan does not write stays."""
    figure = str(row["figure"])
    known = _figures.get(figure)
    parts = [known[to] if known else figure.replace("_", " ")]
    if row.get("kind"):
        kind = str(row["kind"])
        held = _kinds.get(kind)
        parts.append(held[to] if held else kind.replace("_", " "))
    parts += [str(row[k]) for k in ("activity_id", "quantity_unit") if row.get(k)]
    return " · ".join(parts)


def before_after(table: object, *, top: int = 15, language: Language | None = None) -> "Axes":
    """Figures before and after a change: a division, a program less, another year.

    `table` is any Arrow table with the columns `figure`, `before` and `after`, or what `compare`
    returns; what it says of `kind`, `activity_id` and `quantity_unit` becomes part of the name.
    Figures of single regions are left out. Figures are of different units, so each row has its own
    scale from 0. If there are more than `top`, those that change most in proportion are drawn, in
    the order of the table; those that begin at 0 come after the others.

    Raises RuleError for a table without these columns, without rows or with a negative figure.
    """
    to = chosen(language)
    words = _words[to]
    given = as_arrow(table)
    missing = [name for name in ("figure", "before", "after") if name not in given.column_names]
    if missing:
        raise RuleError(f"before_after needs the columns figure, before, after: no {missing[0]!r}")
    rows: list[tuple[str, float, float]] = []
    regional = 0
    for row in given.to_pylist():
        if row["before"] is None or row["after"] is None:
            continue
        if row.get("region_id"):
            regional += 1
            continue
        name = _named(row, to)
        if min(row["before"], row["after"]) < 0:
            raise RuleError(f"before_after draws figures from 0: {name} is negative")
        rows.append((name, row["before"], row["after"]))
    if not rows:
        raise RuleError("there is no figure with a before and an after")

    def moved(row: tuple[str, float, float]) -> float:
        if row[1] == row[2] or row[1] == 0:
            return 0.0 if row[1] == row[2] else 1e-9
        return float(abs(row[2] - row[1]) / max(row[1], row[2]))

    kept = sorted(range(len(rows)), key=lambda i: (-moved(rows[i]), i))[:top]
    shown = [rows[i] for i in sorted(kept)]
    widest = rows[kept[0]]

    with styled():
        # What the numbers need beside the scale, in its own unit: its length.
        beside = max(text_width(name, 8.5) for name, _, _ in shown)
        wide = [
            max(0.55, *(text_width(num(n, to), 9.6) + 0.1 for n in column))
            for column in ([row[1] for row in shown], [row[2] for row in shown])
        ]
        scale = max(1.5, 8 - 0.5 - beside - sum(wide) - 0.5)
        before_at = 1 + (0.2 + wide[0]) / scale
        after_at = before_at + (0.15 + wide[1]) / scale
        figure = paper(0.3 * len(shown) + 0.45)
        ax = figure.add_subplot()
        for y, (_, before, after) in enumerate(shown):
            most = max(before, after)
            start, end = (before / most, after / most) if most else (0.0, 0.0)
            ax.plot([0, 1], [y, y], color=faint, lw=3, solid_capstyle="round", zorder=1)
            if start != end:
                ax.annotate(
                    "",
                    (end, y),
                    (start, y),
                    arrowprops={"arrowstyle": "-", "color": quiet, "lw": 1.6},
                    zorder=2,
                )
            ax.scatter(start, y, s=58, facecolor="white", edgecolor=main, lw=1.8, zorder=3)
            ax.scatter(end, y, s=34, marker="D", color=accent, lw=0, zorder=4)
            ax.text(before_at, y, num(before, to), ha="right", va="center_baseline", color=main)
            ax.text(
                after_at,
                y,
                num(after, to),
                ha="right",
                va="center_baseline",
                color=accent,
                weight="bold",
            )
        ax.text(
            before_at,
            -0.85,
            words["before"],
            ha="right",
            va="center_baseline",
            color=main,
            size=8.5,
        )
        ax.text(
            after_at,
            -0.85,
            words["after"],
            ha="right",
            va="center_baseline",
            color=accent,
            size=8.5,
        )
        ax.scatter(-0.0, -0.85, s=40, facecolor="white", edgecolor=main, lw=1.6)
        ax.text(0.03, -0.85, words["before"], va="center_baseline", size=8.5, color=main)
        ax.scatter(0.24, -0.85, s=26, marker="D", color=accent, lw=0)
        ax.text(0.27, -0.85, words["after"], va="center_baseline", size=8.5, color=accent)
        ax.set_yticks(range(len(shown)), [name for name, _, _ in shown])
        ax.set_ylim(len(shown) - 0.5, -1.25)
        ax.set_xlim(-0.03, after_at + 0.01)
        ax.set_xticks([])
        ax.tick_params(left=False)
        for side in ax.spines.values():
            side.set_visible(False)
        name, before, after = widest
        message = (
            words["same"]
            if before == after
            else words["message"].format(
                figure=name[:1].upper() + name[1:], before=num(before, to), after=num(after, to)
            )
        )
        notes = [words["note"]]
        if regional:
            notes.insert(0, words["regional"].format(n=num(regional, to)))
        if len(rows) > len(shown):
            notes.insert(0, words["more"].format(n=num(len(rows) - len(shown), to)))
        alt = " ".join(
            words["alt"].format(figure=n, before=num(b, to), after=num(a, to)) for n, b, a in shown
        )
        return finish(figure, ax, message=message, shown=words["shown"], notes=notes, alt=alt)
