"""The pair engine from Python: arrays where they lie, methods, partners, weights, days, index."""

import dataclasses
import datetime
import subprocess
import sys
import threading
from fractions import Fraction
from typing import Any, get_args

import numpy as np
import pyarrow as pa
import pytest

import irisan
from irisan._query import Method

from .conftest import Package
from .long_calls import assert_ctrl_c_stops, ticks_during

# Four rows: {0, 1, 2}, {1, 2, 3}, {3}, {0, 1, 2}.
OFFSETS = np.array([0, 3, 6, 7, 10], dtype=np.int64)
TARGETS = np.array([0, 1, 2, 1, 2, 3, 3, 0, 1, 2], dtype=np.int32)
METHODS = get_args(Method)


def rows_of(result: irisan.Result) -> list[tuple[Any, ...]]:
    return list(zip(*(result.column(n).tolist() for n in result.column_names), strict=True))


def counts(pairs: irisan.Pairs) -> list[tuple[Any, ...]]:
    names = ("first", "second", "shared", "first_size", "second_size")
    return list(zip(*(pairs.column(name).tolist() for name in names), strict=True))


def random_matrix(rows: int, columns: int, share: float, seed: int) -> Any:
    sparse = pytest.importorskip("scipy.sparse")
    chosen = np.random.default_rng(seed).random((rows, columns)) < share
    return sparse.csr_array(chosen.astype(np.int32))


# Arrays where they lie


@pytest.mark.parametrize("dtype", [np.int32, np.int64])
def test_incidence_lies_in_the_arrays_of_its_caller(dtype: type) -> None:
    offsets: Any = OFFSETS.astype(dtype)
    a = irisan.Incidence.from_arrays(offsets, TARGETS)
    assert np.shares_memory(a.targets, TARGETS)
    assert np.shares_memory(a.offsets, offsets) == (dtype == np.int64)
    assert not a.targets.flags.writeable
    assert a.shape == (4, 4)
    with pytest.raises(ValueError, match=r"targets\[5\] is 3, not from 0 to 2"):
        irisan.Incidence.from_arrays(offsets, TARGETS, columns=3)


def test_incidence_keeps_arrays_alive() -> None:
    a = irisan.Incidence.from_arrays(OFFSETS.copy(), TARGETS.copy())
    targets = a.targets
    del a
    assert targets.tolist() == TARGETS.tolist()


def test_incidence_takes_arrays_that_are_read_only() -> None:
    targets = TARGETS.copy()
    targets.flags.writeable = False
    assert np.shares_memory(irisan.Incidence.from_arrays(OFFSETS, targets).targets, targets)


@pytest.mark.parametrize(
    "targets",
    [
        [2, 1, 0, 1, 2, 3, 3, 0, 1, 2],
        [0, 1, 2, 1, 2, 3, 3, 0, 2, 2],
        np.repeat(TARGETS, 2)[::2],
        TARGETS.astype(">i4"),
        TARGETS.astype(np.int64),
        np.frombuffer(b"\0" + TARGETS.tobytes(), dtype=np.int32, offset=1),
    ],
    ids=["unsorted", "repeated", "strided", "big-endian", "int64", "unaligned"],
)
def test_incidence_puts_other_arrays_right_in_a_copy(targets: Any) -> None:
    given = targets if isinstance(targets, np.ndarray) else np.array(targets, dtype=np.int32)
    before = given.tolist()
    a = irisan.Incidence.from_arrays(OFFSETS, given)
    assert not np.shares_memory(a.targets, given)
    assert given.tolist() == before
    for p in range(4):
        row = given[OFFSETS[p] : OFFSETS[p + 1]]
        assert a.targets[a.offsets[p] : a.offsets[p + 1]].tolist() == np.unique(row).tolist()


MEMORY = """
import numpy as np, irisan

def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

rows, per_row = 100_000, 300
targets = np.empty(rows * per_row, dtype=np.int32)
targets.reshape(rows, per_row)[:] = np.arange(per_row, dtype=np.int32)
offsets = np.arange(0, rows * per_row + 1, per_row)
irisan.Incidence.from_arrays([0, 1], [0])
before = peak()
a = irisan.Incidence.from_arrays(offsets, targets)
print(targets.nbytes // 1024, peak() - before)
"""


def test_incidence_takes_no_memory_for_arrays_of_its_caller() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True, timeout=120
    )
    size, grown = map(int, done.stdout.split())
    assert size > 100_000
    assert grown < size / 10


def test_scipy_is_not_copied() -> None:
    matrix = random_matrix(50, 40, 0.2, seed=1)
    assert np.shares_memory(irisan.Incidence.from_scipy(matrix).targets, matrix.indices)


