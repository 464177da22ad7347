"""The slots on which the records of a chunk are silent and that still matter to a verdict.

A slot matters where documenting it, along with other silent slots, can change the verdict while all that is documented
stays as it is: from the verdict down to the slot, nothing is settled without it. Not here: what values can still become
(`solver.chunks.prospects`).
"""

from solver.chunks.instances import Ground
from solver.chunks.nodes import Node
from solver.chunks.prospects import Prospects
from solver.chunks.weighing import Weighing
from solver.explain.short import slot_text

Slots = dict[Ground, int]
"""Slots with the cases in which they matter."""


class OpenSlots:
    """The slots that matter in one chunk. What is found once is kept."""

    def __init__(self, weighing: Weighing) -> None:
        self._kb, self._prospects = weighing.kb, Prospects(weighing)
        self._found: dict[tuple[int, bool], Slots] = {}

    def of(self, policy: str, line: str, rank: int) -> dict[str, int]:
        """The slots that matter to a verdict on a line, in a few signs and in order, each with those of the cases that
        have this verdict in which it does. `rank` is its place on the scale `verdict_kind`."""
        found: Slots = {}
        atom = "verdict", (policy, line, rank)
        self._take(found, self._prospects.atom(atom), self._prospects.rows.cases(*atom), met=True)
        return dict(sorted((slot_text(self._kb, *slot), some) for slot, some in found.items()))

    def _take(self, found: Slots, node: Node, cases: int, *, met: bool) -> None:
        """Add the slots that tell in these cases whether a node is met, or whether it is refuted."""
        if node.slot is not None:
            if there := cases & self._prospects.silent(node.slot):
                found[node.slot] = found.get(node.slot, 0) | there
        elif node.shared:
            for slot, some in self._of_shared(node, met=met).items():
                if there := some & cases:
                    found[slot] = found.get(slot, 0) | there
        else:
            self._go_down(found, node, cases, met=met)

    def _of_shared(self, node: Node, *, met: bool) -> Slots:
        """The same for a node that many others rest on, in all cases."""
        key = id(node), met
        if key not in self._found:
            self._found[key] = {}
            self._go_down(self._found[key], node, -1, met=met)
        return self._found[key]

    def _go_down(self, found: Slots, node: Node, cases: int, *, met: bool) -> None:
        if undecided := cases & node.bounds.undecided(met=met):
            for below, side, some in node.to_meet if met else node.to_refute:
                if there := undecided & some:
                    self._take(found, below, there, met=side)
