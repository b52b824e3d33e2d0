"""What a portfolio is about: areas, offices, schools, programs, activities."""

from irisan.result import Result


class Regions(Result):
    """Areas: `id`, `name`, `kind` (`district`, …), `parent` (the area around it)."""


class Units(Result):
    """Offices and partners: `id`, `name`, `kind`, `parent`, `region`."""


class Targets(Result):
    """Whom deliveries reach: `id`, `name`, `kind`, `level`, `region`."""


class Programs(Result):
    """Programs: `id`, `name`, `unit` (the owner), `parent` (the larger program)."""


class Activities(Result):
    """The tree of what can be done: `id`, `name`, `parent`, and each one's `theme` and `kind`."""


class Reach(Result):
    """What is done where: `intervention`, `target`, `activity`, and how many `deliveries`.

    A row for each that occurs; positions in the portfolio's `interventions`, `targets` and
    `activities`, null where the activity is not known.
    """
