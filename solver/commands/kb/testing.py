"""What the commands that run tests share: which tests are meant, how many processes run them, how far they are."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import click

from kb.problems import Problem, Rejected

if TYPE_CHECKING:
    from solver.testing.cases import PolicyTest
    from solver.testing.form import UnreachableForm

OURS = os.path.join("tests", "policies")
JOBS = click.option(
    "--jobs", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help="Processes to run (default: one per core)."
)


def meant(paths: tuple[str, ...], policies: tuple[str, ...]) -> tuple[str, ...]:
    """The paths given; without any, the folder `tests` of each folder of policies, or else `tests/policies`."""
    beside = tuple(path for folder in policies if os.path.isdir(path := os.path.join(folder, "tests")))
    found = paths or beside or tuple(path for path in (OURS,) if os.path.isdir(path))
    if not found:
        raise click.UsageError(f"There is no folder {OURS} here. Name the files or folders of tests: PATHS.")
    return found


class Tests(NamedTuple):
    """The tests of some files, what the files say to be out of reach, and the problems of those that are refused."""

    tests: "tuple[PolicyTest, ...]"
    unreachable: "tuple[UnreachableForm, ...]"
    problems: tuple[Problem, ...]


def tests_in(paths: tuple[str, ...]) -> Tests:
    """What stands in all files among the paths."""
    from solver.testing.files import files, read_file

    tests: list[PolicyTest] = []
    unreachable: list[UnreachableForm] = []
    problems: list[Problem] = []
    for file in files(paths):
        try:
            found, beyond = read_file(file)
            tests.extend(found)
            unreachable.extend(beyond)
        except Rejected as rejected:
            problems.extend(rejected.problems)
    return Tests(tuple(tests), tuple(unreachable), tuple(problems))


@contextmanager
def progress(label: str, length: int) -> Iterator[Callable[[], object]]:
    """What to call after each of `length` steps: on a terminal, a bar shows them on standard error."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield lambda: bar.update(1)
