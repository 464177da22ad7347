"""Bounds of parts that are independent of each other are those of all their values, gone through one by one."""

from collections.abc import Callable, Iterable
from itertools import chain, combinations, product

import pytest

from solver import values
from solver.chunks.bounds import Bounds, any_of, at_least, either_way, every, yes_or_no
from solver.chunks.sides import Sides
from solver.values import Value

VALUES: tuple[Value, ...] = ("T", "F", "N", "B")
Prospect = frozenset[Value]
"""The values that something can come to have."""
PROSPECTS = [frozenset(some) for size in range(1, 5) for some in combinations(VALUES, size)]
CASES = [frozenset[Value](), *PROSPECTS]
"""What a part can come to in a case; in the first it is no part."""


def bounds(of: Iterable[Prospect]) -> Bounds:
    """Bounds in a case for each of these prospects."""
    told = [("T" in one, one == {"T"}, "F" in one, one == {"F"}) for one in of]
    return Bounds(*(sum(held[side] << place for place, held in enumerate(told)) for side in range(4)))


def columns(parts: int) -> tuple[list[tuple[Prospect, ...]], list[tuple[Bounds, int]], int]:
    """All cases of so many parts, each part with its bounds and the cases in which it is one, and all cases."""
    cases = list(product(CASES, repeat=parts))
    found = [
        (bounds(case[part] for case in cases), sum(bool(case[part]) << place for place, case in enumerate(cases)))
        for part in range(parts)
    ]
    return cases, found, (1 << len(cases)) - 1


def attained(case: tuple[Prospect, ...], connective: Callable[[Iterable[Value]], Value]) -> Prospect:
    """The values that parts can come to together."""
    return frozenset(connective(way) for way in product(*filter(None, case)))


@pytest.mark.parametrize("parts", range(4))
def test_connectives_reach_what_their_parts_can_reach_together(parts: int) -> None:
    cases, found, everywhere = columns(parts)
    assert every(found, everywhere) == bounds(attained(case, values.conjunction) for case in cases)
    assert any_of(found, everywhere) == bounds(attained(case, values.disjunction) for case in cases)
    for number in range(1, 4):
        expected = bounds(attained(case, lambda way, least=number: values.at_least(least, way)) for case in cases)  # type: ignore[misc] # the number is bound now
        assert at_least(number, found, everywhere) == expected


def test_a_part_of_all_cases_is_a_part_in_each() -> None:
    _, found, everywhere = columns(2)
    alike = [(one, int(str(everywhere))) for one, _ in found]
    assert every([(one, everywhere) for one, _ in found], everywhere) == every(alike, everywhere)


def test_negation_swaps_the_sides() -> None:
    found = bounds(PROSPECTS)
    assert found.opposite == bounds(frozenset(map(values.opposite, one)) for one in PROSPECTS)
    assert found.opposite.opposite == found


def test_what_is_free_can_turn_out_either_way() -> None:
    now = Sides(met=0b0001, refuted=0b0110, torn=0b1000)
    free = either_way(now, 0b0010)
    assert free == Bounds(met=0b0011, surely_met=0b0001, refuted=0b0110, surely_refuted=0b0100)
    assert (free.undecided(met=True), free.undecided(met=False)) == (0b0010, 0b0010)


def test_what_holds_or_not_is_refuted_where_it_cannot_hold() -> None:
    found = yes_or_no(0b011, 0b001, 0b111)
    assert found == Bounds(met=0b011, surely_met=0b001, refuted=0b110, surely_refuted=0b100)
    assert found.within(0b010) == Bounds(met=0b010, surely_met=0, refuted=0b010, surely_refuted=0)


def test_prospects_are_all_that_there_can_be() -> None:
    assert len(set(PROSPECTS)) == len(PROSPECTS) == 15
    assert set(chain.from_iterable(PROSPECTS)) == set(VALUES)
