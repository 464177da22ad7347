"""Why a line has its verdict: the criteria that decide it, and every leaf that keeps it from being met.

`deciding` looks through sections that only gather others (mark `.gathers`) and names the criteria underneath: where a
criterion has parts of its own and some of them settle it, those parts; else the criterion itself. What comes in from
another line is *inherited*; it is deciding only where the line has no reason of its own.
"""

from collections.abc import Iterable, Iterator
from typing import Literal as OneOf

from msgspec import Struct

from kb.case import Evidence
from kb.knowledge import KnowledgeBase
from kb.values import is_unnamed
from solver.explain.wording import question, sentence, slot_sentence
from solver.proof import Node, Proof
from solver.values import Value

Type = OneOf["met", "not_met", "absent", "silent", "conflict", "excluded"]


class Reason(Struct, frozen=True):
    """One reason. `criterion` is the section id, `node` its place in the proof. `by_silence` marks a value that rests
    on silence which the policy reads as *not so*; `reopenable` marks it where it keeps a criterion from being met: a
    document could still speak.
    """

    criterion: str
    type: Type
    value: Value
    text: str
    node: str
    reopenable: bool = False
    by_silence: bool = False
    ask: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Because(Struct, frozen=True):
    """The deciding criteria of a line, and the lines that it follows where those decide."""

    criteria: tuple[Reason, ...]
    follows: tuple[str, ...] = ()


def because(kb: KnowledgeBase, proof: Proof, goal: str, line: str) -> Because:
    """The criteria that decide the goal `goal` about `line`."""
    own, inherited = _Walk(kb, proof, line).decide(proof.nodes[goal])
    chosen = own or tuple((section, node) for section, node, _ in inherited)
    lines = () if own else tuple(dict.fromkeys(other for _, _, other in inherited if not is_unnamed(other)))
    return Because(tuple(dict.fromkeys(summary(kb, proof, section, node) for section, node in chosen)), lines)


def summary(kb: KnowledgeBase, proof: Proof, section: str, node: Node) -> Reason:
    """One criterion as a reason: its type is that of the leaves that settle it."""
    leaves = tuple(dict.fromkeys(leaf for leaf in settling(proof, node)))
    kinds = {leaf_type(leaf) for leaf in leaves}
    text = _text(kb, proof, node, leaves)
    evidence = tuple(e.evidence for leaf in leaves for e in proof.children(leaf) if e.evidence)
    return Reason(
        section,
        _overall(node.value, kinds),
        node.value,
        text,
        node.id,
        node.value == "F" and _by_silence(node, leaves),
        _by_silence(node, leaves),
        None,
        evidence,
    )


def every_reason(kb: KnowledgeBase, proof: Proof, goal: str) -> tuple[Reason, ...]:
    """Every leaf that keeps the goal from being met, in reading order; for a goal that is met, every leaf that supports
    it."""
    start = proof.nodes[goal]
    found = _open_leaves(proof, start) if start.value != "T" else _supporting(proof, start)
    return tuple(dict.fromkeys(_leaf_reason(kb, proof, section, leaf) for section, leaf in found))


# Deciding -------------------------------------------------------------------------------------------------------------


