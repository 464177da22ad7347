"""A case that is put together from parts is the case that is read by itself; anything out of the ordinary is read in
full, with the same problems."""

from collections.abc import Callable
from random import Random

import pytest
from msgspec import json

from bench.broken import KINDS, Kind
from bench.generating.cases import cases
from kb.intake.case_file import case_from
from kb.intake.scope import vocabulary
from kb.problems import Rejected
from solver.chunks import chunk, parts
from solver.chunks import intake as reading
from solver.chunks.cases import Read
from solver.chunks.intake import Intake
from solver.chunks.parts import Unusual
from solver.chunks.places import with_lines
from solver.facts import facts
from tests.batch import kit
from tests.chunks.kit import from_parts, read
from tests.ours import knowledge_base

CASE = {
    "case": "c",
    "lines": [{"id": "a", "code": "63650"}, {"id": "b", "code": "95940", "parent": "a"}],
    "findings": [{"finding": "injection_relief", "line": "a", "value": "50 %"}],
}


@pytest.fixture(scope="module")
def made() -> list[bytes]:
    """Generated cases."""
    return [one.encode() for one in cases(knowledge_base(), 150, 3)]


@pytest.fixture
def intake() -> Intake:
    return Intake(knowledge_base())


def stated(intake: Intake, read: Read) -> set[tuple[str, tuple[str | int, ...]]]:
    """The facts of a case, with its lines by their own names."""
    found = (
        (name, row)
        for name, rows in chunk.stated(intake.numbered, dict.fromkeys(read.groups, 1)).items()
        for row in rows
    )
    return {(name, tuple(with_lines(p, read.lines) if isinstance(p, str) else p for p in row)) for name, row in found}


def expected(text: bytes) -> set[tuple[str, tuple[str | int, ...]]]:
    """The facts of the case when it is read by itself; the calendar of the documents is the same for all."""
    kb = knowledge_base()
    given = facts(kb, case_from(text.decode(), "c.json", vocabulary(kb)))
    return {(name, row) for name, rows in given.items() for row in rows if name != "calendar__slot"}


def test_parts_come_to_the_facts_and_the_digest_of_the_whole(intake: Intake, made: list[bytes]) -> None:
    kb = knowledge_base()
    for text in (*made, *kit.every()):
        found = read(intake, text)
        case = case_from(text.decode(), "c.json", vocabulary(kb))
        assert (found.name, found.lines, found.digest) == (case.id, tuple(line.id for line in case.lines), case.digest)
        assert {fact for fact in stated(intake, found) if fact[0] != "calendar__slot"} == expected(text)


def test_generated_cases_are_put_together_from_parts(
    intake: Intake, made: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "case_from", None)
    for text in made:
        read(intake, text)


def test_what_was_kept_makes_no_difference(intake: Intake, made: list[bytes]) -> None:
    texts = made[:60]
    first = [stated(intake, read(intake, text)) for text in texts]
    Random(1).shuffle(both := list(zip(texts, first, strict=True)))
    assert all(stated(intake, read(intake, text)) == found for text, found in both)
    assert all(stated(fresh := Intake(knowledge_base()), read(fresh, text)) == found for text, found in both[:9])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_broken_case_has_the_same_problems_after_a_good_one(kind: Kind, intake: Intake, made: list[bytes]) -> None:
    for good in made[:5]:
        read(intake, good, "c.jsonl.json")
        with pytest.raises(Rejected) as refused:
            read(intake, kind.spoil(good.decode()), "c.jsonl.json")
        assert {problem.code for problem in refused.value.problems} == {kind.code}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"value":', '"present":true,"present":true,"value":'),
        lambda text: text.replace('"c"', '"c","case":"c"'),
        lambda text: text.replace('"63650"', '"63650","codes":"x"'),
        lambda text: text.replace('"50 %"', "5.99999999999999999"),
        lambda text: text.replace('"line":"a"', '"line":"z"'),
        lambda text: text.replace('"parent":"a"', '"parent":"b"'),
        lambda text: text.replace('"id":"b"', '"id":"a"'),
        lambda text: text.replace('"case":"c"', '"case":"Ω"'),
        lambda text: text.replace('"case":"c",', ""),
        lambda text: text.replace('"id":"b",', ""),
        lambda text: text.replace('"line":"a"', '"at":{"line":"a","evidence":{"page":1}}'),
        lambda text: text.replace('"line":"a"', '"line":"a","evidence":{"page":1},"evidence":{"page":1}'),
        lambda text: text.replace('"line":"a"', '"line":"a","evidence":{"page":1,"page":1}'),
        lambda text: text.replace('"line":"a"', '"line":"a","evidence":{"document":"d"}'),
    ],
)
def test_what_a_single_case_may_not_hold_no_case_may(change: Callable[[str], str], intake: Intake) -> None:
    text = json.encode(CASE).decode()
    read(intake, text.encode())
    with pytest.raises(Unusual):
        from_parts(intake, change(text).encode())
    with pytest.raises(Rejected):
        read(intake, change(text).encode())


def test_spelling_makes_no_difference(intake: Intake) -> None:
    text = json.encode(CASE)
    spaced = json.format(text, indent=2).replace(b'": ', b'" : ')
    assert stated(intake, read(intake, spaced)) == stated(intake, read(intake, text))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ({"documents": [{"id": "d", "kind": "imaging_report"}]}, {"request": {"id": "d", "kind": "imaging_report"}}),
        ({"request": {"policy": "TSA"}}, {"documents": [{"policy": "TSA"}]}),
        ({"findings": [{"finding": "scoliosis"}]}, {"lines": [{"finding": "scoliosis"}]}),
        ({"findings": [{"finding": "scoliosis", "evidence": {"page": 1}}]}, {"findings": [{"page": 1}]}),
        ({"findings": [{"finding": "scoliosis", "evidence": {"page": 1}}]}, {"documents": [{"page": 1}]}),
        (
            {"findings": [{"finding": "scoliosis", "at": {}}]},
            {"findings": [{"finding": "scoliosis", "at": {"evidence": {}}}]},
        ),
    ],
)
def test_a_piece_that_was_right_elsewhere_is_not_taken_for_another(
    right: dict[str, object], wrong: dict[str, object], intake: Intake
) -> None:
    read(intake, json.encode({**CASE, **right}))
    with pytest.raises(Rejected):
        read(intake, json.encode({**CASE, **wrong}))


def test_what_is_kept_has_a_bound(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.encode(CASE)
    before = stated(intake, read(intake, text))
    monkeypatch.setattr(parts, "MOST_KEPT", 1)
    intake.forget()
    assert not intake.numbered.facts
    assert stated(intake, read(intake, text)) == before


def test_blocks_and_what_is_forgotten_between_them_make_no_difference(
    made: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = told(Intake(knowledge_base()), made[:30])
    monkeypatch.setattr("solver.chunks.cases.AT_ONCE", 4)
    monkeypatch.setattr(parts, "MOST_BYTES", 1)
    assert told(Intake(knowledge_base()), made[:30]) == expected


def told(intake: Intake, texts: list[bytes]) -> object:
    """All that there is to say of some cases."""
    places, found = intake.ordinary(texts)
    facts_of: list[set[object]] = [set() for _ in found.names]
    for place, group in zip(found.places.tolist(), found.groups.tolist(), strict=True):
        facts_of[place] |= {intake.numbered.facts[number] for number in intake.numbered.groups[group]}
    return places, found.names, found.lines, found.digests, found.policies, facts_of
