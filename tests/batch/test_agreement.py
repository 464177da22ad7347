"""The engine for chunks and the one for single cases give the same rows: verdicts, criteria, reasons, what is missing.

`ONE_IN=1` goes through every policy test and twenty thousand generated cases, which takes half an hour.
"""

import os
from collections.abc import Iterator, Sequence
from random import Random

import pytest
from msgspec import json

from bench.generating.cases import cases
from kb.intake.scope import vocabulary
from kb.knowledge import KnowledgeBase
from kb.load import load
from solver.batch.deciders import OneByOne, Together
from solver.batch.records import Record
from solver.batch.rows import Row
from solver.testing.files import files, read_tests
from tests.batch import kit

ONE_IN = int(os.environ.get("ONE_IN", "50"))
"""Of how many policy tests one is taken."""
GENERATED = 20_000
SMALLEST, SOME = 7, 500
"""The cases of small chunks, and how many cases are decided in them."""
SEEDS = (1, 2, 3, 4)
OFTEN = 0.5


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


def test_on_lines_and_stages_that_are_called_like_codes(kb: KnowledgeBase) -> None:
    said = {"finding": "done_during_surgery", "line": "M99.83"}
    line = {"id": "M99.83", "code": "95927", "stage": "M99.83"}
    compared(kb, [json.encode({"case": "a", "lines": [line], "findings": found}) for found in ([], [said])])
    (row,), (same,) = OneByOne(kb).decide(
        [
            Record(
                "c.jsonl",
                1,
                json.encode({"case": "a", "lines": [{**line, "id": one}], "findings": [{**said, "line": one}]}),
            )
            for one in ("M99.83", "x")
        ]
    )
    assert isinstance(row, Row) and isinstance(same, Row) and (row.verdict, row.coding) == (same.verdict, same.coding)


STRANGE: tuple[tuple[str, str, tuple[object, ...]], ...] = (
    ("request", "policy", ("CSG", "cgs", "TSA", "IOM", 17, "-", "_x", "_", "unnamed", "?1", None)),
    ("request", "plan", ("medicare", "x", 5, "_", None)),
    ("request", "service_date", ("1900-01-01", "2999-12-31", "2024-02-29", None)),
    ("request", "review", ("prospective", "retrospective")),
    ("lines", "id", ("line-1", "_x", "_", "unnamed", "unnamed.", "0", "?1", 7)),
    ("lines", "code", ("22633", 63650, "99999", "A1234", "0275T", None)),
    ("lines", "procedure", ("fusion", "x", "_", "unnamed", None)),
    ("lines", "levels", (["L4-L5"], ["L3", "S1"], ["C3-C6", "T1"], [])),
    ("lines", "stage", (1, "a", "_", None)),
    ("lines", "parent", ("line-1", "line-2", "_x", None)),
    ("findings", "present", (True, False)),
    ("findings", "level", ("L4-L5", "C5-C6", None)),
    ("findings", "line", ("line-1", "_x", "unnamed", None)),
    ("findings", "value", ("severe", "6 weeks", 0, "unnamed", None)),
)
"""Parts of a case, fields of them, and what nobody would write there, or only now and then; None is nothing."""


def strange(text: str, chance: Random) -> bytes:
    """A case with some strange fields, and some of its parts twice."""
    tree = json.decode(text)
    for _ in range(chance.randint(1, 2)):
        part, field, values = chance.choice(STRANGE)
        members = [tree[part]] if part == "request" else tree[part] or [{}]
        member = chance.choice(members)
        if part != "request" and chance.random() < OFTEN:
            members.append(member := dict(member))
        member[field] = chance.choice(values)
    return json.encode(stated(tree))


def test_on_strange_cases(kb: KnowledgeBase) -> None:
    chance = Random(5)
    compared(kb, [strange(text, chance) for text in cases(kb, GENERATED // ONE_IN, 5)])


def test_in_halves_where_facts_are_many(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.chunks.chunk.ROOM", 1000)
    compared(kb, [text.encode() for text in cases(kb, 60, 6)])


def test_on_policy_tests(kb: KnowledgeBase) -> None:
    compared(kb, list(of_tests(kb))[::ONE_IN])


@pytest.mark.parametrize("seed", SEEDS)
def test_on_generated_cases(kb: KnowledgeBase, seed: int) -> None:
    number = GENERATED // (len(SEEDS) * ONE_IN)
    compared(kb, [text.encode() for text in cases(kb, number, seed)])
