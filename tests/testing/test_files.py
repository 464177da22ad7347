"""A file of tests is read with all its mistakes told at their places, and each test gets the case that it describes."""

from pathlib import Path

import pytest

from kb.intake.scope import vocabulary
from kb.knowledge import KnowledgeBase
from kb.problems import Rejected
from solver.testing.cases import PolicyTest
from solver.testing.files import files, read_tests
from solver.testing.run import Runner
from tests.testing import small

EXPECT = "expect: [{line: left, verdict: necessary}]"


def refused(entry: str) -> list[tuple[str, int, str | None]]:
    """The problems of a file with this entry: code, line after the head, field."""
    with pytest.raises(Rejected) as rejected:
        small.tests(entry)
    first = small.HEAD.count("\n")
    return [(p.code, p.span.line - first if p.span else 0, p.field) for p in rejected.value.problems]


def said(kb: KnowledgeBase, test: PolicyTest) -> dict[str, object]:
    """The findings of a test's case: their values, or whether they are present."""
    case = test.case(vocabulary(kb))
    return {f.predicate: f.present if f.value is None else f.value for f in case.findings}


@pytest.mark.parametrize(
    ("entry", "problems"),
    [
        (f"  - {{name: a, {EXPECT}, exect: 1}}", [("N304", 1, "tests[0].exect")]),
        ("  - {name: a}", [("N304", 1, "tests[0]")]),
        ("  - {name: a, expect: []}", [("N304", 1, "tests[0].expect")]),
        ("  - name: a\n    expect:\n      - {line: left, verdct: x}", [("N501", 3, "tests[0].expect[0]")]),
        ("  - {name: a, expect: [{verdict: necessary}]}", [("N501", 1, "tests[0].expect[0]")]),
        ("  - {name: a, expect: [{line: left, group: request, verdict: x}]}", [("N501", 1, "tests[0].expect[0]")] * 1),
        ("  - {name: a, expect: [{line: left}]}", [("N501", 1, "tests[0].expect[0]")]),
        ("  - {name: a, expect: [{line: left, criterion: KNEES-1}]}", [("N501", 1, "tests[0].expect[0]")]),
        ("  - {name: a, expect: [{line: left, level: L4-L5, moot: true}]}", [("N501", 1, "tests[0].expect[0]")]),
        ("  - {name: a, expect: [{group: request, moot: true}]}", [("N501", 1, "tests[0].expect[0]")]),
        (f"  - {{name: '{{b}}', each: {{a: [1], b: [1, 2]}}, {EXPECT}}}", [("N501", 1, "tests[0].each")]),
        (f"  - {{name: '{{cod}}', each: {{code: [1]}}, {EXPECT}}}", [("N501", 1, "tests[0].name")]),
        (f"  - {{name: a, each: [1], {EXPECT}}}", [("N304", 1, "tests[0].each")]),
        (f"  - {{name: a, set: [{{finding: x, levl: L4}}], {EXPECT}}}", [("N304", 1, "tests[0].set[0].levl")]),
        (f"  - {{name: a, set: &x [*x], {EXPECT}}}", [("N303", 1, None)]),
    ],
)
def test_a_malformed_file_is_refused_at_the_place(entry: str, problems: list[tuple[str, int, str]]) -> None:
    if "verdct" in entry:
        problems = [("N304", 3, "tests[0].expect[0].verdct")]
    assert refused(entry) == problems


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    assert len(refused("  - {name: a}\n  - {expect: [{line: left}]}\n  - 7")) == 3


