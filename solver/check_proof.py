"""The independent checker: a proof is accepted only if every step follows from the clauses as written and the case.

It goes once through the steps, premises before conclusions, and stops at the first that does not follow. The value of
each step is derived anew from its premises; that no instance of a clause, no member of a quantifier and no statement of
the chart is left out is seen from the clauses and the case, by code of its own (`solver.checking`). It knows the clause
syntax, the index over the policies and the case; it shares no code with compiler, engines and prover but the record of
a step and the four connectives. Not here: reading proofs (`solver.proof_file`).
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

from kb.case import Case
from kb.knowledge import KnowledgeBase
from solver.checking import goals, leaves
from solver.checking.bodies import Bodies
from solver.checking.ground import Ground, Wrong
from solver.proof import Kind, Node, content_id


class Failure(Struct, frozen=True):
    """A step that does not follow, and why. `node` is None where the proof as a whole fails."""

    node: str | None
    why: str


def _with_its_goal(of: Ground, node: Node) -> None:
    """Nothing: the step is checked with the goal that rests on it, which there must be."""


CHECKS: Mapping[Kind, Callable[[Ground, Node], None]] = MappingProxyType(
    {
        "goal": goals.goal,
        "finding": leaves.finding,
        "evidence": leaves.evidence,
        "relation": leaves.relation,
        "not": leaves.negation,
        "clause": _with_its_goal,
        "inapplicable": _with_its_goal,
        "comparison": _with_its_goal,
        "every": _with_its_goal,
        "count": _with_its_goal,
        "never": _with_its_goal,
    }
)
NEEDED: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {
        "goal": frozenset({"atom"}),
        "finding": frozenset({"atom", "world"}),
        "evidence": frozenset({"atom", "evidence"}),
        "relation": frozenset({"atom"}),
        "not": frozenset({"children"}),
        "clause": frozenset({"rule"}),
        "inapplicable": frozenset({"rule", "guards"}),
        "comparison": frozenset({"rule", "place"}),
        "every": frozenset({"rule", "place"}),
        "count": frozenset({"rule", "place"}),
        "never": frozenset({"rule", "place"}),
    }
)
ALLOWED: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {
        "goal": frozenset({"children", "rests"}),
        "finding": frozenset({"children", "policy", "shown"}),
        "evidence": frozenset({"shown"}),
        "relation": frozenset({"rests"}),
        "clause": frozenset({"children", "guards", "bindings"}),
        "inapplicable": frozenset({"bindings"}),
        "comparison": frozenset({"shown", "bindings"}),
        "every": frozenset({"children", "guards", "bindings"}),
        "count": frozenset({"children", "guards", "bindings"}),
    }
)


class Checker:
    """Checks any number of proofs against one knowledge base, whose clauses it takes apart once."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._bodies = Bodies(kb)

    def check(self, case: Case, nodes: Iterable[Node], roots: Iterable[str]) -> Failure | None:
        """The first step of a proof that does not follow, or None for a proof that is accepted."""
        of, wanted = Ground(self._bodies, case), tuple(roots)
        used = set(wanted)
        for node in nodes:
            try:
                _form(of, node)
                CHECKS[node.kind](of, node)
            except Wrong as wrong:
                return Failure(node.id, str(wrong))
            of.add(node)
            used.update(node.children, node.guards, node.rests)
        return _whole(of, wanted, used)


def _form(of: Ground, node: Node) -> None:
    """The id is the hash of the content, the fields are those of the kind, and premises come before."""
    if node.id in of.nodes:
        raise Wrong("it is there twice")
    if node.id != content_id(node):
        raise Wrong("its id is not the hash of what it says")
    filled = {name for name in Node.__struct_fields__ if getattr(node, name) not in (None, ())}
    needed = NEEDED[node.kind]
    if odd := sorted((needed - filled) | (filled - needed - ALLOWED.get(node.kind, set()) - {"id", "kind", "value"})):
        raise Wrong(
            f"`{odd[0]}` is {'no field of' if odd[0] in filled else 'missing in'} a step of the kind {node.kind}"
        )
    if missing := [one for one in (*node.children, *node.guards, *node.rests) if one not in of.nodes]:
        raise Wrong(f"it rests on {missing[0]}, which does not come before it")
    if node.kind == "not" and len(node.children) != 1:
        raise Wrong("a negation denies one step")


def _whole(of: Ground, roots: tuple[str, ...], used: set[str]) -> Failure | None:
    """What is to be proved is there, and nothing else."""
    for root in roots:
        if root not in of.nodes or of.nodes[root].kind not in ("goal", "relation"):
            return Failure(root, "it is to be proved, and no goal and no record has this id")
    stray = next((node for node in of.nodes if node not in used), None)
    return None if stray is None else Failure(stray, "nothing rests on it, and it is not to be proved")
