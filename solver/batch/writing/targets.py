"""Whether the outputs of a batch can be written at all, so that nobody waits a night to learn that they cannot.

Not here: what goes wrong while they are written.
"""

import os
from collections.abc import Iterator, Sequence

from kb.problems import Problem, Rejected
from solver.batch.writing.form import unwritable


def check(outputs: Sequence[str], inputs: Sequence[str]) -> None:
    """Raise `Rejected` for outputs that cannot be written, or would replace an input or each other."""
    read = {os.path.realpath(path) for path in inputs}
    problems = [problem for number, path in enumerate(outputs) for problem in _problems(path, outputs[:number], read)]
    if problems:
        raise Rejected(problems)


def _problems(path: str, others: Sequence[str], read: set[str]) -> Iterator[Problem]:
    folder = os.path.dirname(path) or os.curdir
    if not os.path.isdir(folder):
        yield unwritable(path, "its folder is not there", hint=f"mkdir -p {folder}")
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield unwritable(path, "its folder cannot be written")
    elif os.path.realpath(path) in read:
        yield unwritable(path, "it would replace an input")
    elif os.path.realpath(path) in map(os.path.realpath, others):
        yield unwritable(path, "two outputs have this name")
    elif os.path.exists(path) and not os.path.isfile(path):
        yield unwritable(path, "this is no ordinary file, and a file would take its place")
