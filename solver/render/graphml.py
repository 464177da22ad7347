"""The proof graph in GraphML, which tools for graphs open: each step with its sentence, clause and evidence."""

from solver.decide import Outcome
from solver.explain.wording import sentence
from solver.graph import Graph, is_cut
from solver.graph import graphml as written
from solver.proof import Node
from solver.render.step import said
from solver.render.tree import WORDS

NO_XML = {0xFFFE: "\N{REPLACEMENT CHARACTER}", 0xFFFF: "\N{REPLACEMENT CHARACTER}"}
"""What a case may hold and XML may not."""


def graphml(outcome: Outcome, found: Graph) -> str:
    """A proof graph as GraphML."""
    return written(found, lambda node: _attributes(outcome, node, cut=is_cut(found, node)))


def _attributes(outcome: Outcome, node: Node, *, cut: bool) -> dict[str, str | int | bool]:
    evidence = node.evidence
    texts = {
        "label": said(outcome, node),
        "kind": node.kind,
        "value": node.value,
        "word": WORDS[node.value],
        "text": sentence(outcome.kb, outcome.proof, node),
        "rule": node.rule,
        "document": evidence and evidence.document,
        "date": evidence and evidence.date,
        "note": evidence and evidence.note,
    }
    page = {"page": evidence.page} if evidence and evidence.page else {}
    filled = {name: text.translate(NO_XML) for name, text in texts.items() if text}
    return {**filled, **page, "cut": cut}
