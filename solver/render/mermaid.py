"""The proof graph as a Mermaid flowchart, for pages that draw such text; colour and shape for the four values."""

import re
from collections.abc import Iterator, Mapping

from solver.decide import Outcome
from solver.graph import Graph, edges, is_cut, premises_first
from solver.proof import Node
from solver.render.dot import FILLS
from solver.render.notice import NOTICE
from solver.render.step import said, valued
from solver.values import Value

SHAPES: Mapping[Value, tuple[str, str]] = {"T": ("[", "]"), "F": ("{{", "}}"), "N": ("([", "])"), "B": ("{", "}")}
SPECIAL = re.compile(r"[^\w .,:;()/+-]")


def mermaid(outcome: Outcome, found: Graph) -> str:
    """A proof graph as a flowchart from left to right."""
    nodes = [_node(outcome, node, cut=is_cut(found, node)) for node in premises_first(found)]
    arrows = [f"  n{a} {'-.->' if data['role'] == 'guard' else '-->'} n{b}" for a, b, data in edges(found)]
    return "\n".join(("flowchart LR", f"  accDescr: {_escaped(NOTICE)}", *nodes, *arrows, *_classes(), ""))


def _node(outcome: Outcome, node: Node, *, cut: bool) -> str:
    left, right = SHAPES[node.value]
    label = "<br>".join(map(_escaped, (said(outcome, node), valued(node, cut=cut))))
    return f'  n{node.id}{left}"{label}"{right}:::{node.value}'


def _classes() -> Iterator[str]:
    for value, colour in FILLS.items():
        yield f"  classDef {value} fill:{colour},stroke:#333,color:#111"


def _escaped(text: str) -> str:
    """A text in which every sign that Mermaid or HTML could read as its own is written by its number."""
    return SPECIAL.sub(lambda sign: f"#{ord(sign[0])};", text)
