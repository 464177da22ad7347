"""The order in which derived predicates are evaluated: what a predicate reads comes first.

Predicates that read each other form one component; a negation inside a component has no meaning and is refused.
Not here: whether a single rule is in order (`wellformed`), or its evaluation (`engines`).
"""

from collections.abc import Iterator, Mapping

from solver.datalog import Atom, Program, Rule
from solver.wellformed import rules_by_predicate

Reads = Mapping[str, tuple[str, ...]]


class NotStratified(ValueError):
    """A predicate depends on its own negation; `component` names the predicates of the cycle."""

    def __init__(self, component: tuple[str, ...]) -> None:
        self.component = component
        super().__init__(f"negation inside a cycle: {', '.join(component)}")


def components(program: Program) -> tuple[tuple[str, ...], ...]:
    """The strongly connected components of the derived predicates, in evaluation order.

    Args:
        program: any program; its rules may stand in any order.

    Returns:
        Components, each in the order in which its predicates first appear as heads. The same for the same program.

    Raises:
        NotStratified: a negation lies inside a component.
    """
    reads = _reads(program)
    places = {name: place for place, name in enumerate(reads)}
    found = tuple(tuple(sorted(each, key=places.__getitem__)) for each in _Tarjan(reads).run())
    _refuse_negation_inside(program, found)
    return found


def recursive(program: Program, found: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    """The derived predicates that depend on themselves, directly or through others.

    Args:
        program: any program.
        found: its `components`.
    """
    direct = {rule.head.predicate for rule in program.rules if rule.head.predicate in _read_by(rule)}
    return frozenset(name for component in found for name in component if len(component) > 1 or name in direct)


def steps(program: Program) -> Iterator[tuple[list[Rule], tuple[str, ...]]]:
    """The rules that read something, component by component in evaluation order, each time with the predicates of the
    component if it is recursive. Raises `NotStratified`."""
    order, rules = program.order or components(program), rules_by_predicate(program)
    again = recursive(program, order)
    for names in order:
        if some := [rule for name in names for rule in rules[name] if rule.body]:
            yield some, names if names[0] in again else ()


def _reads(program: Program) -> Reads:
    """Each derived predicate with the derived predicates in its bodies, in order of appearance, each once."""
    reads: dict[str, dict[str, None]] = {rule.head.predicate: {} for rule in program.rules}
    for rule in program.rules:
        reads[rule.head.predicate].update(dict.fromkeys(name for name in _read_by(rule) if name in reads))
    return {name: tuple(read) for name, read in reads.items()}


def _read_by(rule: Rule) -> list[str]:
    return [goal.predicate for goal in rule.body if isinstance(goal, Atom)]


def _refuse_negation_inside(program: Program, found: tuple[tuple[str, ...], ...]) -> None:
    home = {name: component for component in found for name in component}
    for rule in program.rules:
        own = home[rule.head.predicate]
        if any(isinstance(goal, Atom) and goal.negated and goal.predicate in own for goal in rule.body):
            raise NotStratified(own)


class _Tarjan:
    """Tarjan's algorithm without recursion; `low` is the least index known to be reachable inside the open stack."""

    def __init__(self, reads: Reads) -> None:
        self.reads = reads
        self.index: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.open: dict[str, None] = {}
        self.found: list[tuple[str, ...]] = []

    def run(self) -> tuple[tuple[str, ...], ...]:
        for name in self.reads:
            if name not in self.index:
                self._search(name)
        return tuple(self.found)

    def _search(self, root: str) -> None:
        path = [(root, self._enter(root))]
        while path:
            name, rest = path[-1]
            successor = next(rest, None)
            if successor is None:
                path.pop()
                self._leave(name, path[-1][0] if path else None)
            elif successor not in self.index:
                path.append((successor, self._enter(successor)))
            elif successor in self.open:
                self.low[name] = min(self.low[name], self.index[successor])

    def _enter(self, name: str) -> Iterator[str]:
        self.index[name] = self.low[name] = len(self.index)
        self.open[name] = None
        return iter(self.reads[name])

    def _leave(self, name: str, parent: str | None) -> None:
        if parent is not None:
            self.low[parent] = min(self.low[parent], self.low[name])
        if self.low[name] == self.index[name]:
            self.found.append(tuple(self._close(name)))

    def _close(self, root: str) -> Iterator[str]:
        while root in self.open:
            yield self.open.popitem()[0]