class _Walk:
    """The walk down from a verdict to its deciding criteria; `line` is the line that the verdict is about."""

    def __init__(self, kb: KnowledgeBase, proof: Proof, line: str) -> None:
        self.kb, self.proof, self.line = kb, proof, line

    def decide(self, goal: Node) -> tuple[tuple[tuple[str, Node], ...], tuple[tuple[str, Node, str], ...]]:
        own: dict[tuple[str, str], tuple[str, Node]] = {}
        inherited: dict[tuple[str, str], tuple[str, Node, str]] = {}
        for section, node, other in self._reasons(goal):
            if other is None:
                own[section, node.id] = (section, node)
            else:
                inherited[section, other] = (section, node, other)
        return tuple(own.values()), tuple(inherited.values())

    def _reasons(self, goal: Node) -> Iterator[tuple[str, Node, str | None]]:
        clauses = responsible_clauses(self.proof, goal)
        for clause in clauses:
            section = section_of(clause)
            parts = list(responsible_premises(self.proof, clause))
            if "gathers" in self.kb.sections[section].marks:
                yield from self._through(section, goal, parts)
            elif inner := self._settling_parts(section, clause, parts, alone=len(clauses) == 1):
                yield from (reason for part in inner for reason in self._reasons(part))
            else:
                yield section, goal, self._follows(clause)

    def _follows(self, clause: Node) -> str | None:
        """The other line that a clause takes its value from, when all its deciding premises are about that line."""
        others = [self._other_line(p) for p in self.proof.children(clause) if shares(clause.value, p.value)]
        return others[0] if others and all(others) else None

    def _through(self, section: str, goal: Node, parts: list[Node]) -> Iterator[tuple[str, Node, str | None]]:
        for part in parts:
            if part.kind == "not" and (inner := self.proof.nodes[part.children[0]]).kind == "goal":
                yield section_of(self.proof.children(inner)[0]), part, self._other_line(inner)
            elif part.kind != "goal":
                yield section, goal, None
            elif other := self._other_line(part):
                yield section, goal, other
            else:
                yield from self._reasons(part)

    def _other_line(self, part: Node) -> str | None:
        """The line that a premise is about when it is not the line of the verdict."""
        if part.kind != "goal" or part.atom is None:
            return None
        kinds = [p.type for p in self.kb.predicates[part.atom[0]].keys]
        lines = [str(a) for a, kind in zip(part.atom[1], kinds, strict=True) if kind == "line"]
        return next((other for other in lines if other != self.line), None)

    def _settling_parts(self, section: str, clause: Node, parts: list[Node], *, alone: bool) -> list[Node]:
        """The parts of a criterion that settle it without the others, when all its premises are parts of its own."""
        every = self.proof.children(clause)
        nested = all(p.kind == "goal" and self._is_part(section, p) for p in every)
        return parts if alone and nested and len(parts) < len(every) else []

    def _is_part(self, section: str, part: Node) -> bool:
        whole = self.kb.sections[section].path
        paths = [self.kb.sections[section_of(c)].path for c in self.proof.children(part)]
        return bool(paths) and all(len(p) > len(whole) and p[: len(whole)] == whole for p in paths)


def section_of(clause: Node) -> str:
    """The section that a clause node stands in."""
    return (clause.rule or "").rpartition("/")[0]


def responsible_clauses(proof: Proof, goal: Node) -> tuple[Node, ...]:
    """The clause instances that give a goal its value: those that support it, or all that fail to."""
    below = proof.children(goal)
    return tuple(c for c in below if c.value == goal.value) if goal.value in ("T", "B") else below


def responsible_premises(proof: Proof, clause: Node) -> Iterator[Node]:
    """The premises that give a clause instance its value, seen through `for every`."""
    below = proof.children(clause)
    parts = [p for p in below if p.value == clause.value] or [p for p in below if shares(clause.value, p.value)]
    for premise in parts:
        yield from _seen_through(proof, premise)


def _seen_through(proof: Proof, premise: Node) -> Iterator[Node]:
    if premise.kind == "every":
        for child in proof.children(premise):
            if shares(premise.value, child.value):
                yield from _seen_through(proof, child)
    else:
        yield premise


def shares(whole: Value, part: Value) -> bool:
    """Whether a part of a conjunction is among what gives the whole its value; a value that fails a test gives a
    refuted whole, also where another value passes it.
    """
    return whole == part or (whole, part) == ("F", "B")


# Leaves ---------------------------------------------------------------------------------------------------------------

LEAVES = frozenset({"finding", "comparison", "never", "relation"})


def settling(proof: Proof, node: Node) -> Iterator[Node]:
    """The leaves that give a node its value, each once, in reading order."""
    waiting, seen = [node], {node.id}
    while waiting:
        found = waiting.pop()
        below = [n for n in _settled_by(proof, found) if n.id not in seen]
        seen.update(n.id for n in below)
        waiting.extend(reversed(below))
        if found.kind in LEAVES:
            yield found


