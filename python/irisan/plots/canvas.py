"""What all pictures have in common: paper, colours, a title that says something, and alt-text."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from irisan.display import Language, cell
from irisan.display import language as readers_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe, Ito 2008 (jfly.uni-koeln.de/color): told apart with any colour vision. Yellow is left out,
# it is too pale on paper.
palette = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#000000")
ink = "#222222"
quiet = "#595959"
faint = "#E3E3E3"
main = palette[0]
accent = palette[3]
planned_hatch = "////"

_style: Any = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib; its digits are all of one width
    "font.size": 9,
    "text.color": ink,
    "axes.edgecolor": quiet,
    "axes.labelcolor": ink,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "hatch.linewidth": 0.8,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "svg.hashsalt": "irisan",
    "text.usetex": False,
    "xtick.color": quiet,
    "ytick.color": quiet,
    "xtick.labelcolor": ink,
    "ytick.labelcolor": ink,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
}

_width = 8.0  # inches: 800 pixels where 100 make an inch


@contextmanager
def styled() -> Iterator[None]:
    """The look of all pictures, whatever the user's own settings are."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_style)
        yield


def paper(height: float) -> "Figure":
    """A figure as wide as a page's column; `height` in inches without the words around it."""
    import matplotlib.pyplot as plt

    return plt.figure(figsize=(_width, height), dpi=100)


def finish(
    figure: "Figure",
    ax: "Axes",
    *,
    message: str,
    shown: str,
    notes: Sequence[str] = (),
    alt: str,
    below: float = 0.0,
) -> "Axes":
    """Puts the words around a picture and makes room for them.

    `message` says what is to be seen, `shown` what is drawn in which unit, `notes` what one should
    know. `below` is room in inches for a legend under the axes.
    """
    lines = wrapped(message, 12, weight="bold")
    under = wrapped(shown, 9)
    small = [line for note in notes for line in wrapped(note, 7.5)]
    above = 0.14 + 0.235 * len(lines) + 0.175 * len(under) + 0.1
    foot = 0.1 + 0.16 * len(small) + below + (0.08 if below and not small else 0.0)
    width, height = figure.get_size_inches()
    total = height + above + foot
    figure.set_size_inches(width, total)
    at = total - 0.14
    for line in lines:
        figure.text(0.12 / width, at / total, line, size=12, weight="bold", va="top", color=ink)
        at -= 0.235
    for line in under:
        figure.text(0.12 / width, at / total, line, size=9, va="top", color=quiet)
        at -= 0.175
    at = 0.08 + 0.16 * len(small)
    for line in small:
        figure.text(0.12 / width, at / total, line, size=7.5, va="top", color=quiet)
        at -= 0.16
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure.set_layout_engine(
        ConstrainedLayoutEngine(
            rect=(0.0, foot / total, 1.0, 1 - (above + foot) / total),
            w_pad=0.12,
            h_pad=0.05,
        )
    )
    words = " ".join([message + ".", shown + ".", alt, *notes])
    setattr(ax, "alt_text", words)  # noqa: B010
    figure.set_label(message)
    return ax


def place_legend(figure: "Figure") -> None:
    """Moves the figure's legend into the room that `finish` left below the axes."""
    width, height = figure.get_size_inches()
    engine = figure.get_layout_engine()
    assert engine is not None
    foot = float(engine.get()["rect"][1])
    figure.legends[0].set_bbox_to_anchor((0.06 / width, foot - 0.02 / height))


def wrapped(text: str, size: float, *, weight: str = "normal") -> list[str]:
    """Lines that fit on the paper, as wide as their letters are."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight=weight) <= _width - 0.24:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@cache
def text_width(text: str, size: float, *, weight: str = "normal") -> float:
    """How wide a text is, in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    font = FontProperties(family="DejaVu Sans", weight=weight)
    # On a screen letters are set to whole pixels, which makes small ones wider.
    ends = [float(x) for x, _ in TextPath((0, 0), text, size=size, prop=font).vertices]
    return 1.07 * (max(ends) - min(ends)) / 72 if ends else 0.0


def alt_text(ax: "Axes") -> str:
    """What a picture shows, in words, for those who cannot see it; also `ax.alt_text`."""
    return str(getattr(ax, "alt_text", ""))


def save(ax: "Axes", path: str | os.PathLike[str], *, dpi: float = 200) -> None:
    """Writes a picture as PNG, SVG or PDF, by the ending of the path, with its words inside.

    The words are the file's `Description` (`Subject` in a PDF). The same bytes come out each time.
    """
    place = os.fspath(path)
    words = alt_text(ax)
    kept: dict[str, Any]
    if place.endswith(".pdf"):
        kept = {"Subject": words, "CreationDate": None}
    elif place.endswith(".svg"):
        kept = {"Description": words, "Date": None}
    else:
        kept = {"Description": words, "Software": None}
    figure = ax.get_figure(root=True)
    assert figure is not None
    with styled():
        figure.savefig(place, dpi=dpi, metadata=kept)


def chosen(language: Language | None) -> Language:
    """The language asked for, or that of the reader."""
    if language not in (None, "en", "id"):
        raise ValueError(f"language is 'en' or 'id', not {language!r}")
    return language or readers_language()


def colours(names: Sequence[str]) -> dict[str, str]:
    """A colour for each name, the first ones' own; all beyond share a grey."""
    return {name: palette[i] if i < len(palette) else "#999999" for i, name in enumerate(names)}


def short(text: str, letters: int) -> str:
    """A name that fits; what is cut off is shown as …"""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def spoken(intervention: str) -> str:
    """`IKM|BPMP` as people write it: IKM (BPMP)."""
    program, bar, unit = intervention.rpartition("|")
    parts = program.split("|")
    said = " / ".join(parts)
    return f"{said} ({unit})" if bar and unit not in parts else said if bar else intervention


def num(value: float, language: Language) -> str:
    """A number in the reader's language."""
    return cell(value, language)


def dark(rgba: Any) -> bool:
    """Whether white letters can be read better than black ones on a colour."""
    red, green, blue = (float(part) for part in rgba[:3])
    return 0.299 * red + 0.587 * green + 0.114 * blue < 0.55
