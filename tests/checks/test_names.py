"""Names that nobody declared, and atoms with too many or too few arguments."""

import pytest

from tests.checks.texts import Expected, assert_refused, problems

MISTAKES: tuple[Expected, ...] = (
    ("N201", "fine(Level) :- ^sliped(Level).", "did you mean slipped?", "fine(Level) :- slipped(Level)."),
    ("N201", "^qqq(Level) :- slipped(Level).", "`finding qqq`", "fine(Level) :- slipped(Level)."),
    (
        "N201",
        "ok(Line) :- for every ^line_levels(Line, Level): slipped(Level).",
        "did you mean line_level?",
        "ok(Line) :- for every line_level(Line, Level): slipped(Level).",
    ),
    (
        "N201",
        "ok(Line) :- line(Line), at least 1 of (relief(_), ^releif(_)).",
        "did you mean relief?",
        "ok(Line) :- line(Line), at least 1 of (relief(_), therapy(_)).",
    ),
    ("N201", "fine(Level) :- slipped(Level), not ^level(Level).", "level is a type", "fine(Level) :- slipped(Level)."),
    ("N201", "^read sliped as closed.", "did you mean slipped?", "read slipped as closed."),
    ("N202", "ok(Line) :- ^line_level(Line).", "STATED", "ok(Line) :- line_level(Line, _)."),
    ("N202", "ok(Line) :- line(Line), not ^relief.", "FINDINGS", "ok(Line) :- line(Line), not relief(_)."),
    ("N202", "^picked(Line, Line) :- line(Line).", "DERIVED", "picked(Line) :- line(Line)."),
)


@pytest.mark.parametrize("expected", MISTAKES, ids=lambda expected: expected[1])
def test_a_wrong_name_or_number_of_arguments_is_refused_and_the_right_one_is_not(expected: Expected) -> None:
    assert_refused(expected)


def test_the_problem_names_the_arguments_that_the_declaration_asks_for() -> None:
    (found,) = problems("ok(Line) :- line_level(Line).")
    assert (found.found, found.expected) == ("1", "2: Line, Level")


def test_an_unknown_predicate_causes_no_other_problem() -> None:
    (found,) = problems("picked(Line) :- nowhere(Line, _, 3 ells, X), X > 2.")
    assert found.code == "N201"
