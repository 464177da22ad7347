"""Comparisons as plain tests: dates by days and by calendar months, durations, percentages, scales, and their opposites."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kb.language.parser import parse_query
from kb.language.syntax import Comparison
from kb.values import month_slot
from solver.comparison import holds
from solver.datalog import Constant, Variable
from solver.datalog import Test as Compiled
from solver.encode import comparison, opposite
from tests.ours import knowledge_base

TYPES = {
    "Day": "date",
    "Service": "date",
    "Length": "duration",
    "Other": "duration",
    "Relief": "percent",
    "Grade": "stenosis_grade",
}


def compiled(text: str) -> Compiled:
    """The test that a comparison becomes; calendar facts are supplied by `passes`."""
    (premise,) = parse_query(text)
    assert isinstance(premise, Comparison)
    return comparison(knowledge_base(), TYPES, premise)[1]


def passes(test: Compiled, values: Mapping[str, Constant]) -> bool:
    """Whether a test holds of the values of its variables."""
    slots = {
        f"{name}__slot": month_slot(day)
        for name, day in values.items()
        if TYPES[name] == "date" and isinstance(day, int)
    }
    left, right = (({**values, **slots}[t.name] if isinstance(t, Variable) else t) for t in (test.left, test.right))
    return holds(left, test.operator, right, test.offset)


def dated(text: str, day: str, service: str) -> bool:
    """Whether a comparison holds between two days."""
    days = {"Day": date.fromisoformat(day).toordinal(), "Service": date.fromisoformat(service).toordinal()}
    return passes(compiled(text), days)


YEAR = (
    "Day >= Service - 12 months",
    "Day >= Service - 1 year",
    "Service - Day <= 12 months",
    "Day + 1 year >= Service",
    "12 months >= Service - Day",
)


@pytest.mark.parametrize("text", YEAR)
@pytest.mark.parametrize(
    ("day", "service", "within"),
    [
        ("2024-03-10", "2025-03-10", True),
        ("2024-03-09", "2025-03-10", False),
        ("2024-03-11", "2025-03-10", True),
        ("2024-02-29", "2025-02-28", True),
        ("2024-02-28", "2025-02-28", True),
        ("2024-02-27", "2025-02-28", False),
        ("2023-02-28", "2024-02-29", False),
        ("2023-03-01", "2024-02-29", True),
        ("2023-12-31", "2024-12-31", True),
        ("2023-12-30", "2024-12-31", False),
    ],
)
def test_within_twelve_months_includes_the_anniversary(text: str, day: str, service: str, within: bool) -> None:
    assert dated(text, day, service) is within


@pytest.mark.parametrize(
    ("text", "day", "service", "holds_then"),
    [
        ("Service - Day >= 12 months", "2024-02-29", "2025-02-28", False),
        ("Service - Day >= 12 months", "2024-02-29", "2025-03-01", True),
        ("Service - Day >= 6 months", "2024-08-31", "2025-02-28", False),
        ("Service - Day >= 6 months", "2024-08-31", "2025-03-01", True),
        ("Service - Day >= 1 month", "2025-01-31", "2025-02-28", False),
        ("Service - Day >= 1 month", "2025-01-31", "2025-03-01", True),
        ("Service - Day >= 1 month", "2025-02-28", "2025-03-27", False),
        ("Service - Day >= 1 month", "2025-02-28", "2025-03-28", True),
        ("Service - Day >= 4 weeks", "2024-02-01", "2024-02-28", False),
        ("Service - Day >= 4 weeks", "2024-02-01", "2024-02-29", True),
        ("Service - Day >= 14 days", "2024-02-22", "2024-03-06", False),
        ("Service - Day >= 14 days", "2024-02-22", "2024-03-07", True),
        ("Day < 2024-10-01", "2024-09-30", "2025-01-01", True),
        ("Day < 2024-10-01", "2024-10-01", "2025-01-01", False),
        ("2024-10-01 <= Day", "2024-10-01", "2025-01-01", True),
        ("Day = Service", "2024-02-29", "2024-02-29", True),
        ("Day != Service", "2024-02-29", "2024-02-29", False),
    ],
)
def test_days_and_months_between_two_dates(text: str, day: str, service: str, holds_then: bool) -> None:
    assert dated(text, day, service) is holds_then


DAYS = some.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(DAYS, DAYS, some.integers(0, 60))
def test_months_keep_the_day_of_the_month(day: date, service: date, months: int) -> None:
    then = (day.year * 12 + day.month + months, day.day)
    reached = (service.year * 12 + service.month, service.day) >= then
    assert dated(f"Service - Day >= {months} months", day.isoformat(), service.isoformat()) is reached
    assert dated(f"Service >= Day + {months} months", day.isoformat(), service.isoformat()) is reached
    assert dated(f"Service - Day < {months} months", day.isoformat(), service.isoformat()) is not reached


@given(DAYS, some.integers(-400, 400), some.integers(0, 60))
def test_weeks_count_days(day: date, gap: int, weeks: int) -> None:
    service = day + timedelta(gap)
    assert dated(f"Service - Day >= {weeks} weeks", day.isoformat(), service.isoformat()) is (gap >= 7 * weeks)


@given(DAYS, DAYS)
def test_months_slots_order_days_like_the_calendar(one: date, other: date) -> None:
    assert (month_slot(one.toordinal()) < month_slot(other.toordinal())) is (one < other)


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("Length >= 6 weeks", {"Length": 41}, False),
        ("Length >= 6 weeks", {"Length": 42}, True),
        ("6 weeks <= Length", {"Length": 42}, True),
        ("6 weeks > Length", {"Length": 41}, True),
        ("Length >= 3 months", {"Length": 89}, False),
        ("Length >= 3 months", {"Length": 90}, True),
        ("Length = 1 year", {"Length": 365}, True),
        ("Length - Other >= 1 week", {"Length": 14, "Other": 8}, False),
        ("Length - Other >= 1 week", {"Length": 14, "Other": 7}, True),
        ("Length >= Other + 1 week - 1 day", {"Length": 14, "Other": 8}, True),
        ("Relief >= 50 percent", {"Relief": 499}, False),
        ("Relief >= 50 percent", {"Relief": 500}, True),
        ("Relief < 49.9 percent", {"Relief": 499}, False),
        ("Grade >= moderate_to_severe", {"Grade": 2}, False),
        ("Grade >= moderate_to_severe", {"Grade": 3}, True),
        ("Grade != severe", {"Grade": 4}, False),
    ],
)
def test_quantities_and_grades(text: str, values: dict[str, int], expected: bool) -> None:
    assert passes(compiled(text), values) is expected


TEXTS = (
    "Length >= 6 weeks",
    "Length - Other < 1 week",
    "Day >= Service - 12 months",
    "Grade != severe",
    "Day = Service",
)


@given(some.sampled_from(TEXTS), some.integers(0, 60), some.integers(0, 60))
def test_the_opposite_holds_exactly_where_the_test_does_not(text: str, one: int, other: int) -> None:
    start = date(2024, 2, 1).toordinal()
    values = {"Length": one, "Other": other, "Grade": one % 5, "Day": start + one, "Service": start + 366 + other}
    test = compiled(text)
    assert passes(opposite(test), values) is not passes(test, values)
