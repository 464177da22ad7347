"""Texts are read from brace to brace, however they are written, and only if they are cases."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from msgspec import DecodeError, json

from bench.generating.cases import cases
from kb.intake.case_file import case_from
from kb.intake.scope import vocabulary
from kb.problems import Rejected
from solver.chunks import stretches
from solver.chunks.intake import Intake
from solver.chunks.parts import Parts, Unusual
from solver.chunks.stretches import Stretches
from tests.chunks.kit import from_parts, read
from tests.ours import knowledge_base

CASE = {
    "case": "c",
    "request": {"policy": "TSA"},
    "lines": [{"id": "a", "code": "63650"}, {"id": "b", "code": "95940", "parent": "a"}],
    "findings": [
        {"finding": "injection_relief", "line": "a", "value": "50 %", "evidence": {"document": "d", "page": 2}},
        {"finding": "scoliosis", "at": {}, "present": False},
    ],
    "documents": [{"id": "d", "kind": "imaging_report"}],
}


@pytest.fixture
def intake() -> Intake:
    return Intake(knowledge_base())


def digest_alone(text: bytes) -> str:
    """The digest of a case that is read by itself."""
    return case_from(text.decode(), "c.json", vocabulary(knowledge_base())).digest


ORDERS: tuple[Callable[[str], object], ...] = (
    lambda _: 0,
    lambda name: (name != "case", name),
    lambda name: (name != "case", name == "value", name not in ("finding", "at", "line", "level", "stage")),
)
"""As the fields are declared; by the alphabet; with evidence before the value."""
SPELLINGS: tuple[Callable[[bytes], bytes], ...] = (
    lambda text: text,
    lambda text: json.format(text, indent=2),
    lambda text: text.replace(b'":', b'" : ').replace(b"},{", b"} ,\t{") + b" \n",
)


def ordered(tree: object, order: Callable[[str], Any]) -> object:
    """The same tree with its fields in another order."""
    if isinstance(tree, list):
        return [ordered(one, order) for one in tree]
    if isinstance(tree, dict):
        return {name: ordered(tree[name], order) for name in sorted(tree, key=order)}
    return tree


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_way_of_writing_needs_a_full_reading_or_makes_a_difference(
    order: Callable[[str], Any], spelling: Callable[[bytes], bytes], intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [text.encode() for text in cases(knowledge_base(), 40, 11)]
    expected = [digest_alone(text) for text in made]
    texts = [spelling(json.encode(ordered(json.decode(text), order))) for text in made]
    assert read(intake, texts[0]).digest == expected[0]
    monkeypatch.setattr(intake, "full", None)
    assert [read(intake, text).digest for text in texts] == expected


@pytest.mark.parametrize("fields", list(permutations(("request", "lines", "findings", "documents"))))
def test_the_fields_of_a_case_may_stand_in_any_order(
    fields: tuple[str, ...], intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = digest_alone(json.encode(CASE))
    monkeypatch.setattr(intake, "full", None)
    text = json.encode({"case": "c", **{field: CASE[field] for field in fields}})
    assert read(intake, text).digest == expected


@pytest.mark.parametrize("field", ["request", "findings", "documents"])
def test_what_is_not_there_is_what_is_empty(field: str, intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    without = {**CASE, "findings": [{"finding": "scoliosis"}]}
    empty = json.encode({**without, field: {} if field == "request" else []})
    del without[field]
    expected = digest_alone(json.encode(without))
    monkeypatch.setattr(intake, "full", None)
    assert read(intake, empty).digest == read(intake, json.encode(without)).digest == expected


def test_a_name_may_be_a_number(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.encode({**CASE, "case": 17})
    expected = digest_alone(text)
    monkeypatch.setattr(intake, "full", None)
    found = read(intake, text)
    assert (found.name, found.digest) == ("17", expected)


BETWEEN = ("},{", "}]", '],"', '":[', "{", "}", "]", ",")


@pytest.mark.parametrize("sign", BETWEEN)
def test_signs_that_do_not_fit_are_noticed_wherever_they_stand(sign: str, intake: Intake) -> None:
    text = json.encode(CASE).decode()
    read(intake, text.encode())
    for place in range(len(text)):
        for spoiled in (text[:place] + sign + text[place:], text[:place] + sign + text[place + len(sign) :]):
            if spoiled != text and not _is_json(spoiled):
                with pytest.raises(Unusual):
                    from_parts(intake, spoiled.encode())


def _is_json(text: str) -> bool:
    try:
        json.decode(text)
    except DecodeError:
        return False
    return True


def test_braces_in_texts_are_no_braces(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.encode({**CASE, "documents": [{"id": "d", "kind": "imaging_report", "title": "on {a [{}]}, so"}]})
    expected = digest_alone(text)
    monkeypatch.setattr(intake, "full", None)
    assert read(intake, text).digest == read(intake, text).digest == expected


def test_what_is_long_or_deep_is_left_to_a_full_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.encode(CASE)
    for name, most in (("LONGEST", 60), ("BRACES", 1), ("SIZE", 200), ("MOST", 5)):
        with monkeypatch.context() as changed:
            changed.setattr(stretches, name, most)
            with pytest.raises(Unusual):
                Stretches(Parts(knowledge_base())).read(text)


HEAD = '{"case":"c","lines":[{"id":"a","code":"63650"}],"findings":['


@pytest.mark.parametrize(
    ("before", "wrong"),
    [
        (('{"evidence":{},"finding":"scoliosis"}',), '{"evidence":{,"finding":"scoliosis"}'),
        (
            (
                '{"finding":"scoliosis","evidence":{"page":1},"present":false}',
                '{"finding":"scoliosis","evidence":{"page":1}}',
            ),
            '{"finding":"scoliosis","evidence":{}',
        ),
    ],
)
def test_what_was_right_behind_evidence_is_not_right_in_its_place(
    before: tuple[str, ...], wrong: str, intake: Intake
) -> None:
    for one in before:
        read(intake, f"{HEAD}{one}]}}".encode())
    with pytest.raises(Rejected):
        read(intake, f"{HEAD}{wrong}]}}".encode())


def test_a_number_that_is_too_long_for_a_single_case_is_so_for_many(intake: Intake) -> None:
    with pytest.raises(Rejected):
        read(intake, f'{HEAD}{{"finding":"repeat_ablation","line":1234567890123456}}]}}'.encode())


def test_spaces_without_end_are_neither_gone_through_again_nor_kept(intake: Intake) -> None:
    spaces = " " * 300_000
    with pytest.raises(Rejected):
        read(intake, f"{spaces}x{{}}".encode())
    for text in (
        f'{HEAD}{{"finding":"scoliosis","evidence":{{{spaces}"page":1}}}}]}}',
        f'{HEAD}{{"finding":"scoliosis","evidence":{{"page":1}}}}{spaces}]}}',
        HEAD.replace('"c",', f'"c",{spaces}') + "]}",
    ):
        assert read(intake, text.encode()).digest == digest_alone(text.encode())
    assert intake._stretches.kept < len(spaces)  # noqa: SLF001 - what is in memory


def test_what_was_met_is_not_read_again(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.encode(CASE)
    before = read(intake, text)
    monkeypatch.setattr(Parts, "_form", None)
    assert read(intake, text.replace(b'"c"', b'"e"')).groups == before.groups
