"""A bar that says how far a long call is."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from irisan.errors import Error

_asked: ContextVar[bool | None] = ContextVar("irisan_progress", default=None)


@contextmanager
def progress(show: bool | None = True) -> Iterator[None]:
    """Whether long calls inside the `with` show a bar.

    True: always; False: never; None, as everywhere else: if tqdm is installed and somebody looks
    on, in a notebook or at a terminal. The bar comes after 0.3 seconds, names the stage and says
    how much of it is done. Raises Error if it is asked for and tqdm is missing.

    >>> with progress(False):
    ...     pass
    """
    if show:
        _tqdm()
    token = _asked.set(show)
    try:
        yield
    finally:
        _asked.reset(token)


class Bar:
    """One call's bar; stages follow each other in it."""

    def __init__(self, tqdm: Any) -> None:
        form = "{desc} {percentage:3.0f}%|{bar}| {elapsed}"
        self._bar = tqdm(total=1.0, leave=False, bar_format=form, file=None)
        self._stage = ""

    def tell(self, stage: str, share: float) -> None:
        """What is being done, and how much of it is."""
        if stage != self._stage:
            self._stage = stage
            self._bar.set_description_str(stage, refresh=False)
        self._bar.n = min(max(share, 0.0), 1.0)
        self._bar.refresh()

    def close(self) -> None:
        """Takes the bar away."""
        self._bar.close()


def begin() -> Bar | None:
    """The bar of a long call, None if none is to be shown; called by the compiled part."""
    asked = _asked.get()
    if asked is False:
        return None
    if asked is None and not (_in_notebook() or _at_terminal()):
        return None
    try:
        return Bar(_tqdm())
    except Error:
        if asked:
            raise
        return None


def _tqdm() -> Any:
    try:
        import warnings

        with warnings.catch_warnings():
            # Without ipywidgets a notebook shows the bar as text.
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm
    except ImportError:
        raise Error("a progress bar needs tqdm: pip install 'irisan[progress]'") from None
    return tqdm


def _in_notebook() -> bool:
    shell = sys.modules.get("IPython")
    if shell is None:
        return False
    here = shell.get_ipython()
    return here is not None and type(here).__name__ == "ZMQInteractiveShell"


def _at_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()
