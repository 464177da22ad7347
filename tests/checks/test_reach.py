"""Clauses and predicates that can decide nothing."""

import pytest

from tests.checks.texts import SHARED, Expected, assert_refused, policy, problems, problems_of

UNUSED: tuple[Expected, ...] = (
    (
        "N210",
        "^criterion a(Line: line)….\nok(L) :- a(L).",
        "write a clause",
        "criterion a(Line: line)….\nok(L) :- a(L).\na(L) :- picked(L).",
    ),
    (
        "N210",
        "^relation r(Line: line)….\nok(L) :- line(L), not r(L).",
        ".input",
        'relation r(Line: line)….\nok(L) :- line(L), not r(L).\nr("1").',
    ),
    (
        "N210",
        "^note n….\npicked(L) :- line(L), supported n.",
        "write a clause",
        "note n….\npicked(L) :- line(L), supported n.\nn :- relief(_).",
    ),
)
NEVER: tuple[Expected, ...] = (
    ("N210", "fine(L) :- stenosis(L, G), ^G > severe.", "beyond", "fine(L) :- stenosis(L, G), G >= severe."),
    ("N210", "fine(L) :- stenosis(L, G), ^mild > G.", "beyond", "fine(L) :- stenosis(L, G), mild >= G."),
    (
        "N210",
        "fine(L) :- stenosis(L, G), G > mild, ^G < moderate.",
        "contradict",
        "fine(L) :- stenosis(L, G), G > mild, G < severe.",
    ),
    (
        "N210",
        "ok(L) :- line(L), therapy(W), W < 6 weeks, ^W >= 42 days.",
        "contradict",
        "ok(L) :- line(L), therapy(W), W <= 6 weeks, W >= 42 days.",
    ),
    ("N210", "ok(L) :- line(L), therapy(W), ^W < 0 days.", "beyond", "ok(L) :- line(L), therapy(W), W <= 0 days."),
    (
        "N210",
        "ok(L) :- line(L), relief(S), ^S > 100 percent.",
        "beyond",
        "ok(L) :- line(L), relief(S), S > 99.9 percent.",
    ),
    (
        "N210",
        "ok(L) :- units(L, N), N > 2, N != 3, ^N < 4.",
        "contradict",
        "ok(L) :- units(L, N), N > 2, N != 3, N < 5.",
    ),
    (
        "N210",
        "fine(L) :- cause_of(L, C), C != tumour, ^C != infection.",
        "contradict",
        "fine(L) :- cause_of(L, C), C != tumour, C = infection.",
    ),
    (
        "N210",
        "ok(L) :- starts(L, D), D > 2024-01-01, ^D < 2024-01-02.",
        "contradict",
        "ok(L) :- starts(L, D), D > 2024-01-01, D < 2024-01-03.",
    ),
    (
        "N210",
        'ok(L) :- line_level(L, V), V = "L1", ^V = "L2".',
        "contradict",
        'ok(L) :- line_level(L, V), V != "L1", V != "".',
    ),
    ("N210", "ok(L) :- line(L), ^2 < 3.", "compare a variable", "ok(L) :- units(L, N), 2 < N."),
    ("N210", "ok(L) :- units(L, N), ^N < N.", "two variables", "ok(L) :- units(L, N), units(_, M), N < M."),
    (
        "N210",
        "ok(L) :- line(L), ^at least 3 of (relief(_), therapy(_)).",
        "add to the list",
        "ok(L) :- line(L), at least 2 of (relief(_), therapy(_)).",
    ),
    (
        "N210",
        "ok(L) :- ^at least 0 of line_level(L, V): slipped(V).",
        "count from 1",
        "ok(L) :- at least 1 of line_level(L, V): slipped(V).",
    ),
    (
        "N210",
        "ok(L) :- line(L), ^at least 0 of (relief(_), therapy(_)).",
        "count from 1",
        "ok(L) :- line(L), at most 0 of (relief(_), therapy(_)).",
    ),
)


@pytest.mark.parametrize("expected", UNUSED, ids=lambda expected: expected[1])
def test_what_is_read_has_a_clause(expected: Expected) -> None:
    assert_refused(expected)


@pytest.mark.parametrize("expected", NEVER, ids=lambda expected: expected[1])
def test_a_clause_that_can_never_hold_is_refused(expected: Expected) -> None:
    assert_refused(expected)


def test_the_comparisons_that_contradict_each_other_are_all_named() -> None:
    (found,) = problems("ok(L) :- line(L), therapy(W), W < 3 weeks, W >= 6 weeks.")
    assert (found.found, found.expected) == (
        "`W >= 6 weeks`",
        "a value of `duration` that the comparison can hold for, together with `W < 3 weeks`",
    )


@pytest.mark.parametrize("kind", ["criterion", "relation"])
def test_what_is_derived_has_a_reader_or_a_mark(kind: str) -> None:
    rules = f"{kind} a(Line: line)….\na(Line) :- line(Line).\nrelation again(Line: line)….\nagain(Line) :- again(Line)."
    unmarked = policy(rules).replace(" .output", "")
    first, second = problems_of({"p.md": unmarked})
    assert first.span and second.span
    assert (first.code, first.span.line, first.span.column, first.section) == ("N210", 6, 1, "P-1")
    assert (second.code, second.span.line) == ("N210", 8)
    assert first.found == f"the {kind} `a`" and ".output" in (first.hint or "")
    assert problems(rules) == ()


def test_a_note_needs_no_reader() -> None:
    assert problems_of({"p.md": policy("note n….\nn :- relief(_).").replace(" .output", "")}) == ()


def test_a_finding_and_what_the_case_fills_need_neither_clause_nor_reader() -> None:
    assert problems_of({"shared.md": SHARED}) == ()


def test_a_relation_with_facts_alone_needs_a_reader_too() -> None:
    rules = 'relation r(Line: line)….\nr("1").'
    (found,) = problems_of({"p.md": policy(rules).replace(" .output", "")})
    assert found.code == "N210"
