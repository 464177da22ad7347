"""Every predicate that is mentioned is declared (N201), and has as many arguments as its declaration (N202).

Not here: types in the place of a head (`heads`).
"""

from collections.abc import Iterator

from kb.checks.view import Place, View, clause_atoms
from kb.clauses import parameters
from kb.language.syntax import Atom, Predicate, Span
from kb.problems import Problem, did_you_mean


def check(view: View) -> Iterator[Problem]:
    """Look at the heads, bodies and readings of all documents."""
    for place, clause in view.clauses:
        for atom in clause_atoms(clause):
            if atom is not clause.head or atom.predicate not in view.types:
                yield from _atom(view, place, atom)
    for place, reading in view.readings:
        if reading.predicate not in view.predicates:
            yield _unknown(view, place, reading.predicate, reading.span)


def _atom(view: View, place: Place, atom: Atom) -> Iterator[Problem]:
    declared = view.predicates.get(atom.predicate)
    if declared is None:
        yield _unknown(view, place, atom.predicate, atom.span)
    elif len(parameters(declared)) != len(atom.args):
        yield _arity(view, place, atom, declared)


def _unknown(view: View, place: Place, name: str, span: Span) -> Problem:
    return place.problem(
        "N201",
        f"nothing declares the predicate `{name}`",
        span,
        found=f"`{name}`",
        expected="a declared finding, criterion, relation or note",
        hint=_hint(view, name),
    )


def _hint(view: View, name: str) -> str:
    if name in view.types:
        return f"{name} is a type; use a relation with an argument of this type"
    return did_you_mean(name, view.predicates) or f"declare it, as in `finding {name}`"


def _arity(view: View, place: Place, atom: Atom, declared: Predicate) -> Problem:
    wanted = ", ".join(parameter.name for parameter in parameters(declared))
    return place.problem(
        "N202",
        f"`{atom.predicate}` has another number of arguments",
        atom.span,
        found=str(len(atom.args)),
        expected=f"{len(parameters(declared))}: {wanted}" if wanted else "none",
        hint=f"{atom.predicate} is declared in {view.homes[atom.predicate].section or 'a section without id'}",
    )
