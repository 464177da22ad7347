"""Variables, constants and comparisons against the declared types."""

import pytest

from tests.checks.texts import SHARED, Expected, assert_refused, marked, policy, problems, problems_of

VARIABLES: tuple[Expected, ...] = (
    (
        "N203",
        "ok(Line) :- line_level(Line, Level), below(Level, ^Line).",
        "another variable",
        "ok(Line) :- line_level(Line, Level), below(Level, _).",
    ),
    ("N203", "ok(Line) :- for every line_level(Line, Level): picked(^Level).", "another", "ok(Line) :- picked(Line)."),
)
CONSTANTS: tuple[Expected, ...] = (
    ("N203", "ok(Line) :- line_level(Line, ^l5).", '"l5" in quotes', 'ok(Line) :- line_level(Line, "L5").'),
    ("N203", 'fine(L) :- cause_of(L, ^"tumour").', "tumour without quotes", "fine(L) :- cause_of(L, tumour)."),
    ("N204", "fine(L) :- cause_of(L, ^tumor).", "did you mean tumour?", "fine(L) :- cause_of(L, infection)."),
    ("N204", "fine(L) :- stenosis(L, ^sever).", "did you mean severe?", "fine(L) :- stenosis(L, severe)."),
    ("N203", "fine(L) :- stenosis(L, ^2).", "grade", "fine(L) :- stenosis(L, mild)."),
    ("N203", "ok(Line) :- waited(Line, ^6).", "a unit", "ok(Line) :- waited(Line, 6 weeks)."),
    ("N203", "ok(Line) :- waited(Line, ^6 percent).", "a unit", "ok(Line) :- waited(Line, 1 week)."),
    ("N212", "ok(Line) :- waited(Line, ^6 wekks).", "did you mean weeks?", "ok(Line) :- waited(Line, 1.0 week)."),
    ("N204", "ok(Line) :- waited(Line, ^1.5 days).", "duration", "ok(Line) :- waited(Line, 2 days)."),
    ("N204", "ok(Line) :- waited(Line, ^-1 day).", "duration", "ok(Line) :- waited(Line, 0 days)."),
    ("N204", "ok(Line) :- line(Line), relief(^100.1 percent).", "percent", "ok(L) :- line(L), relief(100 percent)."),
    ("N203", 'ok(Line) :- starts(Line, ^"2024-02-29").', "date", "ok(Line) :- starts(Line, 2024-02-29)."),
    ("N203", "ok(Line) :- units(Line, ^2 weeks).", "a unit", "ok(Line) :- units(Line, 2)."),
    ("N204", "ok(Line) :- line(Line), chosen(^q).", "policy", "ok(Line) :- line(Line), chosen(p)."),
    ("N203", 'ok(Line) :- line(Line), chosen(^"p").', "p without quotes", "ok(Line) :- line(Line), chosen(p)."),
    (
        "N204",
        'ok(L) :- line(L), at least 1 of (stenosis("x", ^bad), picked(L)), never.',
        "grade",
        "ok(L) :- line(L), never.",
    ),
)
COMPARISONS: tuple[Expected, ...] = (
    (
        "N204",
        "fine(L) :- stenosis(L, G), G >= ^moderat.",
        "did you mean moderate?",
        "fine(L) :- stenosis(L, G), moderate <= G.",
    ),
    ("N203", "fine(L) :- stenosis(L, G), G >= ^3.", "grade", "fine(L) :- stenosis(L, G), G != mild."),
    (
        "N203",
        "fine(L) :- cause_of(L, C), ^C > tumour.",
        "`cause` as a scale",
        "fine(L) :- cause_of(L, C), C != tumour.",
    ),
    (
        "N203",
        "picked(L) :- line(L), line(O), ^L < O.",
        "`line` as a scale",
        "picked(L) :- line(L), line(O), L != O.",
    ),
    (
        "N203",
        "ok(L) :- waited(L, W), units(L, N), ^W > N.",
        "values of one type",
        "ok(L) :- waited(L, W), waited(_, V), W > V.",
    ),
    ("N203", "fine(L) :- stenosis(L, G), ^G + 1 > mild.", "with a value", "fine(L) :- stenosis(L, G), G > mild."),
    (
        "N203",
        "ok(L) :- waited(L, A), waited(_, B), waited(_, C), ^A + B > C.",
        "other side",
        "ok(L) :- waited(L, A), waited(_, C), A - C > 2 days - 1 day.",
    ),
    ("N203", "ok(L) :- starts(L, S), ^S >= 3 weeks.", "Service - Start", "ok(L) :- starts(L, S), S >= 2024-03-01."),
    (
        "N203",
        "ok(L) :- starts(L, S), ends(L, E), ^E + S > 6 weeks.",
        "other side",
        "ok(L) :- starts(L, S), ends(L, E), E - S > 6 weeks.",
    ),
    (
        "N204",
        "ok(L) :- starts(L, S), ends(L, E), E - S >= ^1.5 months.",
        "in days",
        "ok(L) :- starts(L, S), ends(L, E), E - 12 months >= S + 1 year.",
    ),
    (
        "N203",
        "ok(L) :- starts(L, S), ends(L, E), ^E - 3 months - 2 days >= S.",
        "months and years",
        "ok(L) :- starts(L, S), ends(L, E), E - 3 weeks - 2 days >= S.",
    ),
    (
        "N212",
        "ok(L) :- starts(L, S), ends(L, E), E - S >= ^6 fortnights.",
        "declare it",
        "ok(L) :- starts(L, S), ends(L, E), E >= S + 6 days.",
    ),
    (
        "N203",
        "ok(L) :- starts(L, S), ends(L, E), E - S >= ^6 percent.",
        "a unit",
        "ok(L) :- starts(L, S), E - S >= 6 days, ends(L, E).",
    ),
    (
        "N203",
        "ok(L) :- starts(L, S), ^S >= 2024-12-01 - 2024-11-01.",
        "Service - Start",
        "ok(L) :- starts(L, S), S >= 2024-12-01 + 1 week.",
    ),
    ("N204", "ok(L) :- line(L), chosen(P), P != ^q.", "policy", "ok(L) :- line(L), chosen(P), P != p."),
    (
        "N204",
        "ok(L) :- line(L), relief(S), S >= ^101 percent.",
        "percent",
        "ok(L) :- line(L), relief(S), S >= 99.9 percent.",
    ),
)


