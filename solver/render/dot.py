"""The proof graph in DOT: colour and shape for the four values, so that either is enough to tell them apart."""

import json
from collections.abc import Iterator, Mapping
from textwrap import fill

from solver.decide import Outcome
from solver.explain.wording import sentence
from solver.graph import graph, premises_first
from solver.proof import Node
from solver.render.tree import WORDS, evidence_text
from solver.values import Value

SHAPES: Mapping[Value, str] = {"T": "box", "F": "octagon", "N": "ellipse", "B": "diamond"}
FILLS: Mapping[Value, str] = {"T": "#d9f0d3", "F": "#f7c6c0", "N": "#fff2b3", "B": "#e3cdf0"}
LINE_WIDTH = 32


def dot(outcome: Outcome, root: str | None) -> str:
    """The proof of a line's verdict, or of every verdict, as a DOT digraph."""
    found = graph(outcome.proof, root)
    nodes = [_node(outcome, node) for node in premises_first(found)]
    edges = [
        f"  {_quoted(a)} -> {_quoted(b)}{_role(data)};" for a, b, data in sorted(found.edges(data=True), key=_place)
    ]
    return "\n".join((f"digraph {_quoted(outcome.case.id)} {{", *_style(), *nodes, *edges, "}", ""))


def _style() -> Iterator[str]:
    yield "  rankdir=LR;"
    yield '  node [style=filled, fontname="sans-serif", fontsize=10];'


def _node(outcome: Outcome, node: Node) -> str:
    label = "\n".join((fill(_text(outcome, node), LINE_WIDTH), f"({WORDS[node.value]})"))
    shape, colour = SHAPES[node.value], FILLS[node.value]
    return f"  {_quoted(node.id)} [label={_quoted(label)}, shape={shape}, fillcolor={_quoted(colour)}];"


def _text(outcome: Outcome, node: Node) -> str:
    text = sentence(outcome.kb, outcome.proof, node)
    if node.kind in ("clause", "inapplicable"):
        return f"{node.rule}: {text}"
    return f"{text} [{evidence_text(node.evidence)}]" if node.evidence is not None else text


def _role(data: Mapping[str, object]) -> str:
    return " [style=dashed]" if data["role"] == "guard" else ""


def _place(edge: tuple[str, str, Mapping[str, object]]) -> tuple[str, str, str]:
    return edge[0], f"{edge[2]['role']}{edge[2]['place']:>6}", edge[1]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
