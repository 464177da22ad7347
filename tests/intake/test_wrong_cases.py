"""Every mistake in a case is told with its code, its field and its line, all at once, and without telling too much."""

import json
from typing import Any

import pytest

from kb.intake.case_file import read_case
from kb.intake.text import tree
from kb.knowledge import KnowledgeBase
from kb.problems import Problem, Rejected
from tests.intake.conftest import GOOD

LINE = {"id": "a", "procedure": "fusion", "stage": 1}


def problems(kb: KnowledgeBase, text: str) -> tuple[Problem, ...]:
    with pytest.raises(Rejected) as rejected:
        read_case("case.yaml", kb, text=text)
    return rejected.value.problems


def only_problem(kb: KnowledgeBase, **fields: object) -> Problem:
    (problem,) = problems(kb, json.dumps({"case": "c", "lines": [LINE], **fields}))
    return problem


def of_line(kb: KnowledgeBase, **fields: object) -> Problem:
    return only_problem(kb, lines=[{**LINE, **fields}])


def of_finding(kb: KnowledgeBase, finding: str, **fields: object) -> Problem:
    return only_problem(kb, findings=[{"finding": finding, **fields}])


# Fields ---------------------------------------------------------------------------------------------------------------


def test_an_unknown_field_is_told_with_the_one_that_was_meant(kb: KnowledgeBase) -> None:
    problem = of_line(kb, proceduer="fusion")
    assert (problem.code, problem.field, problem.found) == ("N304", "lines[0].proceduer", "proceduer")
    assert problem.hint == "did you mean procedure?"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": "a"}, "lines"),
        ({"lines": [LINE, "b"]}, "lines[1]"),
        ({"lines": [{"procedure": "fusion"}]}, "lines[0]"),
        ({"lines": [{"id": "a"}]}, "lines[0]"),
        ({"case": "a b"}, "case"),
        ({"case": ""}, "case"),
        ({"case": "a" * 65}, "case"),
        ({"case": "a\n"}, "case"),
        ({"case": None}, "case"),
        ({"case": "_"}, "case"),
        ({"lines": [{**LINE, "id": "unnamed"}]}, "lines[0].id"),
        ({"lines": [{"id": "a", "procedure": "_"}]}, "lines[0].procedure"),
        ({"request": {"policy": "unnamed"}}, "request.policy"),
        ({"request": None}, "request"),
        ({"request": {"review": "later"}}, "request.review"),
        ({"documents": [{"id": "mri", "kind": "MRI"}]}, "documents[0].kind"),
        ({"documents": [{"id": "mri"}]}, "documents[0]"),
        ({"findings": {"finding": "scoliosis"}}, "findings"),
        ({"findings": [{"finding": "scoliosis", "present": "no"}]}, "findings[0].present"),
        ({"findings": [{"finding": "pain", "at": {"Side": "left"}}]}, "findings[0].at"),
        ({"findings": [{"finding": "pain", "at": {"side": ["left"]}}]}, "findings[0].at.side"),
        ({"findings": [{"finding": "onset", "value": {}}]}, "findings[0].value"),
        ({"findings": [{"finding": "scoliosis", "evidence": {"page": 0}}]}, "findings[0].evidence.page"),
        ({"findings": [{"finding": "scoliosis", "evidence": {"page": True}}]}, "findings[0].evidence.page"),
        ({"findings": [{"finding": "scoliosis", "evidence": {"note": "\x1b[2J"}}]}, "findings[0].evidence.note"),
    ],
)
def test_a_malformed_field_is_told_with_its_path(fields: dict[str, Any], field: str, kb: KnowledgeBase) -> None:
    found = problems(kb, json.dumps({"case": "c", "lines": [LINE], **fields}))
    assert ("N304", field) in {(problem.code, problem.field) for problem in found}


@pytest.mark.parametrize("units", [0, -1, 1.5, "1", True, 10**9])
def test_units_are_a_whole_number_from_one(units: object, kb: KnowledgeBase) -> None:
    problem = of_line(kb, units=units)
    assert (problem.code, problem.field, problem.expected) == (
        "N304",
        "lines[0].units",
        "a whole number from 1 to 99999",
    )


@pytest.mark.parametrize("note", ["a\x1bc", "x" * 2001])
def test_a_note_is_told_of_its_length_and_of_its_characters(note: str, kb: KnowledgeBase) -> None:
    expected = of_finding(kb, "scoliosis", evidence={"note": note}).expected or ""
    assert "at most 2000 characters" in expected and "control character" in expected


