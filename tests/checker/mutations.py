"""Single changes to a proof, each with every id made anew, so that nothing but the check of the step itself can notice.

What hangs on a change keeps its values; what nothing rests on any more is dropped.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from msgspec.structs import replace

from kb.case import Constant, Evidence
from kb.knowledge import KnowledgeBase
from solver.proof import Node, Proof, content_id

Change = Callable[[Random, KnowledgeBase, Proof, Node], Node | None]


def mutated(chance: Random, kb: KnowledgeBase, proof: Proof, change: Change) -> Proof | None:
    """The proof with one change, or None where the change has no place in the steps that were tried."""
    for _ in range(20):
        node = proof.nodes[chance.choice(list(proof.nodes))]
        changed = change(chance, kb, proof, node)
        if changed is not None and changed != node:
            return resealed(proof, {node.id: changed})
    return None


def resealed(proof: Proof, changes: dict[str, Node]) -> Proof:
    """The proof with some steps changed, new ids for all that rests on them, and nothing that is not needed."""
    renamed: dict[str, str] = {}
    found: dict[str, Node] = {}
    for name, node in proof.nodes.items():
        new = _renamed(changes.get(name, node), renamed)
        new = replace(new, id=content_id(new))
        renamed[name] = new.id
        found[new.id] = new
    roots = tuple(renamed[root] for root in proof.roots)
    return Proof(_needed(found, roots), roots)


def _renamed(node: Node, names: dict[str, str]) -> Node:
    def new(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.get(one, one) for one in ids)

    return replace(node, children=new(node.children), guards=new(node.guards), rests=tuple(sorted(new(node.rests))))


def _needed(nodes: dict[str, Node], roots: tuple[str, ...]) -> dict[str, Node]:
    waiting, seen = list(roots), set(roots)
    while waiting:
        node = nodes[waiting.pop()]
        below = {*node.children, *node.guards, *node.rests} - seen
        seen |= below
        waiting.extend(below)
    return {name: node for name, node in nodes.items() if name in seen}


# Changes --------------------------------------------------------------------------------------------------------------


def flip(chance: Random, kb: KnowledgeBase, proof: Proof, node: Node) -> Node:
    """Another value."""
    return replace(node, value=chance.choice([value for value in "TFNB" if value != node.value]))


def drop(chance: Random, kb: KnowledgeBase, proof: Proof, node: Node) -> Node | None:
    """One premise, record or criterion less."""
    field = chance.choice(["children", "guards", "rests"])
    ids = getattr(node, field)
    return replace(node, **{field: _without(chance, ids)}) if ids else None


def swap(chance: Random, kb: KnowledgeBase, proof: Proof, node: Node) -> Node | None:
    """Another clause."""
    return None if node.rule is None else replace(node, rule=chance.choice(kb.rules).id)


def swap_alike(chance: Random, kb: KnowledgeBase, proof: Proof, node: Node) -> Node | None:
    """Another clause of the same predicate."""
    if node.rule is None:
        return None
    alike = kb.clauses[kb.by_id[node.rule].clause.head.predicate]
    return replace(node, rule=chance.choice(alike).id)


def skip(chance: Random, kb: KnowledgeBase, proof: Proof, node: Node) -> Node | None:
    """A member of a quantifier left out, with whatever its value was."""
    ids = node.children
    return replace(node, children=_without(chance, ids)) if node.kind in ("every", "count") and ids else None


def change_leaf(chance: Random, kb: KnowledgeBase, proof: Proof, node: Node) -> Node | None:
    """Another atom, value, document, page, world or policy of a leaf."""
    if node.kind not in ("finding", "evidence", "relation", "comparison"):
        return None
    options: list[dict[str, Any]] = []
    if node.atom and node.atom[1]:
        options.append({"atom": (node.atom[0], _other_argument(chance, proof, node.atom[1]))})
    if node.evidence is not None:
        options.append({"evidence": replace(node.evidence, page=(node.evidence.page or 0) + 1)})
        options.append({"evidence": replace(node.evidence, note="made up")})
        options.append({"evidence": Evidence()})
    if node.world is not None:
        options.append({"world": chance.choice(["open", "closed", "exception", "record", "advisory"])})
        options.append({"policy": chance.choice([None, *kb.policies])})
    options.append({"shown": (*node.shown[1:], "6 weeks")})
    return replace(node, **chance.choice(options))


def rename(chance: Random, kb: KnowledgeBase, proof: Proof, node: Node) -> Node | None:
    """Another atom of a goal."""
    if node.kind != "goal" or node.atom is None or not node.atom[1]:
        return None
    return replace(node, atom=(node.atom[0], _other_argument(chance, proof, node.atom[1])))


def bind(chance: Random, kb: KnowledgeBase, proof: Proof, node: Node) -> Node | None:
    """Another value of a variable, or one variable less."""
    if not node.bindings:
        return None
    names = [name for name, _ in node.bindings]
    parts = _other_argument(chance, proof, tuple(part for _, part in node.bindings))
    bound = tuple(zip(names, parts, strict=True))
    return replace(node, bindings=chance.choice([bound, bound[1:]]))


def repeat(chance: Random, kb: KnowledgeBase, proof: Proof, node: Node) -> Node | None:
    """A premise twice."""
    return replace(node, children=(*node.children, chance.choice(node.children))) if node.children else None


def graft(chance: Random, kb: KnowledgeBase, proof: Proof, node: Node) -> Node | None:
    """Another step of the proof in the place of a premise, a record or a criterion."""
    field = chance.choice(["children", "guards", "rests"])
    ids = list(getattr(node, field))
    if not ids:
        return None
    order = list(proof.nodes)
    ids[chance.randrange(len(ids))] = chance.choice(order[: order.index(node.id)])
    return replace(node, **{field: tuple(sorted(ids) if field == "rests" else ids)})


def move(chance: Random, kb: KnowledgeBase, proof: Proof, node: Node) -> Node | None:
    """Another place in the clause."""
    return None if node.place is None else replace(node, place=chance.choice([1, 2, 3, node.place + 1]))


CHANGES: tuple[Change, ...] = (
    flip,
    drop,
    swap,
    swap_alike,
    skip,
    change_leaf,
    rename,
    bind,
    repeat,
    graft,
    move,
)


def _without(chance: Random, ids: tuple[str, ...]) -> tuple[str, ...]:
    gone = chance.randrange(len(ids))
    return (*ids[:gone], *ids[gone + 1 :])


def _other_argument(chance: Random, proof: Proof, args: tuple[Constant, ...]) -> tuple[Constant, ...]:
    """The arguments with one replaced by another constant of the proof."""
    known = sorted({part for node in proof.nodes.values() if node.atom for part in node.atom[1]}, key=str)
    place = chance.randrange(len(args))
    return (*args[:place], chance.choice(known), *args[place + 1 :])
