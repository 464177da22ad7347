"""A bar is moved by one step, once in each direction, and never twice in the same way."""

import pytest

from kb.knowledge import KnowledgeBase
from kb.language.parser import parse_statements
from kb.language.printer import print_premise
from kb.language.syntax import Clause, Comparison, Count
from solver.testing.thresholds import moved, opposite, recounted

TYPES = {
    "Grade": "stenosis_grade",
    "Length": "duration",
    "Share": "percent",
    "Number": "count",
    "Service": "date",
    "Day": "date",
}


def premise(text: str) -> Comparison | Count:
    (clause,), problems = parse_statements(f"a :- {text}.", source="test")
    assert isinstance(clause, Clause) and not problems
    (only,) = clause.body
    assert isinstance(only, Comparison | Count)
    return only


@pytest.mark.parametrize(
    ("test", "others"),
    [
        ("Grade >= moderate", {"Grade > moderate", "Grade >= mild"}),
        ("Grade > moderate", {"Grade >= moderate", "Grade > moderate_to_severe"}),
        ("Grade > severe", {"Grade >= severe"}),
        ("Length >= 6 weeks", {"Length > 6 weeks", "Length >= 41 days"}),
        ("Length < 3 months", {"Length <= 3 months", "Length < 89 days"}),
        ("Share < 80 percent", {"Share <= 80 percent", "Share < 79.9 percent"}),
        ("Share <= 80 percent", {"Share < 80 percent", "Share <= 80.1 percent"}),
        ("Number >= 3", {"Number > 3", "Number >= 2"}),
        ("3 <= Number", {"3 < Number", "2 <= Number"}),
        ("Number = 3", {"Number = 2", "Number = 4"}),
        ("Service - Day >= 4 weeks", {"Service - Day > 4 weeks", "Service - Day >= 27 days"}),
        ("Service - Day >= 12 months", {"Service - Day > 12 months", "Service - Day >= 11 months"}),
        ("Day > Service - 12 months", {"Day >= Service - 12 months", "Day > Service - 11 months"}),
        ("Day + 4 weeks <= Service", {"Day + 4 weeks < Service", "Day + 27 days <= Service"}),
        ("Day >= 2024-03-01", {"Day > 2024-03-01", "Day >= 2024-02-29"}),
        ("Day <= Service", {"Day < Service"}),
        ("Day != Service", set()),
    ],
)
def test_a_test_is_moved_by_strictness_and_by_the_step_that_strictness_does_not_make(
    kb: KnowledgeBase, test: str, others: set[str]
) -> None:
    found = premise(test)
    assert isinstance(found, Comparison)
    made = [print_premise(other) for other in moved(kb, found, TYPES)]
    assert set(made) == others and len(made) == len(others)


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "=", "!="])
def test_the_opposite_of_the_opposite_is_the_test(operator: str) -> None:
    found = premise(f"A {operator} B")
    assert isinstance(found, Comparison)
    assert opposite(found) != found == opposite(opposite(found))


def test_a_count_is_moved_by_one_and_never_to_none() -> None:
    one, two = premise("at least 1 of (a, b)"), premise("at least 2 of (a, b)")
    assert isinstance(one, Count) and isinstance(two, Count)
    assert [other.number for other in recounted(one)] == [2]
    assert [other.number for other in recounted(two)] == [1, 3]
