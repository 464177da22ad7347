"""A batch that is killed at any moment goes on where it was, and comes to the same bytes as one that was not."""

import os
import signal
import time
from pathlib import Path
from random import Random

import pytest

from tests.batch import kit
from tests.batch.kit import BEGUN

CASES = 300
KILLS = 10
LONGEST = 0.3
"""Seconds from the beginning of the work to a kill, at most."""


@pytest.fixture
def cases(tmp_path: Path) -> str:
    """Many small cases, some of which cannot be read."""
    lines = (
        b'{"case":"c%d","lines":[{"id":"1"},{"id":"2"}]}' % number if number % 7 else b"no" for number in range(CASES)
    )
    return kit.written(tmp_path / "cases.jsonl", lines)


def options(name: str, cases: str, jobs: int) -> list[str]:
    return [
        cases,
        "-o",
        f"{name}.csv",
        "--rejects",
        f"{name}.rejects",
        "--metrics",
        f"{name}.metrics",
        "--jobs",
        str(jobs),
    ]


def outputs(folder: Path, name: str) -> list[bytes]:
    return [(folder / f"{name}.{ending}").read_bytes() for ending in ("csv", "rejects", "metrics")]


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_at_random_moments_and_resumed_it_comes_to_the_same_bytes(jobs: int, cases: str, tmp_path: Path) -> None:
    chance = Random(jobs)
    status, _, told = kit.ended(kit.quick(*options("whole", cases, 1), cwd=tmp_path))
    assert status == 3, told
    expected, parts, kills = outputs(tmp_path, "whole"), tmp_path / "cut.csv.parts", 0
    reached: list[int] = []
    while kills < KILLS:
        (tmp_path / BEGUN).unlink(missing_ok=True)
        process = kit.quick(*options("cut", cases, jobs), "--resume", cwd=tmp_path)
        while not (tmp_path / BEGUN).exists() and process.poll() is None:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, LONGEST))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode == -signal.SIGKILL:
            kills += 1
            reached.append(len(list(parts.glob("*.part"))))
            assert parts.exists() or outputs(tmp_path, "cut") == expected
        else:
            assert process.returncode == 3 and outputs(tmp_path, "cut") == expected
            for path in tmp_path.glob("cut.*"):
                os.remove(path)
    assert kit.ended(kit.quick(*options("cut", cases, jobs), "--resume", cwd=tmp_path))[0] == 3
    assert outputs(tmp_path, "cut") == expected and not parts.exists()
    assert len(set(reached)) > KILLS // 3, "the kills met the batch at different moments"


def test_stopped_by_hand_it_says_how_to_go_on(cases: str, tmp_path: Path) -> None:
    process = kit.quick(*options("cut", cases, 2), cwd=tmp_path)
    while not list((tmp_path / "cut.csv.parts").glob("*.part")):
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGINT)
    status, _, told = kit.ended(process)
    assert (status, told) == (130, "Stopped. The same command with --resume goes on with cut.csv.\n")
    assert not (tmp_path / "cut.csv").exists()
    refused = kit.ended(kit.quick(*options("cut", cases, 2), cwd=tmp_path))
    assert refused[0] == 1 and "N703" in refused[2] and "--resume goes on with it" in refused[2]
    assert kit.ended(kit.quick(*options("cut", cases, 2), "--resume", cwd=tmp_path))[0] == 3


def test_no_process_is_left_behind(cases: str, tmp_path: Path) -> None:
    process = kit.quick(*options("cut", cases, 3), cwd=tmp_path)
    while not list((tmp_path / "cut.csv.parts").glob("*.part")):
        time.sleep(0.005)
    left = children(process.pid)
    assert len(left) >= 3
    process.kill()
    process.communicate()
    end = time.monotonic() + 20
    while any(os.path.exists(f"/proc/{pid}") for pid in left):
        assert time.monotonic() < end
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    if not found.exists():
        pytest.skip("this system does not tell the children of a process")
    return [int(one) for one in found.read_text(encoding="ascii").split()]
