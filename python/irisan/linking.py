"""Links two lists whose rows share no reliable ids: an id decides, names only suggest."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from irisan.assignment import best_assignment
from irisan.errors import RuleError
from irisan.link_rows import Row, read_rows
from irisan.links import Links, links_of, same_id
from irisan.name_alike import (
    Likeness,
    Reason,
    as_near,
    as_near_as,
    doubtful,
    forbidden,
    joined,
    nearer_is,
    rapidfuzz,
    same_words,
)
from irisan.names import NameForm, NameForms, read_forms
from irisan.progress_bar import shows_progress, tell
from irisan.tables import PathLike

# Names of which less is common, in order, are not looked at more closely.
_glance = 0.5
# Of a row, so many names that are most alike at a glance are looked at.
_nearest = 64
# So many rows are glanced at once: their matrix is small beside the lists.
_at_once = 512

# Of two rows their score, what speaks for them, and what asks for a look.
Possible: TypeAlias = dict[tuple[int, int], tuple[float, list[Reason], list[Reason]]]


@shows_progress
def link(
    left: object,
    right: object,
    *,
    by: str | Mapping[str, str | tuple[str | None, str | None]] | None = None,
    accept: float = 0.9,
    review: float = 0.6,
    one_to_one: bool = False,
    candidates: int = 3,
    name_forms: PathLike | NameForms | None = None,
    synonyms: Mapping[str, str] | None = None,
    threads: int = 0,
    progress: bool | None = None,
) -> Links:
    """Which rows of two lists are the same thing: an id decides, names only suggest.

    `left` and `right` are what `Portfolio.from_tables` takes: frames of any kind or dicts of
    arrays. `by` names their columns by what they are: `{"id": "npsn", "name": ("nama", "name"),
    "region": ("kabupaten", "regency"), "level": "jenjang"}`, a pair where they differ, `(None,
    "npsn")` where one list has none; a text is the column of names; None takes the columns that are
    called so. `key` may name the rows in the result, if that is not their id.

    * `id`: equal ids are accepted. Two that are known and differ are never accepted. Unknown ids
      (empty, 0, #N/A) equal nothing.
    * `name`: compared in normal form (case, punctuation, abbreviations, Roman numerals), by words,
      rare ones counting more (see `Likeness`). Different numbers, kinds (SMA, SMK), status (negeri,
      swasta) or directions are never accepted; such a thing on one side only needs a look.
    * `region`, `level`: names are compared inside the same ones. Where only one of the two rows
      has it, a suggestion is never accepted without a look.

    A suggestion is accepted at a score of `accept` if nothing speaks against it and no other is as
    near, is for review from there down to `review`, and else rejected. `one_to_one`: no row twice,
    by the best assignment as a whole. Of each left row the 64 names most alike at a glance are
    compared in full, and at most `candidates` suggestions are kept.
    `name_forms` replaces the abbreviations (`name_forms_file()`), `synonyms` are other names of the
    same thing or region: `{"Kab. Nagakeo": "Kab. Nagekeo"}`.

    The same links for any order of rows and any number of `threads`. Raises InputError for a column
    that is not there, RuleError for thresholds that cannot be followed, ImportError
    without RapidFuzz.
    """
    if not 0 < review <= accept <= 1:
        raise RuleError(f"0 < review ≤ accept ≤ 1 does not hold: review {review}, accept {accept}")
    if candidates < 1:
        raise RuleError(f"candidates is {candidates}, not at least 1")
    rapidfuzz()
    forms = read_forms(name_forms)
    *lists, written = read_rows(left, right, by, forms, synonyms or {})
    work = _Linking(lists[0], lists[1], accept, review, candidates)
    work.by_id()
    work.by_name(one_to_one, threads)
    return links_of(
        work.found,
        {r.key: r.name for r in lists[0]},
        {r.key: r.name for r in lists[1]},
        one_to_one=one_to_one,
        written=written,
    )


class _Linking:
    """One call: rows by number, suggestions by pairs of numbers."""

    def __init__(
        self,
        left: Sequence[Row],
        right: Sequence[Row],
        accept: float,
        review: float,
        candidates: int,
    ) -> None:
        self.left, self.right = left, right
        self.accept, self.review, self.candidates = accept, review, candidates
        self.alike = Likeness(r.form for r in (*left, *right) if r.name is not None)
        self.found: list[dict[str, Any]] = []
        self.by_id_left: set[int] = set()
        self.by_id_right: set[int] = set()

    def by_id(self) -> None:
        """Accepts equal ids; several rows of one id on the right are named, the nearest taken."""
        holders: dict[str, list[int]] = {}
        for j, row in enumerate(self.right):
            if row.id is not None:
                holders.setdefault(row.id, []).append(j)
        for i, row in enumerate(self.left):
            if row.id is None or row.id not in holders:
                continue
            same = holders[row.id]
            scored = [(-self._score(i, j)[0], j) for j in same]
            j = min(scored)[1]
            reasons = [same_id]
            if len(same) > 1:
                reasons.append(
                    Reason(
                        f"{len(same)} rows on the right have it",
                        f"{len(same)} baris di kanan memilikinya",
                    )
                )
            if row.name is not None and self.right[j].name is not None:
                score, differing = self._score(i, j)
                differing += forbidden(row.form, self.right[j].form)
                self._add(i, j, score, "accepted", reasons + differing)
            else:
                self._add(i, j, None, "accepted", reasons)
            self.by_id_left.add(i)
            self.by_id_right.update(same)

    def by_name(self, one_to_one: bool, threads: int) -> None:
        """Suggests by names what ids did not decide."""
        rows = [i for i, r in enumerate(self.left) if r.name and i not in self.by_id_left]
        columns = [
            j
            for j, r in enumerate(self.right)
            # A row whose id was found is not free for a row with another id, or for any one-to-one.
            if r.name and not (one_to_one and j in self.by_id_right)
        ]
        possible: Possible = {}
        never: dict[int, list[tuple[float, int, list[Reason]]]] = {}
        glanced = self._glanced(rows, columns, threads)
        for done, (i, j) in enumerate(glanced):
            tell("comparing names", done / len(glanced))
            a, b = self.left[i], self.right[j]
            if a.id is not None and b.id is not None and j in self.by_id_right:
                continue
            score, reasons = self._score(i, j)
            if score < self.review:
                continue
            against = forbidden(a.form, b.form)
            if against:
                never.setdefault(i, []).append((-score, j, reasons + against))
            else:
                possible[i, j] = score, reasons, self._doubts(a, b)
        kept = self._best(possible)
        self._decide(possible, kept, one_to_one)
        suggested = {i for i, _ in kept}
        for i, others in never.items():
            if i not in suggested:
                for minus, j, reasons in sorted(others)[: self.candidates]:
                    self._add(i, j, -minus, "rejected", reasons)

    def _doubts(self, a: Row, b: Row) -> list[Reason]:
        doubts = doubtful(a.form, b.form)
        if a.id is not None and b.id is not None:
            doubts.append(Reason(f"ids differ: {a.id}, {b.id}", f"id berbeda: {a.id}, {b.id}"))
        for what, apa, v, w in (
            ("region", "wilayah", a.region, b.region),
            ("level", "jenjang", a.level, b.level),
        ):
            if (v is None) != (w is None):
                doubts.append(
                    Reason(f"{what} known on one side only", f"{apa} hanya diketahui di satu sisi")
                )
        if a.region is not None and b.region is not None and a.region != b.region:
            doubts.append(
                Reason(
                    "kind of region known on one side only",
                    "jenis wilayah hanya diketahui di satu sisi",
                )
            )
        return doubts

    def _best(self, possible: Possible) -> set[tuple[int, int]]:
        """The nearest of each left row, and of each right row."""
        by_row: dict[tuple[int, int], list[tuple[float, int, int]]] = {}
        for (i, j), (score, _, doubts) in possible.items():
            place = (-_worth(score, doubts), i, j)
            by_row.setdefault((0, i), []).append(place)
            by_row.setdefault((1, j), []).append(place)
        return {
            (i, j) for places in by_row.values() for _, i, j in sorted(places)[: self.candidates]
        }

    def _decide(
        self,
        possible: Possible,
        kept: set[tuple[int, int]],
        one_to_one: bool,
    ) -> None:
        worth = {p: _worth(possible[p][0], possible[p][2]) for p in possible}
        rivals: dict[tuple[int, int], list[tuple[float, int, int]]] = {}
        for (i, j), w in worth.items():
            rivals.setdefault((0, i), []).append((-w, i, j))
            rivals.setdefault((1, j), []).append((-w, i, j))
        for places in rivals.values():
            places.sort()
        if one_to_one:
            chosen = best_assignment({p: round(worth[p] * 1_000_000) for p in kept})
        else:
            chosen = {(i, j) for i, j in kept if rivals[0, i][0][1:] == (i, j)}
        for i, j in sorted(kept):
            score, reasons, doubts = possible[i, j]
            against = list(doubts)
            # Without one-to-one, two left rows may be the same thing on the right.
            sides = ((0, i), (1, j)) if one_to_one else ((0, i),)
            others = [
                (-minus, p, q)
                for side in sides
                for minus, p, q in rivals[side][:2]
                if (p, q) != (i, j)
            ]
            better = [o for o in others if o[0] >= worth[i, j] + as_near]
            near = [o for o in others if self._as_near(score, doubts, worth[i, j], o)]
            if better or ((i, j) not in chosen and not near):
                w, p, q = max(better or others, default=(0.0, i, j))
                fits = self.right[q].key if p == i else self.left[p].key
                self._add(i, j, score, "rejected", [*reasons, *doubts, nearer_is(fits)])
                continue
            for _, p, q in near[:1]:
                fits = self.right[q].key if p == i else self.left[p].key
                against.append(as_near_as(fits))
            sure = score >= self.accept and not against and (i, j) in chosen
            self._add(i, j, score, "accepted" if sure else "review", [*reasons, *against])

    def _as_near(
        self, score: float, doubts: Sequence[Reason], worth: float, other: tuple[float, int, int]
    ) -> bool:
        # The very same name is nearer than one that is merely alike.
        exact = score == 1.0 and not doubts
        return other[0] > worth - as_near and not (exact and other[0] < 1.0)

    def _score(self, i: int, j: int) -> tuple[float, list[Reason]]:
        a, b = self.left[i], self.right[j]
        score, reasons = self.alike(a.form, b.form, a.region_words | b.region_words)
        return score, reasons or [same_words(a.form, b.form)]

    def _glanced(
        self, rows: Sequence[int], columns: Sequence[int], threads: int
    ) -> list[tuple[int, int]]:
        """Pairs in the same region and level whose names are alike at a glance."""
        fuzz = rapidfuzz()
        in_block: dict[tuple[str | None, str | None], list[int]] = {}
        for j in columns:
            in_block.setdefault(self.right[j].block, []).append(j)
        of_left: dict[tuple[str | None, str | None], list[int]] = {}
        for i in rows:
            of_left.setdefault(self.left[i].block, []).append(i)
        numbered: dict[tuple[int, ...], int] = {(): 0}
        for row in (*self.left, *self.right):
            numbered.setdefault(row.form.numbers_sorted, len(numbered))
        found: list[tuple[int, int]] = []
        glanced = 0
        for (region, level), members in of_left.items():
            there = sorted(
                j
                for (r, v), held in in_block.items()
                if _may_meet(region, r) and _may_meet(level, v)
                for j in held
            )
            numbers_there = np.array([numbered[self.right[j].form.numbers_sorted] for j in there])
            for start in range(0, len(members) if there else 0, _at_once):
                tell("looking for names alike", (glanced + start) / len(rows))
                some = members[start : start + _at_once]
                alike = np.maximum(
                    *(
                        fuzz.process.cdist(
                            [text(self.left[i]) for i in some],
                            [text(self.right[j]) for j in there],
                            scorer=fuzz.distance.Indel.normalized_similarity,
                            score_cutoff=_glance,
                            workers=threads or -1,
                        )
                        for text in (_run_together, _in_order)
                    )
                )
                for i, near in zip(some, alike, strict=True):
                    number = numbered[self.left[i].form.numbers_sorted]
                    differ = (numbers_there != number) & (numbers_there > 0) & (number > 0)
                    # Other numbers are never accepted: a few are kept, to be named as rejected.
                    for which, most in ((~differ, _nearest), (differ, self.candidates)):
                        at = np.flatnonzero(which & (near > 0))
                        best = at[np.argsort(-near[at], kind="stable")[:most]]
                        found += [(i, there[b]) for b in best]
            glanced += len(members)
        return sorted(found)

    def _add(
        self, i: int, j: int, score: float | None, decision: str, reasons: Sequence[Reason]
    ) -> None:
        a, b = self.left[i], self.right[j]
        region, level = b.region or a.region, b.level or a.level
        self.found.append(
            {
                "left_id": a.key,
                "right_id": b.key,
                "left_name": a.name,
                "right_name": b.name,
                "score": None if score is None else round(score, 4),
                "decision": decision,
                **joined(reasons),
                "block": " · ".join(t for t in (region, level) if t),
            }
        )


def _worth(score: float, doubts: Sequence[Reason]) -> float:
    # What speaks against a suggestion makes it worth less than one as alike.
    return max(score - 0.05 * len(doubts), 0.000001)


def _may_meet(a: str | None, b: str | None) -> bool:
    """Equal, or not known on one side. A region without its kind meets all of its name."""
    if a is None or b is None or a == b:
        return True
    (kind_a, _, name_a), (kind_b, _, name_b) = a.partition(" "), b.partition(" ")
    return name_a == name_b != "" and "?" in (kind_a, kind_b)


def _run_together(row: Row) -> str:
    return "".join(_own(row))


def _in_order(row: Row) -> str:
    return " ".join(sorted(_own(row)))


def _own(row: Row) -> Sequence[str]:
    form: NameForm = row.form
    return [w for w in form.words if w not in row.region_words and w not in form.filler]