@pytest.mark.parametrize("code", ["22A33", "2263", "226333", "0275t", "A12", "GG453", "22633\n", "٢٢٦٣٣", 100, 226330])
def test_a_code_of_another_form_is_refused(code: object, kb: KnowledgeBase) -> None:
    problem = of_line(kb, code=code)
    assert (problem.code, problem.field) == ("N310", "lines[0].code")
    assert problem.expected is not None and problem.expected.startswith("5 digits")


def test_a_code_of_another_form_is_told_with_the_one_that_was_meant(kb: KnowledgeBase) -> None:
    assert of_line(kb, code="0275t").hint == "did you mean 0275T?"
    assert of_line(kb, code="CPT 22633").hint == "did you mean 22633?"
    assert of_line(kb, code="M51.36").hint == "this is written as a diagnosis, and a procedure is asked for"
    assert of_line(kb, code="22A33").hint is None


def test_a_number_in_the_wrong_form_is_told_that_quotes_make_the_difference(kb: KnowledgeBase) -> None:
    assert of_line(kb, units="1").hint == "write it without quotes"
    assert of_line(kb, stage=1.5).hint == "put it in quotes"
    assert of_finding(kb, "scoliosis", present="false").hint == "write it without quotes"
    assert of_line(kb, units="0").hint is None
    assert of_line(kb, units="9" * 5000).hint is None
    assert of_line(kb, units=True).hint is None


# Levels and dates -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["L9-S3", "L4-L2", "L4-L4", "back", "L4-L5 ", 4, "", "L4-L5\n"])
def test_a_level_of_a_line_that_makes_no_sense_is_refused(level: object, kb: KnowledgeBase) -> None:
    problem = of_line(kb, levels=["L4-L5", level])
    assert (problem.code, problem.field) == ("N308", "lines[0].levels[1]")


@pytest.mark.parametrize("level", ["L9-S3", "L4-L2", "L2-L4", "lumbar", 4])
def test_a_level_of_a_finding_that_makes_no_sense_is_refused(level: object, kb: KnowledgeBase) -> None:
    assert of_finding(kb, "motion", level=level).code == "N308"
    problem = of_finding(kb, "motion", at={"level": level})
    assert (problem.code, problem.field) == ("N308", "findings[0].at.level")


@pytest.mark.parametrize(
    "iso", ["2024-13-01", "2023-02-29", "2024-04-31", "0000-01-01", "2024-W01-1", "01.02.2024", 2024]
)
def test_a_day_that_the_calendar_does_not_have_is_refused(iso: object, kb: KnowledgeBase) -> None:
    evidence = of_finding(kb, "scoliosis", evidence={"date": iso})
    document = only_problem(kb, documents=[{"id": "mri", "kind": "imaging_report", "date": iso}])
    found = (
        only_problem(kb, request={"service_date": iso}),
        evidence,
        document,
        of_finding(kb, "onset", value=iso),
        of_finding(kb, "seen_on", at={"day": iso}),
    )
    assert [(problem.code, problem.field) for problem in found] == [
        ("N309", "request.service_date"),
        ("N309", "findings[0].evidence.date"),
        ("N309", "documents[0].date"),
        ("N309", "findings[0].value"),
        ("N309", "findings[0].at.day"),
    ]


# Findings -------------------------------------------------------------------------------------------------------------


def test_an_unknown_finding_is_told_with_the_one_that_was_meant(kb: KnowledgeBase) -> None:
    problem = of_finding(kb, "stenosys")
    assert (problem.code, problem.field, problem.hint) == ("N305", "findings[0].finding", "did you mean stenosis?")


def test_a_criterion_cannot_be_stated(kb: KnowledgeBase) -> None:
    problem = of_finding(kb, "unstable", level="L4-L5")
    assert (problem.code, problem.message) == ("N305", "this is a criterion, which a case cannot state")


@pytest.mark.parametrize(
    ("finding", "fields", "field", "message"),
    [
        ("motion", {}, "findings[0]", "the argument level is missing"),
        ("planned", {"level": "L4-L5"}, "findings[0]", "the argument line is missing"),
        ("pain", {"at": {"side": "up"}}, "findings[0].at.side", "this is no side"),
        ("therapy", {"at": {"region": "Lower back"}, "value": "1 week"}, "findings[0].at.region", "this is no region"),
        ("scoliosis", {"level": "L4-L5"}, "findings[0].level", "the finding has no such argument"),
        ("pain", {"at": {"side": "left", "sied": "left"}}, "findings[0].at.sied", "the finding has no such argument"),
        ("motion", {"level": "L4-5", "at": {"level": "L4-5"}}, "findings[0].at.level", "the argument is given twice"),
    ],
)
def test_arguments_that_do_not_fit_the_finding_are_refused(
    finding: str, fields: dict[str, Any], field: str, message: str, kb: KnowledgeBase
) -> None:
    problem = of_finding(kb, finding, **fields)
    assert (problem.code, problem.field, problem.message) == ("N306", field, message)