def test_scipy_with_zeros_or_unsorted_is_copied_and_left_as_it_was() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    zeros = sparse.csr_array((np.array([1, 0, 1]), np.array([0, 1, 1]), np.array([0, 2, 3])))
    a = irisan.Incidence.from_scipy(zeros)
    assert a.targets.tolist() == [0, 1]
    assert not np.shares_memory(a.targets, zeros.indices)
    assert zeros.nnz == 3

    unsorted = sparse.csr_array((np.ones(3), np.array([2, 0, 1]), np.array([0, 2, 3])))
    a = irisan.Incidence.from_scipy(unsorted)
    assert a.targets.tolist() == [0, 2, 1]
    assert unsorted.indices.tolist() == [2, 0, 1]


def test_scipy_arrays_may_be_longer_than_what_they_store() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    matrix = sparse.csr_array((np.ones(3), np.array([0, 1, 0]), np.array([0, 2, 3])))
    matrix.indptr[-1] = 2
    assert irisan.Incidence.from_scipy(matrix).targets.tolist() == [0, 1]


# Methods, memory, results


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("rows", "columns", "share"), [(300, 200, 0.05), (90, 300, 0.7), (1200, 500, 0.02)]
)
def test_every_method_finds_the_product_of_scipy(
    rows: int, columns: int, share: float, method: Method, threads: int
) -> None:
    matrix = random_matrix(rows, columns, share, seed=rows)
    product = (matrix @ matrix.T).tocsr()
    shared = product.toarray()
    size = shared.diagonal()

    def check(pairs: irisan.Pairs, wanted: Any) -> None:
        first, second = np.nonzero(np.triu(wanted, 1))
        assert pairs.column("first").tolist() == first.tolist()
        assert pairs.column("second").tolist() == second.tolist()
        assert pairs.column("shared").tolist() == shared[first, second].tolist()
        assert pairs.column("first_size").tolist() == size[first].tolist()
        assert pairs.column("second_size").tolist() == size[second].tolist()

    def find(**thresholds: Any) -> irisan.Pairs:
        return irisan.find_pairs(matrix, method=method, threads=threads, **thresholds)

    check(find(), shared >= 1)
    check(find(min_shared=4), shared >= 4)
    union = size[:, None] + size[None, :] - shared
    check(find(min_jaccard="1/4", min_shared=2), (shared >= 2) & (4 * shared >= union))
    both = size[:, None] * size[None, :]
    check(find(min_cosine=0.5), (shared >= 1) & (4 * shared.astype(np.int64) ** 2 >= both))
    check(find(min_dice="2/5"), (shared >= 1) & (5 * shared >= size[:, None] + size[None, :]))
    least = np.minimum(size[:, None], size[None, :])
    check(find(min_overlap_coefficient=0.5), (shared >= 1) & (2 * shared >= least))
    owners = np.arange(rows) % 3 - 1
    others = (owners[:, None] < 0) | (owners[:, None] != owners[None, :])
    check(find(apart=owners), (shared >= 1) & others)


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (5, 0), (1, 1), (3, 4)])
@pytest.mark.parametrize("method", METHODS)
def test_matrices_without_crossings_have_no_pairs(shape: tuple[int, int], method: Method) -> None:
    sparse = pytest.importorskip("scipy.sparse")
    empty = sparse.csr_array(shape, dtype=np.int32)
    assert len(irisan.find_pairs(empty, method=method)) == 0
    assert len(irisan.find_pairs(empty, method=method, min_jaccard=0.5)) == 0
    assert len(irisan.find_pairs(empty, group_identical=True)) == 0
    assert irisan.find_pairs(empty).to_csr()[0].tolist() == [0] * (shape[0] + 1)
    assert len(irisan.top_partners(empty, 2, method=method)) == 0
    assert len(irisan.find_weighted_pairs(empty, [1] * shape[1])) == 0
    assert isinstance(irisan.explain_pairs(empty, method=method), irisan.PairPlan)
    assert len(irisan.OverlapIndex(empty)) == shape[0]


def test_no_deliveries_have_no_pairs() -> None:
    assert len(irisan.find_agreeing_pairs([0], [])) == 0
    assert len(irisan.find_agreeing_pairs([0, 0, 0], [], labels=[], starts=[], ends=[])) == 0


HALF = [0.5, "0.5", "1/2", Fraction(1, 2), np.float64(0.5), np.float32(0.5)]
THRESHOLDS = ["jaccard", "containment", "dice", "cosine", "overlap_coefficient"]


