"""The ways through the guards of a clause, in the order of the clause: where it applies, and where a guard fails.

A guard that would look at an unnamed member neither holds nor fails; what does not hang on that member still can.
"""

from collections.abc import Iterator

from msgspec import Struct

from kb.case import Constant
from kb.values import is_unnamed
from solver.checking.bodies import Body, Claim
from solver.checking.relations import Relations
from solver.checking.terms import once

Bound = dict[str, Constant]


class Way(Struct, frozen=True):
    """One way; `held` are the guards that hold in it. `failed` is the guard that does not. `unsure` marks a way that
    stops at a guard which looks at an unnamed member."""

    body: Body
    bindings: Bound
    held: tuple[Claim, ...]
    failed: Claim | None = None
    unsure: bool = False


def ways(relations: Relations, body: Body, bindings: Bound, place: int = 0) -> Iterator[Way]:
    """The ways through the guards from a place on."""
    held = body.guards[:place]
    if place == len(body.guards):
        yield Way(body, bindings, held)
        return
    guard = body.guards[place]
    nobody = next((n for n in guard.names if n in body.nullable and is_unnamed(bindings.get(n))), None)
    if nobody is not None:
        failed = _failing(relations, _apart(body.guards[place:], set(bindings), nobody), bindings)
        yield Way(body, bindings, held, failed, unsure=failed is None)
        return
    found = _through(relations, guard, bindings)
    if not found:
        yield Way(body, bindings, held, guard)
    for further in once(found):
        yield from ways(relations, body, further, place + 1)


def _through(relations: Relations, guard: Claim, bindings: Bound) -> list[Bound]:
    found = relations.matches(guard.of, bindings)
    if guard.negated:
        return [] if found else [bindings]
    return found


def _apart(guards: tuple[Claim, ...], known: set[str], nobody: str) -> Iterator[Claim]:
    """The guards that neither look at the unnamed member nor at what only a guard that does would bind."""
    lost, known = {nobody}, known - {nobody}
    for guard in guards:
        if lost.isdisjoint(guard.names):
            known.update(guard.names)
            yield guard
        else:
            lost.update(set(guard.names) - known)


def _failing(relations: Relations, guards: Iterator[Claim], bindings: Bound) -> Claim | None:
    """The first guard that no way gets past."""
    open_ways = [bindings]
    for guard in guards:
        open_ways = [further for way in open_ways for further in _through(relations, guard, way)]
        if not open_ways:
            return guard
    return None
