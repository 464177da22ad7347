"""The connectives against their definition: what every way of settling the unknown agrees on, else the kind of unknown."""

from collections.abc import Callable, Sequence
from itertools import product

import pytest

from solver.values import Value, at_least, conjunction, disjunction, opposite, value

VALUES: tuple[Value, ...] = ("T", "F", "N", "B")
LISTS = [found for length in range(5) for found in product(VALUES, repeat=length)]


def settled(values: Sequence[Value], holds: Callable[[Sequence[bool]], bool]) -> Value:
    """T or F where all completions of N and B agree; else B where there is a contradiction, else N."""
    completions = product(*({"T": [True], "F": [False]}.get(one, [True, False]) for one in values))
    outcomes = {holds(completion) for completion in completions}
    if len(outcomes) == 1:
        return "T" if outcomes.pop() else "F"
    return "B" if "B" in values else "N"


def test_all_and_any_are_what_every_completion_agrees_on() -> None:
    for values in LISTS:
        assert conjunction(values) == settled(values, all), values
        assert disjunction(values) == settled(values, any), values


@pytest.mark.parametrize("number", range(6))
def test_at_least_is_what_every_completion_agrees_on(number: int) -> None:
    for values in LISTS:
        assert at_least(number, values) == settled(values, lambda found: sum(found) >= number), values


def test_de_morgan() -> None:
    for values in LISTS:
        against = tuple(map(opposite, values))
        assert opposite(conjunction(values)) == disjunction(against), values
        assert opposite(at_least(2, values)) == at_least(len(values) - 1, against), values


@pytest.mark.parametrize("one", VALUES)
def test_negation_undoes_itself_and_leaves_the_unknown(one: Value) -> None:
    assert opposite(opposite(one)) == one
    assert opposite(one) == settled([one], lambda found: not found[0])


def test_a_value_has_evidence_for_it_against_it_both_or_neither() -> None:
    sides = [(True, False), (False, True), (True, True), (False, False)]
    assert [value(supported=held, refuted=denied) for held, denied in sides] == ["T", "F", "B", "N"]


def test_silence_never_turns_into_a_verdict_by_itself() -> None:
    silent: list[Value] = ["N", "N"]
    assert [conjunction(silent), disjunction(silent), at_least(1, silent), opposite("N")] == ["N"] * 4
