"""What irisan raises on purpose."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from irisan.problems import Problems


class Error(RuntimeError):
    """Base of everything irisan raises on purpose."""


class InputError(Error):
    """The user's tables contradict each other or themselves.

    `problems` holds every problem found, errors first; the text lists the first ten errors.
    """

    problems: "Problems"

    def __init__(self, text: str, problems: "Problems | None" = None) -> None:
        super().__init__(text)
        if problems is not None:
            self.problems = problems


class RuleError(Error):
    """The user's rules, mapping, package description or arguments cannot be followed."""


class WriteError(Error):
    """A result could not be written; nothing half written is left."""


class MemoryLimitError(Error):
    """The work would need more memory than it may use; the text says how much."""


class Stopped(Error):
    """The work was asked to stop before it was done. Ctrl-C raises KeyboardInterrupt instead."""
