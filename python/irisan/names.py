"""Names as people write them, and the form in which they are compared."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from irisan.errors import Error, RuleError
from irisan.tables import PathLike

# U+2060, U+200B and their like are invisible; NFKC already makes U+00A0 a blank.
_invisible = dict.fromkeys((0x00AD, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_apostrophes = re.compile("['`´‘’ʻʼʿʾ\x92]")
_initials = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}(?:[^\W\d_]\b)?")
_word = re.compile(r"\d+|[^\W\d_]+")
_roman = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")
_unknown = {"", "-", "0", "#n/a", "n/a", "na", "nan", "none", "null", "tidak ada", "belum ada"}
_marks = {"", "kind", "status", "apart", "filler"}


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name taken apart: what must agree, and the words that may be more or less alike.

    `kind` and `status` are empty where the name does not say them. `numbers` as they stand, Arabic
    or Roman, however many zeros are before them. `apart`: words and single letters of which
    different ones never mean the same. `words` hold what is left, in the name's order; of them
    `filler` may be missing, `kinds` (kota, kabupaten) are of something named inside. `run`: all
    but numbers and fillers, without blanks.
    """

    kind: str
    status: str
    numbers: tuple[int, ...]
    apart: tuple[str, ...]
    words: tuple[str, ...]
    filler: frozenset[str]
    kinds: frozenset[str]
    run: str

    @property
    def numbers_sorted(self) -> tuple[int, ...]:
        """The numbers in order of size: other ones are another thing."""
        return tuple(sorted(self.numbers))

    @property
    def text(self) -> str:
        """The name in one way of writing: equal texts are the same name."""
        parts = (self.kind, self.status, *map(str, self.numbers), *self.apart, *self.words)
        return " ".join(p for p in parts if p)


class NameForms:
    """How words of names are written and what is meant: the abbreviations of a country or a field.

    `NameForms()` is the ready-made list for Indonesia, `name_forms_file()`; another file of the
    same three columns takes its place, or `more` adds to it: `NameForms(more={"disparbud": "dinas
    pariwisata kebudayaan"})`.
    """

    def __init__(
        self, file: PathLike | None = None, *, more: Mapping[str, str] | None = None
    ) -> None:
        path = name_forms_file() if file is None else Path(file)
        self._means: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._is: dict[str, str] = {}
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as e:
            what = e.strerror if isinstance(e, OSError) else "is not UTF-8"
            raise Error(f"{path}: {what}") from e
        for number, line in enumerate(lines, 1):
            if line.strip() and not line.startswith("#"):
                self._add(f"{path.name}, line {number}", line.rstrip("\r\n").split("\t"))
        for written, means in (more or {}).items():
            self._add(f"more, {written!r}", [written, means])
        self._longest = max(map(len, self._means), default=0)

    def _add(self, where: str, cells: Sequence[str]) -> None:
        written, means, mark = (*(c.strip() for c in cells), "", "")[:3]
        if len(cells) > 3:
            raise RuleError(f"{where}: {len(cells)} columns, not written, means, is")
        if mark not in _marks:
            raise RuleError(f"{where}: unknown {mark!r}; kind, status, apart, filler or empty")
        key = tuple(_split(written))
        if not key:
            raise RuleError(f"{where}: no words in {written!r}")
        words = tuple(_split(means))
        if self._means.get(key, words) != words:
            other = " ".join(self._means[key])
            raise RuleError(f"{where}: {written!r} already means {other!r}")
        self._means[key] = words
        for word in words if mark else ():
            self._is[word] = mark

    def __call__(self, name: str) -> NameForm:
        """A name in the form in which it is compared."""
        words = self._rewritten(_split(name))
        kind = words[0] if words and self._is.get(words[0]) == "kind" else ""
        # "Balai Penjaminan Mutu Pendidikan (BPMP)" says its kind twice.
        rest = [w for w in words if w != kind] if kind else words
        status = next((w for w in rest if self._is.get(w) == "status"), "")
        numbers, apart, plain = [], [], []
        for at, word in enumerate(rest):
            number = _number(word, first=not kind and at == 0)
            if number is not None:
                numbers.append(number)
            elif self._is.get(word) == "apart" or len(word) == 1:
                apart.append(word)
            elif word != status:
                plain.append(word)
        filler = frozenset(w for w in plain if self._is.get(w) in ("filler", "kind"))
        return NameForm(
            kind,
            status,
            tuple(numbers),
            tuple(sorted(set(apart))),
            tuple(plain),
            filler,
            frozenset(w for w in plain if self._is.get(w) == "kind"),
            "".join(w for w in rest if w in apart or (w in plain and w not in filler)),
        )

    def _rewritten(self, words: Sequence[str]) -> list[str]:
        made: list[str] = []
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                means = self._means.get(tuple(words[at : at + length]))
                if means is not None:
                    made += means
                    at += length
                    break
            else:
                made.append(words[at])
                at += 1
        return made


def name_forms_file() -> Path:
    """The ready-made list of abbreviations in names of schools, offices and areas of Indonesia.

    To be copied and changed; its first lines say what its columns mean.
    """
    return Path(__file__).with_name("name_forms_id.tsv")


@cache
def ready_made() -> NameForms:
    return NameForms()


def read_forms(given: PathLike | NameForms | None) -> NameForms:
    if isinstance(given, NameForms):
        return given
    return ready_made() if given is None else NameForms(given)


def cleaned(text: str) -> str:
    """A text without what cannot be seen: odd blanks, word-joiners, blanks around it."""
    seen = unicodedata.normalize("NFKC", text).translate(_invisible)
    return " ".join(seen.split())


def known_id(text: str | None) -> str | None:
    """An id as it is compared, None if it is unknown: unknown ids never equal."""
    if text is None:
        return None
    written = cleaned(text)
    if written.lower() in _unknown:
        return None
    whole, point, zeros = written.partition(".")
    # Excel made a number of it: 20325309.0.
    return whole if point and whole.isdigit() and not zeros.strip("0") else written.upper()


def _split(name: str) -> list[str]:
    text = unicodedata.normalize("NFKD", cleaned(name)).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = _apostrophes.sub("", text).replace("&", " dan ")
    text = _initials.sub(lambda m: re.sub(r"[.\s]", "", m.group()) + " ", text)
    return _joined_initials(_word.findall(text))


def _joined_initials(words: Iterable[str]) -> list[str]:
    """`b p m p` as `bpmp`; two single letters, as in `SMA N I`, are none."""
    made: list[str] = []
    run: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run.append(word)
            continue
        made += ["".join(run)] if len(run) > 2 else run
        run = []
        if word:
            made.append(word)
    return made


def _number(word: str, *, first: bool) -> int | None:
    if word.isdecimal():
        # Digits of any script. Python refuses to read thousands of them.
        return int(word[:1000])
    # A name may begin with Vi or X; what stands behind is counted.
    if first or not _roman.fullmatch(word):
        return None
    value = 0
    worth = [{"i": 1, "v": 5, "x": 10}[c] for c in word]
    for at, w in enumerate(worth):
        value += -w if at + 1 < len(worth) and w < worth[at + 1] else w
    return value
