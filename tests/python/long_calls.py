"""What a long call leaves to others: Ctrl-C and the other threads."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable


def assert_ctrl_c_stops(code: str, *, after: float, within: float) -> None:
    """Runs code that prints `begun`, then calls what takes long, and exits with 7 when interrupted.

    Ctrl-C comes `after` seconds, while it still runs, and ends it `within` seconds.
    """
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        time.sleep(after)
        assert child.poll() is None
        os.kill(child.pid, signal.SIGINT)
        begun = time.monotonic()
        assert child.wait(timeout=60) == 7
        assert time.monotonic() - begun < within
    finally:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def ticks_during(*calls: Callable[[], object]) -> list[int]:
    """How often another thread came to run, about once a millisecond, during each call."""
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    other = threading.Thread(target=tick)
    other.start()
    try:
        during = []
        for call in calls:
            before = ticks
            call()
            during.append(ticks - before)
    finally:
        done.set()
        other.join()
    return during
