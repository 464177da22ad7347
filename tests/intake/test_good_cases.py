"""A good file becomes the case that it says, and its digest depends on nothing else."""

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.case import Case, Evidence, Finding, Line, Record, Request
from kb.intake.case_file import read_case
from kb.intake.text import tree
from kb.knowledge import KnowledgeBase
from tests.intake.conftest import GOOD

TREE: dict[str, Any] = tree(GOOD, "case.yaml")


def read(found: object, kb: KnowledgeBase) -> Case:
    return read_case("case.json", kb, text=json.dumps(found))


def minimal(**line: object) -> dict[str, object]:
    return {"case": "c", "lines": [{"id": "a", "procedure": "fusion", **line}]}


def test_every_part_of_a_file_stands_in_the_case(kb: KnowledgeBase) -> None:
    case = read_case("case.yaml", kb, text=GOOD)
    assert case.id == "two-stage"
    assert case.request == Request("TSA", "acme-ppo", "2025-03-01", "prospective")
    spans = (("L4", "L5"), ("L2", "L4"), ("L3", "L3"))
    assert case.lines == (
        Line("22633", "22633", "fusion", "2", spans, 1, "22630"),
        Line("22630", "22630", None, "2", (), None, None),
    )
    assert case.documents == (Record("mri", "imaging_report", "2025-01-10", "MRI of the lumbar spine"),)


def test_findings_are_encoded_and_numbered(kb: KnowledgeBase) -> None:
    nowhere = Evidence()
    assert read_case("case.yaml", kb, text=GOOD).findings == (
        Finding("stenosis", ("L4-L5",), True, 2, Evidence("mri", 2, "2025-01-10", "short text"), 1),
        Finding("therapy", ("lumbar",), True, 42, nowhere, 2),
        Finding("stenosis", ("L2-L3",), False, None, nowhere, 3),
        Finding("planned", ("22633", "L5-S1"), True, None, nowhere, 4),
        Finding("cobb_angle", (), True, 125, nowhere, 5),
        Finding("onset", (), True, date(2024, 2, 29).toordinal(), nowhere, 6),
        Finding("revision", ("2",), True, None, nowhere, 7),
        Finding("replaces", ("22633",), True, "0275T", nowhere, 8),
    )


def test_the_smallest_case_needs_an_id_and_a_line(kb: KnowledgeBase) -> None:
    case = read(minimal(), kb)
    assert case.request == Request(None, None, None, "prospective")
    assert (case.findings, case.documents) == ((), ())


def test_an_empty_optional_field_is_one_that_is_not_given(kb: KnowledgeBase) -> None:
    empty = minimal(code=None, stage=None, units=None, parent=None)
    assert read(empty, kb) == read(minimal(), kb)


@pytest.mark.parametrize("written", ["00100", '"00100"', "'00100'"])
def test_a_code_keeps_its_leading_zeros(written: str, kb: KnowledgeBase) -> None:
    case = read_case("case.yaml", kb, text=f"case: c\nlines: [{{id: a, code: {written}}}]")
    assert case.lines[0].code == "00100"


@pytest.mark.parametrize("code", ["22633", "0275T", "G0453", 22633])
def test_every_form_of_a_code_is_read(code: str | int, kb: KnowledgeBase) -> None:
    assert read(minimal(code=code), kb).lines[0].code == str(code)


def test_lines_without_a_stage_form_a_stage_of_their_own(kb: KnowledgeBase) -> None:
    case = read({**minimal(), "findings": [{"finding": "revision", "stage": "single"}]}, kb)
    assert case.findings[0].key == ("single",)


def test_words_that_other_readers_turn_into_values_stay_text() -> None:
    words = ["yes", "no", "on", "off", "True", "NULL", "2024-01-01"]
    words += ["0x1F", "0o17", "1_000", "1e3", ".5", "12:30", "012"]
    assert tree(f"a: [{', '.join(words)}]", "a.yaml") == {"a": words}


def test_numbers_and_plain_words_are_values() -> None:
    found = tree("a: [true, false, null, ~, 0, -3, 1.50, 2.0]", "a.yaml")
    assert found == {"a": [True, False, None, None, 0, -3, 1.5, 2]}


def test_standard_input_is_read_for_a_dash(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
    assert read_case("-", kb) == read_case("x", kb, text=GOOD)


def test_a_file_is_read_by_its_path(kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_case(file, kb) == read_case(str(file), kb) == read_case("x", kb, text=GOOD)


# Digest ---------------------------------------------------------------------------------------------------------------


def test_yaml_and_json_of_one_case_have_one_digest(kb: KnowledgeBase) -> None:
    assert read(TREE, kb) == read_case("case.yaml", kb, text=GOOD)


def test_the_digest_is_a_sha_256(kb: KnowledgeBase) -> None:
    digest = read(TREE, kb).digest
    assert len(digest) == 64 and int(digest, 16)


@given(data=st.data())
def test_the_order_of_the_lists_does_not_change_the_digest(data: st.DataObject, kb: KnowledgeBase) -> None:
    shuffled = {group: data.draw(st.permutations(TREE[group])) for group in ("lines", "findings", "documents")}
    assert read({**TREE, **shuffled}, kb).digest == read(TREE, kb).digest


def test_spellings_of_a_level_or_a_quantity_do_not_change_the_digest(kb: KnowledgeBase) -> None:
    other = GOOD.replace("L4/5", "l4-l5").replace("6 weeks", "42 days").replace("12.5", '"12.5 degrees"')
    assert read_case("x", kb, text=other).digest == read(TREE, kb).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("two-stage", "other"),
        ("TSA", "OTHER"),
        ("severe", "mild"),
        ("L2-L3", "L3-L4"),
        ("2024-02-29", "2024-02-28"),
        ("page: 2", "page: 3"),
        ("short text", "short test"),
        ("units: 1", "units: 2"),
        (", parent: 22630", ""),
        ("imaging_report", "office_note"),
    ],
)
def test_every_change_of_meaning_changes_the_digest(old: str, new: str, kb: KnowledgeBase) -> None:
    assert read_case("x", kb, text=GOOD.replace(old, new)).digest != read(TREE, kb).digest


# Cost -----------------------------------------------------------------------------------------------------------------


def test_importing_the_reader_imports_no_slow_library() -> None:
    code = "import sys, kb.intake.case_file; print(*{'yaml', 'jsonschema', 'json', 'dataclasses'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""


def test_a_good_case_is_read_without_the_validator(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    assert read_case("case.yaml", kb, text=GOOD).id == "two-stage"
