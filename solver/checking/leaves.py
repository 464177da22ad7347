"""Checks of the steps that rest on the case alone, or on one step: evidence, findings, negations, records.

Not here: criteria and their clauses (`goals`).
"""

from kb.values import is_unnamed
from solver.checking.bodies import is_open
from solver.checking.ground import Ground, Wrong, same, shown
from solver.checking.stated import Said
from solver.checking.terms import read
from solver.proof import Ground as Atom
from solver.proof import Node
from solver.values import Value, opposite


def evidence(of: Ground, node: Node) -> None:
    """A statement of the chart is in the case as it stands."""
    assert node.evidence is not None
    if Said(node.value, node.shown, node.evidence) not in of.chart.said(_atom(of, node, "finding")):
        raise Wrong("the case has no such statement")


def finding(of: Ground, node: Node) -> None:
    """A slot has all the statements of the case about it, and the value that the policy makes of them."""
    slot = _atom(of, node, "finding")
    below = of.children(node)
    if any(leaf.kind != "evidence" or leaf.atom != slot for leaf in below):
        raise Wrong("it rests on something else than statements about its slot")
    told = [Said(leaf.value, leaf.shown, leaf.evidence) for leaf in below if leaf.evidence is not None]
    if sorted(told, key=repr) != of.chart.said(slot):
        raise Wrong(f"it shows {len(told)} statements and the case makes {len(of.chart.said(slot))} about this slot")
    if node.policy not in (None, *of.kb.policies):
        raise Wrong("no policy here has this name")
    same("the reading of silence", node.world, of.kb.world(node.policy, slot[0]))
    same("the value", node.value, of.chart.read(node.policy, slot, node.shown))


def negation(of: Ground, node: Node) -> None:
    """A negation has the opposite value of what it denies."""
    if of.children(node)[0].kind not in ("goal", "finding", "relation"):
        raise Wrong("a negation denies one goal, finding or record")
    same("the value", node.value, opposite(of.children(node)[0].value))


def relation(of: Ground, node: Node) -> None:
    """A record has the value that the rows of its relation give it; `_` stands for any argument."""
    atom = _atom(of, node, "relation")
    of.rests(node, lambda: _row(of, node, atom))


def _row(of: Ground, node: Node, atom: Atom) -> None:
    name, args = atom
    known, again = read(args)
    if any(first >= place for place, first in again.items()):
        raise Wrong("it names an argument that does not come before")
    rows = of.relations.rows(name, known)
    found = [row for row in rows if all(row[place] == row[first] for place, first in again.items())]
    if found and is_open(of.kb, name) and is_unnamed(args[-1]):
        allowed: tuple[Value, ...] = ("N",)
    elif found:
        allowed = ("T",)
    else:
        allowed = ("F", "N") if any(map(is_unnamed, args)) else ("F",)
    if node.value not in allowed:
        number = f"{len(found)} rows" if len(found) != 1 else "one row"
        raise Wrong(f"its value is {node.value}, and {number} of {shown(atom)} follow from clauses and case")


def _atom(of: Ground, node: Node, kind: str) -> Atom:
    """The atom of a step, of a predicate of the right kind and with the right number of arguments."""
    assert node.atom is not None
    declared = of.kb.predicates.get(node.atom[0])
    if declared is None or declared.kind != kind or len(declared.keys) != len(node.atom[1]):
        raise Wrong(f"{shown(node.atom)} is no {kind} of this knowledge base")
    return node.atom
