"""Variables that nothing binds."""

import pytest

from tests.checks.texts import Expected, assert_refused, problems

UNBOUND: tuple[Expected, ...] = (
    # relations
    ("N205", "picked(^Line) :- chosen(_).", "a relation with Line", "picked(Line) :- line(Line), chosen(_)."),
    ("N205", "picked(^Line).", "a relation with Line", 'picked("1").'),
    ("N205", "picked(^_) :- line(_).", "a variable", "picked(L) :- line(L)."),
    (
        "N205",
        "picked(L) :- line(L), not line_level(L, ^Level).",
        "a relation with Level",
        "picked(L) :- line_level(L, Level), not below(Level, Level).",
    ),
    ("N205", "picked(L) :- line(L), not line_level(L, ^_).", "a variable", "picked(L) :- line_level(L, _)."),
    ("N205", "picked(L) :- supported ok(L), line(L), ^X != L.", "with X", "picked(L) :- supported ok(L), line(L)."),
    (
        "N205",
        "picked(L) :- line(L), not supported slipped(^Level).",
        "with Level",
        "picked(L) :- line_level(L, Level), not supported slipped(Level).",
    ),
    (
        "N205",
        "picked(L) :- line_level(L, V), refuted stenosis(V, ^Grade).",
        "with Grade",
        "picked(L) :- line_level(L, V), refuted stenosis(V, _).",
    ),
    # criteria
    ("N205", "ok(L) :- fine(^Level), line(L).", "with Level", "ok(L) :- fine(Level), line_level(L, Level)."),
    ("N205", "ok(L) :- line(L), slipped(^Level).", "with Level", "ok(L) :- line_level(L, Level), slipped(Level)."),
    ("N205", "ok(L) :- line(L), slipped(^_).", "a variable", "ok(L) :- line(L), relief(_)."),
    ("N205", "ok(L) :- line(L), fine(^_).", "a variable", "ok(L) :- line_level(L, _)."),
    ("N205", "ok(L) :- line(L), ^S >= 50 percent.", "with S", "ok(L) :- line(L), relief(S), S >= 50 percent."),
    (
        "N205",
        "ok(L) :- line(L), not relief(50 percent), 50 percent > ^S.",
        "with S",
        "ok(L) :- line(L), relief(S), 50 percent > S.",
    ),
    # quantifiers
    (
        "N205",
        "ok(L) :- for every line_level(L, V): slipped(V), fine(^V).",
        "with V",
        "ok(L) :- for every line_level(L, V): slipped(V), for every line_level(L, V): fine(V).",
    ),
    (
        "N205",
        "ok(L) :- for every line_level(L, V): below(V, ^Lower).",
        "with Lower",
        "ok(L) :- for every line_level(L, V): below(V, V).",
    ),
    (
        "N205",
        "ok(L) :- at least 2 of (slipped(^V), relief(_)), line(L).",
        "with V",
        "ok(L) :- at least 2 of (slipped(V), relief(_)), line_level(L, V).",
    ),
    (
        "N205",
        "ok(L) :- at most 2 of line_level(L, V): stenosis(^W, _).",
        "with W",
        "ok(L) :- at most 2 of line_level(L, V): stenosis(V, _).",
    ),
)


@pytest.mark.parametrize("expected", UNBOUND, ids=lambda expected: expected[1])
def test_a_variable_that_nothing_binds_is_refused_and_a_bound_one_is_not(expected: Expected) -> None:
    assert_refused(expected)


@pytest.mark.parametrize(
    "rules",
    [
        "fine(Level) :- not slipped(Level).",
        "remark(Line) :- line(Line), not ok(Line).",
        "picked(Line) :- line_level(Line, V), below(V, W), V != W.",
        "fine(L) :- G >= severe, stenosis(L, G).",
        "fine(L) :- stenosis(L, _).",
        "fine(L) :- not stenosis(L, _).",
        "fine(L) :- not stenosis(L, severe).",
        "fine(L) :- for every below(L, W): not stenosis(W, _).",
    ],
)
def test_heads_of_criteria_relations_and_values_of_findings_bind(rules: str) -> None:
    assert problems(rules) == ()


def test_every_place_of_an_unbound_variable_is_shown() -> None:
    columns = [found.span.column for found in problems("picked(A) :- line(L), A != B.") if found.span]
    assert columns == [8, 23, 28]
