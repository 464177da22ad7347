"""Files that hold one case each: a single one, or all of a folder in the order of their names.

Not here: files of many cases.
"""

import os
from collections.abc import Iterator

from kb.intake.text import content
from kb.problems import Rejected
from solver.batch.reading.streams import Follow, readable, unreadable
from solver.batch.records import Entry, Record
from solver.batch.rows import rejects

ENDINGS = (".json", ".yaml", ".yml")


def cases(folder: str) -> tuple[str, ...]:
    """The paths of the cases in a folder. Raises `Rejected` where there is none."""
    with readable(folder):
        names = sorted(name for name in os.listdir(folder) if name.lower().endswith(ENDINGS))
    if not names:
        raise Rejected([unreadable(folder, "the folder holds no case", expected="files in " + ", ".join(ENDINGS))])
    return tuple(os.path.join(folder, name) for name in names)


def entry(path: str, follow: Follow) -> Iterator[Entry]:
    """The case in a file, or the problem that it cannot be read."""
    follow(lambda: 0)
    try:
        yield Record(path, None, content(path).encode())
    except Rejected as rejected:
        yield rejects(rejected.problems, path, None)
