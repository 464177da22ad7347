"""One run of an engine: its commands on so many cores, and what they used.

Not here: running them (`bench.batches.launch`), or what figures say (`bench.batches.figures`).
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct, json

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = str(Path(__file__).with_name("launch.py"))
Command = tuple[tuple[str, ...], str]
"""The words of a command, and the file for what it prints."""


class Usage(Struct, frozen=True):
    """What a run took: seconds on the clock, seconds of all processors, and the peak memory in kilobytes, which is that
    of the largest process of each command, added up over the commands."""

    seconds: float
    cpu: float
    peak: int
    status: int


class Failed(Exception):
    """A command that did not end well, with what it said."""


def run(commands: Sequence[Command], cores: int, cache: str) -> Usage:
    """Run commands side by side on so many cores. `cache` is the folder for what they may remember between runs.

    Raises:
        Failed: one of them ended with an error.
    """
    variables = {**os.environ, "XDG_CACHE_HOME": cache, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-I", "-S", LAUNCHER, json.encode(commands).decode()]
    with _on(cores):
        done = subprocess.run(words, cwd=ROOT, env=variables, stdout=subprocess.PIPE, check=True)
    usage = json.decode(done.stdout, type=Usage)
    if usage.status:
        said = "".join(Path(f"{printed}.err").read_text(errors="replace")[-2000:] for _, printed in commands)
        raise Failed(f"{commands[0][0]} ended with status {usage.status}:\n{said}")
    return usage


class _on:  # noqa: N801 - reads as a word
    """Everything that is started meanwhile runs on the first so many cores of those that this process may use."""

    def __init__(self, cores: int) -> None:
        self._before = os.sched_getaffinity(0)
        self._some = set(sorted(self._before)[:cores])

    def __enter__(self) -> None:
        os.sched_setaffinity(0, self._some)

    def __exit__(self, *_: object) -> None:
        os.sched_setaffinity(0, self._before)