@pytest.mark.parametrize("name", THRESHOLDS)
@pytest.mark.parametrize("half", HALF, ids=repr)
def test_thresholds_of_any_kind_are_exact(name: str, half: Any) -> None:
    asked: dict[str, Any] = {f"min_{name}": half}
    # {0, 1} and {1, 2} share half of each by all but Jaccard; {0, 1} and {1} half by Jaccard.
    source = ([0, 2, 3], [0, 1, 1]) if name == "jaccard" else ([0, 2, 4], [0, 1, 1, 2])
    assert len(irisan.find_pairs(source, **asked)) == 1
    assert len(irisan.find_agreeing_pairs(*source, **asked)) == 1
    assert len(irisan.top_partners(source, 1, **asked)) == 2
    assert len(irisan.OverlapIndex(source).pairs_with(0, **asked)) == 1
    if name != "jaccard":
        asked = {f"min_{name}": "501/1000"}
        assert len(irisan.find_pairs(source, **asked)) == 0


@pytest.mark.parametrize("name", [f"min_{n}" for n in THRESHOLDS])
@pytest.mark.parametrize("bad", [-0.1, 1.5, "nine", float("nan")])
def test_thresholds_beyond_are_refused_everywhere(name: str, bad: Any) -> None:
    a = irisan.Incidence.from_arrays(OFFSETS, TARGETS)
    index = irisan.OverlapIndex(a)
    for search in (
        lambda **k: irisan.find_pairs(a, **k),
        lambda **k: irisan.top_partners(a, 1, **k),
        lambda **k: irisan.find_weighted_pairs(a, [1, 1, 1, 1], **k),
        lambda **k: irisan.find_agreeing_pairs(OFFSETS, TARGETS, **k),
        lambda **k: irisan.explain_pairs(a, **k),
        lambda **k: index.pairs_with(0, **k),
    ):
        with pytest.raises(irisan.RuleError):
            search(**{name: bad})
        assert search(**{name: None}) is not None


def test_method_and_memory_refuse_what_cannot_be() -> None:
    matrix = random_matrix(600, 300, 0.1, seed=2)
    with pytest.raises(irisan.RuleError, match="unknown method 'best'; there are fastest, count"):
        irisan.find_pairs(matrix, method="best")  # type: ignore[arg-type]
    with pytest.raises(irisan.MemoryLimitError, match="more than the 10 allowed"):
        irisan.find_pairs(matrix, memory=10)
    with pytest.raises(irisan.MemoryLimitError):
        irisan.top_partners(matrix, 1, memory=10)
    with pytest.raises(irisan.MemoryLimitError):
        irisan.explain_pairs(matrix, memory=10)
    with pytest.raises(irisan.RuleError, match="memory is a number of bytes from 1, not 0"):
        irisan.find_pairs(matrix, memory=0)
    with pytest.raises(TypeError):
        irisan.find_pairs(matrix, memory=1.5)  # type: ignore[arg-type]
    roomy = irisan.find_pairs(matrix, memory=10**9)
    assert roomy.to_arrow() == irisan.find_pairs(matrix).to_arrow()


def test_to_csr_is_the_upper_triangle() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    matrix = random_matrix(200, 100, 0.1, seed=3)
    pairs = irisan.find_pairs(matrix)
    offsets, second, shared = pairs.to_csr()
    assert [str(a.dtype) for a in (offsets, second, shared)] == ["int64", "int32", "int32"]
    upper = sparse.csr_matrix((shared, second, offsets), shape=(200, 200))
    expected = sparse.triu(matrix @ matrix.T, 1)
    assert (upper != sparse.csr_matrix(expected)).nnz == 0
    again = pairs.to_csr()
    assert np.shares_memory(second, again[1])
    assert np.shares_memory(shared, again[2])
    assert np.shares_memory(shared, pairs.column("shared"))


def test_to_csr_of_a_portfolio_and_of_an_order_by_measure(package: Package) -> None:
    offsets, second, shared = irisan.find_pairs(package()).to_csr()
    assert (offsets.tolist(), second.tolist(), shared.tolist()) == ([0, 1, 1], [1], [1])
    pairs = irisan.find_pairs((OFFSETS, TARGETS), top=4, by="jaccard")
    assert pairs.column("first").tolist() == [0, 0, 1, 1]
    by_containment = irisan.find_pairs((OFFSETS, TARGETS), top=4, by="containment")
    assert by_containment.column("first").tolist() == [0, 1, 0, 1]
    with pytest.raises(ValueError, match="in the order of a measure"):
        by_containment.to_csr()


# Owners, groups, partners


def test_apart_keeps_pairs_of_different_owners() -> None:
    def pairs(apart: Any) -> list[tuple[int, int]]:
        found = irisan.find_pairs((OFFSETS, TARGETS), apart=apart)
        return [c[:2] for c in counts(found)]

    everything = [(0, 1), (0, 3), (1, 2), (1, 3)]
    assert pairs(None) == pairs(False) == pairs([0, 1, 2, 3]) == everything
    assert pairs([7, 7, 7, 1]) == [(0, 3), (1, 3)]
    assert pairs([-1, -1, 5, 5]) == everything
    assert pairs(np.array([7, 7, 7, 7], dtype=np.uint8)) == []


