"""Values with what they rest on: nodes with bounds, and what tells whether they are met or refuted.

Not here: what becomes a node (`solver.chunks.prospects`).
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import Struct

from solver.chunks.bounds import Bounds, yes_or_no
from solver.chunks.instances import Ground


class Node(Struct, frozen=True):
    """Something with a value: a slot, or what rests on the nodes that tell whether it is met, or refuted. That of an
    atom is `shared`."""

    bounds: Bounds
    slot: Ground | None = None
    to_meet: tuple["Side", ...] = ()
    to_refute: tuple["Side", ...] = ()
    shared: bool = False


class Side(NamedTuple):
    """Whether a node is met, or whether it is refuted, in some cases."""

    node: Node
    met: bool
    cases: int


class Child(NamedTuple):
    """A node as a part of another, and the cases in which it is one."""

    node: Node
    cases: int
    negated: bool = False

    @property
    def bounds(self) -> tuple[Bounds, int]:
        """What it contributes."""
        return self.node.bounds.opposite if self.negated else self.node.bounds, self.cases


def gathered(bounds: Bounds, children: Iterable[Child]) -> Node:
    """A node that is met or refuted as its parts are."""
    parts = tuple(children)
    to_meet = tuple([Side(node, not negated, cases) for node, cases, negated in parts])
    return Node(bounds, None, to_meet, tuple([Side(node, negated, cases) for node, cases, negated in parts]))


def sure(cases: int, everywhere: int) -> Node:
    """What holds in these cases, and in no others, whatever is documented."""
    return Node(yes_or_no(cases, cases, everywhere))


def slots_below(node: Node, cases: int) -> Iterator[tuple[Ground, int]]:
    """The slots that tell whether a node is met, with those of the cases in which they do."""
    if node.slot is not None:
        yield node.slot, cases
    for below, _, there in node.to_meet:
        if some := cases & there:
            yield from slots_below(below, some)
