"""The rules by which counts become findings."""

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from irisan import _core
from irisan.tables import PathLike

RuleValue: TypeAlias = int | str | list[str] | list[dict[str, Any]]


class Rules(Mapping[str, RuleValue]):
    """All rules of an audit by their names: `rules["overlap.window_days"]`; immutable.

    `Rules({"overlap.window_days": 0})` changes defaults. The blocks `[[together]]` of an
    `irisan.toml`, two activities that are meant to meet, are a list:
    `Rules({"together": [{"activities": ["COACHING", "WEBINAR"], "reason": "one course"}]})`. Raises
    RuleError for an unknown name or a value that cannot be.
    """

    def __init__(self, changes: Mapping[str, Any] | None = None) -> None:
        self._core = _core.Rules().changed(dict(changes or {}))

    @staticmethod
    def read(path: PathLike) -> "Rules":
        """The rules of an `irisan.toml`; what it does not say keeps its default."""
        return Rules._of(_core.read_rules(path))

    @staticmethod
    def _of(core: _core.Rules) -> "Rules":
        rules = Rules()
        rules._core = core
        return rules

    def changed(self, changes: Mapping[str, Any]) -> "Rules":
        """The same rules but for the changes."""
        return Rules._of(self._core.changed(dict(changes)))

    def to_toml(self) -> str:
        """Every rule with its value, and its reason as a comment."""
        return _core.rules_toml(self._core)

    def __getitem__(self, name: str) -> RuleValue:
        return self._core.values()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._core.values())

    def __len__(self) -> int:
        return len(self._core.values())

    def _repr_html_(self) -> str:
        from irisan.display import rules_html

        return rules_html(self)

    def __repr__(self) -> str:
        defaults = Rules()
        changed = {name: value for name, value in self.items() if value != defaults[name]}
        return f"Rules({changed})" if changed else "Rules()"


Date: TypeAlias = str | datetime.date
GivenRules: TypeAlias = PathLike | Rules | Mapping[str, Any] | None


def rules_from(given: GivenRules, beside: Path | None) -> Rules:
    """What was given as rules; None means those beside the tables, or the defaults."""
    if isinstance(given, Rules):
        return given
    if isinstance(given, Mapping):
        return Rules(given)
    if given is None:
        return Rules() if beside is None else Rules.read(beside)
    return Rules.read(given)


def date_text(given: Date | None) -> str:
    """A date as the core reads it; empty if none was given."""
    if given is None:
        return ""
    return given.isoformat() if isinstance(given, datetime.date) else given
