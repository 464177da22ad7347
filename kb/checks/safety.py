"""Every variable is bound (N205): by the head of a criterion, a relation without `not`, or a finding's value.

A criterion binds nothing, and neither do `not` and comparisons. Behind `supported`, `refuted` or `conflicting` a
finding is a list of slots, and binds like a relation. The domain of `for every` or of a count binds for its own claim,
and a count goes through one thing at a time. `_` stands where nothing needs to be bound. A variable for the value of
a negated finding is out of place (N213).
"""

from collections.abc import Iterator

from kb.checks.view import CRITERIA, Place, View
from kb.clauses import claims, names, terms
from kb.language.syntax import Atom, Clause, Comparison, Count, Every, Literal, Premise, Term, Var
from kb.problems import Problem


def check(view: View) -> Iterator[Problem]:
    """Look at every variable in every clause."""
    for place, clause in view.clauses:
        bound = _bound(view, clause)
        yield from _unbound(place, clause.head.args, bound)
        for premise in clause.body:
            yield from _premise(view, place, premise, bound)


def _bound(view: View, clause: Clause) -> frozenset[str]:
    """What the head and the premises bind. A head that nobody declared binds too, so that one mistake stays one."""
    binds = view.kind(clause.head.predicate) in ("criterion", None)
    bodies = (names(_binding(view, premise)) for premise in clause.body if isinstance(premise, Literal))
    return frozenset(names(clause.head.args) if binds else ()).union(*bodies)


def _binding(view: View, literal: Literal) -> tuple[Term, ...]:
    """The arguments whose variables a literal binds."""
    if literal.negated or view.kind(literal.atom.predicate) in CRITERIA:
        return ()
    if not _is_finding(view, literal.atom):
        return () if literal.rail else literal.atom.args
    if literal.rail is None:
        return _value(view, literal.atom)
    return literal.atom.args if literal.rail == "supported" else _keys(view, literal.atom)


def _is_finding(view: View, atom: Atom) -> bool:
    """Whether this is a finding with the right number of arguments."""
    return bool(view.parameters(atom)) and view.kind(atom.predicate) == "finding"


def _value(view: View, atom: Atom) -> tuple[Term, ...]:
    return atom.args[-1:] if view.predicates[atom.predicate].value else ()


def _keys(view: View, atom: Atom) -> tuple[Term, ...]:
    return atom.args[: len(view.predicates[atom.predicate].keys)]


def _premise(view: View, place: Place, premise: Premise, bound: frozenset[str]) -> Iterator[Problem]:
    match premise:
        case Comparison():
            yield from _unbound(place, (*terms(premise.left), *terms(premise.right)), bound)
        case Every(domain=Atom(args=args)) | Count(domain=Atom(args=args)):
            fresh = frozenset(names(args)) - bound
            if isinstance(premise, Count) and len(fresh) != 1:
                yield _members(place, premise, fresh)
            bound |= fresh
    for claim in claims(premise):
        yield from _claim(view, place, claim, bound, alone=isinstance(premise, Literal))


def _claim(view: View, place: Place, literal: Literal, bound: frozenset[str], *, alone: bool) -> Iterator[Problem]:
    """A literal whose variables are bound elsewhere, by itself, or stand open as `_` where they may: a relation in the
    claim of a quantifier leaves nothing open.
    """
    atom, plain = literal.atom, not literal.negated and not literal.rail
    if not view.parameters(atom):
        return
    lists = _is_finding(view, atom) and literal.rail is not None and not literal.negated
    if lists or (view.kind(atom.predicate) == "relation" and plain and alone):
        yield from _unbound(place, atom.args, bound | {"_"})
    elif _is_finding(view, atom) and _value(view, atom):
        yield from _unbound(place, atom.args[:-1], bound)
        yield from _any_value(place, literal, bound | {"_"})
    else:
        yield from _unbound(place, atom.args, bound)


def _any_value(place: Place, literal: Literal, bound: frozenset[str]) -> Iterator[Problem]:
    """The value of a finding. After `not` no variable can stand for the value that is not there."""
    value = literal.atom.args[-1]
    left_open = bound - {"_"} if literal.rail else bound
    if literal.negated and isinstance(value, Var) and value.name not in left_open:
        yield place.problem(
            "N213",
            f"{value.name} is the value of a finding that is not there",
            value.span,
            found=f"`{value.name}`",
            expected="a constant, or a variable that stands elsewhere in the clause",
            hint="name the value" if literal.rail else "write `_` to say that the finding has no value at all",
        )
    else:
        yield from _unbound(place, (value,), bound)


def _members(place: Place, premise: Count, fresh: frozenset[str]) -> Problem:
    return place.problem(
        "N213",
        "a count goes through one thing at a time",
        premise.span,
        found=" and ".join(f"`{name}`" for name in sorted(fresh)) or "no variable of its own",
        expected="one variable that only the domain binds",
        hint="name what is counted with a relation that has one variable more than the clause",
    )


def _unbound(place: Place, found: tuple[Term, ...], bound: frozenset[str]) -> Iterator[Problem]:
    for term in found:
        if isinstance(term, Var) and term.name not in bound:
            yield _unsafe(place, term)


def _unsafe(place: Place, variable: Var) -> Problem:
    if variable.name == "_":
        message, hint = "`_` stands for a value that must be known here", "use a variable that a relation binds"
    else:
        message = f"nothing says which {variable.name} is meant"
        hint = f"add a relation with {variable.name}, without `not`"
    return place.problem(
        "N205",
        message,
        variable.span,
        found=f"`{variable.name}`",
        expected="a variable that a relation or the value of a finding binds",
        hint=hint,
    )
