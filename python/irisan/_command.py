"""The `irisan` command as a console script."""

import sys

from irisan._core import run_cli


def main() -> int:
    """Runs the command with the process's arguments; gives its exit code."""
    return run_cli(sys.argv[1:])
