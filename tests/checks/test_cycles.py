"""Predicates that depend on themselves."""

import pytest

from tests.checks.texts import Expected, assert_refused, problems

A_AND_B = "criterion a(Line: line)….\ncriterion b(Line: line)….\n"
R_AND_S = "relation r(Line: line)….\nrelation s(Line: line)….\n"

THROUGH_NOT: tuple[Expected, ...] = (
    ("N206", "picked(L) :- line(L), not ^picked(L).", "these clauses", "picked(L) :- line(L), picked(L)."),
    (
        "N206",
        f"{R_AND_S}r(L) :- line(L), not ^s(L).\ns(L) :- r(L).",
        "these clauses",
        f"{R_AND_S}r(L) :- line(L), s(L).\ns(L) :- r(L).",
    ),
    ("N206", "ok(L) :- line(L), not ^ok(L).", "these clauses", "ok(L) :- not relief(_), line(L)."),
    (
        "N206",
        f"{A_AND_B}a(L) :- for every line_level(L, _): ^b(L).\nb(L) :- a(L).",
        "these clauses",
        f"{A_AND_B}a(L) :- for every line_level(L, _): b(L).\nb(L) :- ok(L).",
    ),
    (
        "N206",
        f"{A_AND_B}a(L) :- at least 1 of (relief(_), ^b(L)).\nb(L) :- a(L).",
        "these clauses",
        f"{A_AND_B}a(L) :- at least 1 of (relief(_), b(L)).\nb(L) :- ok(L).",
    ),
    (
        "N206",
        "picked(L) :- line(L), not supported ^ok(L).\nok(L) :- picked(L).",
        "these clauses",
        "picked(L) :- line(L), not supported ok(L).",
    ),
)
AMONG_CRITERIA: tuple[Expected, ...] = (
    ("N207", "ok(L) :- ^ok(L).", "these clauses", "ok(L) :- picked(L)."),
    ("N207", "remark(L) :- line(L), ^remark(L).", "these clauses", "remark(L) :- line(L), ok(L)."),
    (
        "N207",
        f"{A_AND_B}a(L) :- ^b(L).\nb(L) :- ok(L).\nb(L) :- a(L).",
        "these clauses",
        f"{A_AND_B}a(L) :- b(L).\nb(L) :- ok(L).",
    ),
    (
        "N207",
        "ok(L) :- ^picked(L).\npicked(L) :- line(L), supported ok(L).",
        "these clauses",
        "ok(L) :- line(L).\npicked(L) :- line(L), supported ok(L).",
    ),
)


@pytest.mark.parametrize("expected", THROUGH_NOT, ids=lambda expected: expected[1])
def test_nothing_depends_on_its_own_negation(expected: Expected) -> None:
    assert_refused(expected)


@pytest.mark.parametrize("expected", AMONG_CRITERIA, ids=lambda expected: expected[1])
def test_criteria_are_not_recursive(expected: Expected) -> None:
    assert_refused(expected)


def test_the_message_names_the_whole_cycle() -> None:
    rules = R_AND_S + "r(L) :- s(L).\ns(L) :- line(L), not picked(L).\npicked(L) :- r(L)."
    (found,) = problems(rules)
    assert found.found == "s → not picked → r → s"
    assert found.found in found.message


def test_two_knots_are_two_problems_and_what_lies_between_them_is_none() -> None:
    rules = A_AND_B + R_AND_S + "a(L) :- a(L).\nr(L) :- r(L), supported a(L).\ns(L) :- r(L).\nb(L) :- s(L), b(L)."
    assert [(found.code, found.found) for found in problems(rules)] == [("N207", "a → a"), ("N207", "b → b")]


def test_relations_may_be_recursive() -> None:
    reach = "relation reach(A: level, B: level)….\nreach(A, B) :- below(A, B).\n"
    assert problems(reach + "reach(A, C) :- reach(A, B), reach(B, C).") == ()
