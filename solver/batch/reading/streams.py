"""Files as streams of plain bytes, whatever they are packed in, with problems where they cannot be read to the end.

Not here: what the bytes mean.
"""

import io
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from kb.intake.limits import SIZE
from kb.intake.text import file_name
from kb.problems import Problem, Rejected
from solver.batch.libraries import library

BUFFER = 1 << 20
PIECE = 1 << 16
"""Packed bytes that are unpacked at once: little, since they can be many times that."""
PACKED = (".gz", ".zst")
LONGEST = SIZE + 2
"""One byte more than a case may have, and the end of the line."""
Follow = Callable[[Callable[[], int]], None]
"""Takes what tells how many bytes of the file have been read."""


def ending(path: str) -> str:
    """The ending of a name in lower case, without that of a packed file."""
    stem, last = os.path.splitext(path.lower())
    return os.path.splitext(stem)[1] if last in PACKED else last


@contextmanager
def opened(path: str, follow: Follow) -> Iterator[BinaryIO]:
    """The bytes of a file; `-` is standard input, and a name in `.gz` or `.zst` is unpacked. Raises `Rejected` where it
    cannot be read, or is damaged.
    """
    if path == "-":
        yield sys.stdin.buffer
        return
    with readable(path), open(path, "rb", buffering=BUFFER) as raw:
        follow(raw.tell)
        yield _unpacked(path, raw)


@contextmanager
def readable(path: str) -> Iterator[None]:
    """Whatever goes wrong in reading a file is a problem of that file."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or "it is damaged, or cut off"
        raise Rejected([unreadable(path, reason)]) from None


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream, each with its end; one that is longer than a case may be is cut behind that length."""
    while line := stream.readline(LONGEST):
        if len(line) == LONGEST and not line.endswith(b"\n"):
            _skip(stream)
        yield line


def _skip(stream: BinaryIO) -> None:
    """Read on to the end of the line."""
    while (rest := stream.readline(LONGEST)) and not rest.endswith(b"\n"):
        pass


def unreadable(path: str, reason: str, expected: str | None = None, hint: str | None = None) -> Problem:
    """The problem of an input that cannot be read."""
    return Problem(code="N701", message=reason, file=file_name(path), expected=expected, hint=hint)


def _unpacked(path: str, raw: BinaryIO) -> BinaryIO:
    if path.lower().endswith(PACKED) and isinstance(raw, io.BufferedReader) and not raw.peek(1):
        raise EOFError
    if path.lower().endswith(".gz"):
        import gzip

        return io.BufferedReader(gzip.GzipFile(fileobj=raw), BUFFER)
    if path.lower().endswith(".zst"):
        return io.BufferedReader(_Frames(raw), BUFFER)
    return raw


class _Frames(io.RawIOBase):
    """The frames of a Zstandard file, one after the other. Unlike the reader of the library, it notices a frame that is
    cut off."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw, self._library = raw, library("zstandard", "Zstandard files")
        self._frame: Any = None
        self._packed = self._plain = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any buffer of bytes
        while not self._plain and self._more():
            self._unpack()
        size = min(len(buffer), len(self._plain))
        buffer[:size], self._plain = self._plain[:size], self._plain[size:]
        return size

    def _more(self) -> bool:
        self._packed = self._packed or self._raw.read(PIECE)
        if not self._packed and self._frame is not None:
            raise EOFError
        return bool(self._packed)

    def _unpack(self) -> None:
        self._frame = self._frame or self._library.ZstdDecompressor().decompressobj()
        try:
            self._plain = self._frame.decompress(self._packed)
        except self._library.ZstdError:
            raise EOFError from None
        self._packed = self._frame.unused_data if self._frame.eof else b""
        self._frame = None if self._frame.eof else self._frame
