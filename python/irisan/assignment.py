"""One-to-one: the best assignment among weighted pairs."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Pair = tuple[int, int]


def best_assignment(weights: Mapping[Pair, int]) -> set[Pair]:
    """The pairs, no row and no column twice, whose weights (above 0) have the greatest sum.

    Solved in each connected part by itself, by shortest augmenting paths (Kuhn 1955, Munkres 1957)
    in O(n²m). Among assignments of equal sum the choice depends on the numbers of rows and columns
    alone, not on the order of the pairs.
    """
    chosen: set[Pair] = set()
    for part in _connected(weights):
        rows = sorted({r for r, _ in part})
        columns = sorted({c for _, c in part})
        # A column of its own lets each row stay alone.
        cost = np.zeros((len(rows), len(columns) + len(rows)), dtype=np.int64)
        row_at = {r: i for i, r in enumerate(rows)}
        column_at = {c: j for j, c in enumerate(columns)}
        for r, c in part:
            cost[row_at[r], column_at[c]] = -weights[r, c]
        for i, j in enumerate(_cheapest(cost)):
            if j < len(columns) and (rows[i], columns[j]) in weights:
                chosen.add((rows[i], columns[j]))
    return chosen


def _connected(pairs: Mapping[Pair, int]) -> list[list[Pair]]:
    above: dict[Pair, Pair] = {}

    def top(node: Pair) -> Pair:
        while above.setdefault(node, node) != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    for r, c in pairs:
        above[top((0, r))] = top((1, c))
    parts: dict[Pair, list[Pair]] = {}
    for r, c in sorted(pairs):
        parts.setdefault(top((0, r)), []).append((r, c))
    return list(parts.values())


def _cheapest(cost: NDArray[np.int64]) -> list[int]:
    """The column of each row; at least as many columns as rows."""
    rows, columns = cost.shape
    far = np.iinfo(np.int64).max // 4
    row_price = np.zeros(rows, dtype=np.int64)
    column_price = np.zeros(columns + 1, dtype=np.int64)
    # The last column is where each row starts from.
    row_of = np.full(columns + 1, -1)
    for row in range(rows):
        row_of[columns] = row
        column = columns
        least = np.full(columns, far)
        came_from = np.full(columns, columns)
        done = np.zeros(columns + 1, dtype=bool)
        while row_of[column] >= 0:
            done[column] = True
            r = row_of[column]
            here = cost[r] - row_price[r] - column_price[:columns]
            better = ~done[:columns] & (here < least)
            least[better] = here[better]
            came_from[better] = column
            nearest = int(np.argmin(np.where(done[:columns], far, least)))
            step = least[nearest]
            row_price[row_of[done]] += step
            column_price[done] -= step
            least[~done[:columns]] -= step
            column = nearest
        while column != columns:
            before = came_from[column]
            row_of[column] = row_of[before]
            column = before
    found = [0] * rows
    for column in range(columns):
        if row_of[column] >= 0:
            found[row_of[column]] = column
    return found
