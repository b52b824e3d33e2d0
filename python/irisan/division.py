"""Who should do what: the division of responsibility that a report proposes."""

from irisan.result import Result


class Division(Result):
    """Pieces of work and who leads them: columns as in `division.csv`, lists as lists.

    A piece is a kind of activity for an audience in a region. `state`: `decided` by the strength of
    tusi, `only_one` unit may take it, `pinned` by an agreement, `joint` by intention, `undivided`
    (several hold it alike; proposed by points), `open` (no tusi covers it). `difference` is what
    the `runner_up` would cost more, in points, if this piece alone went to it. `load` counts a
    target once for each theme, shared among its pieces.
    """


class Workplan(Result):
    """A draft for each unit: columns as in `workplan.csv`; `target_ids` in order of need.

    `quantity` and `cost` are what is recorded today and what needs require that nobody serves; null
    where nothing is recorded or units of quantity differ.
    """


class Raci(Result):
    """A row for each piece: `accountable` (null only if open), `responsible`, `support`."""


class BeforeAfter(Result):
    """What a division changes: `figure`, `before`, `after`.

    Both are counted by the same functions; after is the same deliveries carried out by the units
    that are to lead. Overlaps and duplications are those of two units.
    """
