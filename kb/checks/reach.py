"""Every predicate has a clause if it is read, and a reader if it is derived (N210).

A section with the mark `.input` declares relations that the case fills, one with `.interface` what policies may fill,
one with `.output` what is read from outside.
Findings come from the chart, and notes are read by people. Not here: clauses that can never hold (`contradictions`).
"""

from collections.abc import Iterator

from kb.checks.view import Place, View, clause_atoms
from kb.language.syntax import Predicate
from kb.problems import Problem


def check(view: View) -> Iterator[Problem]:
    """Look at every declaration of something derived."""
    readers = _readers(view)
    for place, predicate in view.declared:
        if predicate.kind == "finding" or "input" in place.marks:
            continue
        if predicate.name in readers and predicate.name not in view.clauses_of and "interface" not in place.marks:
            yield _never_concluded(place, predicate, readers[predicate.name])
        elif predicate.name not in readers and predicate.kind != "note" and "output" not in place.marks:
            yield _never_read(place, predicate)


def _readers(view: View) -> dict[str, Place]:
    """Each predicate with the first place where a clause of another predicate reads it."""
    found: dict[str, Place] = {}
    for place, clause in view.clauses:
        for atom in clause_atoms(clause):
            if atom.predicate != clause.head.predicate:
                found.setdefault(atom.predicate, place)
    return found


def _never_concluded(place: Place, predicate: Predicate, reader: Place) -> Problem:
    name = predicate.name
    where = reader.section or reader.source
    return place.problem(
        "N210",
        f"no clause concludes `{name}`, so what reads it in {where} is never reached",
        predicate.span,
        found=f"no clause of `{name}`",
        expected=f"at least one clause with the head `{name}`",
        hint="write a clause, or mark the section `.input` if the case fills the relation",
    )


def _never_read(place: Place, predicate: Predicate) -> Problem:
    name = predicate.name
    return place.problem(
        "N210",
        f"no other clause reads `{name}`, so it decides nothing",
        predicate.span,
        found=f"the {predicate.kind} `{name}`",
        expected=f"a clause that has `{name}` in its body",
        hint="use it, remove it, or mark the section `.output` if it is read from outside",
    )
