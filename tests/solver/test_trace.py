"""How a criterion counts as encoded, which tests look at it, and what `kb trace` prints of it."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import json

from cli import main
from kb.knowledge import KnowledgeBase
from kb.load import OURS, load_texts, read_texts
from solver.trace import Look, Row, Trap, trace, traps

POLICY = """---
id: OAK
title: A made-up policy
---
# Services {#OAK-0 .frame .gathers}
```datalog
criterion care
  holds "care was given" fails "care was not given" silent "care is not documented" conflict "care is disputed".

finding care_given
  holds "care was given" fails "care was not given" silent "care is not documented" conflict "care is disputed"
  ask "Was care given?".

finding photographs advisory
  holds "there are photographs" fails "there are none" silent "none are documented" conflict "they are disputed"
  ask "Are there photographs?".

relation oak_code(Code: code) holds "{Code} is one of the policy" fails "{Code} is none".

in_scope(oak, Line) :- code(Line, Code), oak_code(Code).
necessary(oak, Line) :- in_scope(oak, Line), care.
```
# Code {#OAK-1}
```datalog
oak_code("0991T").
```
# Listed {#OAK-2}
```datalog
oak_code(Code) :- code(_, Code), listed("OAK_CODES", Code).
```
# Care {#OAK-3}
```datalog
care :- care_given.
```
# Length {#OAK-4}
```datalog
note cared_for(Line: line) holds "care was given for {Line}" fails "no care was given for {Line}".
cared_for(Line) :- in_scope(oak, Line), care_given.
```
# Pictures {#OAK-5}
```datalog
note pictures(Line: line) holds "there are pictures for {Line}" fails "there are none for {Line}".
pictures(Line) :- in_scope(oak, Line), photographs.
```
# Expected care {#OAK-6}
```datalog
note missing_care(Line: line) holds "care for {Line} is expected" fails "care for {Line} is there".
missing_care(Line) :- in_scope(oak, Line), not care_given.
```
# Discretion {#OAK-7 .not-computable}
Reviewers may decide otherwise.
# History {#OAK-8 .informational}
Printed on a Monday.
# Approach {#OAK-9 .no-rule}
Any approach will do.
# Forgotten {#OAK-10}
"""
ENCODED = {
    "OAK-1": "table",
    "OAK-2": "table",
    "OAK-3": "clause",
    "OAK-4": "flag",
    "OAK-5": "advisory",
    "OAK-6": "advisory",
    "OAK-7": "not computable",
    "OAK-8": "informational",
    "OAK-9": "no rule",
    "OAK-10": "nothing",
}
TESTS = """
case: {case: c, request: {policy: OAK}, lines: [{id: a, code: 0991T}], findings: []}
tests:
  - name: AMB-02 AMB-04 care decides
    set: [{finding: care_given}]
    expect: [{line: a, verdict: necessary, because: [OAK-3], notes: [OAK-4], without: [OAK-6]}]
  - name: OAK-9 no approach is asked for
    expect: [{line: a, verdict: undetermined}]
  - name: the value of a criterion
    expect: [{line: a, criterion: OAK-3, value: not documented}]
