"""One of irisan's peers, answering queries about one workload.

    python peer_worker.py PEER FILE

Each line of standard input, such as `shared 100 2` or `jaccard 9/10 1`, is answered with
`seconds pairs shared peak_kb`: how many pairs pass, and the sum of what they share. Time runs from
the peer's own form of the incidence to the answer; making that form is not counted. Whatever a
peer's interface is, its answer is exact: thresholds are compared in integers.
"""

import contextlib
import itertools
import re
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np


@dataclass
class Incidence:
    """Rows, their sorted columns, and how many threads the query at hand may use."""

    rows: int
    columns: int
    offsets: np.ndarray
    targets: np.ndarray
    threads: int = 1

    @property
    def sizes(self) -> np.ndarray:
        return np.diff(self.offsets)

    @property
    def row_of_edge(self) -> np.ndarray:
        return np.repeat(np.arange(self.rows, dtype=np.int32), self.sizes)


def read_incidence(file: Path) -> Incidence:
    with file.open("rb") as f:
        rows, columns, edges = (int(n) for n in np.fromfile(f, np.int64, 3))
        offsets = np.fromfile(f, np.int64, rows + 1)
        targets = np.fromfile(f, np.int32, edges)
    return Incidence(rows, columns, offsets, targets)


@dataclass
class Query:
    """A measure and the least value, over/under, that a pair must have."""

    measure: str
    over: int
    under: int

    def passes(self, shared: Any, first: Any, second: Any) -> Any:
        """Whether pairs pass, for integers, arrays or columns: shared targets and both sizes."""
        if self.measure == "shared":
            return shared >= self.over
        if self.measure == "jaccard":
            return shared * self.under >= (first + second - shared) * self.over
        if self.measure == "dice":
            return shared * (2 * self.under) >= (first + second) * self.over
        if self.measure == "cosine":
            return shared * shared * self.under**2 >= first * second * self.over**2
        # Either containment: the greater one is that of the smaller set.
        return (shared * self.under >= first * self.over) | (
            shared * self.under >= second * self.over
        )


Answer = tuple[int, int]
Peer = Callable[[Query], Answer]


def passing(
    query: Query, sizes: np.ndarray, first: np.ndarray, second: np.ndarray, shared: np.ndarray
) -> Answer:
    """The answer from all pairs that share a target, each once."""
    kept = shared[query.passes(shared.astype(np.int64), sizes[first], sizes[second])]
    return len(kept), int(kept.sum(dtype=np.int64))


def upper(query: Query, sizes: np.ndarray, product: Any) -> Answer:
    """The answer from A·Aᵀ as compressed sparse rows."""
    if query.measure == "shared":
        # What does not pass is dropped before its row is looked up, which is much quicker.
        at = np.flatnonzero(product.data >= query.over)
        row = np.searchsorted(product.indptr, at, side="right") - 1
        shared = product.data[at[row < product.indices[at]]]
        return len(shared), int(shared.sum(dtype=np.int64))
    row = np.repeat(np.arange(len(sizes), dtype=np.int32), np.diff(product.indptr))
    above = row < product.indices
    return passing(query, sizes, row[above], product.indices[above], product.data[above])


def to_scipy(a: Incidence) -> Any:
    import scipy.sparse

    ones = np.ones(len(a.targets), np.int32)
    index = np.int32 if len(a.targets) < 2**31 else np.int64
    return scipy.sparse.csr_matrix(
        (ones, a.targets.astype(index), a.offsets.astype(index)), shape=(a.rows, a.columns)
    )


def scipy(a: Incidence) -> Peer:
    matrix, sizes = to_scipy(a), a.sizes
    return lambda query: upper(query, sizes, matrix @ matrix.T)


def sparse_dot_topn(a: Incidence) -> Peer:
    from sparse_dot_topn import sp_matmul

    matrix, sizes = to_scipy(a), a.sizes
    return lambda query: upper(query, sizes, sp_matmul(matrix, matrix.T, n_threads=a.threads))