@pytest.mark.parametrize("expected", VARIABLES, ids=lambda expected: expected[1])
def test_a_variable_has_one_type_in_a_clause(expected: Expected) -> None:
    assert_refused(expected)


@pytest.mark.parametrize("expected", CONSTANTS, ids=lambda expected: expected[1])
def test_a_constant_is_a_value_of_its_type(expected: Expected) -> None:
    assert_refused(expected)


@pytest.mark.parametrize("expected", COMPARISONS, ids=lambda expected: expected[1])
def test_both_sides_of_a_comparison_have_one_type(expected: Expected) -> None:
    assert_refused(expected)


def test_a_value_outside_its_scale_is_shown_beside_the_values_there_are() -> None:
    (found,) = problems("fine(L) :- stenosis(L, sever).")
    assert (found.found, found.expected) == ("`sever`", "one of mild, moderate, severe")


def test_the_difference_of_two_dates_needs_a_measure_of_time() -> None:
    timeless = "\n".join(line for line in SHARED.split("\n") if "duration" not in line)
    rules = "ok(L) :- starts(L, S), ends(L, E), E - S >= ^6 weeks."
    (found,) = problems_of({"shared.md": timeless, "p.md": policy(rules)})
    assert found.span
    assert (found.code, found.expected) == ("N212", "a measure named duration")
    assert (found.span.line, found.span.column) == marked(policy(rules))
