"""A clause whose comparisons can never hold together decides nothing (N210).

So with `Grade > severe` above the top of its scale, `Length < 3 weeks` beside `Length >= 6 weeks`, three of two
premises. Each variable is looked at alone, against constants. Not here: two variables against each other, or predicates
that nothing uses (`reach`).
"""

import operator as python
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from kb.checks.comparisons import signed
from kb.checks.constants import encoded
from kb.checks.view import Place, View
from kb.language.printer import print_premise
from kb.language.syntax import Arithmetic, Choice, Clause, Comparator, Comparison, Count, Entity, Measure, Scale, Var
from kb.problems import Problem
from kb.values import Calendar, Constant, Type, listed

OPERATORS: Mapping[Comparator, Callable[[Any, Any], bool]] = MappingProxyType(
    {"<": python.lt, "<=": python.le, ">": python.gt, ">=": python.ge, "=": python.eq, "!=": python.ne}
)
FLIPPED: Mapping[Comparator, Comparator] = MappingProxyType(
    {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
)
EQUAL = ("=", "!=")


class _Bound(Struct, frozen=True):
    """`variable operator constant`, as the premise says it."""

    variable: str
    operator: Comparator
    constant: Constant
    premise: Comparison


def check(view: View) -> Iterator[Problem]:
    """Look at the comparisons and the counts of every clause."""
    for place, clause in view.clauses:
        comparisons = [premise for premise in clause.body if isinstance(premise, Comparison)]
        if comparisons:
            yield from _idle(place, comparisons)
            yield from _contradictory(view, place, clause, comparisons)
        for premise in clause.body:
            if isinstance(premise, Count) and premise.bound == "least":
                yield from _at_least(place, premise)


# One comparison -------------------------------------------------------------------------------------------------------


def _idle(place: Place, comparisons: Iterable[Comparison]) -> Iterator[Problem]:
    """Comparisons whose outcome is known beforehand."""
    for premise in comparisons:
        if not any(isinstance(term, Var) for _, term in signed(premise)):
            message, hint = "constants are compared with each other", "compare a variable, or leave the comparison out"
            yield _problem(place, premise, message, "a variable on one side at least", hint)
        elif _of_itself(premise):
            message, hint = "a variable is compared with itself", "compare two variables"
            yield _problem(place, premise, message, "two different sides", hint)


def _of_itself(premise: Comparison) -> bool:
    left, right = premise.left, premise.right
    return isinstance(left, Var) and isinstance(right, Var) and left.name == right.name != "_"


def _at_least(place: Place, premise: Count) -> Iterator[Problem]:
    """A count that holds whatever its claims say, or never."""
    most = None if premise.domain else len(premise.claims)
    if premise.number == 0 or (most is not None and premise.number > most):
        yield place.problem(
            "N210",
            "the count always holds" if premise.number == 0 else "the list is too short for its number",
            premise.span,
            found=f"at least {premise.number}" + ("" if most is None else f" of {most}"),
            expected="at least 1" + ("" if most is None else f", at most {most}"),
            hint="leave the count out, or count from 1"
            if premise.number == 0
            else "lower the number, or add to the list",
        )


# Several comparisons --------------------------------------------------------------------------------------------------


def _contradictory(view: View, place: Place, clause: Clause, comparisons: Sequence[Comparison]) -> Iterator[Problem]:
    types = view.variable_types(clause)
    bounds = [bound for premise in comparisons for bound in _bound(view, types, premise)]
    for variable in dict.fromkeys(bound.variable for bound in bounds):
        kind = view.types[types[variable]]
        own = [bound for bound in bounds if bound.variable == variable]
        first = next((n for n in range(1, len(own) + 1) if not _can_hold(kind, own[:n])), None)
        if first is not None:
            yield _never(place, kind, own[:first])


def _bound(view: View, types: Mapping[str, str], premise: Comparison) -> Iterator[_Bound]:
    """The premise as a bound, if it compares a variable with a constant of its type."""
    match premise:
        case Comparison(left=Var(name=name), operator=operator, right=constant):
            pass
        case Comparison(left=constant, operator=operator, right=Var(name=name)):
            operator = FLIPPED[operator]
        case _:
            return
    kind = view.types.get(types.get(name, ""))
    if (
        kind is None
        or isinstance(constant, Arithmetic)
        or (isinstance(kind, Choice | Entity) and operator not in EQUAL)
    ):
        return
    value = encoded(view, constant, kind)
    if value is not None:
        yield _Bound(name, operator, value, premise)


def _can_hold(kind: Type, bounds: Sequence[_Bound]) -> bool:
    """Whether some value lies within all bounds. It is enough to try the values beside each constant."""
    return any(all(OPERATORS[b.operator](value, b.constant) for b in bounds) for value in _candidates(kind, bounds))


def _candidates(kind: Type, bounds: Sequence[_Bound]) -> Iterable[Constant]:
    match kind:
        case Scale() | Choice():
            return listed(kind)
        case Measure():
            return tuple(value for value in _beside(bounds) if _low(kind) <= value <= _high(kind))
        case Calendar():
            return _beside(bounds)
        case _:
            named = [str(bound.constant) for bound in bounds]
            return (*named, "".join(named) + "another")


def _beside(bounds: Iterable[_Bound]) -> tuple[int, ...]:
    return tuple(b.constant + step for b in bounds if isinstance(b.constant, int) for step in (-1, 0, 1))


def _low(kind: Measure) -> float:
    return 0 if kind.low is None else kind.low * kind.units[0].steps


def _high(kind: Measure) -> float:
    return float("inf") if kind.high is None else kind.high * kind.units[0].steps


def _never(place: Place, kind: Type, bounds: Sequence[_Bound]) -> Problem:
    last = bounds[-1].premise
    others = ", ".join(f"`{print_premise(bound.premise)}`" for bound in bounds[:-1])
    expected = f"a value of `{kind.name}` that the comparison can hold for" + (
        f", together with {others}" if others else ""
    )
    hint = "the bounds contradict each other" if others else f"the bound lies beyond every value of `{kind.name}`"
    return _problem(place, last, "the clause can never hold", expected, hint)


def _problem(place: Place, premise: Comparison, message: str, expected: str, hint: str) -> Problem:
    return place.problem(
        "N210", message, premise.span, found=f"`{print_premise(premise)}`", expected=expected, hint=hint
    )