@pytest.mark.parametrize(
    ("entry", "code", "field"),
    [
        (f"set: [{{finding: knee_pan, line: left}}], {EXPECT}", "N305", "tests[0].set[0].finding"),
        (f"request: {{review: late}}, {EXPECT}", "N304", "tests[0].request.review"),
        (f"lines: [{{id: left, levels: [L9]}}], {EXPECT}", "N308", "tests[0].lines[0].levels[0]"),
        (f"unset: [{{finding: knee_pain, line: right}}], {EXPECT}", "N501", "tests[0].unset[0]"),
        ("expect: [{line: left, because: [KNEES-7]}]", "N402", "tests[0].expect[0].because[0]"),
        ("expect: [{line: left, without: [KNEES-7]}]", "N402", "tests[0].expect[0].without[0]"),
        ("expect: [{line: left, verdict: neccessary}]", "N501", "tests[0].expect[0].verdict"),
        ("expect: [{line: left, coding: fine}]", "N501", "tests[0].expect[0].coding"),
        ("expect: [{line: left, policy: KNES, verdict: necessary}]", "N404", "tests[0].expect[0].policy"),
        ("expect: [{line: left, level: L9-L10, verdict: necessary}]", "N308", "tests[0].expect[0].level"),
    ],
)
def test_a_test_that_names_what_is_not_there_is_refused_at_the_place(
    kb: KnowledgeBase, entry: str, code: str, field: str
) -> None:
    (test,) = small.tests(f"  - {{name: a, {entry}}}")
    result, outcome = Runner(kb).run(test)
    assert outcome is None and not result.passed
    assert (code, field) in [(problem.code, problem.field) for problem in result.problems]
    assert {problem.span.line for problem in result.problems if problem.span} == {small.HEAD.count("\n") + 1}


def test_a_mistake_in_the_case_of_the_file_is_told_there(kb: KnowledgeBase) -> None:
    text = small.HEAD.replace("knee_fracture, line: left", "knee_fractur, line: left") + small.MET
    (test,) = read_tests("small.yaml", text)
    (problem,) = Runner(kb).run(test)[0].problems
    assert (problem.code, problem.field) == ("N305", "case.findings[1].finding")


def test_what_a_test_sets_replaces_the_slot_and_what_it_unsets_goes(kb: KnowledgeBase) -> None:
    plain, set_, unset = small.tests(small.MET, small.REFUSED, small.BROKEN)
    assert said(kb, plain) == {"knee_pain": 42, "knee_fracture": False}
    assert said(kb, set_) == {"knee_pain": 35, "knee_fracture": False}
    assert said(kb, unset) == {"knee_fracture": True}


def test_a_slot_is_the_same_however_its_argument_is_given(kb: KnowledgeBase) -> None:
    (test,) = small.tests(f"  - {{name: a, unset: [{{finding: knee_pain, at: {{line: left}}}}], {EXPECT}}}")
    assert said(kb, test) == {"knee_fracture": False}


def test_the_request_is_replaced_by_field_and_lines_as_a_whole(kb: KnowledgeBase) -> None:
    lines = "lines: [{id: left, procedure: hip}]"
    (test,) = small.tests(f"  - {{name: a, request: {{review: retrospective}}, {lines}, {EXPECT}}}")
    case = test.case(vocabulary(kb))
    assert (case.request.policy, case.request.review) == ("KNEES", "retrospective")
    assert [line.procedure for line in case.lines] == ["hip"]


def test_one_entry_stands_for_a_test_for_each_value(kb: KnowledgeBase) -> None:
    entry = """  - name: "{days} days: {verdict}"
    each: {days: [42, 41], verdict: [necessary, not_necessary]}
    set: [{finding: knee_pain, line: left, value: "{days} days"}]
    expect: [{line: left, verdict: "{verdict}"}]
"""
    met, refused_ = small.tests(entry)
    assert (met.name, refused_.name) == ("42 days: necessary", "41 days: not_necessary")
    assert all(Runner(kb).run(test)[0].passed for test in (met, refused_))


def test_tests_of_one_entry_are_told_apart_and_values_keep_their_type(kb: KnowledgeBase) -> None:
    one, two = small.tests(
        f'  - {{name: a, each: {{n: [1, 2]}}, lines: [{{id: left, procedure: knee, units: "{{n}}"}}], {EXPECT}}}'
    )
    assert [one.name, two.name] == ["a (1)", "a (2)"]
    assert [test.case(vocabulary(kb)).lines[0].units for test in (one, two)] == [1, 2]


def test_files_are_found_below_folders_by_name(tmp_path: Path) -> None:
    for name in ("b/y.yaml", "a/x.yml", "a/z.json", "top.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = files([str(tmp_path), str(tmp_path / "top.yaml")])
    assert [Path(file).relative_to(tmp_path).as_posix() for file in found] == ["top.yaml", "a/x.yml", "b/y.yaml"]


def test_a_path_without_tests_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as rejected:
        files([str(tmp_path), str(tmp_path / "none.yaml")])
    assert [problem.code for problem in rejected.value.problems] == ["N502", "N502"]