def test_apart_refuses_what_are_no_owners() -> None:
    a = (OFFSETS, TARGETS)
    with pytest.raises(ValueError, match="3 owners for 4 interventions"):
        irisan.find_pairs(a, apart=[1, 2, 3])
    with pytest.raises(ValueError, match="apart holds 2147483648"):
        irisan.find_pairs(a, apart=[1, 2, 3, 2**31])
    with pytest.raises(TypeError, match="apart holds float64, not whole numbers"):
        irisan.find_pairs(a, apart=[1.0, 2, 3, 4])
    with pytest.raises(TypeError, match="an incidence knows no units"):
        irisan.find_pairs(a, apart=True)


def test_apart_of_a_portfolio_is_by_its_units(package: Package) -> None:
    folder = package()
    assert len(irisan.find_pairs(folder, apart=True)) == 1
    same = package(programs="program_id,name,unit_id\nP,Tablets,A\nQ,Books,A\n")
    assert len(irisan.find_pairs(same, apart=True)) == 0
    assert len(irisan.find_pairs(same)) == 1
    assert len(irisan.find_pairs(same, apart=[3, 4])) == 1


def test_group_identical_tells_identical_ones_once() -> None:
    pairs = irisan.find_pairs((OFFSETS, TARGETS), group_identical=True)
    assert counts(pairs) == [(0, 1, 2, 3, 3), (1, 2, 1, 3, 1)]
    assert pairs.groups is not None
    assert pairs.groups.column_names == ["group", "member"]
    assert rows_of(pairs.groups) == [(0, 0), (0, 3)]
    assert pairs.groups.column("member").dtype == np.int32
    assert irisan.find_pairs((OFFSETS, TARGETS)).groups is None
    assert counts(irisan.find_pairs((OFFSETS, TARGETS), group_identical=True, top=1)) == [
        (0, 1, 2, 3, 3)
    ]
    of_3 = irisan.find_pairs((OFFSETS, TARGETS), group_identical=True, program=3)
    assert counts(of_3) == [(0, 1, 2, 3, 3)]
    apart = irisan.find_pairs((OFFSETS, TARGETS), group_identical=True, apart=[1, 2, 3, 4])
    assert apart.groups is not None
    assert len(apart.groups) == 0


def test_groups_stand_for_all_pairs() -> None:
    rng = np.random.default_rng(5)
    kinds = [np.unique(rng.integers(0, 30, 6)) for _ in range(20)]
    rows = [kinds[i] for i in rng.integers(0, 20, 120)]
    source = (np.cumsum([0, *map(len, rows)]), np.concatenate(rows))
    grouped = irisan.find_pairs(source, group_identical=True)
    assert grouped.groups is not None
    members: dict[int, list[int]] = {}
    for group, member in rows_of(grouped.groups):
        members.setdefault(group, []).append(member)
    told = [
        tuple(sorted((p, q)))
        for c in counts(grouped)
        for p in members.get(c[0], [c[0]])
        for q in members.get(c[1], [c[1]])
    ]
    told += [(p, q) for group in members.values() for p in group for q in group if p < q]
    assert sorted(told) == [c[:2] for c in counts(irisan.find_pairs(source))]


def test_groups_of_a_portfolio_have_ids() -> None:
    table = pa.table({"who": ["x", "y", "z", "z"], "where": ["s", "s", "s", "t"]})
    pairs = irisan.find_pairs(table, group_identical=True)
    assert counts(pairs) == [("x", "z", 1, 1, 2)]
    assert pairs.groups is not None
    assert rows_of(pairs.groups) == [("x", "x"), ("x", "y")]


def test_top_partners_rank_the_partners_of_each() -> None:
    partners = irisan.top_partners((OFFSETS, TARGETS), 1)
    assert partners.column_names == [
        "program",
        "rank",
        "partner",
        "shared",
        "program_size",
        "partner_size",
    ]
    assert rows_of(partners) == [
        (0, 1, 3, 3, 3, 3),
        (1, 1, 0, 2, 3, 3),
        (2, 1, 1, 1, 1, 3),
        (3, 1, 0, 3, 3, 3),
    ]
    two = irisan.top_partners((OFFSETS, TARGETS), 2, by="containment")
    assert [r[:3] for r in rows_of(two) if r[0] == 1] == [(1, 1, 2), (1, 2, 0)]
    assert len(irisan.top_partners((OFFSETS, TARGETS), 10, apart=[1, 1, 1, 1])) == 0


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("threads", [1, 2])
def test_top_partners_are_the_greatest_of_scipy(method: Method, threads: int) -> None:
    matrix = random_matrix(250, 150, 0.1, seed=6)
    shared = (matrix @ matrix.T).toarray()
    expected = []
    for p in range(250):
        # Ties go in the order of the pairs: the partner before p, then those after it.
        order = sorted((-shared[p, q], q) for q in range(250) if q != p and shared[p, q] > 0)
        expected += [(p, rank + 1, q, -s) for rank, (s, q) in enumerate(order[:3])]
    found = irisan.top_partners(matrix, 3, method=method, threads=threads)
    assert [r[:4] for r in rows_of(found)] == expected


