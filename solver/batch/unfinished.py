"""The folder of an unfinished batch: its parts, each whole or not there, and what they were made of.

It stands beside the output, is locked while a batch is at work on it, and is removed when the output is whole. Not
here: what a part is made of (`solver.batch.part`).
"""

import os
import shutil
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import reduce
from itertools import islice
from typing import BinaryIO
from zlib import crc32

from msgspec import MsgspecError, Struct, json, msgpack, structs

from kb.problems import Problem, Rejected
from solver.batch.part import Part
from solver.batch.plan import Plan
from solver.batch.reading.inputs import Seen
from solver.batch.writing.form import UNFINISHED, whole

FOLDER = ".parts"
MANIFEST = "manifest.json"
LOCK = "lock"
SUM = 4
"""Bytes of the checksum that a part begins with: a file that was cut off by a fault of the machine is no part."""
LENGTH = 8
"""Bytes of the number that says how long the head is, which follows the checksum."""
PIECE = 1_000_000
"""Bytes of rows that are read together."""
FORMAT = 5
"""Raise it when the same input and plan become other parts."""


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """What parts are made of; only what is made of the same fits together."""

    plan: Plan
    inputs: tuple[Seen, ...]
    format: int = FORMAT


class Unfinished:
    """The parts of an output so far."""

    def __init__(self, output: str) -> None:
        self.folder = output + FOLDER

    @contextmanager
    def begun(self, manifest: Manifest, *, resume: bool, keep: bool) -> Iterator[None]:
        """Begin, or go on with what is there when that is asked for; parts that are there stay when something goes
        wrong, if they are to be kept. Raises `Rejected` where something is there and nobody asked to go on, where it
        was made of something else, or while another batch is at work on it.
        """
        was_here = os.path.isdir(self.folder)
        os.makedirs(self.folder, exist_ok=True)
        with open(os.path.join(self.folder, LOCK), "wb") as lock:
            _take(lock, self.folder)
            if was_here and not resume:
                raise Rejected([_problem(self.folder, "an unfinished batch is here", _both(self.folder))])
            self._compare(manifest)
            try:
                yield
            except BaseException:
                if not keep or not os.path.exists(self._path(0)):
                    self.remove()
                raise

    def head(self, number: int) -> Part | None:
        """The part with a number without its rows, None where it is not there as a whole."""
        with suppress(OSError, _DamagedError):
            pieces = _read(self._path(number))
            head = next(pieces)
            deque(pieces, maxlen=0)
            return msgpack.decode(head, type=Part)
        return None

    def put(self, number: int, part: Part) -> None:
        """Keep a part."""
        path, head = self._path(number), msgpack.encode(structs.replace(part, rows=()))
        pieces = [len(head).to_bytes(LENGTH, "big"), head, *part.rows]
        try:
            with open(path + UNFINISHED, "wb") as file:
                file.write(reduce(lambda found, piece: crc32(piece, found), pieces, 0).to_bytes(SUM, "big"))
                file.writelines(pieces)
            os.replace(path + UNFINISHED, path)
        except OSError:
            with suppress(OSError):
                os.remove(path + UNFINISHED)
            raise

    def heads(self, count: int) -> Iterator[Part]:
        """The first parts without their rows. Raises `Rejected` where one is damaged."""
        for number in range(count):
            head = self.head(number)
            if head is None:
                raise Rejected([self._damaged(number)])
            yield head

    def rows(self, count: int) -> Iterator[Iterator[bytes]]:
        """The rows of the first parts, in pieces. Raises `Rejected` where one is damaged, at its end."""
        return (islice(self._pieces(number), 1, None) for number in range(count))

    def _pieces(self, number: int) -> Iterator[bytes]:
        try:
            yield from _read(self._path(number))
        except (OSError, _DamagedError):
            raise Rejected([self._damaged(number)]) from None

    def _damaged(self, number: int) -> Problem:
        return _problem(self._path(number), "a part is damaged", "go on with --resume")

    def remove(self) -> None:
        """Remove it all."""
        shutil.rmtree(self.folder)

    def _path(self, number: int) -> str:
        return os.path.join(self.folder, f"{number:06}.part")

    def _compare(self, manifest: Manifest) -> None:
        """See whether what is there was made of the same; where nothing is, note what it is made of."""
        path = os.path.join(self.folder, MANIFEST)
        if not os.path.exists(path):
            with whole(path) as file:
                file.write(json.encode(manifest))
            return
        with open(path, "rb") as file:
            before = _manifest(file.read())
        differing = "this was another version of necessity" if before is None else _difference(before, manifest)
        if differing:
            raise Rejected([_problem(self.folder, f"these parts do not fit: {differing}", _anew(self.folder))])


class _DamagedError(Exception):
    """A part that was cut off."""


def _read(path: str) -> Iterator[bytes]:
    """The head of a part, then its rows in pieces. Raises `_DamagedError` at the end where it is not whole."""
    with open(path, "rb") as file:
        expected, size = file.read(SUM), file.read(LENGTH)
        head = file.read(min(int.from_bytes(size, "big"), os.path.getsize(path)))
        yield head
        found = crc32(head, crc32(size))
        while piece := file.read(PIECE):
            yield piece
            found = crc32(piece, found)
    if found.to_bytes(SUM, "big") != expected:
        raise _DamagedError


def _manifest(data: bytes) -> Manifest | None:
    try:
        found = json.decode(data, type=Manifest)
    except MsgspecError:
        return None
    return found if found.format == FORMAT else None


def _difference(before: Manifest, now: Manifest) -> str:
    """What differs, in words; empty where nothing does."""
    names = [name for name in structs.asdict(now.plan) if getattr(before.plan, name) != getattr(now.plan, name)]
    told = [WORDS.get(name, f"--{name}") for name in names]
    if [one.path for one in before.inputs] != [one.path for one in now.inputs]:
        told.append("the inputs")
    elif before.inputs != now.inputs:
        changed = [one.path for one, then in zip(now.inputs, before.inputs, strict=True) if one != then]
        told.append(f"the content of {changed[0]}" + (f" and {len(changed) - 1} more" if changed[1:] else ""))
    return ", ".join(dict.fromkeys(told)) + (" changed" if told else "")


WORDS = {
    "form": "the format",
    "folders": "--policies",
    "only": "--policy",
    "timed": "--metrics",
    "knowledge": "the policies",
}
"""What options are called, where that is not the name of the field."""


def _take(lock: BinaryIO, folder: str) -> None:
    """Lock the folder until this process ends. Raises `Rejected` where another one has locked it."""
    try:
        import fcntl
    except ImportError:  # a system without such locks
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Rejected([_problem(folder, "another batch is at work on it", "wait for it")]) from None


def _problem(file: str, message: str, hint: str) -> Problem:
    return Problem(code="N703", message=message, file=file, hint=hint)


def _both(folder: str) -> str:
    return f"--resume goes on with it; or remove {folder} to begin again"


def _anew(folder: str) -> str:
    return f"put back what changed, or remove {folder} to begin again"
