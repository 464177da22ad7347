"""Only the policies that can have rules for a request are run, and leaving the others out changes nothing."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from msgspec import structs

from kb.candidates import asked_for, candidates
from kb.case import Case
from kb.intake.case_file import read_case
from kb.load import OURS, load, load_texts, read_texts
from solver.decide import Solver
from solver.engines.pydatalog import PyDatalog
from tests.ours import EXAMPLES, knowledge_base, solver

TEXTS = read_texts((OURS,))
POLICY = """---
id: OWN
title: made up
---
# All {{#OWN-1}}
Made up.

```datalog
relation own(Line: line) holds "{{Line}} is own" fails "{{Line}} is not own".
{clauses}
necessary(own, Line) :- own(Line), history_taken.
in_scope(own, Line) :- own(Line).
```
"""


@cache
def whole() -> Solver:
    """A solver that runs every policy for every case."""
    kb = knowledge_base()
    return Solver(kb, PyDatalog(solver().program(kb.policies)))


def open_cases() -> Iterator[Case]:
    """The examples as they stand, and without a named policy."""
    for path in EXAMPLES:
        case = read_case(path, knowledge_base())
        yield case
        yield structs.replace(case, request=structs.replace(case.request, policy=None))


@pytest.mark.parametrize("case", [*open_cases()], ids=lambda case: f"{case.id} {case.request.policy}")
def test_leaving_out_what_cannot_govern_changes_no_verdict_and_no_reason(case: Case) -> None:
    sliced, full = solver().decide(case), whole().decide(case)
    assert sliced.lines == full.lines
    assert sliced.groups == full.groups


def asked(clauses: str) -> frozenset[str] | None:
    return asked_for(load_texts({**TEXTS, "own.md": POLICY.format(clauses=clauses)}), "own")


def test_a_policy_asks_for_the_codes_that_its_facts_list() -> None:
    listed = 'relation own_code(Code: code) holds "{Code} is own" fails "{Code} is not own".\nown_code("11111").\nown_code("22222").\n'
    assert asked(listed + "own(Line) :- code(Line, Code), own_code(Code).") == frozenset({"11111", "22222"})


def test_it_asks_for_a_code_or_a_name_that_a_clause_names() -> None:
    assert asked('own(Line) :- code(Line, "11111").\nown(Line) :- procedure(Line, "visit").') == frozenset(
        {"11111", "visit"}
    )


def test_a_way_that_names_no_code_opens_it_to_any_line() -> None:
    assert asked('own(Line) :- code(Line, "11111").\nown(Line) :- units(Line, Units), Units >= 3.') is None


def test_any_code_at_all_opens_it_to_any_line() -> None:
    assert asked("own(Line) :- code(Line, _).") is None


def test_a_denied_code_narrows_nothing() -> None:
    assert asked('own(Line) :- line(Line), not code(Line, "11111").') is None


def test_a_named_policy_alone_is_a_candidate() -> None:
    case = next(iter(open_cases()))
    named = structs.replace(case, request=structs.replace(case.request, policy="CGS"))
    assert candidates(knowledge_base(), named) == ("cgs",)
    unknown = structs.replace(case, request=structs.replace(case.request, policy="nobody"))
    assert candidates(knowledge_base(), unknown) == ()


def test_the_tables_that_a_clause_reads_count_by_their_codes(tmp_path: Path) -> None:
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes" / "own.csv").write_text("table,system,code,valid_from,valid_to,label\nOWN,CPT,33333,,,\n")
    (tmp_path / "own.md").write_text(POLICY.format(clauses='own(Line) :- code(Line, Code), listed("OWN", Code).'))
    assert asked_for(load(tmp_path), "own") == frozenset({"33333"})