def test_top_partners_of_a_portfolio_have_ids(package: Package) -> None:
    partners = irisan.top_partners(package(), 3, apart=True)
    assert rows_of(partners) == [("P|A", 1, "Q|B", 1, 2, 2), ("Q|B", 1, "P|A", 1, 2, 2)]


def test_top_partners_refuses_what_cannot_be() -> None:
    for k in (0, -1, 2**40):
        with pytest.raises(irisan.RuleError, match="k lies from 1"):
            irisan.top_partners((OFFSETS, TARGETS), k)
    with pytest.raises(irisan.RuleError, match="unknown measure"):
        irisan.top_partners((OFFSETS, TARGETS), 1, by="size")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="positional"):
        irisan.top_partners((OFFSETS, TARGETS), 1, "shared")  # type: ignore[call-arg]


# Weights


def test_weighted_pairs_sum_what_targets_weigh() -> None:
    pairs = irisan.find_weighted_pairs((OFFSETS, TARGETS), [1, 10, 100, 1000])
    assert pairs.column_names == [
        "first",
        "second",
        "shared",
        "first_size",
        "second_size",
        "shared_weight",
        "first_weight",
        "second_weight",
    ]
    assert rows_of(pairs) == [
        (0, 1, 2, 3, 3, 110, 111, 1110),
        (0, 3, 3, 3, 3, 111, 111, 111),
        (1, 2, 1, 3, 1, 1000, 1110, 1000),
        (1, 3, 2, 3, 3, 110, 1110, 111),
    ]
    assert pairs.column("shared_weight").dtype == np.int64


@pytest.mark.parametrize("threads", [1, 2])
def test_weighted_pairs_are_the_products_of_scipy(threads: int) -> None:
    sparse = pytest.importorskip("scipy.sparse")
    matrix = random_matrix(300, 120, 0.1, seed=7).astype(np.int64)
    weights = np.random.default_rng(7).integers(0, 10**12, 120)
    shared = (matrix @ matrix.T).toarray()
    weight = (matrix @ sparse.diags_array(weights, dtype=np.int64) @ matrix.T).toarray()
    first, second = np.nonzero(np.triu(shared, 1))
    found = irisan.find_weighted_pairs(matrix, weights, threads=threads)
    assert found.column("first").tolist() == first.tolist()
    assert found.column("second").tolist() == second.tolist()
    assert found.column("shared_weight").tolist() == weight[first, second].tolist()
    assert found.column("first_weight").tolist() == weight.diagonal()[first].tolist()
    assert found.column("second_weight").tolist() == weight.diagonal()[second].tolist()


def test_weighted_pairs_pass_thresholds_on_weights() -> None:
    def found(**thresholds: Any) -> list[tuple[Any, ...]]:
        pairs = irisan.find_weighted_pairs((OFFSETS, TARGETS), [1, 10, 100, 1000], **thresholds)
        return [r[:2] for r in rows_of(pairs)]

    assert found(min_shared_weight=111) == [(0, 3), (1, 2)]
    assert found(min_shared_weight=112) == [(1, 2)]
    assert found(min_weighted_jaccard="1000/1110") == [(0, 3), (1, 2)]
    assert found(min_weighted_jaccard="1001/1110") == [(0, 3)]
    assert found(min_shared=2, min_jaccard=0.6) == [(0, 3)]
    assert found(program=2) == [(1, 2)]
    assert found(apart=[1, 1, 1, 2]) == [(0, 3), (1, 3)]


def test_weights_of_a_portfolio_are_by_its_targets(package: Package) -> None:
    portfolio = irisan.Portfolio(package())
    assert portfolio.targets.column("id").tolist() == ["S1", "S2", "S3"]
    pairs = irisan.find_weighted_pairs(portfolio, [1, 10, 100])
    assert rows_of(pairs) == [("P|A", "Q|B", 1, 2, 2, 10, 11, 110)]


