"""Arguments fit the types of the declarations.

A variable has one type in a clause (N203), a constant is a value of its type (N203, N204, N212). Not here: comparisons
(`comparisons`).
"""

from collections.abc import Iterator, Mapping

from kb.checks.constants import mistakes
from kb.checks.view import Place, View, clause_atoms
from kb.language.syntax import Parameter, Term, Var
from kb.problems import Problem


def check(view: View) -> Iterator[Problem]:
    """Look at the arguments of every atom in every clause."""
    for place, clause in view.clauses:
        types = view.variable_types(clause)
        for atom in clause_atoms(clause):
            for term, parameter in zip(atom.args, view.parameters(atom), strict=False):
                yield from _argument(view, place, types, term, parameter)


def _argument(
    view: View, place: Place, types: Mapping[str, str], term: Term, parameter: Parameter
) -> Iterator[Problem]:
    kind = view.types.get(parameter.type)
    if kind is None:
        return
    if not isinstance(term, Var):
        yield from mistakes(view, place, term, kind)
    elif types.get(term.name, kind.name) != kind.name:
        yield _two_types(place, term, types[term.name], kind.name)


def _two_types(place: Place, variable: Var, first: str, here: str) -> Problem:
    return place.problem(
        "N203",
        f"{variable.name} has two types in this clause",
        variable.span,
        found=f"`{first}`, from an earlier argument",
        expected=f"`{here}`",
        hint="use another variable, or swap the arguments",
    )