"""


def knowledge() -> KnowledgeBase:
    return load_texts({**read_texts((OURS,)), "oak.md": POLICY})


def rows(*looks: Look) -> dict[str, Row]:
    return {row.id: row for row in trace(knowledge(), looks) if row.policy == "OAK"}


def look(name: str, *expected: str) -> Look:
    return Look("oak.yaml", name, frozenset(expected))


# Encoding -------------------------------------------------------------------------------------------------------------


def test_each_heading_says_how_it_is_encoded_and_our_own_have_no_row() -> None:
    assert {name: row.encoded for name, row in rows().items()} == ENCODED


def test_a_row_cites_its_section_and_names_its_clauses_or_the_reason() -> None:
    found = rows()
    assert (found["OAK-3"].section, found["OAK-3"].clauses, found["OAK-3"].reason) == (("Care",), ("OAK-3/1",), None)
    assert (found["OAK-7"].clauses, found["OAK-7"].reason) == ((), "Reviewers may decide otherwise.")


# Tests ----------------------------------------------------------------------------------------------------------------


def test_a_test_looks_at_what_it_expects_and_at_the_ids_that_its_name_begins_with() -> None:
    both, named, mentioned = look("care", "OAK-3", "OAK-4"), look("OAK-9 OAK-3: any approach"), look("as OAK-4 says")
    found = rows(both, named, mentioned)
    assert (found["OAK-3"].tests, found["OAK-4"].tests) == ((both, named), (both,))
    assert (found["OAK-9"].tests, found["OAK-1"].tests) == ((named,), ())


def test_ambiguities_are_numbered_without_a_gap_up_to_the_last_that_is_tested() -> None:
    first, second = look("AMB-02 care"), look("AMB-02 AMB-04, care again")
    assert traps([first, second, look("like AMB-09")]) == (
        Trap("AMB-01", ()),
        Trap("AMB-02", (first, second)),
        Trap("AMB-03", ()),
        Trap("AMB-04", (second,)),
    )
    assert traps([]) == ()


# The command ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "oak.md").write_text(POLICY, encoding="utf-8")
    (tmp_path / "tests" / "oak.yaml").write_text(TESTS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["kb", "trace", *words])
    return done.exit_code, done.output


def test_the_tests_beside_the_policies_are_read(folder: Path) -> None:
    status, printed = run("OAK", "--policies", str(folder), "--json")
    found = {row["id"]: row for row in json.decode(printed)}
    assert status == 0 and {name: row["encoded"] for name, row in found.items()} == ENCODED
    assert [test["name"] for test in found["OAK-3"]["tests"]] == [
        "AMB-02 AMB-04 care decides",
        "the value of a criterion",
    ]
    assert [name for name, row in found.items() if row["tests"]] == ["OAK-3", "OAK-4", "OAK-6", "OAK-9"]


def test_csv_has_the_same_rows_as_json(folder: Path) -> None:
    status, printed = run("OAK", "--policies", str(folder), "--csv")
    found = list(csv.DictReader(StringIO(printed)))
    assert status == 0 and {row["id"]: row["encoded"] for row in found} == ENCODED
    assert found[6]["reason"] == "Reviewers may decide otherwise."
    assert found[8]["tests"].endswith("oak.yaml: OAK-9 no approach is asked for")


def test_the_text_shows_reasons_and_sums_up(folder: Path) -> None:
    status, printed = run("OAK", "--policies", str(folder))
    assert status == 0 and "Reviewers may decide otherwise." in printed
    assert "10 criteria: 2 as table, 2 as advisory, " in printed
    assert "6 without a test: OAK-1, OAK-2, OAK-5, OAK-7, OAK-8, OAK-10." in printed


def test_a_single_criterion_is_shown_with_the_names_of_its_tests(folder: Path) -> None:
    status, printed = run("OAK-3", "--policies", str(folder))
    assert status == 0 and "OAK-3/1" in printed
    assert "oak.yaml:thevalueofacriterion" in "".join(printed.split())  # a long path is wrapped


def test_ambiguities_are_listed_with_their_tests(folder: Path) -> None:
    status, printed = run("--traps", "--policies", str(folder))
    assert status == 0 and "4 ambiguities; 2 without a test." in printed
    assert run("--traps", "--csv", "--policies", str(folder))[1].splitlines()[:2] == ["id,tests", "AMB-01,"]
    assert [len(t["tests"]) for t in json.decode(run("--traps", "--json", "--policies", str(folder))[1])] == [
        0,
        1,
        0,
        1,
    ]


def test_without_tests_the_trace_says_where_they_could_be_named(folder: Path) -> None:
    (folder / "tests" / "oak.yaml").unlink()
    (folder / "tests").rmdir()
    assert "none has a test (--tests says where tests are)" in " ".join(
        run("OAK", "--policies", str(folder))[1].split()
    )


def test_what_is_no_criterion_is_refused_and_two_forms_at_once_are_wrong_usage(folder: Path) -> None:
    status, printed = run("OAK-33", "--policies", str(folder))
    assert status == 1 and "N402" in printed and "did you mean OAK-3?" in printed
    assert run("--csv", "--json")[0] == 2 and run("OAK", "--traps")[0] == 2
