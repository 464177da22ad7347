"""The proof graph in DOT: colour and shape for the four values, so that either is enough to tell them apart."""

import json
from collections.abc import Iterator, Mapping
from textwrap import fill

from solver.decide import Outcome
from solver.graph import Graph, edges, is_cut, premises_first
from solver.proof import Node
from solver.render.notice import NOTICE
from solver.render.step import said, valued
from solver.values import Value

SHAPES: Mapping[Value, str] = {"T": "box", "F": "octagon", "N": "ellipse", "B": "diamond"}
FILLS: Mapping[Value, str] = {"T": "#d9f0d3", "F": "#f7c6c0", "N": "#fff2b3", "B": "#e3cdf0"}
LINE_WIDTH = 32
NOTICE_WIDTH = 100


def dot(outcome: Outcome, found: Graph) -> str:
    """A proof graph as a DOT digraph."""
    nodes = [_node(outcome, node, cut=is_cut(found, node)) for node in premises_first(found)]
    arrows = [f"  {_quoted(a)} -> {_quoted(b)}{_role(data)};" for a, b, data in edges(found)]
    return "\n".join((f"digraph {_quoted(outcome.case.id)} {{", *_style(), *nodes, *arrows, "}", ""))


def _style() -> Iterator[str]:
    yield f"  rankdir=LR; labelloc=b; label={_quoted(fill(NOTICE, NOTICE_WIDTH))};"
    yield '  node [style=filled, fontname="sans-serif", fontsize=10];'


def _node(outcome: Outcome, node: Node, *, cut: bool) -> str:
    label = "\n".join((fill(said(outcome, node), LINE_WIDTH), valued(node, cut=cut)))
    shape, colour = SHAPES[node.value], FILLS[node.value]
    return f"  {_quoted(node.id)} [label={_quoted(label)}, shape={shape}, fillcolor={_quoted(colour)}];"


def _role(data: Mapping[str, object]) -> str:
    return " [style=dashed]" if data["role"] == "guard" else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