@pytest.mark.parametrize(
    ("finding", "fields", "expected"),
    [
        ("stenosis", {"level": "L4-L5"}, "one of none, mild, severe"),
        ("stenosis", {"level": "L4-L5", "value": "enormous"}, "one of none, mild, severe"),
        ("stenosis", {"level": "L4-L5", "value": 2}, "one of none, mild, severe"),
        ("stenosis", {"level": "L4-L5", "value": "mild", "present": False}, "no value"),
        ("scoliosis", {"value": "mild"}, "no value"),
        ("scoliosis", {"value": "mild", "present": False}, "no value"),
    ],
)
def test_values_that_do_not_fit_the_finding_are_refused(
    finding: str, fields: dict[str, Any], expected: str, kb: KnowledgeBase
) -> None:
    problem = of_finding(kb, finding, **fields)
    assert (problem.code, problem.expected) == ("N307", expected)


@pytest.mark.parametrize(
    "value",
    ["-3 weeks", "-1 day", "3", 3, "weeks", "3 months", "1.5 days", "1e1 days", "٣ weeks", "6 weeks or so"]
    + ["5.9999999999999999999999999999999 weeks", "99999999999 days"],
)
def test_a_quantity_that_makes_no_sense_is_refused(value: object, kb: KnowledgeBase) -> None:
    problem = of_finding(kb, "therapy", at={"region": "lumbar"}, value=value)
    assert (problem.code, problem.field) == ("N307", "findings[0].value")
    assert (
        problem.expected == "a number of at least 0 in days or weeks, a whole number of days, at most 2000000000 days"
    )


@pytest.mark.parametrize("value", [-0.1, 180.1, 12.55, 181, "-1 degree"])
def test_a_number_outside_its_range_or_between_its_steps_is_refused(value: object, kb: KnowledgeBase) -> None:
    assert of_finding(kb, "cobb_angle", value=value).code == "N307"


@pytest.mark.parametrize(
    ("value", "steps"), [(0, 0), (180, 1800), ("180 degrees", 1800), (12.5, 125), ("1 degree", 10)]
)
def test_a_number_on_its_limits_is_read(value: object, steps: int, kb: KnowledgeBase) -> None:
    found = {"case": "c", "lines": [LINE], "findings": [{"finding": "cobb_angle", "value": value}]}
    assert read_case("c.json", kb, text=json.dumps(found)).findings[0].value == steps


def test_a_code_as_the_value_of_a_finding_must_be_a_code(kb: KnowledgeBase) -> None:
    assert of_finding(kb, "replaces", line="a", value="22A33").code == "N310"
    assert of_finding(kb, "replaces", line="a", value="m51360").hint == "did you mean M51.360?"


# References -----------------------------------------------------------------------------------------------------------


def test_references_to_nothing_are_refused(kb: KnowledgeBase) -> None:
    found = (
        of_finding(kb, "planned", line="b", level="L4-L5"),
        of_finding(kb, "revision", stage=2),
        of_finding(kb, "scoliosis", evidence={"document": "mri"}),
        of_line(kb, parent="b"),
        of_line(kb, parent="a"),
    )
    assert [(problem.code, problem.field) for problem in found] == [
        ("N311", "findings[0].line"),
        ("N311", "findings[0].stage"),
        ("N311", "findings[0].evidence.document"),
        ("N311", "lines[0].parent"),
        ("N311", "lines[0].parent"),
    ]


def test_the_lines_of_a_staged_case_form_no_stage_without_a_name(kb: KnowledgeBase) -> None:
    assert of_finding(kb, "revision", stage="single").code == "N311"


def test_lines_that_are_each_other_s_parents_are_refused(kb: KnowledgeBase) -> None:
    lines = [{**LINE, "id": name, "parent": parent} for name, parent in ("ab", "bc", "cb")]
    found = problems(kb, json.dumps({"case": "c", "lines": lines}))
    assert [(problem.code, problem.field) for problem in found] == [
        ("N311", "lines[1].parent"),
        ("N311", "lines[2].parent"),
    ]


def test_an_id_that_stands_twice_is_refused(kb: KnowledgeBase) -> None:
    lines = [{**LINE, "id": 22633}, {**LINE, "id": "22633"}]
    assert (only_problem(kb, lines=lines).code, only_problem(kb, lines=lines).field) == ("N312", "lines[1].id")
    documents = [{"id": "mri", "kind": "imaging_report"}] * 2
    assert only_problem(kb, documents=documents).field == "documents[1].id"


