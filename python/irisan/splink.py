"""Links from the tables that Splink makes."""

from collections import defaultdict
from typing import Any

from irisan._frames import as_arrow
from irisan.assignment import best_assignment
from irisan.errors import InputError, RuleError
from irisan.link_tables import texts
from irisan.links import Links, links_of
from irisan.name_alike import Reason, as_near_as, joined, nearer_is


def links_from_splink(
    predictions: object,
    *,
    accept: float = 0.95,
    review: float = 0.5,
    one_to_one: bool = False,
    id: str = "unique_id",
    name: str | None = None,
) -> Links:
    """Links from Splink's table of predictions: the same columns, review and all.

    `predictions` is the table or frame of `linker.inference.predict()`: `unique_id_l`,
    `unique_id_r`, and `match_probability` or `match_weight` (log2 of the odds, from which the
    probability is found). `id` and `name` are the columns before `_l` and `_r`. The score is the
    probability, the reasons give the weight, the block is Splink's `match_key`. With
    `one_to_one` no id is linked twice, by the best assignment as a whole.

    Raises InputError naming row and column of what cannot be read.
    """
    if not 0 <= review <= accept <= 1:
        raise RuleError(f"0 ≤ review ≤ accept ≤ 1 does not hold: review {review}, accept {accept}")
    table = as_arrow(predictions)
    there = table.column_names
    wanted = [f"{id}_l", f"{id}_r", *((f"{name}_l", f"{name}_r") if name else ())]
    for column in wanted:
        if column not in there:
            raise InputError(f"predictions: no column {column!r}; there are {', '.join(there)}")
    figures = [c for c in ("match_probability", "match_weight") if c in there]
    if not figures:
        found = ", ".join(there)
        raise InputError(
            f"predictions: neither match_probability nor match_weight; there are {found}"
        )
    cells: dict[str, list[Any]] = {c: texts(table.column(c)) for c in wanted}
    cells |= {c: table.column(c).to_pylist() for c in figures}
    keys = texts(table.column("match_key")) if "match_key" in there else [None] * len(table)
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for at in range(len(table)):
        ids = []
        for column in wanted[:2]:
            if not cells[column][at]:
                raise InputError(f"predictions, row {at + 1}, column {column}: unknown id")
            ids.append(cells[column][at])
        score = _probability(cells, figures, at)
        names = [cells[c][at] for c in wanted[2:]] if name else [None, None]
        reason = Reason("Splink", "Splink")
        if "match_weight" in figures and cells["match_weight"][at] is not None:
            weight = f"{cells['match_weight'][at]:.2f}"
            reason = Reason(f"Splink: match weight {weight}", f"Splink: bobot cocok {weight}")
        row = {
            "left_id": ids[0],
            "right_id": ids[1],
            "left_name": names[0],
            "right_name": names[1],
            "score": score,
            "decision": _decision(score, accept, review),
            **joined([reason]),
            "block": "" if keys[at] is None else f"match key {keys[at]}",
        }
        held = best.get((ids[0], ids[1]))
        # The same pair may come from two blocking rules.
        if held is None or (-score, row["block"]) < (-held["score"], held["block"]):
            best[ids[0], ids[1]] = row
    if one_to_one:
        _keep_best(best, review)
    return links_of(
        list(best.values()),
        {r["left_id"]: r["left_name"] for r in best.values()},
        {r["right_id"]: r["right_name"] for r in best.values()},
        one_to_one=one_to_one,
    )


def _probability(cells: dict[str, list[Any]], figures: list[str], at: int) -> float:
    for figure in figures:
        value = cells[figure][at]
        if value is None or value != value:
            continue
        if figure == "match_probability":
            if not 0 <= value <= 1:
                raise InputError(
                    f"predictions, row {at + 1}, column {figure}: {value} is no probability"
                )
            return float(value)
        # 2^w / (1 + 2^w), without an overflow for great weights.
        odds = 2.0 ** -min(abs(value), 1000.0)
        return float(1 / (1 + odds) if value >= 0 else odds / (1 + odds))
    raise InputError(f"predictions, row {at + 1}, column {figures[0]}: unknown")


def _decision(score: float, accept: float, review: float) -> str:
    return "accepted" if score >= accept else "review" if score >= review else "rejected"


def _keep_best(rows: dict[tuple[str, str], dict[str, Any]], review: float) -> None:
    left = {key: at for at, key in enumerate(sorted({p[0] for p in rows}))}
    right = {key: at for at, key in enumerate(sorted({p[1] for p in rows}))}
    at = {(left[a], right[b]): (a, b) for a, b in rows}
    # Sums of probabilities near 1 differ late: nine decimals are kept.
    weights = {p: round(rows[pair]["score"] * 10**9) for p, pair in at.items()}
    likely = {p: w for p, w in weights.items() if w > 0 and rows[at[p]]["score"] >= review}
    chosen = {at[p] for p in best_assignment(likely)}
    partners: dict[tuple[int, str], list[tuple[float, str]]] = defaultdict(list)
    for (a, b), row in rows.items():
        partners[0, a].append((-row["score"], b))
        partners[1, b].append((-row["score"], a))
    for pair, row in rows.items():
        if pair in chosen or row["decision"] == "rejected":
            continue
        other = next(c for c in sorted(chosen) if c[0] == pair[0] or c[1] == pair[1])
        fits = other[1] if other[0] == pair[0] else other[0]
        row["decision"] = "rejected"
        _add(row, nearer_is(fits))
    for a, b in chosen:
        row = rows[a, b]
        tied = [o for s, o in partners[0, a] if -s == row["score"] and o != b]
        tied += [o for s, o in partners[1, b] if -s == row["score"] and o != a]
        if tied:
            row["decision"] = "review"
            _add(row, as_near_as(min(tied)))


def _add(row: dict[str, Any], reason: Reason) -> None:
    for column, said in joined([reason]).items():
        row[column] += f"; {said}"
