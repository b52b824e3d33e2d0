"""Spellings of one name in one list: the thirty ways in which an agency is written."""

from collections import Counter
from collections.abc import Iterable

from irisan.link_tables import names_of, written_otherwise
from irisan.links import Links, links_of
from irisan.name_alike import (
    Likeness,
    as_near,
    as_near_as,
    doubtful,
    forbidden,
    joined,
    same_words,
)
from irisan.names import NameForms, cleaned, read_forms
from irisan.progress_bar import shows_progress, tell
from irisan.tables import PathLike


@shows_progress
def suggest_synonyms(
    names: Iterable[str | None] | object,
    *,
    accept: float = 0.9,
    review: float = 0.6,
    name_forms: PathLike | NameForms | None = None,
    progress: bool | None = None,
) -> Links:
    """Which spellings in one list are the same name: for units, that no register gives ids.

    `names` is a list, an array or a column. The spelling that is written more often, then the
    longer one, is taken for the name itself. Each other spelling is linked to the nearest of them,
    by the comparison and thresholds of `irisan.link`: `left_name` is the spelling, `right_name` the
    name. What is as near to two names is for review.
    After a review, `links.apply(reviewed).synonyms()` is the dictionary to rename by: its keys are
    the spellings as they stand in the list, so `sheet["unit"].replace(…)` takes it.

    The same links for any order of names. Raises ImportError without RapidFuzz.
    """
    forms = read_forms(name_forms)
    given = names_of(names)
    counts = Counter(name for each in given if (name := cleaned(each or "")))
    form = {name: forms(name) for name in counts}
    alike = Likeness(form.values())
    heads: list[str] = []
    doubted: set[str] = set()
    rows = []
    for done, name in enumerate(sorted(counts, key=lambda n: (-counts[n], -len(n), n))):
        tell("comparing names", done / len(counts))
        near = []
        for head in heads:
            a, b = form[name], form[head]
            score, reasons = alike(a, b, frozenset())
            if score >= review and not forbidden(a, b):
                doubts = doubtful(a, b)
                near.append(
                    (-score + 0.05 * len(doubts), -counts[head], head, score, reasons, doubts)
                )
        if not near:
            heads.append(name)
            continue
        near.sort(key=lambda n: (n[0] + as_near * (n[2] in doubted), n[1], n[2]))
        worth, _, head, score, reasons, doubts = near[0]
        # A spelling that itself waits for a look makes no doubt of another.
        rival = next((n for n in near[1:] if n[2] not in doubted), None)
        if rival is not None and rival[0] < worth + as_near and (score < 1.0 or rival[3] == 1.0):
            doubts = [*doubts, as_near_as(rival[2])]
        sure = score >= accept and not doubts
        rows.append(
            {
                "left_id": name,
                "right_id": head,
                "left_name": name,
                "right_name": head,
                "score": round(score, 4),
                "decision": "accepted" if sure else "review",
                **joined([*(reasons or [same_words(form[name], form[head])]), *doubts]),
                "block": form[head].kind,
            }
        )
        if not sure:
            # It may be a name of its own, so others may be spellings of it.
            heads.append(name)
            doubted.add(name)
    every = {name: name for name in sorted(counts)}
    return links_of(rows, every, every, written=written_otherwise(given))
