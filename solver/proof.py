"""Proofs as data: an AND/OR graph of immutable nodes, premises before conclusions, ids from content.

One graph serves *why* and *why not*: a goal stands for an atom with its value, whatever that value is, and its children
are the clause instances that bear on it; a clause stands for one instance, and its children are all its premises.
Shared sub-proofs are one node. Not here: how a proof is found (`prove`), or how it is drawn (`render`).
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Literal as OneOf

from msgspec import Struct, json

from kb.case import Constant, Evidence
from solver.values import Value

Kind = OneOf[
    "goal", "clause", "finding", "evidence", "relation", "comparison", "not", "every", "count", "never", "inapplicable"
]
Ground = tuple[str, tuple[Constant, ...]]
UNHASHED = frozenset({"id", "rests"})
"""Fields that follow from the others."""


class Node(Struct, frozen=True, omit_defaults=True):
    """One step. Which fields are filled depends on `kind`:

    - `goal`: `atom`; children are clause instances (`clause`, or `inapplicable` where no clause applies).
    - `clause`: `rule`, `bindings`; children are its premises in order, `guards` the records by which it applies.
    - `finding`: `atom` (the slot), `world` (how silence on it is read), `policy`; children are `evidence`.
    - `evidence`: `atom` (the slot), `shown` (the value), `evidence`.
    - `relation`: `atom`; a record of the request or a relation derived from records alone.
    - `comparison`: `rule` and `place` of the premise; `shown` holds the values that were compared.
    - `not`: one child. `every`, `count`: `rule` and `place`; children are the claims about each member, `guards` the
      record of the member that nobody named, where there is no other.
    - `inapplicable`: `rule`; `guards` holds the record that fails.

    `rests`, which `solver.rests` fills for export, names the goals of the criteria at which relations looked in this
    step, so that rows which are *not* there can be checked as well.
    """

    id: str
    kind: Kind
    value: Value
    children: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    atom: Ground | None = None
    rule: str | None = None
    place: int | None = None
    bindings: tuple[tuple[str, Constant], ...] = ()
    world: str | None = None
    policy: str | None = None
    shown: tuple[str, ...] = ()
    evidence: Evidence | None = None
    rests: tuple[str, ...] = ()


class Proof(Struct, frozen=True):
    """The nodes by id, premises before conclusions, and the ids of what was to be proved."""

    nodes: dict[str, Node]
    roots: tuple[str, ...]

    def children(self, node: Node) -> tuple[Node, ...]:
        """The children of a node, in order."""
        return tuple(self.nodes[child] for child in node.children)

    def guards(self, node: Node) -> tuple[Node, ...]:
        """The guards of a clause node, in order."""
        return tuple(self.nodes[guard] for guard in node.guards)

    def walk(self, start: str) -> Iterator[Node]:
        """Every node below `start`, itself first, each once, in reading order."""
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            found = waiting.pop()
            if found not in seen:
                seen.add(found)
                node = self.nodes[found]
                yield node
                waiting.extend(reversed((*node.guards, *node.children)))


def content_id(node: Node) -> str:
    """The id of a node: a hash of everything that it says and of its children's ids."""
    said = {name: found for name in Node.__struct_fields__ if (found := getattr(node, name)) and name not in UNHASHED}
    return _hash(said)


def identified(kind: Kind, value: Value, children: tuple[str, ...], fields: dict[str, object]) -> Node:
    """A node with the id of its content."""
    filled = {name: found for name, found in fields.items() if found}
    said = {"kind": kind, "value": value, **({"children": children} if children else {}), **filled}
    return Node(id=_hash(said), **said)  # type: ignore[arg-type]


def _hash(said: dict[str, object]) -> str:
    return sha256(json.encode(dict(sorted(said.items())))).hexdigest()[:16]
