"""Files of cases for tests of batches, and running the command on them."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from click.testing import CliRunner, Result
from msgspec import json

from cli import main
from kb.intake.text import content, tree
from solver.batch.reading.inputs import Inputs
from solver.batch.records import Entry, Record
from solver.batch.rows import Reject
from tests.ours import EXAMPLES, FOLDER

ROOT = FOLDER.parent
SMALL = ("therapy_41_days", "therapy_42_days", "si_two_of_five", "contradiction_one_level")
"""Examples of few lines, which are decided soon."""

BEGUN = "begun"
"""A file that is there when the quick engine begins its work."""


def text(name: str) -> bytes:
    """An example as JSON on one line."""
    path = str(FOLDER / f"{name}.yaml")
    return json.encode(tree(content(path), path))


def every() -> list[bytes]:
    """All examples."""
    return [text(path.stem) for path in EXAMPLES]


def written(path: Path, records: Iterable[bytes]) -> str:
    """A file with a record on each line."""
    path.write_bytes(b"".join(record + b"\n" for record in records))
    return str(path)


def entries(*paths: str | Path) -> list[Entry]:
    """All that stands in inputs."""
    return list(Inputs(tuple(map(str, paths))).entries())


def records(*paths: str | Path) -> list[Record]:
    """The same, where every entry could be read."""
    found = entries(*paths)
    assert all(isinstance(entry, Record) for entry in found)
    return [entry for entry in found if isinstance(entry, Record)]


def refused(entry: Entry) -> list[Reject]:
    """The problems of an entry that could not be read."""
    assert not isinstance(entry, Record)
    return list(entry)


def batch(*args: str | Path, stdin: bytes | None = None, jobs: int = 1) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, ["batch", *map(str, args), "--jobs", str(jobs)], input=stdin)


def quick(*args: str | Path, cwd: Path) -> "subprocess.Popen[bytes]":
    """Start the command with the quick engine."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cwd / "cache")}
    command = [sys.executable, "-m", "tests.batch.quick", "batch", *map(str, args)]
    return subprocess.Popen(command, cwd=cwd, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ended(process: "subprocess.Popen[bytes]") -> tuple[int, str, str]:
    """The exit status of a command, and what it printed on both streams."""
    out, err = process.communicate(timeout=120)
    return process.returncode, out.decode(), err.decode()
