"""A run is measured by itself: its memory is not that of the process which starts it."""

import sys
from pathlib import Path

import pytest

from bench.batches.runs import Command, Failed, run

MEGABYTE = 1024
LARGE = 100


def python(code: str, folder: Path, name: str = "printed") -> Command:
    return (sys.executable, "-I", "-S", "-c", code), str(folder / name)


def test_peak_memory_is_that_of_the_command(tmp_path: Path) -> None:
    ballast = b"x" * (LARGE << 20)
    small = run([python("pass", tmp_path)], 1, str(tmp_path))
    large = run([python(f"b'x' * ({LARGE} << 20)", tmp_path)], 1, str(tmp_path))
    assert len(ballast) == LARGE << 20
    assert small.peak < LARGE / 2 * MEGABYTE
    assert large.peak >= LARGE * MEGABYTE


def test_commands_run_side_by_side(tmp_path: Path) -> None:
    sleep = "import time; time.sleep(1)"
    usage = run([python(sleep, tmp_path, "one"), python(sleep, tmp_path, "two")], 1, str(tmp_path))
    assert 1 <= usage.seconds < 1.9
    assert usage.cpu < 1


def test_a_command_has_as_many_cores_as_were_asked_for(tmp_path: Path) -> None:
    run([python("import os; print(len(os.sched_getaffinity(0)))", tmp_path)], 1, str(tmp_path))
    assert (tmp_path / "printed").read_text() == "1\n"


@pytest.mark.parametrize(
    "code", ["import sys; sys.exit('no good')", "import os, sys; print('no good', file=sys.stderr); os.abort()"]
)
def test_a_command_that_fails_says_why(code: str, tmp_path: Path) -> None:
    with pytest.raises(Failed, match="no good"):
        run([python("pass", tmp_path), python(code, tmp_path, "second")], 1, str(tmp_path))