@pytest.mark.parametrize("weights", [[0.5, 1, 2, 3], ["a"] * 4, [True] * 4, [2**70, 1, 1, 1]])
def test_weights_that_are_no_whole_numbers_are_refused(weights: Any) -> None:
    with pytest.raises(TypeError, match=r"weights holds .*, not whole numbers"):
        irisan.find_weighted_pairs((OFFSETS, TARGETS), weights)


def test_weights_that_cannot_be_are_refused() -> None:
    with pytest.raises(irisan.RuleError, match="3 weights for 4 targets"):
        irisan.find_weighted_pairs((OFFSETS, TARGETS), [1, 2, 3])
    with pytest.raises(irisan.RuleError, match="target 1 is negative: -2"):
        irisan.find_weighted_pairs((OFFSETS, TARGETS), [1, -2, 3, 4])
    with pytest.raises(irisan.RuleError, match="together pass"):
        irisan.find_weighted_pairs((OFFSETS, TARGETS), [2**62, 2**62, 0, 0])
    with pytest.raises(ValueError, match="too great"):
        irisan.find_weighted_pairs((OFFSETS, TARGETS), np.array([2**63] * 4, dtype=np.uint64))
    with pytest.raises(irisan.RuleError, match="min_shared_weight is not negative"):
        irisan.find_weighted_pairs((OFFSETS, TARGETS), [1] * 4, min_shared_weight=-1)


# Deliveries that agree


def test_agreeing_pairs_count_targets_with_the_same_label_at_the_same_time() -> None:
    # Both reach 0 and 1 with label 5, at 0 in the same days.
    offsets, targets, labels = [0, 2, 4], [0, 1, 0, 1], [5, 5, 5, 5]
    starts, ends = [0, 0, 5, 20], [10, 10, 15, 30]

    def found(**columns: Any) -> list[tuple[Any, ...]]:
        return counts(irisan.find_agreeing_pairs(offsets, targets, **columns))

    assert found() == [(0, 1, 2, 2, 2)]
    assert found(labels=labels) == [(0, 1, 2, 2, 2)]
    assert found(labels=[5, 5, 6, 5]) == [(0, 1, 1, 2, 2)]
    assert found(labels=[5, -1, 6, -1]) == []
    assert found(starts=starts, ends=ends) == [(0, 1, 1, 2, 2)]
    assert found(labels=labels, starts=starts, ends=ends, min_jaccard="1/3") == [(0, 1, 1, 2, 2)]
    assert found(starts=starts, ends=ends, min_shared=2) == []
    assert found(apart=[1, 1]) == []
    assert found(program=1) == [(0, 1, 2, 2, 2)]
    epoch = np.datetime64("2024-01-01", "D")
    assert found(starts=epoch + np.array(starts), ends=epoch + np.array(ends)) == [(0, 1, 1, 2, 2)]
    dates = [datetime.date(2024, 1, 1 + d) for d in starts]
    assert found(starts=np.array(dates, "datetime64[D]")) == [(0, 1, 2, 2, 2)]


def test_agreeing_pairs_sort_rows_with_their_columns() -> None:
    rng = np.random.default_rng(8)
    rows = np.sort(rng.integers(0, 40, 2000))
    offsets = np.searchsorted(rows, np.arange(41))
    targets, labels = rng.integers(0, 60, 2000), rng.integers(-1, 4, 2000)
    starts = rng.integers(0, 50, 2000)
    ends = starts + rng.integers(1, 30, 2000)
    agree: dict[tuple[int, int], set[int]] = {}
    for t in range(60):
        here = np.flatnonzero(targets == t)
        for i in here:
            for k in here:
                same = labels[i] == labels[k] >= 0
                if same and rows[i] < rows[k] and starts[i] < ends[k] and starts[k] < ends[i]:
                    agree.setdefault((int(rows[i]), int(rows[k])), set()).add(t)
    for threads in (1, 2):
        found = irisan.find_agreeing_pairs(
            offsets, targets, labels=labels, starts=starts, ends=ends, threads=threads
        )
        assert {c[:2]: c[2] for c in counts(found)} == {k: len(v) for k, v in agree.items()}


