"""The proof as a networkx graph: the one place where networkx is used.

Nodes carry the fields of `solver.proof.Node`; an edge runs from a conclusion to what it rests on, with its place among
the premises and its role (`premise` or `guard`). Not here: what is said of a node in a drawing (`render`).
"""

from collections.abc import Callable, Mapping

import networkx as nx

from solver.proof import Node, Proof

Graph = nx.DiGraph


def graph(proof: Proof, root: str | None = None, depth: int | None = None) -> "nx.DiGraph[str]":
    """The proof, or the part below `root`, as a directed acyclic graph; whole, or `depth` steps deep."""
    found: nx.DiGraph[str] = nx.DiGraph()
    wanted = (root,) if root is not None else proof.roots
    for start in wanted:
        for node in proof.walk(start):
            found.add_node(node.id, node=node)
            found.add_edges_from(_edges(node))
    return found if depth is None else _near(found, wanted, depth)


def premises_first(found: "nx.DiGraph[str]") -> tuple[Node, ...]:
    """The nodes of a proof graph so that each comes after everything it rests on; ties in the order of their ids.

    Raises `networkx.NetworkXUnfeasible` when the graph has a cycle, which no proof has.
    """
    order = nx.lexicographical_topological_sort(found.reverse(copy=False))
    return tuple(found.nodes[name]["node"] for name in order)


def edges(found: "nx.DiGraph[str]") -> list[tuple[str, str, Mapping[str, object]]]:
    """The edges with their role and place, guards before premises, each in its order."""
    return sorted(found.edges(data=True), key=lambda edge: (edge[0], edge[2]["role"], edge[2]["place"]))


def is_cut(found: "nx.DiGraph[str]", node: Node) -> bool:
    """Whether a node rests on steps that a depth left out."""
    return not all(below in found for below in (*node.guards, *node.children))


def graphml(found: "nx.DiGraph[str]", said: Callable[[Node], Mapping[str, str | int | bool]]) -> str:
    """The graph in GraphML, with what `said` tells of each node."""
    plain = nx.DiGraph()
    plain.add_nodes_from((node.id, said(node)) for node in premises_first(found))
    plain.add_edges_from(edges(found))
    return "\n".join((*nx.generate_graphml(plain), ""))


def _near(found: "nx.DiGraph[str]", roots: tuple[str, ...], depth: int) -> "nx.DiGraph[str]":
    """The part of a graph that is at most `depth` steps below one of its roots."""
    if not roots:
        return found
    return found.subgraph(nx.multi_source_dijkstra_path_length(found, set(roots), cutoff=depth)).copy()


def _edges(node: Node) -> list[tuple[str, str, dict[str, object]]]:
    guards = [(node.id, g, {"role": "guard", "place": i}) for i, g in enumerate(node.guards, 1)]
    return guards + [(node.id, c, {"role": "premise", "place": i}) for i, c in enumerate(node.children, 1)]
