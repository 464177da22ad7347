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
from solver.explain.leaves import Leaves, responsible_clauses, responsible_premises, section_of, shares
from solver.explain.short import leaf_text, reason_text
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
    leaves = tuple(Leaves(kb, proof).settling(node))
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


def settling_leaves(kb: KnowledgeBase, proof: Proof, reason: Reason) -> Iterator[str]:
    """The leaves that settle a criterion, as short texts. A record by which a clause applies is no leaf of its own."""
    leaves = tuple(Leaves(kb, proof, records=False).settling(proof.nodes[reason.node]))
    for leaf in leaves:
        kind = "excluded" if leaf.value == "T" and reason.value != "T" else leaf_type(leaf)
        yield reason_text(reason.criterion, kind, leaf_text(kb, leaf))
    if not leaves:
        plain: dict[Value, Type] = {"T": "met", "F": "not_met", "B": "conflict", "N": "silent"}
        yield reason_text(reason.criterion, plain[reason.value], "")


def every_reason(kb: KnowledgeBase, proof: Proof, goal: str) -> tuple[Reason, ...]:
    """Every leaf that keeps the goal from being met, in reading order; for a goal that is met, every leaf that supports
    it. A leaf that holds and so keeps it from being met excludes it."""
    start, leaves = proof.nodes[goal], Leaves(kb, proof)
    if start.value == "T":
        return _each(_leaf_reason(kb, proof, section, leaf, "met") for section, leaf in leaves.supporting(start))
    return _each(_leaf_reason(kb, proof, section, leaf, "excluded") for section, leaf in leaves.open(start))


def _each(found: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(found))


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


# Leaves ---------------------------------------------------------------------------------------------------------------


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
    if node.value != "T" and len(leaves) == 1 and leaves[0].kind == "finding" and _bears(node, leaves[0]):
        return slot_sentence(kb, proof, leaves[0])
    guards = (guard for clause in proof.children(node) for guard in proof.guards(clause) if guard.value == "N")
    if node.kind == "goal" and node.value == "N" and (nobody := next(guards, None)) is not None:
        return sentence(kb, proof, nobody)
    return sentence(kb, proof, node)


def _bears(node: Node, leaf: Node) -> bool:
    """Whether a leaf by itself gives a criterion its value: one that is told leaves nothing open."""
    return node.value != "N" or leaf.value == "N"


def _leaf_reason(kb: KnowledgeBase, proof: Proof, section: str, leaf: Node, held: Type) -> Reason:
    """A leaf as a reason; one that holds has the type `held`."""
    silent = leaf.kind == "finding" and not leaf.children
    evidence = tuple(e.evidence for e in proof.children(leaf) if e.evidence) if leaf.kind == "finding" else ()
    ask = question(kb, leaf) if silent else None
    text = sentence(kb, proof, leaf)
    settled = silent and leaf.value == "F"
    kind = held if leaf.value == "T" else leaf_type(leaf)
    return Reason(section, kind, leaf.value, text, leaf.id, settled, settled, ask, evidence)
