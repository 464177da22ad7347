"""Which literals may stand in which clauses (N213).

A relation is plain yes or no: it reads four-valued atoms only through `supported` and `refuted`, and has no
`for every`, count or `never`. A criterion reads them plainly. A note decides nothing, so no criterion reads it. Not
here: heads (`heads`), or criteria of other policies (`policies`).
"""

from collections.abc import Iterator

from kb.checks.view import CRITERIA, Place, View
from kb.clauses import claims
from kb.language.syntax import Atom, Count, Every, Literal, Never, Premise, Reading
from kb.problems import Problem


def check(view: View) -> Iterator[Problem]:
    """Look at the body of every clause, and at what the readings of silence speak of."""
    for place, clause in view.clauses:
        kind = view.kind(clause.head.predicate)
        for premise in clause.body:
            yield from _premise(view, place, kind, premise)
    for place, reading in view.readings:
        if view.kind(reading.predicate) not in ("finding", None):
            yield _not_a_finding(place, reading)


def _premise(view: View, place: Place, kind: str | None, premise: Premise) -> Iterator[Problem]:
    if kind == "relation" and isinstance(premise, Every | Count | Never):
        yield _shape(place, premise)
    if isinstance(premise, Every | Count) and premise.domain is not None:
        yield from _domain(view, place, premise.domain)
    for claim in claims(premise):
        yield from _literal(view, place, kind, claim)


def _literal(view: View, place: Place, head: str | None, literal: Literal) -> Iterator[Problem]:
    """A literal under a head of the given kind; nothing is asked of what nobody declared."""
    kind = view.kind(literal.atom.predicate)
    if kind is None or head is None:
        return
    if literal.rail and head in CRITERIA:
        yield _rail_in_criterion(place, literal, head)
    elif literal.rail and kind == "relation":
        yield _rail_on_relation(place, literal)
    elif not literal.rail and head == "relation" and kind != "relation":
        yield _plain_in_relation(place, literal, kind)
    elif kind == "note" and head == "criterion":
        yield _note(place, literal)


def _rail_in_criterion(place: Place, literal: Literal, head: str) -> Problem:
    return place.problem(
        "N213",
        f"a {head} reads the whole value, not one side of it",
        literal.span,
        found=f"`{literal.rail}`",
        expected=f"`{literal.rail}` only in clauses of relations",
        hint=f"write `{literal.atom.predicate}` or `not {literal.atom.predicate}`",
    )


def _rail_on_relation(place: Place, literal: Literal) -> Problem:
    return place.problem(
        "N213",
        f"the relation `{literal.atom.predicate}` has only one side",
        literal.span,
        found=f"`{literal.rail}`",
        expected=f"`{literal.rail}` only before a finding, a criterion or a note",
        hint=f"leave out `{literal.rail}`",
    )


def _plain_in_relation(place: Place, literal: Literal, kind: str) -> Problem:
    return place.problem(
        "N213",
        f"a relation is yes or no, the {kind} `{literal.atom.predicate}` has four values",
        literal.span,
        found=f"a plain {kind}",
        expected="`supported` or `refuted` before it",
        hint=f"write `supported {literal.atom.predicate}`, or derive a criterion",
    )


def _note(place: Place, literal: Literal) -> Problem:
    return place.problem(
        "N213",
        f"the note `{literal.atom.predicate}` informs and never decides",
        literal.span,
        found="a note",
        expected="a finding, a criterion or a relation",
        hint=f"declare `{literal.atom.predicate}` as a criterion if it decides",
    )


def _shape(place: Place, premise: Every | Count | Never) -> Problem:
    words = {Every: "for every", Count: "at least` and `at most", Never: "never"}[type(premise)]
    return place.problem(
        "N213",
        f"`{words}` is for clauses with four values",
        premise.span,
        found=f"`{words}` in a relation",
        expected="literals and comparisons",
        hint="derive a criterion, or write it with `not` and a relation of its own",
    )


def _domain(view: View, place: Place, domain: Atom) -> Iterator[Problem]:
    kind = view.kind(domain.predicate)
    if kind not in ("relation", None):
        yield place.problem(
            "N213",
            f"the {kind} `{domain.predicate}` does not say what to go through",
            domain.span,
            found=f"a {kind}",
            expected="a relation",
            hint="name the members with a relation, and move this behind the colon",
        )


def _not_a_finding(place: Place, reading: Reading) -> Problem:
    return place.problem(
        "N213",
        f"`{reading.predicate}` is not asked of the chart, so nobody can be silent about it",
        reading.span,
        found="a reading of something derived",
        expected="a finding",
        hint="read the findings that it depends on",
    )
