"""Typed values: how a scale, a choice, a measure or a date is written, encoded as a Datalog constant, and shown again.

A scale value is its rank from 0, a measure a whole number of steps, a date its proleptic Gregorian ordinal; everything
else is text. Not here: which predicate has which type (`kb.knowledge`).
"""

import re
from datetime import date
from decimal import Decimal

from msgspec import Struct

from kb.language.syntax import Choice, Entity, Measure, Scale

Constant = str | int


class Calendar(Struct, frozen=True, tag=True):
    """The built-in type `date`."""

    name: str = "date"


Type = Scale | Choice | Measure | Entity | Calendar

UNNAMED = "unnamed"
"""The labelled null of an open relation: the member that must exist but that nobody has named."""
UNNAMED_NUMBER = -1_000_000_000
"""The same where members are numbers; no date and no quantity comes near it."""

QUANTITY = re.compile(r"\s*(-?\d{1,10}(?:\.\d{1,9})?)\s*([a-z_][a-z0-9_]*|%|)\s*", re.IGNORECASE | re.ASCII)
"""Few enough digits that decimal arithmetic keeps them all."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DAYS_IN_A_MONTH_SLOT = 31
MOST_STEPS = 2_000_000_000
"""Other engines count in 32 bits."""


class BadValue(ValueError):
    """A text that is no value of its type; `expected` says what is."""

    def __init__(self, found: object, expected: str) -> None:
        super().__init__(f"{found!r} is not {expected}")
        self.found, self.expected = str(found), expected


def encode(kind: Type, raw: str | float) -> Constant:
    """The constant for `raw` as a value of the type. Raises `BadValue`."""
    match kind:
        case Scale():
            return _rank(kind, str(raw))
        case Choice():
            return _member(kind, str(raw))
        case Measure():
            return _steps(kind, str(raw))
        case Calendar():
            return ordinal(str(raw))
        case _:
            return str(raw)


def show(kind: Type, constant: Constant) -> str:
    """The constant as people read it: `moderate to severe`, `6 weeks` as `42 days`, `2024-10-01`."""
    match kind:
        case Scale() if isinstance(constant, int):
            return _plain(kind.members[constant].name)
        case Measure() if isinstance(constant, int):
            return _quantity(kind, constant)
        case Calendar() if isinstance(constant, int):
            return date.fromordinal(constant).isoformat()
        case Choice():
            return _plain(str(constant))
        case _:
            return str(constant)


def listed(kind: Type) -> tuple[Constant, ...]:
    """The members of a type that lists them, a scale or a choice, in order; of any other none."""
    match kind:
        case Scale():
            return tuple(range(len(kind.members)))
        case Choice():
            return tuple(member.name for member in kind.members)
        case _:
            return ()


def unnamed(kind: Type) -> Constant:
    """The unnamed member of a type."""
    return UNNAMED_NUMBER if isinstance(kind, Scale | Measure | Calendar) else UNNAMED


def is_unnamed(constant: object) -> bool:
    """Whether a constant stands for a member that nobody named."""
    return constant in (UNNAMED, UNNAMED_NUMBER)


def ordinal(iso: str) -> int:
    """Days since 0001-01-01 of an ISO date. Raises `BadValue`."""
    try:
        return date.fromisoformat(iso if DAY.fullmatch(iso) else "").toordinal()
    except ValueError:
        raise BadValue(iso, "a date such as 2024-10-01") from None


def month_slot(day: int) -> int:
    """A whole number that orders days and moves by 31 for each calendar month, so that `D - 12 months` is plain
    arithmetic and an anniversary falls on the same day of the month.
    """
    moment = date.fromordinal(day)
    return (moment.year * 12 + moment.month - 1) * DAYS_IN_A_MONTH_SLOT + moment.day - 1


def expected(kind: Type) -> str:
    """What a value of the type looks like, for messages."""
    match kind:
        case Scale() | Choice():
            return "one of " + ", ".join(member.name for member in kind.members)
        case Measure():
            return _expected_measure(kind)
        case Calendar():
            return "a date such as 2024-10-01"
        case _:
            return f"a {kind.name}"


def _rank(kind: Scale, raw: str) -> int:
    for rank, member in enumerate(kind.members):
        if member.name == raw:
            return rank
    raise BadValue(raw, expected(kind))


def _member(kind: Choice, raw: str) -> str:
    if any(member.name == raw for member in kind.members):
        return raw
    raise BadValue(raw, expected(kind))


def _steps(kind: Measure, raw: str) -> int:
    found = QUANTITY.fullmatch(raw)
    worth = _worth(kind, found.group(2).lower()) if found else None
    if found is None or worth is None:
        raise BadValue(raw, expected(kind))
    steps = Decimal(found.group(1)) * worth
    whole = steps == steps.to_integral_value()
    if not whole or not _within(kind, steps) or abs(steps) > MOST_STEPS:
        raise BadValue(raw, expected(kind))
    return int(steps)


def _worth(kind: Measure, unit: str) -> int | None:
    """The steps of a unit, written in singular, plural or (for the only unit) not at all."""
    if not unit:
        return kind.units[0].steps if len(kind.units) == 1 else None
    for known in kind.units:
        if unit in (known.name, known.name + "s") or (unit == "%" and known.name == "percent"):
            return known.steps
    return None


def _within(kind: Measure, steps: Decimal) -> bool:
    if kind.low is None or kind.high is None:
        return steps >= 0
    return kind.low * kind.units[0].steps <= steps <= kind.high * kind.units[0].steps


def _quantity(kind: Measure, steps: int) -> str:
    unit = kind.units[0]
    amount = Decimal(steps) / unit.steps
    number = format(amount.normalize(), "f")
    return (
        number if unit.name == "one" else f"{number} {unit.name}{'' if amount == 1 or unit.name == 'percent' else 's'}"
    )


def _expected_measure(kind: Measure) -> str:
    units = " or ".join(
        unit.name + ("s" if unit.name != "percent" else "") for unit in kind.units if unit.name != "one"
    )
    limits = f" from {kind.low} to {kind.high}" if kind.low is not None else " of at least 0"
    most = "" if kind.low is not None else f", at most {_quantity(kind, MOST_STEPS)}"
    return f"a number{limits}{' in ' + units if units else ''}, {_expected_steps(kind)}{most}"


def _expected_steps(kind: Measure) -> str:
    first, *others = kind.units
    if first.steps > 1:
        return f"in steps of 1/{first.steps}" + (f" {first.name}" if others else "")
    return f"a whole number of {first.name}s" if others else "whole"


def _plain(symbol: str) -> str:
    return symbol.replace("_", " ")
