"""Links between two lists: what is accepted, what waits for a person, and what people decided."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from irisan._frames import as_arrow
from irisan.errors import Error, InputError, WriteError
from irisan.link_tables import read_texts, texts
from irisan.name_alike import Reason, joined
from irisan.names import cleaned
from irisan.result import Result
from irisan.tables import PathLike

Decision = Literal["accepted", "review", "rejected"]
Side = Literal["left", "right"]

by_hand = Reason("decided by hand", "diputuskan oleh orang")
same_id = Reason("same id", "id sama")
_schema = pa.schema(
    [
        ("left_id", pa.string()),
        ("right_id", pa.string()),
        ("left_name", pa.string()),
        ("right_name", pa.string()),
        ("score", pa.float64()),
        ("decision", pa.string()),
        ("reasons_en", pa.string()),
        ("reasons_id", pa.string()),
        ("block", pa.string()),
    ]
)
_words = {
    **dict.fromkeys(("accepted", "accept", "yes", "y", "ya", "terima", "diterima"), "accepted"),
    **dict.fromkeys(("rejected", "reject", "no", "n", "tidak", "tolak", "ditolak"), "rejected"),
    **dict.fromkeys(("", "review", "?", "none", "nan", "null"), "review"),
}


class Review(Result):
    """Links that wait for a person: fill the column `decision` with `accepted` or `rejected`.

    What is left empty stays in review. The words may be Indonesian too: `terima`, `tolak`.
    """

    def write_csv(self, path: PathLike) -> None:
        """Writes the table as UTF-8 with a BOM, every text in quotes. Raises WriteError.

        A text that a spreadsheet would take for a formula gets an apostrophe before it, which
        `Links.apply` takes away again.
        """
        written = Path(path)
        try:
            with written.open("wb") as file:
                file.write(b"\xef\xbb\xbf")
                pa.csv.write_csv(_without_formulas(self.to_arrow()), file)
        except OSError as e:
            raise WriteError(f"{written}: {e.strerror}") from e


class Links(Result):
    """Which rows of two lists are the same, each with its reasons.

    `left_id`, `right_id`: the ids of the rows; a row without one goes by its name · `left_name`,
    `right_name` · `score`: how alike the names are, from 0 to 1; null where a name is not known ·
    `decision`: `accepted`, `review`, `rejected` · `reasons_en`, `reasons_id`: in words of English
    and Indonesian, separated by `; ` · `block`: the region and level within which the names were
    compared. Sorted by `left_id`, the best score first.

    Names only suggest: what is not accepted is for people to decide. `links.review` is the table to
    fill in, `links.apply(reviewed)` takes it back.
    """

    def __init__(
        self,
        table: pa.Table,
        left: Mapping[str, str | None],
        right: Mapping[str, str | None],
        *,
        one_to_one: bool = False,
        written: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(table)
        self._sides: dict[Side, Mapping[str, str | None]] = {"left": left, "right": right}
        self._bare: dict[Side, dict[str, list[str]]] = {}
        self._one_to_one = one_to_one
        # Of each spelling of the left list that is not in clean form, the clean one.
        self._written = written or {}

    @property
    def accepted(self) -> Result:
        """The links that hold."""
        return Result(self._with("accepted"))

    @property
    def rejected(self) -> Result:
        """What was compared and found to be different, with the reasons."""
        return Result(self._with("rejected"))

    @property
    def review(self) -> Review:
        """The links that wait for a person, `decision` empty, to be filled in."""
        waiting = self._with("review")
        empty = pa.nulls(len(waiting), pa.string())
        at = waiting.column_names.index("decision")
        return Review(waiting.set_column(at, "decision", empty))

    def counts(self) -> dict[Decision, int]:
        """How many links there are of each decision."""
        found = pc.value_counts(self._table.column("decision")).to_pylist()
        held = {row["values"]: row["counts"] for row in found}
        kinds: tuple[Decision, ...] = ("accepted", "review", "rejected")
        return {kind: held.get(kind, 0) for kind in kinds}

    def unlinked(self, side: Side) -> Result:
        """The rows of one list, `id` and `name`, that no accepted link has."""
        if side not in self._sides:
            raise ValueError(f"side is {side!r}, not 'left' or 'right'")
        linked = set(self._with("accepted").column(f"{side}_id").to_pylist())
        rows = [(key, name) for key, name in self._sides[side].items() if key not in linked]
        columns = {"id": [r[0] for r in rows], "name": [r[1] for r in rows]}
        return Result(pa.table(columns, pa.schema([("id", pa.string()), ("name", pa.string())])))

    def to_dict(self) -> dict[str, str]:
        """Of each accepted link, `left_id` to `right_id`; raises Error if a left row has two.

        A row that goes by its name has a key for each spelling of it in the left list.
        """
        found = self._dictionary("left_id", "right_id")
        for spelling, name in self._written.items():
            if name in found and self._sides["left"].get(name) == name:
                found[spelling] = found[name]
        return found

    def synonyms(self) -> dict[str, str]:
        """Of each accepted link, `left_name` to `right_name`; also as the left list writes it.

        A name that stands in the list with word-joiners, odd or double blanks has a key for each
        such spelling, so `sheet["unit"].replace(links.synonyms())` renames a column of pandas or
        Polars as it is; for `link(…, synonyms=…)` too. After `suggest_synonyms` these spellings
        lead to the clean one even where nothing is linked to it, as two spellings that look the
        same would else stay two.

        A name linked to a name that is itself linked leads to the last. Raises Error if one name
        was linked to two.
        """
        found = self._dictionary("left_name", "right_name")
        last = {}
        for name, other in found.items():
            passed = {name}
            while other in found and other not in passed:
                passed.add(other)
                other = found[other]
            last[name] = other
        of_one_list = self._sides["left"] is self._sides["right"]
        for spelling, name in self._written.items():
            if name in last or of_one_list:
                last[spelling] = last.get(name, name)
        return last

    def apply(self, reviewed: object) -> "Links":
        """These links as people decided: a review table that was filled in, or the path of its CSV.

        Needs the columns `left_id`, `right_id` and `decision`. A pair that was never suggested may
        be added, if both ids are in the lists. Rows left empty stay as they are. In a one-to-one
        link, accepting a pair rejects what else either of them was suggested for.

        Raises InputError naming row, column and value of each thing that cannot be followed.
        """
        rows = _read(reviewed)
        held = {(r["left_id"], r["right_id"]): r for r in self._table.to_pylist()}
        problems: list[str] = []
        by_pair: dict[tuple[str, str], str] = {}
        for number, row in enumerate(rows, 1):
            word = cleaned(row["decision"] or "").lower()
            if word not in _words:
                expected = "accepted, rejected or empty"
                problems.append(
                    f"row {number}, column decision: {row['decision']!r} is not {expected}"
                )
                continue
            if _words[word] == "review":
                continue
            left = self._known("left", row["left_id"], number, problems)
            right = self._known("right", row["right_id"], number, problems)
            if left is None or right is None:
                continue
            if by_pair.setdefault((left, right), _words[word]) != _words[word]:
                problems.append(
                    f"row {number}: {left!r} and {right!r} are decided twice, differently"
                )
        if self._one_to_one:
            problems += self._taken_twice(by_pair)
        if problems:
            more = f"\nand {len(problems) - 10} more" if len(problems) > 10 else ""
            raise InputError("reviewed, " + "\nreviewed, ".join(problems[:10]) + more)
        taken = [p for p, decision in by_pair.items() if decision == "accepted"]
        left_taken, right_taken = {p[0] for p in taken}, {p[1] for p in taken}
        for pair, row in held.items():
            lost = pair[0] in left_taken or pair[1] in right_taken
            if self._one_to_one and lost and pair not in by_pair and row["decision"] != "rejected":
                row["decision"] = "rejected"
                row["reasons_en"] += f"; another was {by_hand.en}"
                row["reasons_id"] += f"; yang lain {by_hand.id}"
        for (left, right), decision in by_pair.items():
            row = held.setdefault((left, right), self._by_hand(left, right))
            row["decision"] = decision
            for column, said in joined([by_hand]).items():
                earlier = [r for r in row[column].split("; ") if r and r != said]
                row[column] = "; ".join([*earlier, said])
        return links_of(
            list(held.values()),
            self._sides["left"],
            self._sides["right"],
            one_to_one=self._one_to_one,
            written=self._written,
        )

    def _by_hand(self, left: str, right: str) -> dict[str, Any]:
        names = self._sides["left"][left], self._sides["right"][right]
        return dict(
            zip(
                _schema.names,
                (left, right, *names, None, "accepted", "", "", ""),
                strict=True,
            )
        )

    def _known(self, side: Side, given: str | None, number: int, problems: list[str]) -> str | None:
        ids = self._sides[side]
        written = "" if given is None else given
        if written in ids:
            return written
        if written.startswith("'") and written[1:] in ids:
            return written[1:]
        # A spreadsheet took the zeros before a number, or put .0 behind it.
        same = self._by_bare(side).get(_bare(written), [])
        if len(same) == 1:
            return same[0]
        problems.append(f"row {number}, column {side}_id: unknown id {written!r}")
        return None

    def _by_bare(self, side: Side) -> dict[str, list[str]]:
        if side not in self._bare:
            found: dict[str, list[str]] = {}
            for key in self._sides[side]:
                if _bare(key):
                    found.setdefault(_bare(key), []).append(key)
            self._bare[side] = found
        return self._bare[side]

    def _taken_twice(self, by_pair: Mapping[tuple[str, str], str]) -> list[str]:
        # What was accepted by ids stands, unless a person rejects it.
        stands = {
            (r["left_id"], r["right_id"])
            for r in self._table.to_pylist()
            if r["decision"] == "accepted" and r["reasons_en"].split("; ")[0] == same_id.en
        }
        accepted = {p for p, d in by_pair.items() if d == "accepted"}
        accepted |= {p for p in stands if by_pair.get(p) != "rejected"}
        problems = []
        for side, at in (("left", 0), ("right", 1)):
            partners: dict[str, list[str]] = {}
            for pair in sorted(accepted):
                partners.setdefault(pair[at], []).append(pair[1 - at])
            for key, others in partners.items():
                by_id = all((pair in stands) for pair in accepted if pair[at] == key)
                if len(others) > 1 and not by_id:
                    problems.append(
                        f"column {side}_id: {key!r} is accepted for {' and '.join(others)}"
                    )
        return problems

    def _with(self, decision: Decision) -> pa.Table:
        return self._table.filter(pc.equal(self._table.column("decision"), decision))

    def _dictionary(self, key: str, value: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for row in self._with("accepted").to_pylist():
            if row[key] is None or row[value] is None:
                continue
            other = found.setdefault(row[key], row[value])
            if other != row[value]:
                raise Error(f"{row[key]!r} is linked to {other!r} and {row[value]!r}")
        return found

    def __repr__(self) -> str:
        said = ", ".join(f"{count} {word}" for word, count in self.counts().items())
        return f"<irisan.Links: {said}>"


def links_of(
    rows: Sequence[Mapping[str, Any]],
    left: Mapping[str, str | None],
    right: Mapping[str, str | None],
    *,
    one_to_one: bool = False,
    written: Mapping[str, str] | None = None,
) -> Links:
    """Links from rows in any order."""

    def place(row: Mapping[str, Any]) -> tuple[str, float, str]:
        return row["left_id"], -(-1.0 if row["score"] is None else row["score"]), row["right_id"]

    table = pa.Table.from_pylist(sorted(rows, key=place), schema=_schema)
    return Links(table, left, right, one_to_one=one_to_one, written=written)


def _without_formulas(table: pa.Table) -> pa.Table:
    columns = [
        pc.replace_substring_regex(c, r"^([=+@\-\t\r])", r"'\1")
        if pa.types.is_string(c.type)
        else c
        for c in table.columns
    ]
    return pa.table(columns, names=table.column_names)


def _bare(text: str) -> str:
    whole, _, zeros = cleaned(text).partition(".")
    return whole.lstrip("0") if whole.isdigit() and not zeros.strip("0") else ""


def _read(reviewed: object) -> list[dict[str, str | None]]:
    is_path = isinstance(reviewed, str | os.PathLike)
    table = read_texts(Path(str(reviewed))) if is_path else as_arrow(reviewed)
    columns = {}
    for name in ("left_id", "right_id", "decision"):
        if name not in table.column_names:
            there = ", ".join(table.column_names)
            raise InputError(f"reviewed: no column {name!r}; there are {there}")
        columns[name] = texts(table.column(name))
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
