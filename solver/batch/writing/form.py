"""The format of an output by its ending, and files that appear under their names only when they are whole.

Not here: the formats themselves, a module each.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import BinaryIO

from msgspec import Struct

from kb.problems import Problem, Rejected
from solver.batch.rows import Row
from solver.batch.sheet import Sheet

STANDARD_OUTPUT = "-"
MODULES = {".jsonl": "json_lines", ".ndjson": "json_lines", ".csv": "rows_csv", ".parquet": "parquet"}
UNFINISHED = ".tmp"


class Form(Struct, frozen=True):
    """A format: how the rows of a part become pieces of bytes, how parts are joined, and how rows are read again."""

    encode: Callable[[Sheet], Iterable[bytes]]
    join: Callable[[Iterable[Iterable[bytes]], BinaryIO], None]
    rows: Callable[[str], Iterator[Row]]


def kind(output: str) -> str:
    """The name of the format of an output. Raises `Rejected` where its ending tells none."""
    found = MODULES[".jsonl"] if output == STANDARD_OUTPUT else by_ending(output)
    if found is None:
        raise Rejected([unwritable(output, "nothing is known of files with this ending", ", ".join((*MODULES, "-")))])
    return found


def by_ending(path: str) -> str | None:
    """The name of the format that the ending of a file tells, None where it tells none."""
    return MODULES.get(os.path.splitext(path.lower())[1])


def form(name: str) -> Form:
    """The format with a name. Raises `Rejected` where it needs a library that is not installed."""
    module = import_module(f"solver.batch.writing.{name}")
    found = Form(module.encode, module.join, module.rows)
    tuple(found.encode(Sheet()))
    return found


@contextmanager
def whole(path: str) -> Iterator[BinaryIO]:
    """A file to write, which gets its name when all has been written and lies on the disk."""
    unfinished = path + UNFINISHED
    try:
        with open(unfinished, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        with suppress(OSError):
            os.remove(unfinished)
        raise


def unwritable(path: str, reason: str, expected: str | None = None, hint: str | None = None) -> Problem:
    """The problem of an output that cannot be written."""
    return Problem(code="N405", message=reason, file=path, expected=expected, hint=hint)
