"""A bar that says how far a long call is."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from irisan.errors import Error

P = ParamSpec("P")
T = TypeVar("T")

# What is done at once needs no bar; the compiled part waits as long.
seconds_before = 0.3
_seconds_between = 0.02

_asked: ContextVar[bool | None] = ContextVar("irisan_progress", default=None)
_call: ContextVar["Call | None"] = ContextVar("irisan_call", default=None)


@contextmanager
def progress(show: bool | None = True) -> Iterator[None]:
    """Whether long calls inside the `with` show a bar.

    True: always; False: never; None, as everywhere else: if tqdm is installed and somebody looks
    on, in a notebook or at a terminal. The bar comes after 0.3 seconds, names the stage and says
    how much of it is done. Every long call takes the same as a keyword, `audit(…, progress=False)`,
    where None leaves it to the `with` around it. Raises Error if a bar is asked for and tqdm is
    missing.

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


def shows_progress(function: Callable[P, T]) -> Callable[P, T]:
    """A long call: its keyword `progress` decides about the bar, which all its parts share."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        asked = kwargs.get("progress")
        if asked is not None:
            with progress(bool(asked)):
                return _as_one_call(function, *args, **kwargs)
        return _as_one_call(function, *args, **kwargs)

    return call


def _as_one_call(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    if _call.get() is not None:  # a part of another call
        return function(*args, **kwargs)
    call = Call()
    token = _call.set(call)
    try:
        return function(*args, **kwargs)
    finally:
        _call.reset(token)
        call.end()


class Teller(Protocol):
    """What the compiled part tells how far it is."""

    def tell(self, stage: str, share: float) -> None: ...
    def close(self) -> None: ...


class Call:
    """A long call: one bar for all its parts, compiled or not, one after the other."""

    def __init__(self) -> None:
        self._next = time.monotonic() + seconds_before
        self._bar: Bar | None = None
        self._sought = False

    def tell(self, stage: str, share: float) -> None:
        """What is being done, and how much of it is."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _seconds_between
        if not self._sought:
            self._sought = True
            self._bar = _new_bar()
        if self._bar is not None:
            self._bar.tell(stage, share)

    def close(self) -> None:
        """A part is over; the bar stays for the next."""

    def end(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.close()


class Bar:
    """A bar of tqdm; stages follow each other in it."""

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
        # One that is not full a notebook would keep, in red.
        self._bar.n = self._bar.total
        self._bar.close()


def begin() -> Teller | None:
    """Whom a long call tells how far it is, None if nobody; called by the compiled part."""
    return _call.get() or _new_bar()


def tell(stage: str, share: float) -> None:
    """What Python itself is doing, and how much of it is done."""
    call = _call.get()
    if call is not None:
        call.tell(stage, share)


def _new_bar() -> Bar | None:
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
