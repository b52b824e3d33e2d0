"""Clusters of interventions that overlap with each other more than with others."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike

from irisan import _core
from irisan._columns import Column, in_one, to_array
from irisan._query import Measure, ids_of, incidence_of, named, narrow
from irisan.errors import RuleError
from irisan.pairs import Pairs, find_pairs
from irisan.progress_bar import shows_progress
from irisan.result import Result

Weight = Measure | Literal["lift"]
ClusterMethod = Literal["leiden", "components"]
Quality = Literal["constant_potts", "modularity"]


class Clusters(Result):
    """The cluster of each intervention, and how far several runs agree on it.

    `program`: id (row number if it came from an incidence) · `cluster`: from 1, in the order of
    their first members · `agreement`: the share of (run, other member of its cluster) that are in
    one cluster; of a program by itself, the share of runs that have it so. One run is one of many
    that are nearly as good: what runs put elsewhere is not certain.
    """

    def __init__(
        self,
        columns: Mapping[str, Column],
        edges: Mapping[str, Column],
        ids: pa.Array | None,
        *,
        quality: float | None,
        different: int,
    ) -> None:
        arrays = {name: to_array(column) for name, column in columns.items()}
        arrays["program"] = named(arrays["program"], ids)
        super().__init__(pa.table(arrays))
        ends = {name: to_array(column) for name, column in edges.items()}
        for name in ("first", "second"):
            ends[name] = named(ends[name], ids)
        self._edges = Result(pa.table(ends))
        self._quality = quality
        self._different = different

    @property
    def quality(self) -> float | None:
        """The quality of these clusters, the greatest of all runs; None for components, and of
        modularity if there is no edge.
        """
        return self._quality

    @property
    def different(self) -> int:
        """How many different clusterings the runs gave."""
        return self._different

    @property
    def edges(self) -> Result:
        """The pairs that weigh more than 0: `first`, `second`, `weight`, and `agreement`, the share
        of the runs that have both in one cluster.
        """
        return self._edges


@shows_progress
def clusters(
    source: object,
    pairs: Pairs | None = None,
    *,
    weight: Weight | ArrayLike = "jaccard",
    method: ClusterMethod = "leiden",
    quality: Quality = "constant_potts",
    resolution: float | None = None,
    seed: int = 1,
    runs: int = 10,
    threads: int = 0,
    progress: bool | None = None,
) -> Clusters:
    """Clusters of interventions: programs are nodes, pairs are edges.

    `source` is what `find_pairs` takes, or `Pairs`; `pairs` are those of the source that make
    edges, all of them if not given. Who is in no pair is a cluster by itself.

    `weight` of an edge: a measure as in `find_pairs`, `lift` |A ∩ B| · N / (|A| |B|) of N targets
    (which needs a source), or numbers from 0, one for each pair; NaN makes no edge.

    `method`: `leiden` (Traag, Waltman, van Eck 2019, doi 10.1038/s41598-019-41695-z), the best of
    `runs` runs with the seeds `seed`, seed + 1, …; or `components`, everything that edges lead to,
    where the arguments after it have no effect. `quality`: `constant_potts` Σ L − γ n (n − 1) / 2
    over clusters of n programs and weight L within (Traag, Van Dooren, Nesterov 2011,
    doi 10.1103/PhysRevE.84.016114), which finds clusters however small; or `modularity`
    Σ L / m − γ (K / 2m)² with all weight m and the degrees K (Newman, Girvan 2004,
    doi 10.1103/PhysRevE.69.026113).

    `resolution` γ: greater means smaller clusters. Of `constant_potts` in the unit of the weight:
    a cluster gains by what its pairs weigh above γ on average; 0.2 if not given, for measures from
    0 to 1. Of `modularity` 1. The same for any number of `threads`.

    Raises RuleError for arguments that cannot be followed, and for `constant_potts` without a
    resolution where weights are not from 0 to 1 by nature; ValueError for pairs of another source,
    for pairs that stand for groups of identical interventions, and for another number of weights
    than pairs; otherwise as `find_pairs`.
    """
    targets = -1
    if isinstance(source, Pairs):
        if pairs is not None:
            raise TypeError("clusters takes pairs once")
        pairs, rows, ids = source, source._rows, _ids_in(source)
    else:
        portfolio, incidence = incidence_of(source)
        rows, targets = incidence.shape
        ids = ids_of(portfolio)
        if pairs is None:
            pairs = find_pairs(incidence if portfolio is None else portfolio, threads=threads)
        elif pairs._rows != rows or not _same(_ids_in(pairs), ids):
            raise ValueError("the pairs are of another source")
    if pairs.groups is not None and len(pairs.groups) > 0:
        raise ValueError("pairs of representatives leave out the others: use group_identical=False")
    if isinstance(weight, str) and weight == "lift" and targets < 0:
        raise TypeError("the weight 'lift' needs the source, for its number of targets")
    columns, edges, best, different = _core.find_clusters(
        *pairs._count_columns(),
        rows,
        targets,
        weight if isinstance(weight, str) else np.ascontiguousarray(weight, dtype=np.float64),
        method,
        quality,
        _resolution(resolution, weight, method, quality),
        seed,
        runs,
        threads,
    )
    return Clusters(columns, edges, ids, quality=best, different=different)


def bipartite_modularity(
    source: object,
    programs: Clusters | ArrayLike,
    targets: ArrayLike | None = None,
    *,
    resolution: float = 1.0,
) -> float | None:
    """How far crossings lie within clusters of programs and targets, beyond what degrees give.

    Σ over clusters of L / m − γ K D / m², with L of the m crossings within, K those of the
    cluster's programs, D those of its targets, and γ the `resolution` (Barber 2007,
    doi 10.1103/PhysRevE.76.066102). From below 1: 0 is what chance would give; None if there is no
    crossing.

    `programs`: what `clusters` gave for the same source, or a whole number for each program.
    `targets`: one for each target; equal labels are one cluster. Without them, each target is in
    the cluster where it adds most, or in none: no other choice has more.

        >>> apart = [0, 2, 4, 6], [0, 1, 0, 1, 2, 3]
        >>> bipartite_modularity(apart, [1, 1, 2])
        0.4444444444444444

    Raises RuleError for a resolution below 0 and another number of labels, otherwise as
    `find_pairs`.
    """
    _, incidence = incidence_of(source)
    of = programs.column("cluster") if isinstance(programs, Clusters) else programs
    return _core.bipartite_modularity(
        incidence._core,
        narrow("programs", of),
        None if targets is None else narrow("targets", targets),
        float(resolution),
    )


def _resolution(
    resolution: float | None, weight: object, method: ClusterMethod, quality: Quality
) -> float:
    if resolution is not None:
        return float(resolution)
    if method == "components" or quality != "constant_potts":
        return 1.0
    if not isinstance(weight, str) or weight in ("shared", "lift"):
        raise RuleError("constant_potts needs a resolution in the unit of such a weight")
    return 0.2


def _ids_in(pairs: Pairs) -> pa.Array | None:
    first = in_one(pairs._table.column("first"))
    return first.dictionary if pa.types.is_dictionary(first.type) else None


def _same(given: pa.Array | None, ids: pa.Array | None) -> bool:
    if given is None or ids is None:
        return given is ids
    return bool(given.equals(ids))
