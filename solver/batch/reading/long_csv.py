"""The long form as CSV: a header with the seven columns in any order, then each row on a line of its own.

A cell in quotes holds no line break, so that a quote that is never closed spoils its own row and no other. Not here:
what the rows say.
"""

import csv
from collections.abc import Iterator
from typing import BinaryIO

from kb.intake.limits import SIZE
from kb.intake.mistake import cut
from kb.intake.text import file_name
from kb.problems import Problem, Rejected
from solver.batch.reading.long_form import cases
from solver.batch.reading.statements import COLUMNS, Row
from solver.batch.reading.streams import Follow, lines, opened
from solver.batch.records import Entry

BOM = b"\xef\xbb\xbf"


def entries(path: str, follow: Follow) -> Iterator[Entry]:
    """The cases of a file. Raises `Rejected` where it cannot be read, or has other columns."""
    with opened(path, follow) as stream:
        yield from cases(_rows(stream, file_name(path)), file_name(path))


def _rows(stream: BinaryIO, file: str) -> Iterator[Row]:
    numbered = enumerate(lines(stream), start=1)
    _, first = next(numbered, (1, b""))
    header = columns(_cells(first.removeprefix(BOM))[0], file)
    for number, line in numbered:
        if not line.isspace():
            yield _row(number, header, line)


def columns(header: list[str], file: str) -> list[str]:
    """The columns that a header names. Raises `Rejected` where they are not those of the long form."""
    names = [name.strip() for name in header]
    if sorted(names) == sorted(COLUMNS):
        return names
    problem = Problem(
        code="N702",
        message="the columns are not those of the long form",
        file=file,
        found=cut(", ".join(names)),
        expected=", ".join(COLUMNS),
        hint="; ".join(_differences(names)),
    )
    raise Rejected([problem])


def _differences(names: list[str]) -> Iterator[str]:
    """What is wrong with the columns, each a few words."""
    found = {
        "missing": [name for name in COLUMNS if name not in names],
        "not known": [name for name in dict.fromkeys(names) if name not in COLUMNS],
        "there twice": [name for name in COLUMNS if names.count(name) > 1],
    }
    yield from (f"{what}: {cut(', '.join(some))}" for what, some in found.items() if some)


def _row(number: int, header: list[str], line: bytes) -> Row:
    found, fault = _cells(line) if len(line) <= SIZE else ([], "the row is too long")
    if fault is None and len(found) != len(header):
        fault = f"the row has {len(found)} cells instead of {len(header)}"
    return Row(number, dict(zip(header, found, strict=False)), fault)


def _cells(line: bytes) -> tuple[list[str], str | None]:
    """The cells of a line as far as they can be read, and what is wrong with it."""
    text = line.decode("utf-8", "surrogateescape").rstrip("\r\n")
    try:
        found = next(csv.reader((text,), strict=True), [])
    except csv.Error as error:
        first = text.split(",")[0]
        return [] if '"' in first else [first], f"the row is no CSV: {error}"
    return found, None if text.isprintable() else _fault(line)


def _fault(line: bytes) -> str | None:
    """Why the bytes of a line are no text, if they are none."""
    try:
        return "the text holds a NUL byte" if "\0" in line.decode() else None
    except UnicodeDecodeError:
        return "the text is not UTF-8"
