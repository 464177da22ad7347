"""Types and predicates are declared once (N211), and arguments have types that exist (N212).

A criterion or a note is asked for entities and choices, not for quantities (N203).
"""

from collections.abc import Iterable, Iterator

from kb.checks.view import CRITERIA, Place, View
from kb.clauses import is_open, parameters
from kb.language.syntax import Choice, Entity, Measure, Predicate, Scale, Span
from kb.problems import Problem, did_you_mean
from kb.values import Calendar

Named = tuple[Place, str, Span]


def check(view: View) -> Iterator[Problem]:
    """Look at the declarations of types and predicates, and at the readings of silence."""
    yield from _twice("type", ((place, kind.name, kind.span) for place, kind in view.kinds), (Calendar().name,))
    yield from _twice("predicate", ((place, found.name, found.span) for place, found in view.declared))
    yield from _twice(
        "reading", ((place, found.predicate, found.span) for place, found in view.readings), by_policy=True
    )
    for place, kind in view.kinds:
        yield from _twice("value" if isinstance(kind, Scale | Choice) else "unit", _parts(place, kind))
    for place, predicate in view.declared:
        yield from _predicate(view, place, predicate)
        if is_open(predicate):
            yield from _unlisted(view, place, predicate)


def _unlisted(view: View, place: Place, predicate: Predicate) -> Iterator[Problem]:
    """An open relation has an unnamed member for each of its keys, so a relation must list what these can be."""
    for key in predicate.keys[:-1]:
        lists = view.predicates.get(key.type)
        if lists is None or lists.kind != "relation" or [p.type for p in lists.keys] != [key.type]:
            yield place.problem(
                "N203",
                f"nothing lists every {key.type} that could be without a member",
                key.span,
                found=f"the key `{key.name}: {key.type}` of an open relation",
                expected=f"a relation `{key.type}({key.name}: {key.type})`",
                hint="declare that relation, or make this one closed",
            )


def _parts(place: Place, kind: Scale | Choice | Measure | Entity) -> Iterator[Named]:
    match kind:
        case Scale() | Choice():
            yield from ((place, member.name, member.span) for member in kind.members)
        case Measure():
            yield from ((place, unit.name, unit.span) for unit in kind.units)
        case Entity():
            return


def _twice(
    what: str, named: Iterable[Named], taken: Iterable[str] = (), *, by_policy: bool = False
) -> Iterator[Problem]:
    """Names that stand more than once. A reading counts for its policy, every other name for all documents."""
    first: dict[tuple[str | None, str], str] = {(None, name): "the language itself" for name in taken}
    for place, name, span in named:
        key = (place.policy if by_policy else None), name
        if key in first:
            yield _declared_twice(place, span, what, name, first[key])
        first.setdefault(key, f"{place.source}:{span.line}")


def _declared_twice(place: Place, span: Span, what: str, name: str, first: str) -> Problem:
    return place.problem(
        "N211",
        f"the {what} `{name}` stands twice",
        span,
        found=f"`{name}`",
        expected="each name once",
        hint=f"it stands first in {first}",
    )


def _predicate(view: View, place: Place, predicate: Predicate) -> Iterator[Problem]:
    yield from _twice("argument", ((place, each.name, each.span) for each in parameters(predicate)))
    for parameter in parameters(predicate):
        kind = view.types.get(parameter.type)
        if kind is None:
            yield _unknown(view, place, parameter.type, parameter.span)
        elif predicate.kind in CRITERIA and not isinstance(kind, Entity | Choice):
            yield _not_a_key(place, predicate, parameter.name, parameter.type, parameter.span)
    if predicate.kind in CRITERIA and predicate.value is not None:
        yield _value(place, predicate, predicate.value.span)


def _unknown(view: View, place: Place, name: str, span: Span) -> Problem:
    return place.problem(
        "N212",
        f"nothing declares the type `{name}`",
        span,
        found=f"`{name}`",
        expected="a declared scale, choice, measure or entity, or `date`",
        hint=did_you_mean(name, view.types) or f"declare it, as in `entity {name}`",
    )


def _not_a_key(place: Place, predicate: Predicate, name: str, kind: str, span: Span) -> Problem:
    return place.problem(
        "N203",
        f"the {predicate.kind} `{predicate.name}` cannot be asked for each {kind}",
        span,
        found=f"`{name}: {kind}`",
        expected="an entity or a choice",
        hint="compare the value in the body of a clause, and leave it out of the arguments",
    )


def _value(place: Place, predicate: Predicate, span: Span) -> Problem:
    return place.problem(
        "N203",
        f"the {predicate.kind} `{predicate.name}` holds or fails, it has no value",
        span,
        found="`->`",
        expected="`->` only in findings and relations",
        hint="make the value an argument of its own, or derive a relation",
    )
