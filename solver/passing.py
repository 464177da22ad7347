"""Whether a premise that looks at values passes under given values: a comparison, or a relation over the value of a
finding."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from kb.clauses import Shape
from kb.language.syntax import Comparison, Literal, Premise
from kb.values import month_slot
from solver.datalog import Operator, Test, Variable
from solver.encode import comparison
from solver.instances import Bindings, Rows

OPERATORS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


def passes(rows: Rows, shape: Shape, premise: Premise, bindings: Bindings) -> bool:
    """Whether the premise holds under bindings that cover its variables."""
    if isinstance(premise, Literal):
        return premise.negated != (next(rows.matches(premise.atom, bindings), None) is not None)
    assert isinstance(premise, Comparison)
    _, test = comparison(rows.kb, shape.types, premise)
    return holds(test, {**bindings, **_slots(shape, bindings)})


def holds(test: Test, bindings: Bindings) -> bool:
    """Whether a test holds under bindings that cover its variables."""
    left, right = (bindings[t.name] if isinstance(t, Variable) else t for t in (test.left, test.right))
    if isinstance(right, int):
        right += test.offset
    return OPERATORS[test.operator](left, right)


def _slots(shape: Shape, bindings: Bindings) -> dict[str, int]:
    """The month slots of the days among the bindings."""
    dated = ((name, day) for name, day in bindings.items() if shape.types.get(name) == "date" and isinstance(day, int))
    return {f"{name}__slot": month_slot(day) for name, day in dated}
