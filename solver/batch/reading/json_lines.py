"""A case on each line of a file. Blank lines are skipped; a line that is too long for a case is cut where that shows.

Not here: whether a line is a case.
"""

from collections.abc import Iterator

from kb.intake.text import file_name
from solver.batch.reading.streams import Follow, lines, opened
from solver.batch.records import Record


def entries(path: str, follow: Follow) -> Iterator[Record]:
    """The records of a file. Raises `Rejected` where it cannot be read."""
    name = file_name(path)
    with opened(path, follow) as stream:
        for number, line in enumerate(lines(stream), start=1):
            if not line.isspace():
                yield Record(name, number, line.removesuffix(b"\n"))
