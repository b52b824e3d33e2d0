"""How alike two names are, what forbids that they are one, and what asks for a look."""

import math
from collections import Counter
from collections.abc import Iterable
from types import ModuleType
from typing import NamedTuple

from irisan.names import NameForm

# Two suggestions are as near if their scores differ by less.
as_near = 0.03
# Two words are spellings of one if at least this much of them is common to both, in order.
_same_word = 0.8
# What a filler, or a word of the region's name, counts where it stands on one side only.
_slight = 0.1
# The score of two names that differ in nothing but such words or blanks; and if they have no
# word in common.
_slightly = 0.98
_nothing_else = 0.8


class Reason(NamedTuple):
    """Why two names may be one thing or not, as a person reads it."""

    en: str
    id: str


def joined(reasons: Iterable[Reason]) -> dict[str, str]:
    """Reasons as they stand in a table of links."""
    held = list(reasons)
    return {
        "reasons_en": "; ".join(r.en for r in held),
        "reasons_id": "; ".join(r.id for r in held),
    }


def rapidfuzz() -> ModuleType:
    """RapidFuzz, or an error that says how to get it."""
    try:
        import rapidfuzz
        import rapidfuzz.distance
        import rapidfuzz.process
    except ImportError as e:
        raise ImportError("linking names needs RapidFuzz: pip install 'irisan[link]'") from e
    module: ModuleType = rapidfuzz
    return module


class Likeness:
    """Compares names by their words: rare words count more than those that many names have.

    A word weighs ln(1 + N / n) for n of N names that have it (Spärck Jones 1972, doi
    10.1108/eb026526). Words are matched with their nearest spelling, as in SoftTFIDF (Cohen,
    Ravikumar, Fienberg 2003, "A Comparison of String Distance Metrics for Name-Matching Tasks").
    The score is 2M / (A + B), M the weight matched, A and B the weight of all words.
    """

    def __init__(self, forms: Iterable[NameForm]) -> None:
        held = list(forms)
        counts = Counter(word for form in held for word in set(form.words))
        most = math.log1p(len(held))
        self._weight = {w: math.log1p(len(held) / n) / most for w, n in counts.items()}
        self._ratio = rapidfuzz().distance.Indel.normalized_similarity

    def __call__(
        self, a: NameForm, b: NameForm, region: frozenset[str]
    ) -> tuple[float, list[Reason]]:
        """From 0 to 1, with the reasons that a person can follow."""
        if a.words == b.words:
            return 1.0, []
        if a.run == b.run != "":
            return _slightly, [Reason("the same but for blanks", "sama kecuali spasi")]
        slight = region | a.filler | b.filler
        if slight.issuperset(a.words) and slight.issuperset(b.words):
            # SMAN 1 and SMAN 1 SEMARANG, in Semarang: nothing says that they differ, but what they
            # have in common is what others have too.
            common = not {*a.words}.isdisjoint(b.words)
            return _slightly if common else _nothing_else, [_without(a, b)]
        own = ["".join(w for w in f.words if w not in slight) for f in (a, b)]
        if own[0] == own[1]:
            return _slightly, [_without(a, b)]
        reasons: list[Reason] = []
        left, right = list(a.words), list(b.words)
        matched = 0.0
        total = 0.0
        for word in a.words:
            if word in right:
                left.remove(word)
                right.remove(word)
                matched += 2 * self._weight[word]
                total += 2 * self._weight[word]
        # The nearest spellings first; what is as near, in the order of the alphabet.
        near = sorted(
            (-ratio, v, w)
            for v in set(left)
            for w in set(right)
            if (ratio := self._ratio(v, w, score_cutoff=_same_word)) >= _same_word
        )
        for minus, v, w in near:
            if v in left and w in right:
                left.remove(v)
                right.remove(w)
                both = self._weight[v] + self._weight[w]
                matched -= minus * both
                total += both
                reasons.append(Reason(f"{v} ~ {w}", f"{v} ~ {w}"))
        ratio = self._ratio("".join(left), "".join(right)) if left and right else 0.0
        rest = sum(map(self._weight.__getitem__, left + right))
        if ratio >= _same_word:
            # DWI SAKA and DWISAKA.
            matched += ratio * rest
            total += rest
            near_all = f"{' '.join(left)} ~ {' '.join(right)}"
            reasons.append(Reason(near_all, near_all))
        else:
            for side, kiri, words in (("left", "kiri", left), ("right", "kanan", right)):
                total += sum(self._weight[w] * (_slight if w in slight else 1.0) for w in words)
                if words:
                    said = " ".join(words)
                    reasons.append(Reason(f"only {side}: {said}", f"hanya di {kiri}: {said}"))
        return (matched / total if total > 0 else 0.0), reasons


