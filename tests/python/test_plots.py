"""Pictures: that they are as they were when somebody looked at them, and what they refuse."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.colors import to_rgb  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.image import imread  # noqa: E402
from matplotlib.patches import Rectangle  # noqa: E402
from matplotlib.testing.compare import compare_images  # noqa: E402
from matplotlib.text import Text  # noqa: E402
from PIL import Image  # noqa: E402

import irisan  # noqa: E402
from irisan import RuleError, plots  # noqa: E402
from irisan.plots.canvas import palette, spoken  # noqa: E402

from .conftest import Package  # noqa: E402

GOLDEN = Path(__file__).parent / "golden"
# Root mean square of 255. The same picture in fewer colours differs by less than 1, one mark and
# its number elsewhere by 12 or more.
TOLERANCE = 6.0
# Other versions set letters otherwise, which differs as much as another picture would.
LOOKED_AT_WITH = "3.11."


@pytest.fixture(autouse=True)
def english_and_closed() -> Iterator[None]:
    irisan.display.set_language("en")
    yield
    irisan.display.set_language(None)
    plt.close("all")


@pytest.fixture(scope="module")
def portfolio(west_sumatra: Path) -> irisan.Portfolio:
    return irisan.Portfolio(west_sumatra)


@pytest.fixture(scope="module")
def report(portfolio: irisan.Portfolio) -> irisan.Report:
    return irisan.audit(portfolio)


@pytest.fixture(scope="module")
def three_w(west_sumatra: Path) -> irisan.Portfolio:
    return irisan.Portfolio(west_sumatra.parent / "three_w")


DIVISION = {
    "figure": ["units that a school deals with", "trips", "cost"],
    "before": [4.5, 120.0, 98_500_000.0],
    "after": [2.0, 120.0, 61_250_000.0],
}

Draw = Callable[[irisan.Portfolio, irisan.Report, irisan.Portfolio], Axes]

PICTURES: dict[str, Draw] = {
    "upset": lambda p, r, w: plots.upset(p),
    "upset_exclusive_id": lambda p, r, w: plots.upset(p, count="exclusive", top=10, language="id"),
    "upset_hundreds": lambda p, r, w: plots.upset(w, sets=12),
    "heatmap": lambda p, r, w: plots.overlap_heatmap(r),
    "heatmap_hundreds_id": lambda p, r, w: plots.overlap_heatmap(w, language="id"),
    "timeline_region": lambda p, r, w: plots.timeline(p, region="13.71"),
    "timeline_target_id": lambda p, r, w: plots.timeline(p, target="10303612", language="id"),
    "map_crowding": lambda p, r, w: plots.region_map(p),
    "map_coverage_id": lambda p, r, w: plots.region_map(p, by="coverage", report=r, language="id"),
    "map_need": lambda p, r, w: plots.region_map(p, by="need", report=r),
    "network": lambda p, r, w: plots.network(p, region="13.72"),
    "matrix": lambda p, r, w: plots.unit_theme_region(p),
    "before_after": lambda p, r, w: plots.before_after(pa.table(DIVISION)),
    "before_after_compare_id": lambda p, r, w: plots.before_after(
        irisan.compare(r, irisan.audit(p, without=["PSP"])), language="id"
    ),
}


@pytest.fixture(scope="module")
def picture(
    portfolio: irisan.Portfolio, report: irisan.Report, three_w: irisan.Portfolio
) -> Callable[[str], Axes]:
    """Each picture, drawn once."""

    @cache
    def draw(name: str) -> Axes:
        return PICTURES[name](portfolio, report, three_w)

    return draw


@pytest.mark.skipif(
    not matplotlib.__version__.startswith(LOOKED_AT_WITH),
    reason=f"the golden pictures are of matplotlib {LOOKED_AT_WITH}x",
)
@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_as_it_was_looked_at(
    name: str,
    picture: Callable[[str], Axes],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    ax = picture(name)
    made = tmp_path / f"{name}.png"
    plots.save(ax, made, dpi=60)
    if request.config.getoption("--renew-golden"):
        with Image.open(made) as image:  # 128 colours are enough, and small
            image.convert("RGB").quantize(128).save(GOLDEN / f"{name}.png", optimize=True)
    # What differs is written beside the golden file, so that stands in a copy.
    golden = tmp_path / "golden.png"
    shutil.copy(GOLDEN / f"{name}.png", golden)
    assert compare_images(str(golden), str(made), TOLERANCE) is None


@pytest.mark.parametrize("name", PICTURES)
def test_picture_keeps_its_words_on_the_paper_and_apart(
    name: str, picture: Callable[[str], Axes]
) -> None:
    ax = picture(name)
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    width, height = figure.get_size_inches() * figure.dpi
    assert width == 800
    hidden = unseen(figure)
    boxes = []
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        if not text.get_visible() or not text.get_text().strip() or text in hidden:
            continue
        box = text.get_window_extent()
        assert box.x0 >= -1, text
        assert box.x1 <= width + 1, text
        assert box.y0 >= -1, text
        assert box.y1 <= height + 1, text
        boxes.append((text.get_text(), box))
    assert len(boxes) > 5
    for i, (one, a) in enumerate(boxes):
        for other, b in boxes[i + 1 :]:
            wide = min(a.x1, b.x1) - max(a.x0, b.x0)
            tall = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert wide < 2.5 or tall < 2.5, (one, other)


def unseen(figure: Figure) -> set[Text]:
    """Labels that are not drawn: of hidden axes, or beyond the part of an axis that is seen."""
    held: set[Text] = set()
    for ax in figure.findobj(Axes):
        assert isinstance(ax, Axes)
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not ax.axison or not low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                    held |= {tick.label1, tick.label2}
    return held


@pytest.mark.parametrize("name", PICTURES)
def test_picture_says_in_words_what_it_shows(name: str, picture: Callable[[str], Axes]) -> None:
    ax = picture(name)
    said = plots.alt_text(ax)
    assert said == ax.alt_text  # type: ignore[attr-defined]
    assert len(said) > 100
    figure = ax.get_figure(root=True)
    assert figure is not None
    assert said.startswith(str(figure.get_label()))


def test_save_puts_the_words_into_the_file(portfolio: irisan.Portfolio, tmp_path: Path) -> None:
    ax = plots.overlap_heatmap(portfolio)
    said = plots.alt_text(ax)
    plots.save(ax, tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.info["Description"] == said
    plots.save(ax, tmp_path / "a.svg")
    assert said[:40].encode() in (tmp_path / "a.svg").read_bytes()
    plots.save(ax, tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_save_writes_the_same_bytes_each_time(
    portfolio: irisan.Portfolio, tmp_path: Path, ending: str
) -> None:
    for name in ("a", "b"):
        plots.save(plots.network(portfolio, region="13.72"), tmp_path / f"{name}.{ending}")
    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_pictures_leave_the_settings_of_the_user_alone(portfolio: irisan.Portfolio) -> None:
    before = dict(matplotlib.rcParams)
    plots.upset(portfolio)
    assert dict(matplotlib.rcParams) == before


def test_pictures_do_not_depend_on_the_settings_of_the_user(
    portfolio: irisan.Portfolio, tmp_path: Path
) -> None:
    plots.save(plots.upset(portfolio), tmp_path / "a.png")
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "black", "lines.linewidth": 9}):
        plots.save(plots.upset(portfolio), tmp_path / "b.png")
    assert np.array_equal(imread(tmp_path / "a.png"), imread(tmp_path / "b.png"))


# How people without red or without green cones see (Machado, Oliveira, Fernandes 2009,
# doi 10.1109/TVCG.2009.113, severity 1), in linear light.
BLIND = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}


def lab(
    linear: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    xyz = (
        np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        @ linear
        / [0.9505, 1.0, 1.089]
    )
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("kind", BLIND)
def test_palette_can_be_told_apart_without_red_or_green(kind: str) -> None:
    seen = []
    for colour in palette:
        part = np.array(to_rgb(colour))
        linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
        seen.append(lab(np.clip(np.array(BLIND[kind]) @ linear, 0, 1)))
    for i, one in enumerate(seen):
        for other in seen[i + 1 :]:
            assert np.linalg.norm(one - other) > 10


@pytest.mark.parametrize(
    ("intervention", "said"),
    [("IKM|BPMP", "IKM (BPMP)"), ("UNHCR|Health|UNHCR", "UNHCR / Health"), ("7", "7")],
)
def test_spoken_is_as_people_write_it(intervention: str, said: str) -> None:
    assert spoken(intervention) == said


def bars(ax: Axes) -> list[Rectangle]:
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def test_upset_draws_the_counts_of_groups(package: Package) -> None:
    ax = plots.upset(irisan.Portfolio(package()))
    # P and Q meet at S2, where nobody else is; of three targets each reaches two.
    assert [bar.get_height() for bar in bars(ax)] == [1, 1]
    assert plots.alt_text(ax).startswith("P (A) and Q (B) share 1 targets; 1.3 would be expected")


def test_upset_takes_a_bare_incidence() -> None:
    ax = plots.upset(([0, 2, 4, 5], [0, 1, 1, 2, 1]))
    assert "0, 1 and 2 share 1 targets" in plots.alt_text(ax)


def test_upset_sorts_by_the_count_that_was_asked_for(portfolio: irisan.Portfolio) -> None:
    found = irisan.groups(portfolio)
    for count, column in (("inclusive", "shared"), ("exclusive", "exclusive")):
        ax = plots.upset(portfolio, found, count=count, top=5)  # type: ignore[arg-type]
        heights = [bar.get_height() for bar in bars(ax)][:5]
        assert heights == sorted(found.column(column), reverse=True)[:5]


def test_upset_says_what_it_leaves_out(three_w: irisan.Portfolio) -> None:
    said = plots.alt_text(plots.upset(three_w, top=3, sets=4))
    assert "more groups, 946 more interventions" in said


def test_heatmap_takes_pairs_and_reports_alike(
    portfolio: irisan.Portfolio, report: irisan.Report
) -> None:
    said = {
        plots.alt_text(plots.overlap_heatmap(source))
        for source in (portfolio, report, report.pairs)
    }
    assert len(said) == 1


def test_timeline_hatches_what_is_planned(portfolio: irisan.Portfolio) -> None:
    from irisan.plots.canvas import planned_hatch

    ax = plots.timeline(portfolio)
    assert {bar.get_hatch() for bar in ax.patches} == {None, planned_hatch}


def test_timeline_counts_every_delivery(portfolio: irisan.Portfolio, package: Package) -> None:
    assert plots.alt_text(plots.timeline(portfolio)).startswith("3,337 deliveries of 10 programs")
    said = plots.alt_text(plots.timeline(irisan.Portfolio(package()), target="S2"))
    assert said.startswith("2 deliveries of 2 programs by 2 units at SD 2; most begin in January")
    assert "Tablets (Office A): 1 deliveries from 10 January 2023 to 20 January 2023." in said


def test_timeline_draws_what_a_month_may_mean_pale(package: Package) -> None:
    deliveries = (
        "program_id,target_id,activity_id,audience,start,end\n"
        "P,S1,workshop,teacher,2023-01,2023-03\n"
    )
    ax = plots.timeline(irisan.Portfolio(package(deliveries=deliveries)))
    pale = [c for c in ax.collections if c.get_alpha() is not None]
    (box,) = pale[0].get_paths()
    # From 1 January to the end of 31 March.
    assert box.get_extents().width == 31 + 28 + 31
    assert "A pale end is not known to the day." in plots.alt_text(ax)


def test_map_places_targets_at_their_own_coordinates_first(package: Package) -> None:
    regions = "region_id,name,kind,latitude,longitude\nR1,Agam,city_or_regency,-0.3,100\n"
    targets = (
        "target_id,name,region_id,latitude,longitude,students\n"
        "S1,SD 1,R1,-0.25,100.1,30\nS2,SD 2,R1,,,10\nS3,SD 3,R1,,,20\n"
    )
    portfolio = irisan.Portfolio(package(regions=regions, targets=targets))
    ax = plots.region_map(portfolio, by="students")
    (circles,) = ax.collections
    assert sorted(map(tuple, np.asarray(circles.get_offsets()))) == [(100, -0.3), (100.1, -0.25)]
    said = plots.alt_text(ax)
    assert said.startswith("Students, on average: highest in SD 1 (30), lowest in Agam (15).")
    assert "2 targets have no coordinates of their own" in said


def test_matrix_counts_targets_once(package: Package) -> None:
    said = plots.alt_text(plots.unit_theme_region(irisan.Portfolio(package())))
    assert said.startswith("2 units work on Workshop in Agam.")
    assert "Workshop in Agam: A (2), B (2)." in said


def test_network_says_who_is_reached_by_most(package: Package) -> None:
    said = plots.alt_text(plots.network(irisan.Portfolio(package())))
    assert said.startswith("SD 2 is reached by most: 2 interventions of 2 units.")


def test_before_after_gives_each_row_its_own_scale() -> None:
    ax = plots.before_after(pa.table(DIVISION))
    assert plots.alt_text(ax).startswith("Units that a school deals with: 2 instead of 4.5.")
    ends = [float(np.asarray(c.get_offsets())[0, 0]) for c in ax.collections[:6]]
    assert ends == pytest.approx([1, 2 / 4.5, 1, 1, 1, 61.25 / 98.5])


def refused(portfolio: irisan.Portfolio) -> dict[str, tuple[Callable[[], Axes], str]]:
    apart = ([0, 1, 2], [0, 1])
    return {
        "share": (lambda: plots.upset(apart), "no two interventions share a target"),
        "share nothing": (lambda: plots.overlap_heatmap(apart), "no two interventions share"),
        "sets": (lambda: plots.upset(portfolio, sets=1), "at least 1 group of 2 interventions"),
        "count": (
            lambda: plots.overlap_heatmap(portfolio, measure="shared"),
            "from 0 to 1, shared is a count",
        ),
        "region": (lambda: plots.timeline(portfolio, region="13.99"), "unknown region '13.99'"),
        "target": (lambda: plots.timeline(portfolio, target="SD 99"), "unknown target 'SD 99'"),
        "both": (lambda: plots.timeline(portfolio, target="a", region="b"), "not of both"),
        "column": (
            lambda: plots.region_map(portfolio, by="pupils"),
            "targets have no column 'pupils'",
        ),
        "no number": (lambda: plots.region_map(portfolio, by="level"), "'SMA', which is no number"),
        "no value": (lambda: plots.region_map(portfolio, by="latitude"), "no target has both"),
        "too large": (
            lambda: plots.network(portfolio),
            "a network of 7 units, 16 programs, 711 targets and .* cannot be read",
        ),
        "nothing": (lambda: plots.network(portfolio, unit="BGPP"), "no delivery is selected"),
        "columns": (lambda: plots.before_after(pa.table({"figure": ["a"]})), "no 'before'"),
        "negative": (
            lambda: plots.before_after(pa.table({"figure": ["a"], "before": [1], "after": [-1]})),
            "a is negative",
        ),
    }


@pytest.mark.parametrize(
    "name",
    [
        "share",
        "share nothing",
        "sets",
        "count",
        "region",
        "target",
        "both",
        "column",
        "no number",
        "no value",
        "too large",
        "nothing",
        "columns",
        "negative",
    ],
)
def test_pictures_refuse_with_one_sentence(name: str, portfolio: irisan.Portfolio) -> None:
    draw, what = refused(portfolio)[name]
    with pytest.raises(RuleError, match=what):
        draw()


def test_before_after_names_its_figures_in_the_language_asked_for() -> None:
    rows = {
        "figure": ["needs_not_served", "findings", "own figure"],
        "kind": [None, "gap", None],
        "before": [9, 8, 7],
        "after": [4, 5, 6],
    }
    names = {
        to: [
            label.get_text()
            for label in plots.before_after(pa.table(rows), language=to).get_yticklabels()
        ]
        for to in ("en", "id")
    }
    assert names["en"] == ["needs not served", "findings · gap", "own figure"]
    assert names["id"] == ["kebutuhan belum terlayani", "temuan · kesenjangan", "own figure"]


def test_before_after_knows_each_figure_of_a_comparison_and_a_division(
    portfolio: irisan.Portfolio, report: irisan.Report
) -> None:
    from irisan.plots.before_after import _figures, _kinds

    change = pa.table(irisan.compare(report, irisan.audit(portfolio, without=["PSP"])))
    assert set(change["figure"].to_pylist()) <= set(_figures)
    assert set(filter(None, change["kind"].to_pylist())) <= set(_kinds)
    assert set(pa.table(report.before_after)["figure"].to_pylist()) <= set(_figures)
