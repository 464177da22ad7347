"""The proof as a networkx graph: the one place where networkx is used.

Nodes carry the fields of `solver.proof.Node`; an edge runs from a conclusion to what it rests on, with its place among
the premises and its role (`premise` or `guard`).
"""

import networkx as nx

from solver.proof import Node, Proof


def graph(proof: Proof, root: str | None = None) -> "nx.DiGraph[str]":
    """The proof, or the part below `root`, as a directed acyclic graph."""
    found: nx.DiGraph[str] = nx.DiGraph()
    wanted = (root,) if root is not None else proof.roots
    for start in wanted:
        for node in proof.walk(start):
            found.add_node(node.id, node=node)
            found.add_edges_from(_edges(node))
    return found


def premises_first(found: "nx.DiGraph[str]") -> tuple[Node, ...]:
    """The nodes of a proof graph so that each comes after everything it rests on; ties in the order of their ids.

    Raises `networkx.NetworkXUnfeasible` when the graph has a cycle, which no proof has.
    """
    order = nx.lexicographical_topological_sort(found.reverse(copy=False))
    return tuple(found.nodes[name]["node"] for name in order)


def _edges(node: Node) -> list[tuple[str, str, dict[str, object]]]:
    guards = [(node.id, g, {"role": "guard", "place": i}) for i, g in enumerate(node.guards, 1)]
    return guards + [(node.id, c, {"role": "premise", "place": i}) for i, c in enumerate(node.children, 1)]
