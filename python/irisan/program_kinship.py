"""How alike programs are in kind: by what they do and for whom, or by what they are called."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from irisan import _core
from irisan._columns import Column, to_array, to_table
from irisan._query import portfolio_of
from irisan.errors import Error
from irisan.pairs import Pairs
from irisan.problems import Problems
from irisan.progress_bar import shows_progress
from irisan.result import Result
from irisan.tables import PathLike

Content = Literal["seco", "sanchez"]
Text = Literal["names", "descriptions", "names_and_descriptions"]


@shows_progress
def kinship(
    source: object,
    pairs: Pairs,
    *,
    content: Content = "seco",
    threads: int = 0,
    progress: bool | None = None,
) -> Result:
    """How alike in kind the interventions of each pair are, each part from 0 to 1.

    `source` is a `Portfolio`, `Tables` or a path, `pairs` are its pairs. Columns: `first`,
    `second` · `activities`: of each activity of the one the greatest similarity to any of the
    other, as a mean; then the mean of both directions (best-match average: Pesquita et al. 2009,
    doi 10.1371/journal.pcbi.1000443). Two activities are alike by 2 · ic(c) / (ic(a) + ic(b)) for
    the most special c that both lie inside (Lin 1998) · `ancestors`: |A ∩ B| / |A ∪ B| of all
    activities with what lies above them, a second opinion without a parameter · `audiences`:
    |A ∩ B| / |A ∪ B| · `least` of the three: alike in kind and audience.

    Null where a part is not recorded of both. `content` is the information content ic of an
    activity: `seco` 1 − ln(inside it) / ln(all) (Seco, Veale, Hayes 2004), or `sanchez` (Sánchez,
    Batet, Isern 2011, doi 10.1016/j.knosys.2010.10.001). The same for any number of `threads`.

    Raises ValueError if the pairs are of another portfolio, TypeError for a source without
    activities, RuleError for an unknown content, InputError for tables with errors.
    """
    portfolio = portfolio_of(source)
    columns = _core.kinship(portfolio._core, *pairs._counts_in(portfolio), content, threads)
    table = pairs._table.select(["first", "second"])
    for name, column in columns.items():
        table = table.append_column(name, to_array(column))
    return Result(table)


class KinSuggestions(Result):
    """Programs whose texts are alike: suggestions to look at, never evidence that the work is.

    `first`, `second`: ids of programs · `similarity`: cosine of their texts, from `min_similarity`
    to 1 · `shared_numbers`, `first_numbers`, `second_numbers`: how many numbers (2023, phase 2)
    stand in both, in the first, in the second · `same_numbers`: whether all of them are in both;
    programs that are alike but for a year are often one program in two years.
    """

    _note = "suggestions to look at, never evidence: words can be alike where the work is not"

    def __init__(self, columns: Mapping[str, Column], problems: Mapping[str, Column]) -> None:
        # It goes with the table wherever it is written.
        super().__init__(to_table(columns).replace_schema_metadata({"note": self._note}))
        self._problems = Problems(problems)

    @property
    def note(self) -> str:
        """What these rows are and are not; in the metadata of the Arrow table too."""
        return self._note

    @property
    def problems(self) -> Problems:
        """The lines of the glossary that could not be read, and were passed over."""
        return self._problems

    def __repr__(self) -> str:
        return f"<irisan.KinSuggestions: {len(self)} rows; {self._note}>"


@shows_progress
def suggest_kin(
    source: object,
    *,
    text: Text = "names",
    min_similarity: float = 0.5,
    glossary: PathLike | None = None,
    threads: int = 0,
    progress: bool | None = None,
) -> KinSuggestions:
    """All pairs of programs whose names or descriptions are alike, for people to look at.

    `source` is a `Portfolio`, `Tables` or a path. A program without a name is compared by its id.
    Texts are folded (case, accents, punctuation), numbers set apart, and runs of 3 to 5 characters
    within words weighed by how often they stand in the text times ln((1 + N) / (1 + n)) + 1, for n
    of N texts that have them (Salton, Buckley 1988, doi 10.1016/0306-4573(88)90021-0). Two texts
    are alike by the cosine of these weights; none of at least `min_similarity` is missed.

    `glossary`: a file with a term, a tab, and a term that means the same on each line, as in two
    languages; `glossary_file()` is a ready-made one. Lines that cannot be read are listed in
    `.problems`. Sorted by first, then second; the same for any number of `threads`.

    Raises RuleError unless `min_similarity` is above 0 and at most 1, and for an unknown text;
    Error for a glossary that cannot be read, TypeError for a source without names, InputError for
    tables with errors.
    """
    portfolio = portfolio_of(source)
    terms = None
    if glossary is not None:
        try:
            terms = Path(glossary).read_bytes()
        except OSError as e:
            raise Error(f"{glossary}: {e.strerror}") from e
    name = "" if glossary is None else Path(glossary).name
    columns, problems = _core.suggest_kin(
        portfolio._core, text, min_similarity, terms, name, threads
    )
    return KinSuggestions(columns, problems)


def glossary_file() -> Path:
    """The ready-made glossary of terms in education, Indonesian and English.

    To be used as it is, `suggest_kin(source, glossary=glossary_file())`, or copied and changed.
    """
    return Path(__file__).with_name("glossary_id_en.tsv")