def _settled_by(proof: Proof, node: Node) -> tuple[Node, ...]:
    """The steps below a node that give it its value."""
    if node.kind == "goal":
        return responsible_clauses(proof, node)
    if node.kind in ("clause", "inapplicable"):
        parts = tuple(responsible_premises(proof, node))
        guards = tuple(g for g in proof.guards(node) if g.value == node.value)
        return (*guards, *parts) if node.value == "N" else parts or guards
    if node.kind == "count":
        return tuple(c for c in proof.children(node) if (c.value == "T") == (node.value == "T"))
    return () if node.kind in LEAVES else proof.children(node)


def leaf_type(leaf: Node) -> Type:
    """The type of reason that a leaf gives."""
    if leaf.value == "T":
        return "met"
    if leaf.value == "B":
        return "conflict"
    if leaf.kind == "never":
        return "excluded"
    if leaf.kind == "finding":
        return "absent" if leaf.children else "silent"
    return "silent" if leaf.value == "N" else "not_met"


def _overall(value: Value, kinds: set[Type]) -> Type:
    if value == "T":
        return "met"
    if value == "B":
        return "conflict"
    if kinds == {"met"}:
        return "excluded"
    if value == "N":
        return "conflict" if "conflict" in kinds and "silent" not in kinds else "silent"
    ranked: tuple[Type, ...] = ("excluded", "silent", "not_met", "absent")
    return next((kind for kind in ranked if kind in kinds), "not_met")


def _by_silence(node: Node, leaves: Iterable[Node]) -> bool:
    return node.value in ("T", "F") and any(leaf.kind == "finding" and not leaf.children for leaf in leaves)


def _text(kb: KnowledgeBase, proof: Proof, node: Node, leaves: tuple[Node, ...]) -> str:
    if node.value != "T" and len(leaves) == 1 and leaves[0].kind == "finding":
        return slot_sentence(kb, proof, leaves[0])
    guards = (guard for clause in proof.children(node) for guard in proof.guards(clause) if guard.value == "N")
    if node.kind == "goal" and node.value == "N" and (nobody := next(guards, None)) is not None:
        return sentence(kb, proof, nobody)
    return sentence(kb, proof, node)


def _open_leaves(proof: Proof, start: Node) -> Iterator[tuple[str, Node]]:
    """Leaves below a goal that is not met, reached only through steps that are not met."""
    section = ""
    waiting: list[tuple[str, Node]] = [(section, start)]
    seen: set[str] = set()
    while waiting:
        section, node = waiting.pop()
        if node.id in seen or node.value == "T":
            continue
        seen.add(node.id)
        if node.kind in LEAVES:
            if not (node.kind == "comparison" and node.value == "N"):
                yield section, node
            continue
        here = section_of(node) if node.kind in ("clause", "inapplicable") else section
        below = (*proof.guards(node), *proof.children(node))
        waiting.extend((here, child) for child in reversed(below) if child.kind != "evidence")


def _supporting(proof: Proof, start: Node) -> Iterator[tuple[str, Node]]:
    """The findings by which a goal is met, reached only through steps that are met; a negation is met by what settles
    the contrary.
    """
    for node in proof.walk(start.id):
        if node.kind == "clause" and node.value == "T":
            yield from ((section_of(node), leaf) for leaf in proof.children(node) if leaf.kind == "finding")
            denied = (child for child in proof.children(node) if child.kind == "not" and child.value == "T")
            yield from ((section_of(node), leaf) for child in denied for leaf in settling(proof, child))


def _leaf_reason(kb: KnowledgeBase, proof: Proof, section: str, leaf: Node) -> Reason:
    silent = leaf.kind == "finding" and not leaf.children
    evidence = tuple(e.evidence for e in proof.children(leaf) if e.evidence) if leaf.kind == "finding" else ()
    ask = question(kb, leaf) if silent else None
    text = sentence(kb, proof, leaf)
    settled = silent and leaf.value == "F"
    return Reason(section, leaf_type(leaf), leaf.value, text, leaf.id, settled, settled, ask, evidence)
