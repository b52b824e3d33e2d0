"""Pairs: sources, thresholds, columns."""

import inspect
import threading
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
import pyarrow as pa
import pytest

import irisan
from irisan._query import Thresholds

from .conftest import Package
from .long_calls import ticks_during

# Three rows: {0, 1, 2}, {1, 2, 3}, {3}.
OFFSETS = np.array([0, 3, 6, 7])
TARGETS = np.array([0, 1, 2, 1, 2, 3, 3])


def sets(*sizes: tuple[int, int]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Rows that hold the targets from a first to a last."""
    rows = [np.arange(first, last) for first, last in sizes]
    return np.cumsum([0, *map(len, rows)]), np.concatenate(rows)


def random_incidence(rows: int, columns: int, per_row: int) -> irisan.Incidence:
    chosen = np.random.default_rng(1).integers(0, columns, size=rows * per_row)
    return irisan.Incidence.from_arrays(np.arange(0, rows * per_row + 1, per_row), chosen)


def counts(pairs: irisan.Pairs) -> list[tuple[Any, ...]]:
    names = ("first", "second", "shared", "first_size", "second_size")
    return list(zip(*(pairs.column(name).tolist() for name in names), strict=True))


def test_find_pairs_takes_arrays() -> None:
    pairs = irisan.find_pairs((OFFSETS, TARGETS))
    assert counts(pairs) == [(0, 1, 2, 3, 3), (1, 2, 1, 3, 1)]
    assert len(pairs) == 2
    assert pairs.column("first").dtype == np.int32


@pytest.mark.parametrize("dtype", [np.int8, np.int32, np.int64, np.uint16, np.uint64])
def test_find_pairs_takes_any_whole_numbers(dtype: type) -> None:
    pairs = irisan.find_pairs((OFFSETS.astype(dtype), TARGETS.astype(dtype)))
    assert counts(pairs) == [(0, 1, 2, 3, 3), (1, 2, 1, 3, 1)]


def test_find_pairs_takes_lists_and_strided_arrays() -> None:
    expected = counts(irisan.find_pairs((OFFSETS, TARGETS)))
    assert counts(irisan.find_pairs((OFFSETS.tolist(), TARGETS.tolist()))) == expected
    assert counts(irisan.find_pairs((np.repeat(OFFSETS, 2)[::2], TARGETS))) == expected


def test_find_pairs_sorts_rows_and_counts_a_target_once() -> None:
    assert counts(irisan.find_pairs(([0, 4, 6], [2, 1, 2, 0, 1, 2]))) == [(0, 1, 2, 3, 2)]


def test_find_pairs_of_nothing_is_empty() -> None:
    pairs = irisan.find_pairs(([0], []))
    assert len(pairs) == 0
    assert pairs.to_arrow().num_rows == 0
    assert pairs.column("jaccard").shape == (0,)


@pytest.mark.parametrize(
    ("offsets", "targets", "text"),
    [
        ([1, 2], [0, 1], "begin with 0"),
        ([0, 2, 1, 2], [0, 1], "less than the one before"),
        ([0, 3], [0, 1], "end with 3, not with 2"),
        ([], [], "begin with 0"),
        ([0, 1], [-1], r"targets\[0\] is -1"),
        ([0, 1], [2**31 - 1], r"targets\[0\] is 2147483647"),
        ([0, 1], [2**40], r"targets\[0\] is 1099511627776"),
        ([[0, 1]], [0], "not one dimension"),
        ([0, 1], np.array([2**63], dtype=np.uint64), "too great"),
    ],
)
def test_find_pairs_refuses_arrays_that_contradict(offsets: Any, targets: Any, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        irisan.find_pairs((offsets, targets))


def test_find_pairs_refuses_what_are_no_whole_numbers() -> None:
    with pytest.raises(TypeError, match="float64, not whole numbers"):
        irisan.find_pairs((OFFSETS, TARGETS / 2))
    with pytest.raises(TypeError, match="is no Arrow table"):
        irisan.find_pairs(3)


def test_incidence_refuses_a_target_beyond_its_columns() -> None:
    assert irisan.Incidence.from_arrays([0, 1], [3], columns=4).shape == (1, 4)
    with pytest.raises(ValueError, match=r"targets\[0\] is 3, not from 0 to 2"):
        irisan.Incidence.from_arrays([0, 1], [3], columns=3)


def test_find_pairs_takes_an_arrow_table_of_two_columns() -> None:
    table = pa.table({"who": ["x", "x", "y", "z"], "where": [7, 8, 8, 9]})
    pairs = irisan.find_pairs(table)
    assert counts(pairs) == [("x", "y", 1, 2, 1)]
    with pytest.raises(TypeError, match="two columns"):
        irisan.find_pairs(table.append_column("more", table["who"]))


def test_find_pairs_refuses_a_row_without_a_name() -> None:
    with pytest.raises(irisan.InputError, match="deliveries, line 2: 'program_id' is empty"):
        irisan.find_pairs(pa.table({"who": ["x", None], "where": [7, 8]}))


def test_find_pairs_takes_anything_that_speaks_arrow() -> None:
    class Other:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            table = pa.table({"who": ["x", "y"], "where": ["s", "s"]})
            stream: object = table.__arrow_c_stream__(requested_schema)
            return stream

    assert counts(irisan.find_pairs(Other())) == [("x", "y", 1, 1, 1)]


def test_find_pairs_of_path_tables_and_portfolio_are_the_same(package: Package) -> None:
    folder = package()
    expected = [("P|A", "Q|B", 1, 2, 2)]
    assert counts(irisan.find_pairs(folder)) == expected
    assert counts(irisan.find_pairs(str(folder))) == expected
    assert counts(irisan.find_pairs(irisan.read(folder))) == expected
    assert counts(irisan.find_pairs(irisan.Portfolio(folder))) == expected


def test_find_pairs_raises_the_problems_of_tables(broken: Path) -> None:
    with pytest.raises(irisan.InputError) as caught:
        irisan.find_pairs(broken)
    assert caught.value.problems.errors[0].value == "S33"


def test_find_pairs_takes_scipy() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    dense = np.array([[1, 1, 1, 0], [0, 2, 1, 1], [0, 0, 0, 1]])
    expected = [(0, 1, 2, 3, 3), (1, 2, 1, 3, 1)]
    for matrix in (sparse.csr_array(dense), sparse.csr_matrix(dense), sparse.coo_array(dense)):
        assert counts(irisan.find_pairs(matrix)) == expected


def test_find_pairs_passes_over_zeros_that_scipy_stores() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    matrix = sparse.csr_array((np.array([1, 0, 1]), np.array([0, 1, 1]), np.array([0, 2, 3])))
    assert len(irisan.find_pairs(matrix)) == 0
    assert matrix.nnz == 3


def test_incidence_goes_to_scipy_and_back() -> None:
    pytest.importorskip("scipy.sparse")
    incidence = irisan.Incidence.from_arrays(OFFSETS, TARGETS, columns=6)
    matrix = incidence.to_scipy()
    assert matrix.shape == (3, 6)
    assert (matrix @ matrix.T).toarray()[0].tolist() == [3, 2, 0]
    assert irisan.Incidence.from_scipy(matrix).targets.tolist() == TARGETS.tolist()


NINE_TENTHS = [
    0.9,
    "0.9",
    "9/10",
    "18/20",
    Fraction(9, 10),
    Decimal("0.9"),
    np.float64(0.9),
    np.float32(0.9),
]


@pytest.mark.parametrize("threshold", NINE_TENTHS, ids=repr)
def test_min_jaccard_keeps_the_pair_at_exactly_nine_tenths(threshold: Any) -> None:
    ten_and_nine = sets((0, 10), (0, 9))
    twenty_and_eighteen = sets((0, 20), (0, 18))
    for source in (ten_and_nine, twenty_and_eighteen):
        assert len(irisan.find_pairs(source, min_jaccard=threshold)) == 1
        assert len(irisan.find_pairs(source, min_jaccard="901/1000")) == 0


@pytest.mark.parametrize("threshold", NINE_TENTHS, ids=repr)
def test_min_containment_is_exact_in_either_direction(threshold: Any) -> None:
    nine_of_ten = sets((0, 10), (1, 40))
    assert len(irisan.find_pairs(nine_of_ten, min_containment=threshold)) == 1
    assert len(irisan.find_pairs(nine_of_ten, min_containment=Fraction(9001, 10000))) == 0


@pytest.mark.parametrize(
    "threshold", [0, 1, 0.0, 1.0, "1", "0", np.int64(1), 1e-12, 1 / 3, 1 / 700]
)
def test_thresholds_reach_from_0_to_1(threshold: Any) -> None:
    assert len(irisan.find_pairs(sets((0, 4), (0, 4)), min_jaccard=threshold)) == 1


@pytest.mark.parametrize(
    "threshold",
    [-0.1, 1.5, 2, "1.1", "nine", "", "-1/2", "1/0", Fraction(-1, 2), float("nan"), float("inf")],
)
def test_thresholds_beyond_are_refused(threshold: Any) -> None:
    with pytest.raises(irisan.RuleError):
        irisan.find_pairs((OFFSETS, TARGETS), min_jaccard=threshold)


def test_a_threshold_too_fine_to_be_exact_is_refused() -> None:
    with pytest.raises(irisan.RuleError, match="too fine"):
        irisan.find_pairs((OFFSETS, TARGETS), min_jaccard=1e-30)


@pytest.mark.parametrize("threshold", [True, [1], b"1"])
def test_thresholds_of_another_type_are_refused(threshold: Any) -> None:
    with pytest.raises(TypeError, match="a threshold is"):
        irisan.find_pairs((OFFSETS, TARGETS), min_containment=threshold)


def test_min_shared_leaves_out_smaller_pairs() -> None:
    assert counts(irisan.find_pairs((OFFSETS, TARGETS), min_shared=2)) == [(0, 1, 2, 3, 3)]
    for bad in (0, -1, 2**31, 2**70):
        with pytest.raises((irisan.RuleError, TypeError)):
            irisan.find_pairs((OFFSETS, TARGETS), min_shared=bad)


def test_top_gives_the_greatest_first_by_a_measure() -> None:
    by_shared = irisan.find_pairs((OFFSETS, TARGETS), top=1)
    assert counts(by_shared) == [(0, 1, 2, 3, 3)]
    by_containment = irisan.find_pairs((OFFSETS, TARGETS), top=2, by="containment")
    assert [c[:2] for c in counts(by_containment)] == [(1, 2), (0, 1)]
    assert len(irisan.find_pairs((OFFSETS, TARGETS), top=100, by="dice")) == 2
    assert len(irisan.find_pairs((OFFSETS, TARGETS), top=None)) == 2


def test_top_and_by_refuse_what_cannot_be() -> None:
    with pytest.raises(irisan.RuleError, match="top lies from 1"):
        irisan.find_pairs((OFFSETS, TARGETS), top=0)
    with pytest.raises(irisan.RuleError, match="unknown measure 'size'; there are shared, jaccard"):
        irisan.find_pairs((OFFSETS, TARGETS), top=1, by="size")  # type: ignore[arg-type]


def test_program_keeps_the_pairs_of_one_intervention(package: Package) -> None:
    portfolio = irisan.Portfolio(package())
    assert len(irisan.find_pairs(portfolio, program="Q|B")) == 1
    assert counts(irisan.find_pairs((OFFSETS, TARGETS), program=2)) == [(1, 2, 1, 3, 1)]
    with pytest.raises(
        irisan.RuleError, match=r"unknown intervention 'q\|b'; the nearest is 'Q|B'"
    ):
        irisan.find_pairs(portfolio, program="q|b")
    with pytest.raises(irisan.RuleError, match="from 0 to 2, not at 3"):
        irisan.find_pairs((OFFSETS, TARGETS), program=3)
    with pytest.raises(TypeError, match="row numbers"):
        irisan.find_pairs((OFFSETS, TARGETS), program="Q")
    with pytest.raises(TypeError, match="is a text"):
        irisan.find_pairs(portfolio, program=1)


def test_pairs_have_every_measure_as_a_column() -> None:
    pairs = irisan.find_pairs((OFFSETS, TARGETS))
    assert pairs.column("jaccard").tolist() == [2 / 4, 1 / 3]
    assert pairs.column("containment_first").tolist() == [2 / 3, 1 / 3]
    assert pairs.column("containment_second").tolist() == [2 / 3, 1.0]
    assert pairs.column("overlap_coefficient").tolist() == [2 / 3, 1.0]
    assert pairs.column("dice").tolist() == [4 / 6, 2 / 4]
    assert pairs.column("cosine") == pytest.approx([2 / 3, 1 / 3**0.5])
    table = pairs.to_arrow()
    assert table.column_names == pairs.column_names
    assert table["jaccard"].to_pylist() == [2 / 4, 1 / 3]
    with pytest.raises(KeyError, match="no column 'lift'; there are first, second"):
        pairs.column("lift")


def test_pairs_are_read_by_anything_that_reads_arrow() -> None:
    pairs = irisan.find_pairs((OFFSETS, TARGETS))
    assert pa.table(pairs) == pairs.to_arrow()


def test_find_pairs_takes_keywords_only() -> None:
    with pytest.raises(TypeError, match="positional"):
        irisan.find_pairs((OFFSETS, TARGETS), 1)  # type: ignore[call-arg]


def test_details_have_the_columns_of_a_report(package: Package) -> None:
    folder = package()
    portfolio = irisan.Portfolio(folder)
    details = irisan.pair_details(portfolio, irisan.find_pairs(portfolio), window_days=365)
    # A report says besides what chance makes of each.
    pairs = irisan.audit(folder).pairs.to_arrow()
    assert details.to_arrow() == pairs.select(details.column_names)
    assert pairs.column_names[len(details.column_names) :][:2] == ["expected_pooled", "ln_p_pooled"]
    assert details.column("activity_audience_certain").tolist() == [1]


def test_details_refuse_pairs_of_another_portfolio(package: Package) -> None:
    portfolio = irisan.Portfolio(package())
    other = irisan.find_pairs(pa.table({"who": ["x", "y"], "where": ["s", "s"]}))
    for pairs in (other, irisan.find_pairs((OFFSETS, TARGETS))):
        with pytest.raises(ValueError, match="of another portfolio"):
            irisan.pair_details(portfolio, pairs)
    with pytest.raises(irisan.RuleError, match="window_days"):
        irisan.pair_details(portfolio, irisan.find_pairs(portfolio), window_days=-1)


def test_pairs_are_the_same_bytes_for_any_number_of_threads() -> None:
    incidence = random_incidence(600, 400, 20)
    one, two = (irisan.find_pairs(incidence, threads=n).to_arrow() for n in (1, 2))
    assert one.num_rows > 10_000
    assert one == two
    for bad in (-1, 1025):
        with pytest.raises(irisan.RuleError, match="threads"):
            irisan.find_pairs(incidence, threads=bad)


def test_find_pairs_lets_other_threads_run() -> None:
    incidence = random_incidence(4000, 2000, 100)
    [during] = ticks_during(lambda: irisan.find_pairs(incidence, min_jaccard=1, threads=1))
    assert during > 2


def test_find_pairs_runs_in_several_threads_at_once() -> None:
    incidence = random_incidence(300, 200, 20)
    expected = irisan.find_pairs(incidence).to_arrow()
    found: list[pa.Table] = []

    def work() -> None:
        found.append(irisan.find_pairs(incidence, threads=2).to_arrow())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert found == [expected] * 4


SEARCHES: dict[str, Any] = {
    "find_pairs": lambda **given: irisan.find_pairs((OFFSETS, TARGETS), **given),
    "explain_pairs": lambda **given: irisan.explain_pairs((OFFSETS, TARGETS), **given),
    "top_partners": lambda **given: irisan.top_partners((OFFSETS, TARGETS), 2, **given),
    "find_weighted_pairs": lambda **given: irisan.find_weighted_pairs(
        (OFFSETS, TARGETS), np.ones(4, np.int64), **given
    ),
    "find_agreeing_pairs": lambda **given: irisan.find_agreeing_pairs(OFFSETS, TARGETS, **given),
    "OverlapIndex.pairs_with": lambda **given: irisan.OverlapIndex((OFFSETS, TARGETS)).pairs_with(
        0, **given
    ),
}


@pytest.mark.parametrize("name", SEARCHES)
def test_every_search_spells_out_its_thresholds(name: str) -> None:
    function: Any = irisan
    for part in name.split("."):
        function = getattr(function, part)
    shown = inspect.signature(function).parameters
    kinds = get_type_hints(Thresholds)
    assert [n for n in shown if n in kinds] == list(kinds)
    for threshold, kind in kinds.items():
        one = shown[threshold]
        default = 1 if threshold == "min_shared" else None
        assert (one.kind, one.default, one.annotation) == (one.KEYWORD_ONLY, default, kind)
    assert not [p for p in shown.values() if p.kind is p.VAR_KEYWORD]


@pytest.mark.parametrize("name", SEARCHES)
def test_every_search_obeys_every_threshold(name: str) -> None:
    # Only {0, 1, 2} and {1, 2, 3} share two targets: Jaccard 1/2, Dice, cosine and all else 2/3.
    search = SEARCHES[name]

    def found(**given: Any) -> int:
        made = search(**given)
        return -1 if isinstance(made, irisan.PairPlan) else len(made)

    some, none = found(min_shared=2), found(min_shared=3)
    if name != "explain_pairs":
        assert some > none == 0
    for threshold, least in {
        "min_jaccard": "1/2",
        **dict.fromkeys(
            ("min_containment", "min_dice", "min_cosine", "min_overlap_coefficient"), "2/3"
        ),
    }.items():
        assert found(min_shared=2, **{threshold: least}) == some
        assert found(min_shared=2, **{threshold: "3/4"}) == none
        with pytest.raises(irisan.RuleError, match="lies from 0 to 1"):
            found(**{threshold: 2})
    with pytest.raises(TypeError, match=r"argument 'min_jacard'; the nearest is 'min_jaccard'"):
        found(min_jacard=0.5)