def sparse_dot_topn_threshold(a: Incidence) -> Peer:
    """Drops what is below the threshold while multiplying; nothing is cut off at the top."""
    from sparse_dot_topn import sp_matmul_topn

    matrix, sizes = to_scipy(a), a.sizes

    def answer(query: Query) -> Answer:
        least = query.over if query.measure == "shared" else 1
        product = sp_matmul_topn(
            matrix, matrix.T, a.rows, threshold=least - 1, density=0.05, n_threads=a.threads
        )
        return upper(query, sizes, product)

    return answer


def graphblas(a: Incidence) -> Peer:
    import graphblas as gb

    sizes = a.sizes
    matrix = gb.Matrix.from_csr(
        a.offsets.astype(np.uint64), a.targets.astype(np.uint64), 1, ncols=a.columns, dtype="INT32"
    )

    def answer(query: Query) -> Answer:
        gb.ss.config["nthreads"] = a.threads
        # Gustavson with a transpose made first is the quickest of its methods on these workloads.
        by_target = matrix.T.new()
        product = matrix.mxm(by_target, gb.semiring.plus_pair).new("INT32", axb_method="gustavson")
        above = gb.select.triu(product, 1).new()
        if query.measure == "shared":
            kept = gb.select.valuege(above, query.over).new()
            return kept.nvals, int(kept.reduce_scalar(gb.monoid.plus["INT64"]).new().value or 0)
        first, second, shared = above.to_coo()
        return passing(query, sizes, first, second, shared)

    return answer


def igraph(a: Incidence) -> Peer:
    import igraph as ig

    edges = np.column_stack((a.row_of_edge, a.targets.astype(np.int64) + a.rows))
    sizes = a.sizes
    types = [False] * a.rows + [True] * a.columns
    graph = ig.Graph(a.rows + a.columns, edges)

    def answer(query: Query) -> Answer:
        projection = graph.bipartite_projection(types, which=0)
        shared = np.array(projection.es["weight"], np.int64)
        if query.measure == "shared":
            kept = shared[shared >= query.over]
            return len(kept), int(kept.sum())
        ends = np.array(projection.get_edgelist(), np.int64).reshape(-1, 2)
        return passing(query, sizes, ends[:, 0], ends[:, 1], shared)

    return answer


def networkx(a: Incidence) -> Peer:
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(a.rows + a.columns))
    graph.add_edges_from(zip(a.row_of_edge.tolist(), (a.targets + a.rows).tolist(), strict=True))
    sizes = a.sizes.tolist()

    def answer(query: Query) -> Answer:
        projection = nx.bipartite.weighted_projected_graph(graph, range(a.rows))
        kept = [
            shared
            for p, q, shared in projection.edges(data="weight")
            if query.passes(shared, sizes[p], sizes[q])
        ]
        return len(kept), sum(kept)

    return answer


def duckdb(a: Incidence) -> Peer:
    import duckdb as db

    connection = db.connect()
    edges = {"p": a.row_of_edge, "t": a.targets}
    size = {"p": np.arange(a.rows, dtype=np.int32), "size": a.sizes}
    connection.register("edges_in", edges)
    connection.register("size_in", size)
    connection.execute("create table edge as select * from edges_in")
    connection.execute("create table size as select * from size_in")

    def answer(query: Query) -> Answer:
        connection.execute(f"set threads = {a.threads}")
        pairs = """select a.p, b.p as q, count(*) as shared from edge a join edge b
                   on a.t = b.t and a.p < b.p group by all"""
        if query.measure == "shared":
            kept = f"{pairs} having count(*) >= {query.over}"
        else:
            column = db.ColumnExpression
            passes = query.passes(column("shared"), column("first_size"), column("second_size"))
            kept = f"""select shared from ({pairs}) r
                       join (select p, size as first_size from size) x on x.p = r.p
                       join (select p, size as second_size from size) y on y.p = r.q
                       where {passes}"""
        found = connection.execute(
            f"select count(*), coalesce(sum(shared), 0) from ({kept})"
        ).fetchone()
        return int(found[0]), int(found[1])

    return answer