@pytest.mark.parametrize(
    ("columns", "error", "text"),
    [
        ({"labels": [1]}, ValueError, "1 labels for 2 deliveries"),
        ({"labels": []}, ValueError, "0 labels for 2 deliveries"),
        ({"labels": [1.5, 2]}, TypeError, "labels holds float64, not whole numbers"),
        ({"labels": [1, 2**31]}, ValueError, "labels holds 2147483648"),
        ({"starts": [1, 5], "ends": [2, 5]}, ValueError, r"ends\[1\] is 5, not after the start, 5"),
        ({"starts": np.array(["2024-01", "2024-02"], "M8[M]")}, TypeError, "not days"),
        ({"starts": np.array(["2024-01-01", "NaT"], "M8[D]")}, ValueError, r"starts\[1\] is not"),
        ({"starts": ["2024-01-01"] * 2}, TypeError, "not whole numbers"),
    ],
)
def test_agreeing_pairs_refuse_columns_that_cannot_be(
    columns: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        irisan.find_agreeing_pairs([0, 1, 2], [0, 0], **columns)


def test_agreeing_pairs_refuse_arrays_that_contradict() -> None:
    for offsets, targets, text in [
        ([0, 3], [0, 1], "end with 3, not with 2"),
        ([], [], "begin with 0"),
        ([0, 2, 1, 2], [0, 1], "less than the one before"),
        ([0, 1], [-1], r"targets\[0\] is -1"),
    ]:
        with pytest.raises(ValueError, match=text):
            irisan.find_agreeing_pairs(offsets, targets)
    with pytest.raises(irisan.RuleError, match="program lies from 0 to 0"):
        irisan.find_agreeing_pairs([0, 1], [0], program=1)


# Plans


def test_explain_pairs_says_how_and_what_it_took() -> None:
    matrix = random_matrix(800, 300, 0.1, seed=9)
    plan = irisan.explain_pairs(matrix, min_jaccard=0.5, threads=1)
    assert plan.method in METHODS[1:]
    assert plan.instructions in ("portable", "avx2", "avx512")
    assert plan.threads == 1
    assert plan.predicted_seconds > 0
    assert plan.actual_seconds > 0
    assert plan.actual_bytes > 0
    assert {name for name, _, _ in plan.considered} == set(METHODS[1:])
    assert all(seconds > 0 and held >= 0 for _, seconds, held in plan.considered)
    lines = str(plan).splitlines()
    assert lines[0].split() == ["method", "seconds", "megabytes"]
    assert [line.split()[0] for line in lines if line.endswith("chosen")] == [plan.method]
    with pytest.raises(dataclasses.FrozenInstanceError):
        plan.method = "counters"  # type: ignore[misc]


@pytest.mark.parametrize("method", METHODS[1:])
def test_explain_pairs_keeps_to_the_method_asked_for(method: Method) -> None:
    matrix = random_matrix(300, 100, 0.1, seed=10)
    assert irisan.explain_pairs(matrix, method=method).method == method


# The index


def test_overlap_index_answers_for_known_and_new(package: Package) -> None:
    index = irisan.OverlapIndex((OFFSETS, TARGETS))
    assert len(index) == 4
    assert counts(index.pairs_with(2)) == [(1, 2, 1, 3, 1)]
    assert counts(index.pairs_with(int(OFFSETS[0]), min_jaccard=0.9)) == [(0, 3, 3, 3, 3)]
    new = index.pairs_with(targets=[3, 9, 3])
    assert counts(new) == [(1, 4, 1, 3, 2), (2, 4, 1, 1, 2)]
    assert new.to_csr()[0].tolist() == [0, 0, 1, 2, 2, 2]
    assert len(index) == 4

    named = irisan.OverlapIndex(package())
    assert counts(named.pairs_with("P|A")) == [("P|A", "Q|B", 1, 2, 2)]
    assert counts(named.pairs_with(1)) == [("P|A", "Q|B", 1, 2, 2)]
    assert counts(named.pairs_with(targets=[2])) == [("Q|B", "#2", 1, 2, 1)]
    named.upsert(4, 3, 0)
    assert counts(named.pairs_with(3)) == [("P|A", "#3", 1, 2, 1)]


def test_overlap_index_follows_deliveries() -> None:
    index = irisan.OverlapIndex((OFFSETS, TARGETS))
    index.upsert(10, 2, 0)
    assert [c[:3] for c in counts(index.pairs_with(2))] == [(0, 2, 1), (1, 2, 1), (2, 3, 1)]
    index.upsert(10, 5, 3)
    assert len(index) == 6
    assert [c[:3] for c in counts(index.pairs_with(5))] == [(1, 5, 1), (2, 5, 1)]
    index.remove(10)
    index.remove(10)
    assert len(index.pairs_with(5)) == 0
    assert index.incidence().targets.tolist() == TARGETS.tolist()
    assert index.incidence().shape == (6, 4)


def test_overlap_index_says_what_find_pairs_says() -> None:
    matrix = random_matrix(200, 80, 0.1, seed=11)
    index = irisan.OverlapIndex(matrix)
    rng = np.random.default_rng(11)
    for i in range(300):
        delivery = int(rng.integers(0, matrix.nnz))
        if i % 3:
            index.upsert(delivery, int(rng.integers(0, 210)), int(rng.integers(0, 90)))
        else:
            index.remove(delivery)
    held = index.incidence()
    for p in range(0, 200, 7):
        expected = irisan.find_pairs(held, program=p, min_dice=0.2)
        assert counts(index.pairs_with(p, min_dice=0.2)) == counts(expected)


def test_overlap_index_refuses_what_cannot_be(package: Package) -> None:
    index = irisan.OverlapIndex((OFFSETS, TARGETS))
    for bad in (-1, 4):
        with pytest.raises(irisan.RuleError, match=f"program lies from 0 to 3, not at {bad}"):
            index.pairs_with(bad)
    with pytest.raises(TypeError, match="row numbers, no ids"):
        index.pairs_with("P")
    with pytest.raises(TypeError, match="a program or targets"):
        index.pairs_with()
    with pytest.raises(TypeError, match="a program or targets"):
        index.pairs_with(1, targets=[1])
    with pytest.raises(ValueError, match=r"targets\[1\] is -1"):
        index.pairs_with(targets=[0, -1])
    with pytest.raises(TypeError, match="targets holds float64"):
        index.pairs_with(targets=[0.5])
    with pytest.raises(irisan.RuleError, match="the next new one is 10"):
        index.upsert(12, 0, 0)
    with pytest.raises(irisan.RuleError, match="target lies from 0 to 2147483646, not at -1"):
        index.upsert(0, 0, -1)
    with pytest.raises(irisan.RuleError, match="delivery lies from 0"):
        index.remove(-1)
    with pytest.raises(irisan.RuleError, match=r"the nearest is 'P\|A'"):
        irisan.OverlapIndex(package()).pairs_with("p|a")


def test_overlap_index_serves_several_threads_at_once() -> None:
    matrix = random_matrix(300, 100, 0.1, seed=12)
    index = irisan.OverlapIndex(matrix)
    crossings = int(matrix.nnz)
    failures: list[BaseException] = []

    def ask(p: int) -> None:
        try:
            for i in range(200):
                if p == 0:
                    index.upsert(crossings + i, 300 + i, i % 100)
                    index.remove(crossings + i)
                else:
                    assert len(index.pairs_with(p, min_shared=1)) > 0
                    assert len(index.pairs_with(targets=[p])) > 0
        except BaseException as e:
            failures.append(e)

    threads = [threading.Thread(target=ask, args=(p,)) for p in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert failures == []
    assert len(index) == 500
    assert counts(index.pairs_with(1)) == counts(irisan.find_pairs(matrix, program=1))


# Long calls

SETUP = """
import signal, sys, numpy as np, irisan
# A background job inherits SIGINT as ignored; a terminal does not.
signal.signal(signal.SIGINT, signal.default_int_handler)
rows, per_row = {rows}, 300
offsets = np.arange(0, rows * per_row + 1, per_row)
targets = np.random.default_rng(1).integers(0, 30_000, size=rows * per_row, dtype=np.int32)
targets.reshape(rows, per_row).sort(axis=1)
a = irisan.Incidence.from_arrays(offsets, targets, columns=30_000)
print("begun", flush=True)
try:
    {call}
except KeyboardInterrupt:
    sys.exit(7)
"""
LONG = {
    "methods": 'irisan.find_pairs(a, min_shared=200, method="counters", threads=1)',
    "bit_rows": 'irisan.find_pairs(a, min_shared=200, method="bit_rows", threads=1)',
    "prefix": 'irisan.find_pairs(a, min_shared=3, method="prefix", threads=1)',
    "partners": "irisan.top_partners(a, 3, threads=1)",
    "weights": "irisan.find_weighted_pairs(a, np.arange(30_000), min_shared=200, threads=1)",
    "agreeing": "irisan.find_agreeing_pairs(offsets, targets, min_shared=200, threads=1)",
    "plan": "irisan.explain_pairs(a, threads=1)",
}


@pytest.mark.parametrize("call", LONG.values(), ids=LONG)
def test_ctrl_c_stops_every_long_search(call: str) -> None:
    code = SETUP.format(rows=60_000, call=call)
    assert_ctrl_c_stops(code, after=0.3, within=10)


def test_searches_let_other_threads_run() -> None:
    matrix = random_matrix(3000, 2000, 0.05, seed=13)
    a = irisan.Incidence.from_scipy(matrix)
    weights = np.arange(2000)
    during = ticks_during(
        lambda: irisan.top_partners(a, 3, threads=1),
        lambda: irisan.find_weighted_pairs(a, weights, min_shared=60, threads=1),
        lambda: irisan.find_agreeing_pairs(a.offsets, a.targets, min_shared=60, threads=1),
        lambda: irisan.explain_pairs(a, threads=1),
    )
    assert min(during) > 2
