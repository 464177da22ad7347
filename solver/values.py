"""The four truth values and their connectives.

T documented to hold, F documented not to hold, N not documented, B both (N. Belnap, "A useful four-valued logic",
1977). A value is a pair of sides, supported and refuted; the connectives are strong Kleene on each side.
"""

from collections.abc import Iterable
from typing import Literal as OneOf

Value = OneOf["T", "F", "N", "B"]

SUPPORTED: frozenset[Value] = frozenset({"T", "B"})
REFUTED: frozenset[Value] = frozenset({"F", "B"})


def value(*, supported: bool, refuted: bool) -> Value:
    """The value with these sides."""
    if supported:
        return "B" if refuted else "T"
    return "F" if refuted else "N"


def opposite(of: Value) -> Value:
    """Negation swaps the sides."""
    return value(supported=of in REFUTED, refuted=of in SUPPORTED)


def conjunction(values: Iterable[Value]) -> Value:
    """Supported when all are, refuted when one is."""
    found = tuple(values)
    return value(supported=SUPPORTED.issuperset(found), refuted=not REFUTED.isdisjoint(found))


def disjunction(values: Iterable[Value]) -> Value:
    """Supported when one is, refuted when all are."""
    found = tuple(values)
    return value(supported=not SUPPORTED.isdisjoint(found), refuted=REFUTED.issuperset(found))


def at_least(number: int, values: Iterable[Value]) -> Value:
    """Supported when `number` are, refuted when fewer than `number` are not refuted."""
    found = tuple(values)
    return value(
        supported=sum(v in SUPPORTED for v in found) >= number, refuted=sum(v not in REFUTED for v in found) < number
    )
