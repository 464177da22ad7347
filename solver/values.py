"""The four truth values and their connectives.

T documented to hold, F documented not to hold, N not documented, B documented both ways. They are strong Kleene's three
values (S. Kleene, "Introduction to Metamathematics", 1952, section 64) with two kinds of *unknown*: B is unknown
because the record contradicts itself. T and F are only what the uncontradicted part of the record settles; where
nothing is settled, a contradiction shows before a silence.
"""

from collections.abc import Iterable
from typing import Literal as OneOf

Value = OneOf["T", "F", "N", "B"]


def value(*, supported: bool, refuted: bool) -> Value:
    """The value of something with evidence for it, against it, both, or neither."""
    if supported:
        return "B" if refuted else "T"
    return "F" if refuted else "N"


def opposite(of: Value) -> Value:
    """Negation."""
    swapped: dict[Value, Value] = {"T": "F", "F": "T"}
    return swapped.get(of, of)


def conjunction(values: Iterable[Value]) -> Value:
    """All of them: the first of F, B, N that occurs, else T."""
    return _first_of(("F", "B", "N"), values, "T")


def disjunction(values: Iterable[Value]) -> Value:
    """Any of them: the first of T, B, N that occurs, else F."""
    return _first_of(("T", "B", "N"), values, "F")


def at_least(number: int, values: Iterable[Value]) -> Value:
    """T when `number` are T, F when fewer than `number` are not F, else B where one is B, else N."""
    found = tuple(values)
    if found.count("T") >= number:
        return "T"
    if len(found) - found.count("F") < number:
        return "F"
    return "B" if "B" in found else "N"


def _first_of(order: tuple[Value, ...], values: Iterable[Value], otherwise: Value) -> Value:
    found = frozenset(values)
    return next((one for one in order if one in found), otherwise)
