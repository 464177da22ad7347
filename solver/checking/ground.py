"""What the checks of a proof's steps share: the knowledge base, the case, and the steps that were checked before."""

from collections.abc import Callable

from kb.case import Case
from solver.checking.bodies import Bodies
from solver.checking.relations import Relations
from solver.proof import Ground as Atom
from solver.proof import Node
from solver.values import Value


class Wrong(Exception):
    """A step that does not follow, with the reason in a sentence."""


class Ground:
    """What steps are checked against. `nodes` are the steps so far, `goals` those that give an atom its value."""

    def __init__(self, bodies: Bodies, case: Case) -> None:
        self.kb, self.bodies = bodies.kb, bodies
        self.nodes: dict[str, Node] = {}
        self.goals: dict[Atom, Node] = {}
        self.relations = Relations(bodies, case, self.value_of)
        self.chart = self.relations.chart

    def add(self, node: Node) -> None:
        """Take a step among those that others may rest on."""
        self.nodes[node.id] = node
        if node.kind == "goal" and node.atom is not None:
            self.goals[node.atom] = node

    def value_of(self, atom: Atom) -> Value:
        """The value of a criterion; N where the proof does not give it, which `rests` finds out."""
        return self.goals[atom].value if atom in self.goals else "N"

    def children(self, node: Node) -> tuple[Node, ...]:
        """The children of a step."""
        return tuple(self.nodes[child] for child in node.children)

    def guards(self, node: Node) -> tuple[Node, ...]:
        """The records by which a step applies."""
        return tuple(self.nodes[guard] for guard in node.guards)

    def rests(self, node: Node, work: Callable[[], None]) -> None:
        """Do the work that checks a step, and see that the step names the criteria which relations looked at in it."""
        looked_at = self.relations.looked_at(work)
        if missing := sorted((atom for atom in looked_at if atom not in self.goals), key=str):
            raise Wrong(f"it rests on {shown(missing[0])}, which no step before it proves")
        if {self.goals[atom].id for atom in looked_at} != set(node.rests) or len(looked_at) != len(node.rests):
            raise Wrong(f"`rests` names other criteria than the {len(looked_at)} that relations look at here")


def shown(atom: Atom) -> str:
    """An atom as a clause writes it."""
    name, args = atom
    return f"{name}({', '.join(map(str, args))})" if args else name


def same(what: str, found: object, expected: object) -> None:
    """Raise `Wrong` unless something is as it must be."""
    if found != expected:
        raise Wrong(f"{what} is {_plain(found)} and should be {_plain(expected)}")


def _plain(found: object) -> str:
    if isinstance(found, tuple):
        return ", ".join(map(_plain, found)) or "nothing"
    return "nothing" if found is None else str(found)
