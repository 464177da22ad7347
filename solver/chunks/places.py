"""Lines by their places: in a chunk a line goes by the number of its place, so that the facts of two cases are the same
where the cases are.

Not here: what is said of a line (`solver.facts`).
"""

import re
from collections.abc import Mapping, Sequence
from typing import TypeGuard

from msgspec.structs import replace

from kb.case import Constant, Line

LINE = "\0"
"""Begins the name of a line in a chunk; no text of a case or a policy can hold it."""
NAMED = re.compile(LINE + r"([0-9]+)")
Places = Mapping[str, int]
"""The places of the lines of a case by their ids."""


def at_place(place: int) -> str:
    """The name that a line goes by in a chunk."""
    return f"{LINE}{place + 1}"


def place_of(name: str) -> int:
    """The place of a line that goes by a name of a chunk."""
    return int(name.removeprefix(LINE)) - 1


def is_line(part: Constant) -> TypeGuard[str]:
    """Whether a constant is the name of a line in a chunk."""
    return isinstance(part, str) and part.startswith(LINE)


def with_lines(text: str, lines: Sequence[str]) -> str:
    """A text with the ids of lines for the names that they go by in a chunk."""
    return NAMED.sub(lambda found: lines[int(found[1]) - 1], text)


def line_placed(line: Line, places: Places) -> Line:
    """A line by its place, and its parent likewise."""
    parent = None if line.parent is None else at_place(places[line.parent])
    return replace(line, id=at_place(places[line.id]), parent=parent)
