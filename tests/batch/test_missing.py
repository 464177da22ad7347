"""What a batch calls missing is what `necessity missing` finds by going through every completion of the record."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from bench.generating.cases import cases
from solver.alternatives.changes import Explorer
from solver.alternatives.missing import missing
from solver.alternatives.question import Question
from solver.batch.deciders import OneByOne
from solver.batch.records import Record
from solver.explain.short import slot_text
from solver.proof import Ground
from tests.batch import kit
from tests.ours import knowledge_base, solver

GENERATED, SEED = 120, 11
SAME, FOUND, RIGHT = 0.88, 0.95, 0.95
"""The least shares of lines with the same list, of decisive slots that are named, and of named ones that can matter."""


class Compared(NamedTuple):
    """What a batch names for a line, and what is decisive, and what can matter at all."""

    named: frozenset[str]
    decisive: frozenset[str]
    matter: frozenset[str]


def compared(text: bytes) -> Iterator[Compared]:
    """The lines of a case, as far as all of its completions can be gone through."""
    kb = knowledge_base()
    engine = OneByOne(kb, explain=True)
    outcome = engine.outcome(Record("cases.jsonl", 1, text))
    explorer = Explorer(solver(), outcome.case)

    def texts(slots: tuple[Ground, ...]) -> frozenset[str]:
        return frozenset(slot_text(kb, *slot) for slot in slots)

    for line, row in zip(outcome.lines, engine.rows(outcome), strict=True):
        found = missing(explorer, outcome, Question(line)) if line.policy is not None else None
        assert row.missing is not None
        if found is None:
            assert row.missing == ()
        elif found.complete:
            yield Compared(frozenset(row.missing), texts(found.decisive), texts(found.decisive + found.later))


@pytest.mark.parametrize("text", kit.every())
def test_examples_name_all_that_is_decisive_and_nothing_that_cannot_matter(text: bytes) -> None:
    for line in compared(text):
        assert line.decisive <= line.named <= line.matter


def test_in_generated_cases_nearly_the_same_is_named() -> None:
    lines = [line for text in cases(knowledge_base(), GENERATED, SEED) for line in compared(text.encode())]
    assert len(lines) > GENERATED
    named, decisive = (sum(map(len, found)) for found in list(zip(*lines, strict=True))[:2])
    assert sum(line.named == line.decisive for line in lines) >= SAME * len(lines)
    assert sum(len(line.named & line.decisive) for line in lines) >= FOUND * decisive > 0
    assert sum(len(line.named & line.matter) for line in lines) >= RIGHT * named > 0
