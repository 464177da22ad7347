"""Decision diagrams against brute force over all states."""

from collections.abc import Callable, Iterator
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from msgspec import Struct

from solver.alternatives.diagrams import ALWAYS, NEVER, Diagrams, TooLarge

SIZES = (2, 3, 4, 3)
States = tuple[int, ...]
EVERY: tuple[States, ...] = tuple(product(*(range(size) for size in SIZES)))


class Condition(Struct, frozen=True):
    """A condition as a diagram, and as the set of states in which it holds."""

    one: int
    where: frozenset[States]


class Conditions:
    """A store of diagrams, with random conditions in it."""

    def __init__(self, data: some.DataObject) -> None:
        self.diagrams = Diagrams()
        for size in SIZES:
            self.diagrams.variable(size)
        self._data = data

    def draw(self, depth: int = 3) -> Condition:
        """A random condition."""
        shape = self._data.draw(some.sampled_from(["states", "both", "either", "contrary"] if depth else ["states"]))
        if shape == "states":
            return self._states()
        one = self.draw(depth - 1)
        if shape == "contrary":
            return Condition(self.diagrams.contrary(one.one), frozenset(EVERY) - one.where)
        other = self.draw(depth - 1)
        if shape == "both":
            return Condition(self.diagrams.both(one.one, other.one), one.where & other.where)
        return Condition(self.diagrams.either(one.one, other.one), one.where | other.where)

    def _states(self) -> Condition:
        variable = self._data.draw(some.integers(0, len(SIZES) - 1))
        allowed = self._data.draw(some.sets(some.integers(0, SIZES[variable] - 1)))
        return Condition(self.diagrams.states(variable, allowed), where(lambda way: way[variable] in allowed))


def where(holds: Callable[[States], bool]) -> frozenset[States]:
    """The states in which something holds."""
    return frozenset(filter(holds, EVERY))


def changed(way: States) -> frozenset[int]:
    """The variables that are not unchanged."""
    return frozenset(variable for variable, state in enumerate(way) if state)


conditions = given(some.builds(Conditions, some.data()))


@settings(max_examples=200)
@conditions
def test_a_diagram_holds_where_its_condition_does(made: Conditions) -> None:
    found = made.draw()
    assert where(lambda way: made.diagrams.holds(found.one, dict(enumerate(way)))) == found.where


@conditions
def test_equal_conditions_are_one_number(made: Conditions) -> None:
    one, other = made.draw(), made.draw()
    assert (one.one == other.one) == (one.where == other.where)
    assert (one.one == ALWAYS) == (len(one.where) == len(EVERY))
    assert (one.one == NEVER) == (not one.where)


@settings(max_examples=200)
@given(some.builds(Conditions, some.data()), some.dictionaries(some.integers(0, 3), some.integers(0, 1)))
def test_given_some_states_the_rest_decides(made: Conditions, fixed: dict[int, int]) -> None:
    found = made.draw()
    left = made.diagrams.given(found.one, fixed)
    for way in EVERY:
        there = tuple(fixed.get(variable, state) for variable, state in enumerate(way))
        assert made.diagrams.holds(left, dict(enumerate(way))) == (there in found.where)
    assert made.diagrams.looks_at(left).isdisjoint(fixed)


@conditions
def test_a_diagram_looks_at_what_makes_a_difference(made: Conditions) -> None:
    found = made.draw()
    differs = {
        variable
        for variable in range(len(SIZES))
        for way in EVERY
        for state in range(SIZES[variable])
        if (way in found.where) != ((*way[:variable], state, *way[variable + 1 :]) in found.where)
    }
    assert made.diagrams.looks_at(found.one) == differs


@conditions
def test_always_is_whenever_every_variable_is_changed(made: Conditions) -> None:
    found = made.draw()
    assert made.diagrams.always(found.one) == all(way in found.where for way in EVERY if all(way))


@settings(max_examples=200)
@conditions
def test_minimal_changes_are_all_and_only_the_smallest(made: Conditions) -> None:
    found = made.draw()
    reached = {changed(way) for way in found.where}
    smallest = {one for one in reached if not any(other < one for other in reached)}
    assert made.diagrams.minimal_changes(found.one) == smallest


@settings(max_examples=200)
@given(some.builds(Conditions, some.data()), some.frozensets(some.integers(0, 3)))
def test_boxes_are_disjoint_and_together_the_condition(made: Conditions, variables: frozenset[int]) -> None:
    found = made.draw()
    boxes = list(made.diagrams.boxes(found.one, variables))
    for way in EVERY:
        if changed(way) <= variables:
            inside = [box for box in boxes if all(way[variable] in states for variable, states in box.items())]
            assert len(inside) == (way in found.where)


@given(some.builds(Conditions, some.data()), some.dictionaries(some.integers(0, 3), some.sets(some.integers(0, 1))))
def test_within_keeps_to_the_states_allowed(made: Conditions, allowed: dict[int, set[int]]) -> None:
    found = made.draw()
    kept = where(lambda way: all(way[variable] in {0, *states} for variable, states in allowed.items()))
    narrowed = made.diagrams.within(found.one, allowed)
    assert where(lambda way: made.diagrams.holds(narrowed, dict(enumerate(way)))) == found.where & kept


# Budget ---------------------------------------------------------------------------------------------------------------


def at_least(diagrams: Diagrams, number: int, variables: list[int]) -> int:
    """The condition that so many of the variables are in state 2."""
    known = [ALWAYS, *[NEVER] * number]
    for variable in variables:
        known = list(_one_more(diagrams, known, diagrams.states(variable, {2})))
    return known[number]


def _one_more(diagrams: Diagrams, known: list[int], holds: int) -> Iterator[int]:
    yield ALWAYS
    for fewer, enough in pairwise(known):
        yield diagrams.either(enough, diagrams.both(fewer, holds))


def test_half_of_twelve_has_924_smallest_ways() -> None:
    diagrams = Diagrams()
    condition = at_least(diagrams, 6, [diagrams.variable(3) for _ in range(12)])
    assert len(diagrams.minimal_changes(condition)) == 924


def test_too_many_ways_exhaust_the_budget_instead_of_the_patience() -> None:
    diagrams = Diagrams(50_000)
    condition = at_least(diagrams, 15, [diagrams.variable(3) for _ in range(30)])
    with pytest.raises(TooLarge):
        diagrams.minimal_changes(condition)
