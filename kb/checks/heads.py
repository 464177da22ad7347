"""What a clause may conclude (N213): criteria, notes and relations, for the policy of its own file.

A fact is for relations only. Not here: who may read what (`literals`, `policies`).
"""

from collections.abc import Iterator

from kb.checks.constants import POLICY
from kb.checks.view import CRITERIA, Place, View
from kb.language.syntax import Atom, Clause, Symbol
from kb.problems import Problem


def check(view: View) -> Iterator[Problem]:
    """Look at the head of every clause."""
    for place, clause in view.clauses:
        kind = view.kind(clause.head.predicate)
        if kind == "finding":
            yield _finding(place, clause.head)
        elif kind is None and clause.head.predicate in view.types:
            yield _type(place, clause.head)
        elif kind in CRITERIA and not clause.body:
            yield _fact(place, clause, kind)
        if place.policy is not None:
            yield from _other_policy(view, place, clause.head)


def _finding(place: Place, head: Atom) -> Problem:
    return place.problem(
        "N213",
        f"the finding `{head.predicate}` comes from the chart alone",
        head.span,
        found="a finding as head",
        expected="a criterion, a note or a relation",
        hint="declare a criterion, and use the finding in its body",
    )


def _type(place: Place, head: Atom) -> Problem:
    return place.problem(
        "N213",
        f"the members of the type `{head.predicate}` are not derived",
        head.span,
        found="a type as head",
        expected="a criterion, a note or a relation",
        hint=f"declare a relation with an argument of the type {head.predicate}",
    )


def _fact(place: Place, clause: Clause, kind: str | None) -> Problem:
    return place.problem(
        "N213",
        f"the {kind} `{clause.head.predicate}` is stated without a reason",
        clause.span,
        found="a fact",
        expected="a clause with a body",
        hint="add `:-` and what it depends on, or declare a relation",
    )


def _other_policy(view: View, place: Place, head: Atom) -> Iterator[Problem]:
    """A policy in a head is the policy of the file. A policy that does not exist is left to `constants`."""
    for term, parameter in zip(head.args, view.parameters(head), strict=False):
        if parameter.type == POLICY and isinstance(term, Symbol) and term.name in {*view.policies} - {place.policy}:
            yield place.problem(
                "N213",
                "a clause speaks for the policy of another file",
                term.span,
                found=f"`{term.name}`",
                expected=f"`{place.policy}`",
                hint=f"move the clause to the file of {term.name}",
            )
