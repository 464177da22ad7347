"""The value of a finding stands in comparisons and in relations, and is bound once (N213).

A value may be unknown, contradicted or several, so a premise can look at it only as a test. A relation that looks at
one binds nothing: what else stands in it must be known (N205). Not here: whether other variables are bound (`safety`).
"""

from collections.abc import Iterator

from kb.checks.view import CRITERIA, Place, View
from kb.clauses import claims, variables
from kb.language.syntax import Clause, Comparison, Literal, Premise, Var
from kb.problems import Problem


def check(view: View) -> Iterator[Problem]:
    """Look at every clause of a criterion or a note that reads the value of a finding."""
    for place, clause in view.clauses:
        if view.kind(clause.head.predicate) in CRITERIA:
            yield from _clause(view, place, clause)


def _clause(view: View, place: Place, clause: Clause) -> Iterator[Problem]:
    values: dict[str, Premise] = {}
    for premise in clause.body:
        name = _bound_value(view, premise)
        if name in values:
            yield _twice(place, premise, name)
        elif name is not None:
            values[name] = premise
    guards = (p for p in clause.body if _is_relation(view, p) and values.keys().isdisjoint(variables(p)))
    known = frozenset(name for guard in guards for name in variables(guard))
    head = frozenset(t.name for t in clause.head.args if isinstance(t, Var))
    for premise in clause.body:
        looked_at = [n for n in variables(premise) if n in values and values[n] is not premise]
        if looked_at:
            yield from _looking(view, place, premise, looked_at, known | head | values.keys())


def _is_relation(view: View, premise: Premise) -> bool:
    return isinstance(premise, Literal) and not premise.negated and view.kind(premise.atom.predicate) == "relation"


def _bound_value(view: View, premise: Premise) -> str | None:
    """The variable that a finding without a rail or `not` binds to its value."""
    if not isinstance(premise, Literal) or premise.rail or not view.parameters(premise.atom):
        return None
    declared = view.predicates[premise.atom.predicate]
    value = premise.atom.args[-1] if declared.value is not None else None
    return value.name if isinstance(value, Var) and value.name != "_" else None


def _looking(view: View, place: Place, premise: Premise, values: list[str], known: frozenset[str]) -> Iterator[Problem]:
    if isinstance(premise, Comparison):
        return
    if not isinstance(premise, Literal) or view.kind(premise.atom.predicate) not in ("relation", None):
        yield _misplaced(place, premise, values[0])
        return
    for term in premise.atom.args:
        if isinstance(term, Var) and term.name not in known:
            yield place.problem(
                "N205",
                f"a relation that looks at the value {values[0]} does not say which {term.name} is meant",
                term.span,
                found=f"`{term.name}`",
                expected="a variable that stands in the head or in a guard",
                hint="derive a relation that has the value alone",
            )


def _misplaced(place: Place, premise: Premise, value: str) -> Problem:
    count = len(claims(premise))
    return place.problem(
        "N213",
        f"{value} is the value of a finding, which may be unknown",
        premise.span,
        found=f"`{value}` in {'a quantifier' if count > 1 or not isinstance(premise, Literal) else 'another premise'}",
        expected="a comparison or a relation",
        hint="compare the value, or look it up in a relation",
    )


def _twice(place: Place, premise: Premise, value: str) -> Problem:
    return place.problem(
        "N213",
        f"{value} is the value of two findings",
        premise.span,
        found=f"`{value}` for a second time",
        expected="a variable for each value",
        hint="compare the two with `=`",
    )
