"""A file that is no case is refused with one clear problem, cheaply, and without running anything."""

import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kb.case import Case
from kb.intake import text, yaml_text
from kb.intake.case_file import read_case
from kb.intake.limits import DEPTH, SIZE
from kb.intake.text import tree
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Span
from kb.problems import Problem, Rejected
from tests.intake.conftest import GOOD


@pytest.fixture(params=["compiled", "plain"], autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers of PyYAML: the compiled one may be missing where the program runs."""
    if request.param == "plain":
        monkeypatch.setattr(yaml_text, "LOADER", yaml.SafeLoader)


def only_problem(kb: KnowledgeBase, text: str | bytes, name: str = "case.yaml") -> Problem:
    with pytest.raises(Rejected) as rejected:
        read_case(name, kb, text=text)
    (problem,) = rejected.value.problems
    return problem


@pytest.mark.parametrize("text", ["", "   \n\n", b"", b"\n"])
def test_an_empty_file_is_refused(text: str | bytes, kb: KnowledgeBase) -> None:
    problem = only_problem(kb, text)
    assert (problem.code, problem.message) == ("N301", "the file is empty")


@pytest.mark.parametrize("text", ["# only a comment\n", "---\n", "~", "null"])
def test_a_file_without_content_is_refused(text: str, kb: KnowledgeBase) -> None:
    assert only_problem(kb, text).code == "N301"


@pytest.mark.parametrize(("text", "shape"), [("- a\n- b", "a list"), ("[1]", "a list"), ("word", "a single value")])
def test_a_file_that_is_no_mapping_is_refused(text: str, shape: str, kb: KnowledgeBase) -> None:
    problem = only_problem(kb, text)
    assert problem.code == "N304" and problem.message.endswith(f"but this is {shape}")


@pytest.mark.parametrize(
    ("text", "name", "span"),
    [
        ("case: a\nlines: [", "case.yaml", None),
        ("case: a: b", "case.yaml", Span(1, 8)),
        ('{"case": "a",\n "lines": }', "case.yaml", Span(2, 11)),
        ("case: a", "case.json", Span(1, 1)),
        ("case: a", "CASE.JSON", Span(1, 1)),
        ('{"case": "a"} extra', "case.yaml", Span(1, 15)),
        ('{"case": NaN}', "case.json", None),
        ('{"case": "\\ud800"}', "case.json", None),
    ],
)
def test_a_file_that_is_neither_yaml_nor_json_is_refused(text: str, name: str, span: Span, kb: KnowledgeBase) -> None:
    problem = only_problem(kb, text, name)
    assert problem.code == "N302"
    assert span in (None, problem.span)


@pytest.mark.parametrize("number", ["5.99999999999999999", "12345678901234567890", "9" * 10_000])
def test_a_number_that_would_lose_digits_is_refused(number: str, kb: KnowledgeBase) -> None:
    assert only_problem(kb, f"case: {number}").code == "N302"
    assert only_problem(kb, f'{{"case": {number}}}').code == "N302"
    assert only_problem(kb, '{"case": 1e999}').code == "N302"


# Encoding -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [b"case: a\nlines: \xff", b"\xff\xfec\x00", "case: ü".encode("latin-1")])
def test_bytes_that_are_not_utf_8_are_refused(raw: bytes, kb: KnowledgeBase) -> None:
    assert only_problem(kb, raw).code == "N301"


def test_the_place_of_a_wrong_byte_is_named(kb: KnowledgeBase) -> None:
    assert only_problem(kb, b"case: a\nlines: \xff").span == Span(2, 8)


def test_half_a_character_in_a_text_is_refused(kb: KnowledgeBase) -> None:
    assert only_problem(kb, "case: \ud800").code == "N301"


@pytest.mark.parametrize("text", ["case: a\0b", '{"case": "a\0b"}'])
def test_a_nul_byte_is_refused(text: str, kb: KnowledgeBase) -> None:
    assert only_problem(kb, text).message == "the text holds a NUL byte"


# Size and depth -------------------------------------------------------------------------------------------------------


class Counted(io.FileIO):
    """A file that counts the bytes it gives away."""

    given = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size) or b""
        Counted.given += len(found)
        return found


def test_a_file_of_50_mb_is_refused_after_the_limit(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "large.yaml"
    file.touch()
    os.truncate(file, 50_000_000)
    monkeypatch.setattr(Counted, "given", 0)
    monkeypatch.setattr(text, "open", Counted, raising=False)
    with pytest.raises(Rejected) as rejected:
        read_case(file, kb)
    assert [problem.code for problem in rejected.value.problems] == ["N301"]
    assert 0 < Counted.given <= SIZE + 1


def test_standard_input_is_read_no_further_than_the_limit(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = io.BytesIO(b"a" * (SIZE + 1000))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(endless))
    with pytest.raises(Rejected, match="at most 5 MB"):
        read_case("-", kb)
    assert endless.tell() == SIZE + 1


@pytest.mark.parametrize("unit", ["a", b"a", "é"])
def test_a_text_above_the_limit_is_refused(unit: Any, kb: KnowledgeBase) -> None:
    assert "at most 5 MB" in only_problem(kb, unit * (SIZE + 1)).message


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        "a: " + "[" * 100_000,
        "a: " + "{b: " * 100_000,
        "- " * 100_000,
        "\n".join(" " * n + "a:" for n in range(500)),
    ],
)
def test_deep_nesting_is_refused(text: str, kb: KnowledgeBase) -> None:
    problem = only_problem(kb, text)
    assert (problem.code, problem.message) == ("N301", f"lists and mappings are nested more than {DEPTH} deep")


@pytest.mark.parametrize("name", ["case.json", "case.yaml"])
def test_nesting_is_counted_exactly(name: str, kb: KnowledgeBase) -> None:
    lists = DEPTH - 1
    assert tree('{"a": ' + "[" * lists + "]" * lists + "}", name)
    inside = "{" if name.endswith("json") else " {"
    assert "nested" in only_problem(kb, inside + '"a": ' + "[" * DEPTH + "]" * DEPTH + "}", name).message


def test_brackets_inside_texts_are_not_nesting() -> None:
    assert tree('{"a": "' + "[" * 100 + '\\"' + "{" * 100 + '"}', "case.json") == {"a": "[" * 100 + '"' + "{" * 100}


@pytest.mark.parametrize("text", ['{"a": "' + '\\"' * 2_000_000, '{"' + '"' * 4_000_000, '{"a": "' + "\\" * 4_000_001])
def test_an_unfinished_text_full_of_quotes_is_refused_in_one_pass(text: str, kb: KnowledgeBase) -> None:
    assert only_problem(kb, text, "case.json").code == "N302"


# Refused YAML ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("apply", ["object/apply:os.mkdir", "object/new:os.mkdir", "name:os.mkdir", "module:os"])
def test_no_tag_builds_a_python_object(apply: str, kb: KnowledgeBase, tmp_path: Path) -> None:
    made = tmp_path / "made"
    problem = only_problem(kb, f"case: !!python/{apply} ['{made}']\n")
    assert (problem.code, problem.span) == ("N303", Span(1, 7))
    assert not made.exists()


@pytest.mark.parametrize(
    "text",
    [
        "case: !!str a",
        "case: ! a",
        "case: !own a",
        "%TAG !p! tag:yaml.org,2002:python/\n---\ncase: !p!name:os.mkdir ''",
        "!!map {case: a}",
        "case: !!binary aGk=",
        "!!str case: a",
        "case: &a x",
        "&a case: x",
        "case: *a",
        "*a : x",
        "case: a\n---\ncase: b",
        "case: a\n...\n---\n",
        "case: a\ncase: b",
        'case: a\n"case": b',
        "a: {b: 1, b: 1}",
        "? [a]\n: b",
        "? {a: b}\n: b",
    ],
)
def test_what_a_case_has_no_need_of_is_refused(text: str, kb: KnowledgeBase) -> None:
    problem = only_problem(kb, text)
    assert problem.code == "N303" and problem.span is not None


def test_an_alias_bomb_is_refused_at_its_first_anchor(kb: KnowledgeBase) -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 20)]
    problem = only_problem(kb, "a0: &a0 [x]\n" + "\n".join(levels))
    assert (problem.code, problem.span) == ("N303", Span(1, 5))


def test_a_merge_key_is_no_field(kb: KnowledgeBase) -> None:
    problem = only_problem(kb, "case: a\nlines: [{id: a, procedure: fusion}]\n<<: {x: y}")
    assert (problem.code, problem.found) == ("N304", "<<")


@pytest.mark.parametrize("text", ['{"case": "a", "case": "a"}', '{"case": {"a": 1, "b": 2, "a": 3}}'])
def test_a_field_that_stands_twice_in_json_is_refused(text: str, kb: KnowledgeBase) -> None:
    problem = only_problem(kb, text)
    assert problem.code == "N302" and "stands twice" in problem.message


# Files ----------------------------------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_refused(kb: KnowledgeBase, tmp_path: Path) -> None:
    for name in ("missing.yaml", "", "a\0b"):
        with pytest.raises(Rejected) as rejected:
            read_case(tmp_path / name, kb)
        assert rejected.value.problems[0].code == "N301"


@given(text=st.text() | st.binary())
def test_no_text_at_all_ends_in_another_error(text: str | bytes, kb: KnowledgeBase) -> None:
    for name in ("case.yaml", "case.json"):
        with pytest.raises(Rejected):
            read_case(name, kb, text=text)


@given(data=st.data())
def test_no_damage_to_a_good_file_ends_in_another_error(data: st.DataObject, kb: KnowledgeBase) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    damage = data.draw(st.text("{}[]:-&*!|>?'\"%@#,\n\t \\0aL\u2028\x85é", max_size=4))
    text = GOOD[:start] + damage + GOOD[start + data.draw(st.integers(0, 9)) :]
    try:
        assert isinstance(read_case("case.yaml", kb, text=text), Case)
    except Rejected as rejected:
        assert rejected.problems
