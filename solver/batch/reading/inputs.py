"""The inputs of a batch: which reader takes which, how large they are, and how much of them has been read.

Not here: the formats themselves, a module each.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from msgspec import Struct

from kb.problems import Problem, Rejected
from solver.batch.reading import files
from solver.batch.reading.streams import PACKED, Follow, ending, unreadable
from solver.batch.records import Entry, Slice

READERS = {
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
    ".csv": "long_csv",
    ".parquet": "long_parquet",
}
STANDARD_INPUT = "-"
EXPECTED = ", ".join((*READERS, *files.ENDINGS)) + ", a folder of cases, or -"


class Seen(Struct, frozen=True):
    """An input as it was when the batch began; its size and time are 0 for standard input, and where nobody can tell
    them."""

    path: str
    size: int
    modified: int


class Inputs:
    """Inputs in their order; a folder stands for its cases, of which one that cannot be read is no more than a record.
    Raises `Rejected` for inputs that cannot be read."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        self.files = tuple(file for path in paths for file in _files(path))
        misnamed = [problem for file in self.files for problem in _misnamed(file)]
        if problems := misnamed or [problem for path in paths for problem in _problems(path)]:
            raise Rejected(problems)
        self.seen = tuple(_seen(file) for file in self.files)
        self.entries_read = 0
        self._before = 0
        self._within: Callable[[], int] = lambda: 0

    @property
    def stay(self) -> bool:
        """Whether they can be read once more."""
        return STANDARD_INPUT not in self.files

    @property
    def total(self) -> int | None:
        """The bytes of all files, None where that cannot be known."""
        return sum(one.size for one in self.seen) if self.stay else None

    @property
    def position(self) -> int:
        """The bytes that have been read."""
        return self._before + self._within()

    def entries(self) -> Iterator[Entry]:
        """Everything that stands in them. Raises `Rejected` where one cannot be read to its end."""
        for one in self.seen:
            for entry in _reader(one.path)(one.path, self._follow):
                self.entries_read += 1
                yield entry
            self._over(one)

    def sliced(self, most: int) -> Iterator[Entry | Slice]:
        """The same, where Parquet comes in slices of so many cases at most."""
        for one in self.seen:
            for entry in _slicer(one.path, most)(one.path, self._follow):
                self.entries_read += len(entry.spans) if isinstance(entry, Slice) else 1
                yield entry
            self._over(one)

    def _over(self, one: Seen) -> None:
        """Go on behind a file."""
        self._follow(lambda: 0)
        self._before += one.size

    def _follow(self, position: Callable[[], int]) -> None:
        self._within = position


def _files(path: str) -> tuple[str, ...]:
    return files.cases(path) if os.path.isdir(path) else (path,)


def _misnamed(path: str) -> Iterator[Problem]:
    if not path.isascii() and path.encode(errors="ignore").decode() != path:
        yield unreadable(path.encode(errors="replace").decode(), "the name of the file is not UTF-8", hint="rename it")


def _problems(path: str) -> Iterator[Problem]:
    if path == STANDARD_INPUT or os.path.isdir(path):
        return
    kind = ending(path)
    single = kind in files.ENDINGS and not path.lower().endswith(PACKED)
    if not os.path.exists(path):
        yield unreadable(path, "there is no such file or folder")
    elif not single and kind not in READERS:
        yield unreadable(path, "nothing is known of files with this ending", expected=EXPECTED)
    elif kind == ".parquet" and path.lower().endswith(PACKED):
        yield unreadable(path, "a Parquet file is packed within", hint="unpack it")
    elif not os.access(path, os.R_OK):
        yield unreadable(path, "the file cannot be read")


def _seen(path: str) -> Seen:
    if path == STANDARD_INPUT:
        return Seen(path, 0, 0)
    try:
        found = os.stat(path)
    except OSError:  # reading it tells why
        return Seen(path, 0, 0)
    return Seen(path, found.st_size, found.st_mtime_ns)


def _reader(path: str) -> Callable[[str, Follow], Iterator[Entry]]:
    kind = ".jsonl" if path == STANDARD_INPUT else ending(path)
    if kind in files.ENDINGS:
        return files.entry
    found: Callable[[str, Follow], Iterator[Entry]] = import_module(f"solver.batch.reading.{READERS[kind]}").entries
    return found


def _slicer(path: str, most: int) -> Callable[[str, Follow], Iterator[Entry | Slice]]:
    if path == STANDARD_INPUT or ending(path) != ".parquet":
        return _reader(path)
    from solver.batch.reading.slices import slices

    return partial(slices, most=most)
