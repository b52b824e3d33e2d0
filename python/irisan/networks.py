"""Portfolios and pairs as networks for other tools."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pyarrow as pa

from irisan.errors import WriteError
from irisan.pairs import Pairs
from irisan.portfolio import Portfolio
from irisan.tables import PathLike

if TYPE_CHECKING:
    import igraph
    import networkx

Attributes = dict[str, Any]
Nodes = dict[str, Attributes]
Edges = list[tuple[str, str, Attributes]]


def to_networkx(source: Portfolio | Pairs) -> "networkx.DiGraph[str] | networkx.Graph[str]":
    """A `networkx.DiGraph` of units → programs → targets, or a `Graph` of pairs.

    Nodes are named by kind and id (`unit:BPMP`), since a unit and a program may share an id, and
    have `kind` (`unit`, `program`, `target`; of pairs `intervention`), `id`, and where known
    `name`, `level`, `region` and `theirs` (the word of the register's column `kind`). Edges from
    units to programs have `relation` `carries_out`, `targets` and `deliveries`, or `owns` where the
    owner carries nothing out; those from programs to targets `reaches` and `deliveries`; those from
    programs to smaller ones `contains`. Edges of pairs have the counts and measures.

    What is not known is left out. Needs networkx, which raises ImportError if it is missing.

    >>> portfolio = Portfolio.from_tables(
    ...     deliveries={"program_id": ["P", "P"], "target_id": ["S1", "S2"], "unit_id": ["A", "A"]}
    ... )
    >>> graph = to_networkx(portfolio)
    >>> sorted(graph.successors("program:P"))
    ['target:S1', 'target:S2']
    """
    import networkx as nx

    nodes, edges, directed = _network(source)
    graph: Any = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(nodes.items())
    graph.add_edges_from(edges)
    return graph


def to_igraph(source: Portfolio | Pairs) -> "igraph.Graph":
    """The network of `to_networkx` as an `igraph.Graph`; vertices have `name` as there.

    The register's name is `label`. What is not known is None. Needs igraph, which raises
    ImportError if it is missing.
    """
    import igraph as ig

    nodes, edges, directed = _network(source)
    at = {name: i for i, name in enumerate(nodes)}
    graph = ig.Graph(n=len(nodes), edges=[(at[a], at[b]) for a, b, _ in edges], directed=directed)
    graph.vs["name"] = list(nodes)
    for key in _keys(nodes.values()):
        graph.vs["label" if key == "name" else key] = [node.get(key) for node in nodes.values()]
    for key in _keys(e for _, _, e in edges):
        graph.es[key] = [e.get(key) for _, _, e in edges]
    return graph


def write_graphml(path: PathLike, source: Portfolio | Pairs) -> None:
    """Writes the network of `to_networkx` as GraphML, for Gephi, yEd, Cytoscape or visNetwork.

    The file is written whole or not at all. Raises WriteError.
    """
    nodes, edges, directed = _network(source)
    place = Path(path)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    except OSError as e:
        raise WriteError(f"{place}: {e.strerror}") from e
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(_graphml(nodes, edges, directed=directed))
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(place)
    except OSError as e:
        raise WriteError(f"{place}: {e.strerror}") from e
    finally:
        temporary.unlink(missing_ok=True)


def _network(source: Portfolio | Pairs) -> tuple[Nodes, Edges, bool]:
    if isinstance(source, Portfolio):
        return (*_of_portfolio(source), True)
    if isinstance(source, Pairs):
        return (*_of_pairs(source), False)
    raise TypeError(f"a Portfolio or Pairs makes a network, not {type(source).__name__}")


def _of_portfolio(portfolio: Portfolio) -> tuple[Nodes, Edges]:
    nodes: Nodes = {}
    units, programs = portfolio.units.to_arrow(), portfolio.programs.to_arrow()
    targets = portfolio.targets.to_arrow()
    for kind, table in (("unit", units), ("program", programs), ("target", targets)):
        renamed = table.rename_columns(
            ["theirs" if name == "kind" else name for name in table.column_names]
        )
        for row in renamed.select(
            [n for n in renamed.column_names if n not in ("parent", "unit")]
        ).to_pylist():
            nodes[f"{kind}:{row['id']}"] = {"kind": kind, **_known(row)}

    edges: Edges = []
    carried = set()
    interventions = portfolio.interventions.to_arrow()
    of, by = interventions["program"].to_pylist(), interventions["unit"].to_pylist()
    reach = portfolio.reach.to_arrow()
    for row in _summed(reach, ["intervention"]).to_pylist():
        p = row["intervention"]
        if by[p] is not None:
            carried.add((by[p], of[p]))
            edges.append(
                (
                    f"unit:{by[p]}",
                    f"program:{of[p]}",
                    {
                        "relation": "carries_out",
                        "targets": row["target_count_distinct"],
                        "deliveries": row["deliveries_sum"],
                    },
                )
            )
    for id_, owner, parent in zip(
        *(programs[name].to_pylist() for name in ("id", "unit", "parent")), strict=True
    ):
        if owner is not None and (owner, id_) not in carried:
            edges.append((f"unit:{owner}", f"program:{id_}", {"relation": "owns"}))
        if parent is not None:
            edges.append((f"program:{parent}", f"program:{id_}", {"relation": "contains"}))
    number: dict[str, int] = {}
    at = [number.setdefault(id_, len(number)) for id_ in of]
    names = list(number)
    with_program = reach.append_column(
        "program", pa.array(np.array(at, np.int64)).take(reach["intervention"])
    )
    ids = targets["id"].to_pylist()
    edges += [
        (
            f"program:{names[row['program']]}",
            f"target:{ids[row['target']]}",
            {"relation": "reaches", "deliveries": row["deliveries_sum"]},
        )
        for row in _summed(with_program, ["program", "target"]).to_pylist()
    ]
    return nodes, edges


def _summed(reach: pa.Table, by: list[str]) -> pa.Table:
    sums = [("deliveries", "sum")]
    if "target" not in by:
        sums.append(("target", "count_distinct"))
    return reach.group_by(by).aggregate(sums).sort_by([(name, "ascending") for name in by])


def _of_pairs(pairs: Pairs) -> tuple[Nodes, Edges]:
    table = pairs.to_arrow()
    size: dict[str, int] = {}
    rows = table.to_pylist()
    for row in rows:
        for side in ("first", "second"):
            size[str(row[side])] = row[f"{side}_size"]
    nodes: Nodes = {
        f"intervention:{id_}": {"kind": "intervention", "id": id_, "targets": size[id_]}
        for id_ in sorted(size)
    }
    edges: Edges = [
        (
            f"intervention:{row['first']}",
            f"intervention:{row['second']}",
            _known({k: v for k, v in row.items() if k not in ("first", "second")}),
        )
        for row in rows
    ]
    return nodes, edges


def _known(row: Attributes) -> Attributes:
    return {key: value for key, value in row.items() if value is not None}


def _keys(of: Any) -> list[str]:
    keys: dict[str, None] = {}
    for attributes in of:
        keys.update(dict.fromkeys(attributes))
    return list(keys)


_types = {bool: "boolean", int: "long", float: "double", str: "string"}


def _graphml(nodes: Nodes, edges: Edges, *, directed: bool) -> Any:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    kinds: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
    for what, all_of in (("node", nodes.values()), ("edge", (e for _, _, e in edges))):
        for attributes in all_of:
            for key, value in attributes.items():
                kinds[what].setdefault(key, _types.get(type(value), "string"))
        for key, kind in kinds[what].items():
            yield (
                f'  <key id="{what}-{key}" for="{what}" attr.name="{key}" attr.type="{kind}"/>\n'
            )
    yield f'  <graph edgedefault="{"directed" if directed else "undirected"}">\n'
    for name, attributes in nodes.items():
        yield f"    <node id={quoteattr(name)}>{_cells('node', attributes)}</node>\n"
    for i, (a, b, attributes) in enumerate(edges):
        yield (
            f'    <edge id="e{i}" source={quoteattr(a)} target={quoteattr(b)}>'
            f"{_cells('edge', attributes)}</edge>\n"
        )
    yield "  </graph>\n</graphml>\n"


def _cells(what: str, attributes: Attributes) -> str:
    return "".join(
        f'<data key="{what}-{key}">{escape(_shown(value))}</data>'
        for key, value in attributes.items()
    )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    # What XML cannot hold is no part of a name.
    return "".join(c for c in str(value) if c in "\t\n\r" or c >= " ")