def polars(a: Incidence) -> Peer:
    # Its threads are set by the environment, before it is loaded.
    import polars as pl

    edges = pl.DataFrame({"p": a.row_of_edge, "t": a.targets}).lazy()
    size = pl.DataFrame({"p": np.arange(a.rows, dtype=np.int32), "size": a.sizes}).lazy()

    def answer(query: Query) -> Answer:
        pairs = (
            edges.join(edges, on="t", suffix="_other")
            .filter(pl.col("p") < pl.col("p_other"))
            .group_by("p", "p_other")
            .agg(shared=pl.len().cast(pl.Int64))
        )
        if query.measure == "shared":
            kept = pairs.filter(pl.col("shared") >= query.over)
        else:
            kept = (
                pairs.join(size, on="p")
                .join(size, left_on="p_other", right_on="p", suffix="_other")
                .filter(query.passes(pl.col("shared"), pl.col("size"), pl.col("size_other")))
            )
        found = kept.select(pairs=pl.len(), shared=pl.col("shared").sum())
        return found.collect(engine="streaming").row(0)

    return answer


def pyroaring(a: Incidence) -> Peer:
    from pyroaring import BitMap

    bounds = a.offsets.tolist()
    rows = [
        BitMap(a.targets[begin:end].astype(np.uint32)) for begin, end in itertools.pairwise(bounds)
    ]
    sizes = a.sizes.tolist()

    def answer(query: Query) -> Answer:
        pairs = total = 0
        for p, row in enumerate(rows):
            for q in range(p + 1, len(rows)):
                shared = row.intersection_cardinality(rows[q])
                # Empty rows would pass thresholds that are fractions.
                if shared and query.passes(shared, sizes[p], sizes[q]):
                    pairs += 1
                    total += shared
        return pairs, total

    return answer


def set_similarity_search(a: Incidence) -> Peer:
    from SetSimilaritySearch import all_pairs

    bounds = a.offsets.tolist()
    targets = a.targets.tolist()
    sets = [targets[begin:end] for begin, end in itertools.pairwise(bounds)]

    def answer(query: Query) -> Answer:
        if query.measure != "jaccard":
            raise ValueError("joins by Jaccard only")
        pairs = total = 0
        # Asked for a little less than the threshold, so that rounding loses no pair at it.
        least = query.over / query.under - 1e-9
        for p, q, similarity in all_pairs(sets, "jaccard", least):
            both = len(sets[p]) + len(sets[q])
            shared = round(similarity * both / (1 + similarity))
            if query.passes(shared, len(sets[p]), len(sets[q])):
                pairs += 1
                total += shared
        return pairs, total

    return answer


PEERS = {
    peer.__name__: peer
    for peer in (
        scipy,
        graphblas,
        igraph,
        networkx,
        duckdb,
        polars,
        sparse_dot_topn,
        sparse_dot_topn_threshold,
        pyroaring,
        set_similarity_search,
    )
}


def forget_peak() -> None:
    """Lets the peak of memory start anew, if the kernel can."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_kilobytes() -> int:
    try:
        found = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())
    except OSError:
        found = None
    return int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    incidence = read_incidence(Path(sys.argv[2]))
    peer = PEERS[sys.argv[1]](incidence)
    for line in sys.stdin:
        words = line.split()
        if words == ["methods"]:
            print(flush=True)
            continue
        try:
            measure, least, threads = words
            over, _, under = least.partition("/")
            query = Query(measure, int(over), int(under or 1))
            incidence.threads = int(threads)
            forget_peak()
            start = time.perf_counter()
            pairs, shared = peer(query)
            seconds = time.perf_counter() - start
            print(f"{seconds:.6f} {pairs} {shared} {peak_kilobytes()}", flush=True)
        except Exception as e:
            print(f"error: {type(e).__name__}: {e}".replace("\n", " "), flush=True)


if __name__ == "__main__":
    main()
