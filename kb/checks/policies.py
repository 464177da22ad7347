"""Criteria of two policies are never mixed (N213): what one declares on four values, no other concludes or reads.

Shared documents may read every policy. Not here: the policy's own name in a head (`heads`).
"""

from collections.abc import Iterator

from kb.checks.view import CRITERIA, Place, View, clause_atoms
from kb.language.syntax import Atom
from kb.problems import Problem


def check(view: View) -> Iterator[Problem]:
    """Look at every atom in the clauses of policies."""
    for place, clause in view.clauses:
        if place.policy is not None:
            for atom in clause_atoms(clause):
                yield from _atom(view, place, atom)


def _atom(view: View, place: Place, atom: Atom) -> Iterator[Problem]:
    home = view.homes.get(atom.predicate)
    if home is None or home.policy in (None, place.policy) or view.kind(atom.predicate) not in CRITERIA:
        return
    yield place.problem(
        "N213",
        f"`{atom.predicate}` belongs to another policy",
        atom.span,
        found=f"a {view.kind(atom.predicate)} of `{home.policy}`",
        expected=f"criteria of `{place.policy}` or of shared documents",
        hint="declare a criterion in this file, or share the declaration",
    )
