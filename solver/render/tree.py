"""A proof as an outline: one line per step, with its clause, citation and evidence; what was shown once is named again
only."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from kb.case import Evidence
from kb.knowledge import KnowledgeBase
from solver.explain.leaves import section_of
from solver.explain.wording import sentence
from solver.proof import Node, Proof
from solver.render.fold import beneath
from solver.render.table import coloured
from solver.values import Value

WORDS: Mapping[Value, str] = {"T": "met", "F": "not met", "N": "not documented", "B": "conflicting"}
SIGNS: Mapping[Value, str] = {"T": "+", "F": "-", "N": "?", "B": "!"}


def outline(kb: KnowledgeBase, proof: Proof, start: str, depth: int | None = None) -> str:
    """The proof below a node, `depth` steps deep or whole."""
    return "\n".join(_Outline(kb, proof, depth).lines(proof.nodes[start], "", "", 0))


def evidence_text(evidence: Evidence) -> str:
    """Where a finding stands: `mri, page 2, 2025-01-14: note`."""
    place = ", ".join(
        text for text in (evidence.document, f"page {evidence.page}" if evidence.page else None, evidence.date) if text
    )
    return ": ".join(text for text in (place, evidence.note) if text) or "no source given"


class _Outline(Struct):
    """The walk that prints: it remembers which steps were shown."""

    kb: KnowledgeBase
    proof: Proof
    depth: int | None
    shown: dict[str, bool] = {}

    def lines(self, node: Node, lead: str, below: str, level: int) -> Iterator[str]:
        """The lines for a node and what it rests on."""
        children = beneath(self.proof, node)
        again = node.id in self.shown and bool(children)
        self.shown[node.id] = True
        said = self.proof.nodes[node.children[0]] if node.kind == "not" else node
        cut = self.depth is not None and level >= self.depth and bool(children)
        after = " (shown above)" if again else " ..." if cut else ""
        yield f"{lead}{coloured(WORDS[node.value], SIGNS[node.value])} {self._text(said)}{after}"
        if again or cut:
            return
        for place, child in enumerate(children, 1):
            last = place == len(children)
            yield from self.lines(
                child, below + ("`- " if last else "|- "), below + ("   " if last else "|  "), level + 1
            )

    def _text(self, node: Node) -> str:
        match node.kind:
            case "goal":
                return f"{sentence(self.kb, self.proof, node)}{self._alone(node)}"
            case "clause" | "inapplicable":
                return self._cited(node) + (" does not apply" if node.kind == "inapplicable" else "")
            case "evidence":
                assert node.evidence is not None
                return f"{sentence(self.kb, self.proof, node)} [{evidence_text(node.evidence)}]"
            case "finding":
                return sentence(self.kb, self.proof, node) + _reading(node)
            case _:
                return sentence(self.kb, self.proof, node)

    def _alone(self, goal: Node) -> str:
        return f"  [{self._cited(self.proof.nodes[goal.children[0]])}]" if len(goal.children) == 1 else ""

    def _cited(self, clause: Node) -> str:
        section = self.kb.sections[section_of(clause)]
        rule = self.kb.rule(clause.rule or "")
        judged = f"; judgement: {rule.clause.judgement}" if rule.clause.judgement else ""
        return f"{clause.rule}, {' > '.join(section.path)}{judged}"


def _reading(node: Node) -> str:
    if node.children or node.value == "N":
        return ""
    return f" (silence is read as {node.world}, so it counts as not met)"
