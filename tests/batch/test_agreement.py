"""The engine for chunks and the one for single cases give the same rows: verdicts, criteria, reasons, what is missing.

`ONE_IN=1` goes through every policy test and twenty thousand generated cases, which takes half an hour.
"""

import os
from collections.abc import Iterator, Sequence

import pytest
from msgspec import json

from bench.generating.cases import cases
from kb.intake.scope import vocabulary
from kb.knowledge import KnowledgeBase
from kb.load import load
from solver.batch.deciders import OneByOne, Together
from solver.batch.records import Record
from solver.testing.files import files, read_tests
from tests.batch import kit

ONE_IN = int(os.environ.get("ONE_IN", "50"))
"""Of how many policy tests one is taken."""
GENERATED = 20_000
SMALLEST, SOME = 7, 500
"""The cases of small chunks, and how many cases are decided in them."""
SEEDS = (1, 2, 3, 4)


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load()


def of_tests(kb: KnowledgeBase) -> Iterator[bytes]:
    """The cases of the policy tests."""
    known = vocabulary(kb)
    for file in files(["tests/policies"]):
        yield from (json.encode(stated(test.tree(known))) for test in read_tests(file))


def stated(part: object) -> object:
    """A tree without the fields that are null: so it is read as most cases are."""
    match part:
        case dict():
            return {name: stated(value) for name, value in part.items() if value is not None}
        case list():
            return [stated(value) for value in part]
        case _:
            return part


def compared(kb: KnowledgeBase, texts: Sequence[bytes]) -> None:
    """See that both engines give the same rows for each case, in one chunk and some of them in small ones."""
    records = [Record("cases.jsonl", number, text) for number, text in enumerate(texts, start=1)]
    expected = OneByOne(kb, explain=True).decide(records)
    for some, size in ((records, len(records)), (records[:SOME], SMALLEST)):
        together = Together(kb, explain=True)
        found = [one for start in range(0, len(some), size) for one in together.decide(some[start : start + size])]
        for record, one, other in zip(some, found, expected[: len(some)], strict=True):
            assert one == other, record.line


def test_on_every_example(kb: KnowledgeBase) -> None:
    compared(kb, kit.every())


@pytest.mark.parametrize("evidence", [b"null", b"[]", b'{"page":1.5}', b'{"pages":1}'])
def test_on_evidence_that_is_none(kb: KnowledgeBase, evidence: bytes) -> None:
    text = b'{"case":"a","lines":[{"id":"1","code":"22633"}],"findings":[{"finding":"scoliosis","evidence":%b}]}'
    compared(kb, [text % evidence, kit.text("therapy_41_days")])


def test_on_policy_tests(kb: KnowledgeBase) -> None:
    compared(kb, list(of_tests(kb))[::ONE_IN])


@pytest.mark.parametrize("seed", SEEDS)
def test_on_generated_cases(kb: KnowledgeBase, seed: int) -> None:
    number = GENERATED // (len(SEEDS) * ONE_IN)
    compared(kb, [text.encode() for text in cases(kb, number, seed)])
