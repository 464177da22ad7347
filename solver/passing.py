"""Whether a premise that looks at values passes under given values: a comparison, or a relation over the value of a
finding."""

from kb.clauses import Shape, variables
from kb.language.syntax import Comparison, Literal, Premise
from kb.values import Constant, is_unnamed, month_slot
from solver.comparison import holds
from solver.datalog import Term, Variable
from solver.encode import comparison
from solver.instances import Bindings, Rows


def passes(rows: Rows, shape: Shape, premise: Premise, bindings: Bindings) -> bool:
    """Whether the premise holds under bindings that cover its variables; never of a member that nobody named."""
    if any(is_unnamed(bindings.get(name)) for name in variables(premise)):
        return False
    if isinstance(premise, Literal):
        return premise.negated != (next(rows.matches(premise.atom, bindings), None) is not None)
    assert isinstance(premise, Comparison)
    _, test = comparison(rows.kb, shape.types, premise)
    bound = {**bindings, **slots_of_days(shape, bindings)}
    return holds(term_value(test.left, bound), test.operator, term_value(test.right, bound), test.offset)


def term_value(term: Term, bindings: Bindings) -> Constant:
    """What a term stands for."""
    return bindings[term.name] if isinstance(term, Variable) else term


def slots_of_days(shape: Shape, bindings: Bindings) -> dict[str, int]:
    """The month slots of the days among the bindings."""
    dated = ((name, day) for name, day in bindings.items() if shape.types.get(name) == "date" and isinstance(day, int))
    return {f"{name}__slot": month_slot(day) for name, day in dated if not is_unnamed(day)}
