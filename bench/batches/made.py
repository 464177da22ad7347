"""The first so many cases of a file of made-up cases: their texts and their facts."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from msgspec import Struct, json

from kb.intake.case_file import case_from
from kb.intake.scope import vocabulary
from kb.knowledge import KnowledgeBase
from solver.datalog import Facts
from solver.facts import facts

OUTPUTS = ("verdict", "ungoverned")
"""What the peers are asked for."""


class Cases(Struct, frozen=True):
    """The first `size` cases of a file, of which something is written to a folder."""

    path: str
    size: int
    folder: Path

    def texts(self) -> Iterator[str]:
        """Each case as JSON, with a line break."""
        with open(self.path, encoding="utf-8") as file:
            yield from islice(file, self.size)

    def facts(self, kb: KnowledgeBase) -> Iterator[tuple[int, Facts]]:
        """The facts of each case with its number."""
        known = vocabulary(kb)
        for text in self.texts():
            case = case_from(text, "made-up.json", known)
            yield number_of(case.id), facts(kb, case)


def number_of(case: str) -> int:
    """The number that the id of a made-up case ends in."""
    return int(case.rpartition("-")[2])


def averages(cases: Cases, kb: KnowledgeBase) -> tuple[tuple[str, float], ...]:
    """What a case has on average: bytes of JSON, lines, findings, and facts for the program."""
    texts = list(cases.texts())
    trees = [json.decode(text) for text in texts]
    counts = {
        "bytes of JSON": sum(len(text.encode()) for text in texts),
        "lines": sum(len(tree["lines"]) for tree in trees),
        "findings": sum(len(tree["findings"]) for tree in trees),
        "facts of the program": sum(len(rows) for _, stated in cases.facts(kb) for rows in stated.values()),
    }
    return tuple((name, count / len(texts)) for name, count in counts.items())
