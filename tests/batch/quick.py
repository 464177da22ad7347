"""The command with an engine that gives each line a made-up verdict at once, so that tests of everything around an
engine take no time. Run as a module, so that processes that are started anew have it, too.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from time import sleep

from msgspec import MsgspecError, json

from kb.knowledge import KnowledgeBase
from kb.problems import Problem
from solver.batch import deciders
from solver.batch.deciders import Decider
from solver.batch.records import Record
from solver.batch.rows import Judged, Row, rejects
from tests.batch.kit import BEGUN

CASES = 5
SECONDS = 0.004
"""What a chunk takes."""


class Quick:
    """Knows the case and its lines, and no policy."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._knowledge = kb.digest
        Path(BEGUN).touch()

    def decide(self, records: Sequence[Record]) -> list[Judged]:
        """A row for each line."""
        sleep(SECONDS)
        return [self._decide(record) for record in records]

    def _decide(self, record: Record) -> Judged:
        try:
            case = json.decode(record.text)
            return tuple(self._row(str(case["case"]), line["id"]) for line in case["lines"])
        except (MsgspecError, KeyError):
            return rejects([Problem(code="N302", message="made up", file="")], record.file, record.line)

    def _row(self, case: str, line: str) -> Row:
        return Row(case, line, "TSA", "necessary", None, ("TSA-FUS-1",), (), None, None, self._knowledge, "0" * 64)


def decider(kb: KnowledgeBase, engine: str, *, explain: bool) -> Decider:
    """This engine, whichever is asked for."""
    return Quick(kb)


deciders.ENGINES = {"quick": CASES}
deciders.decider = decider

if __name__ == "__main__":
    from cli import main

    main(sys.argv[1:], prog_name="necessity")