def same_words(a: NameForm, b: NameForm) -> Reason:
    """The reason of names that have the same words."""
    if a.text == b.text:
        return Reason("same name in normal form", "nama sama dalam bentuk baku")
    return Reason("same words", "kata-kata sama")


def forbidden(a: NameForm, b: NameForm) -> list[Reason]:
    """Why two names cannot be one thing; empty if they can."""
    reasons = []
    if a.kind and b.kind and a.kind != b.kind:
        reasons.append(_differ("kinds differ", "jenis berbeda", a.kind, b.kind))
    if a.status and b.status and a.status != b.status:
        reasons.append(_differ("status differs", "status berbeda", a.status, b.status))
    if a.numbers and b.numbers and sorted(a.numbers) != sorted(b.numbers):
        numbers = _listed(a.numbers), _listed(b.numbers)
        reasons.append(_differ("numbers differ", "nomor berbeda", *numbers))
    if a.run != b.run and _contradict(a.apart, b.apart):
        reasons.append(_differ("differ", "berbeda", _listed(a.apart), _listed(b.apart)))
    if _contradict(a.kinds, b.kinds):
        kinds = _listed(sorted(a.kinds)), _listed(sorted(b.kinds))
        reasons.append(_differ("differ", "berbeda", *kinds))
    return reasons


def doubtful(a: NameForm, b: NameForm) -> list[Reason]:
    """Why a person should look before two names are taken for one; empty if they need not."""
    reasons = []
    if bool(a.numbers) != bool(b.numbers):
        said = _listed(a.numbers or b.numbers)
        reasons.append(
            Reason(f"number on one side only: {said}", f"nomor hanya di satu sisi: {said}")
        )
    if a.numbers != b.numbers and sorted(a.numbers) == sorted(b.numbers):
        numbers = _listed(a.numbers), _listed(b.numbers)
        reasons.append(_differ("numbers in another order", "urutan nomor berbeda", *numbers))
    if a.run != b.run and a.apart != b.apart and not _contradict(a.apart, b.apart):
        said = _listed(sorted(set(a.apart) ^ set(b.apart)))
        reasons.append(Reason(f"on one side only: {said}", f"hanya di satu sisi: {said}"))
    if "negeri" in (a.status, b.status) and a.status != b.status:
        reasons.append(
            Reason("status on one side only: negeri", "status hanya di satu sisi: negeri")
        )
    if bool(a.kind) != bool(b.kind):
        said = a.kind or b.kind
        reasons.append(
            Reason(f"kind on one side only: {said}", f"jenis hanya di satu sisi: {said}")
        )
    bare = not (a.numbers or a.apart) or a.words != b.words
    if bare and not (a.words and b.words):
        reasons.append(Reason("a name without words of its own", "nama tanpa kata pembeda"))
    return reasons


def as_near_as(other: str) -> Reason:
    """Another fits as well."""
    return Reason(f"as near: {other}", f"sama dekatnya: {other}")


def nearer_is(other: str) -> Reason:
    """Another fits better."""
    return Reason(f"nearer: {other}", f"lebih dekat: {other}")


def _without(a: NameForm, b: NameForm) -> Reason:
    words = " ".join(sorted({*a.words} ^ {*b.words}))
    return Reason(f"without {words}", f"tanpa {words}")


def _differ(en: str, id_: str, a: str, b: str) -> Reason:
    return Reason(f"{en}: {a}, {b}", f"{id_}: {a}, {b}")


def _contradict(a: Iterable[str], b: Iterable[str]) -> bool:
    left, right = set(a) - set(b), set(b) - set(a)
    # K may stand for Kristen: to be looked at, not forbidden.
    initial = any(v[0] == w[0] and 1 in (len(v), len(w)) for v in left for w in right)
    return bool(left and right and not initial)


def _listed(values: Iterable[object]) -> str:
    return " ".join(map(str, values))