def test_a_malformed_line_is_still_a_line_that_others_may_refer_to(kb: KnowledgeBase) -> None:
    bad = {"id": 7, "procedure": "fusion", "units": 0, "stage": 3}
    findings = [{"finding": "planned", "line": "7", "level": "L3"}, {"finding": "revision", "stage": 3}]
    assert only_problem(kb, lines=[bad, {**LINE, "parent": 7}], findings=findings).field == "lines[0].units"


# All at once ----------------------------------------------------------------------------------------------------------

MANY = """case: many
requets: {policy: TSA}
request:
  service_date: 2024-13-01
lines:
  - id: a
    procedure: fusion
    levels: [L9-S3, L4-L2]
  - id: b
    code: 22A33
    units: 0
findings:
  - finding: stenosys
    evidence: {page: 1}
  - finding: stenosis
    level: L4-L5
    value: awful
  - finding: motion
    level: L4-L5
    evidence: {document: ct}
  - finding: scoliosis
    presnt: true
"""

ALL = [
    ("N304", "requets", 2),
    ("N309", "request.service_date", 4),
    ("N308", "lines[0].levels[0]", 8),
    ("N308", "lines[0].levels[1]", 8),
    ("N310", "lines[1].code", 10),
    ("N304", "lines[1].units", 11),
    ("N305", "findings[0].finding", 13),
    ("N307", "findings[1].value", 17),
    ("N311", "findings[2].evidence.document", 20),
    ("N304", "findings[3].presnt", 22),
]


def located(found: tuple[Problem, ...]) -> list[tuple[str, str | None, int | None]]:
    return [(problem.code, problem.field, problem.span.line if problem.span else None) for problem in found]


def test_a_file_with_many_mistakes_lists_them_all_in_the_order_of_their_lines(kb: KnowledgeBase) -> None:
    assert located(problems(kb, MANY)) == ALL


@pytest.mark.parametrize("indent", [2, "\t"])
def test_json_is_told_with_lines_as_well(indent: int | str, kb: KnowledgeBase) -> None:
    text = json.dumps(tree(MANY, "many.yaml"), indent=indent)
    found = problems(kb, text)
    assert {(problem.code, problem.field) for problem in found} == {(code, field) for code, field, _ in ALL}
    for problem in found:
        assert problem.span is not None and problem.field is not None
        name = problem.field.rpartition(".")[2]
        shown = {"levels[0]": "L9-S3", "levels[1]": "L4-L2"}.get(name, f'"{name}"')
        assert shown in text.splitlines()[problem.span.line - 1]


def test_well_formed_files_list_all_problems_of_meaning(kb: KnowledgeBase) -> None:
    text = GOOD.replace("severe", "awful").replace("6 weeks", "-6 weeks").replace("2024-02-29", "2023-02-29")
    assert [problem.code for problem in problems(kb, text)] == ["N307", "N307", "N309"]


# Discretion -----------------------------------------------------------------------------------------------------------


def test_notes_and_titles_never_appear_in_messages(kb: KnowledgeBase) -> None:
    secret = "Jane Roe of Elm Street"
    evidence = [
        {"note": secret * 100},
        {"note": [secret]},
        {"note": secret, "pgae": 1},
        secret,
        {"page": {"x": secret}},
        {"date": secret * 2},
        {"note": 4471234},
        4471234,
    ]
    found = problems(
        kb,
        json.dumps(
            {
                "case": "c",
                "lines": [LINE],
                "findings": [
                    *({"finding": "scoliosis", "evidence": one} for one in evidence),
                    {"finding": "stenosis", "level": secret * 2, "value": "severe"},
                ],
                "documents": [
                    {"id": "mri", "kind": "x", "title": secret * 20},
                    {"id": "ct", "kind": "x", "title": 4471234},
                    secret,
                ],
            }
        ),
    )
    assert len(found) >= len(evidence) + 4
    assert all("Jane" not in str(problem) and "4471234" not in str(problem) for problem in found)


@pytest.mark.parametrize("long", ["x" * 100_000, "\x1b[31m" * 1000, "é\n" * 1000])
def test_no_message_repeats_a_long_input(long: str, kb: KnowledgeBase) -> None:
    lines = [{**LINE, "id": long, "procedure": long, "levels": [long], long: 1, "code": long, "parent": long}]
    findings = [{"finding": long, "at": {long: long}, "value": long, "line": long, "evidence": {"document": long}}]
    found = problems(kb, json.dumps({"case": long, "lines": lines, "findings": findings}))
    assert len(found) > 8
    for problem in found:
        assert len(problem.found or "") <= 60
        assert len(str(problem)) < 1000 and "\x1b" not in str(problem)
