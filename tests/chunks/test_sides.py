"""The connectives on bit sets are those on single values, bit by bit."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from solver import values
from solver.chunks.sides import Sides, at_least, conjunction, opposite, sides
from solver.engines.bitsets import places
from solver.values import Value

VALUES: tuple[Value, ...] = ("T", "F", "N", "B")
Column = tuple[Value | None, ...]
"""What one case says of each part; None where it is no part of it."""


def gathered(cases: list[Column], part: int) -> tuple[Sides, int]:
    """A part in all cases: its value, and the cases in which it is one."""
    bits = {side: sum(1 << n for n, case in enumerate(cases) if case[part] == side) for side in VALUES}
    return Sides(bits["T"], bits["F"], bits["B"]), sum(bits.values())


def value_in(found: Sides, place: int) -> Value:
    """The value in one case."""
    held = [side for side, bits in zip("TFB", found, strict=True) if bits >> place & 1]
    assert len(held) <= 1
    return held[0] if held else "N"  # type: ignore[return-value] # one of the values


@pytest.mark.parametrize("parts", range(5))
def test_conjunction_and_counts_are_those_of_single_values(parts: int) -> None:
    cases: list[Column] = list(product((*VALUES, None), repeat=parts))
    everywhere = (1 << len(cases)) - 1
    every = [gathered(cases, part) for part in range(parts)]
    together = conjunction(every, everywhere)
    counts = {number: at_least(number, every, everywhere) for number in range(1, 5)}
    for place, case in enumerate(cases):
        there = [one for one in case if one is not None]
        assert value_in(together, place) == values.conjunction(there)
        for number, found in counts.items():
            assert value_in(found, place) == values.at_least(number, there)


def test_evidence_for_and_against_and_the_opposite() -> None:
    found = sides(0b0110, 0b0011)
    expected = [values.value(supported=bool(0b0110 >> n & 1), refuted=bool(0b0011 >> n & 1)) for n in range(4)]
    assert [value_in(found, n) for n in range(4)] == expected
    assert [value_in(opposite(found), n) for n in range(4)] == [values.opposite(one) for one in expected]


@given(some.sets(some.integers(0, 300)))
def test_the_cases_of_a_bit_set_are_the_bits_that_are_set(expected: set[int]) -> None:
    assert list(places(sum(1 << place for place in expected))) == sorted(expected)
