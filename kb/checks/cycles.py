"""No predicate depends on its own negation (N206), and criteria are not recursive at all (N207).

`for every` and counts weigh as `not` does. Relations may read themselves without it. Each knot of predicates is
reported once, at its first literal.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from kb.checks.view import CRITERIA, Place, View
from kb.clauses import atoms
from kb.language.syntax import Atom, Clause, Count, Every, Literal, Premise
from kb.problems import Problem


class _Edge(Struct, frozen=True):
    """`reader` has `read` in a body. `against` holds if the reader must know all of it, as after `not`."""

    reader: str
    read: str
    against: bool
    place: Place
    atom: Atom


Graph = Mapping[str, Sequence[_Edge]]


def check(view: View) -> Iterator[Problem]:
    """Look for knots, those with a `not` inside first."""
    graph = _graph(view)
    knots = _knots(graph)
    inside = [edge for edges in graph.values() for edge in edges if knots[edge.reader] == knots[edge.read]]
    said: set[str] = set()
    for code, suspects in (
        ("N206", [edge for edge in inside if edge.against]),
        ("N207", [edge for edge in inside if view.kind(edge.reader) in CRITERIA]),
    ):
        for edge in suspects:
            if knots[edge.reader] not in said:
                said.add(knots[edge.reader])
                yield _problem(code, _cycle(graph, edge))


def _graph(view: View) -> Graph:
    found: dict[str, list[_Edge]] = {}
    for place, clause in view.clauses:
        found.setdefault(clause.head.predicate, []).extend(_edges(view, place, clause))
    return found


def _edges(view: View, place: Place, clause: Clause) -> Iterator[_Edge]:
    for premise in clause.body:
        for atom in atoms(premise):
            if atom.predicate in view.clauses_of:
                yield _Edge(clause.head.predicate, atom.predicate, _against(premise), place, atom)


def _against(premise: Premise) -> bool:
    return isinstance(premise, Every | Count) or (isinstance(premise, Literal) and premise.negated)


def _knots(graph: Graph) -> dict[str, str]:
    """Each predicate with one of those that it depends on and that depend on it; S. R. Kosaraju's algorithm."""
    readers: dict[str, list[str]] = {}
    for edge in (edge for edges in graph.values() for edge in edges):
        readers.setdefault(edge.read, []).append(edge.reader)
    found: dict[str, str] = {}
    for root in reversed(_finished(graph)):
        stack = [root]
        while stack:
            name = stack.pop()
            if name not in found:
                found[name] = root
                stack.extend(readers.get(name, ()))
    return found


def _finished(graph: Graph) -> list[str]:
    """The predicates in the order in which a search in depth is done with them."""
    order: list[str] = []
    seen: set[str] = set()
    stack = [(name, False) for name in graph]
    while stack:
        name, is_done = stack.pop()
        if is_done:
            order.append(name)
        elif name not in seen:
            seen.add(name)
            stack.append((name, True))
            stack.extend((edge.read, False) for edge in graph[name])
    return order


def _cycle(graph: Graph, edge: _Edge) -> tuple[_Edge, ...]:
    """The shortest cycle that starts with an edge inside a knot."""
    paths: dict[str, tuple[_Edge, ...]] = {edge.read: (edge,)}
    queue = deque([edge.read])
    while edge.reader not in paths:
        name = queue.popleft()
        for step in graph[name]:
            if step.read not in paths:
                paths[step.read] = (*paths[name], step)
                queue.append(step.read)
    return paths[edge.reader]


def _problem(code: str, cycle: tuple[_Edge, ...]) -> Problem:
    first = cycle[0]
    steps = " → ".join((first.reader, *(("not " if step.against else "") + step.read for step in cycle)))
    expected = (
        "nothing that depends on its own negation" if code == "N206" else "criteria that depend on findings in the end"
    )
    hint = "use findings or another relation in one of these clauses"
    message = f"`{first.reader}` depends on itself: {steps}"
    return first.place.problem(code, message, first.atom.span, found=steps, expected=expected, hint=hint)
