"""How pairs are found, and what it takes."""

from dataclasses import dataclass
from typing import Unpack

from numpy.typing import ArrayLike

from irisan import _core
from irisan._query import Method, Thresholds, incidence_of, owners_of, query, spelled_out
from irisan.progress_bar import shows_progress


@dataclass(frozen=True, slots=True)
class PairPlan:
    """What was planned for a search and what it took; `str` of it is a table.

    `method` and the vector `instructions` used · `threads` · `column_blocks`: how often 512
    interventions were taken as bit columns · `predicted_seconds` of one thread,
    `predicted_bytes` of working memory without the result · `actual_seconds`, `actual_bytes` ·
    `considered`: (method, predicted seconds, predicted bytes) of each method that was weighed.
    """

    method: str
    instructions: str
    threads: int
    column_blocks: int
    predicted_seconds: float
    predicted_bytes: int
    actual_seconds: float
    actual_bytes: int
    considered: tuple[tuple[str, float, int], ...]

    def __str__(self) -> str:
        lines = [f"{'method':<12} {'seconds':>10} {'megabytes':>10}"]
        for method, seconds, held in self.considered:
            chosen = "  chosen" if method == self.method else ""
            lines.append(f"{method:<12} {seconds:>10.4f} {held / 1e6:>10.1f}{chosen}")
        lines.append(
            f"{'actual':<12} {self.actual_seconds:>10.4f} {self.actual_bytes / 1e6:>10.1f}"
        )
        lines.append(
            f"{self.instructions} instructions, threads: {self.threads}, "
            f"column blocks: {self.column_blocks}; predictions are of one thread"
        )
        return "\n".join(lines)


@shows_progress
@spelled_out
def explain_pairs(
    source: object,
    *,
    apart: ArrayLike | bool | None = None,
    method: Method = "fastest",
    memory: int | None = None,
    threads: int = 0,
    progress: bool | None = None,
    **thresholds: Unpack[Thresholds],
) -> PairPlan:
    """How `find_pairs` goes about these arguments, and what it took: the search is run, its pairs
    are counted and not kept.

    Methods: `counters`, a counter for each partner raised at each shared target · `columns`, the
    largest interventions as bit columns summed at once, counters for the others · `complements`,
    bit columns summed over the targets not reached · `bit_rows`, interventions as rows of bits,
    every two compared · `prefix`, only those that share one of their rarest targets · `fastest`,
    whichever is predicted to be.

    Raises as `find_pairs` does.
    """
    portfolio, incidence = incidence_of(source)
    asked = query(
        thresholds,
        owners=owners_of(apart, portfolio),
    )
    options = _core.PairOptions(method, memory, threads)
    return PairPlan(*_core.explain_pairs(incidence._core, asked, options))
