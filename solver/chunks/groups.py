"""Facts by numbers: those that came together have one number, so that a case is a few of them.

Not here: what facts a part of a case states (`solver.facts`).
"""

from collections.abc import Iterable

from kb.case import Finding
from kb.knowledge import KnowledgeBase
from solver import facts as stated
from solver.chunks.numbering import Kind, Numbering

NOTHING = 0
"""The number of no facts."""


class Groups:
    """All facts met so far, and those that came together, in the order of their numbers. `said` holds of the groups of
    findings which fact is the slot and which is what is said of it."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self.facts: list[stated.Fact] = []
        self.groups: list[tuple[int, ...]] = [()]
        self._numbers = Numbering[stated.Fact]()
        self._group_numbers = Numbering[tuple[int, ...]]({(): NOTHING})
        self.said: dict[int, tuple[int, int]] = {}

    def number(self, found: Iterable[stated.Fact]) -> int:
        """The number of facts that come together, each under the name that the program reads."""
        named = ((stated.read_as(self._kb, name), row) for name, row in dict.fromkeys(found))
        group = tuple([_number(self._numbers, self.facts, fact) for fact in named])
        return _number(self._group_numbers, self.groups, group)

    def finding(self, found: Finding) -> int:
        """The number of the facts of a finding."""
        group = self.number(stated.of_finding(self._kb, found))
        slot, thing, *_ = self.groups[group]
        self.said[group] = slot, thing
        return group

    def __len__(self) -> int:
        return max(len(self.facts), len(self.groups))


def _number(numbers: Numbering[Kind], every: list[Kind], one: Kind) -> int:
    """The number of one of its kind, kept where it is new."""
    number = numbers[one]
    if number == len(every):
        every.append(one)
    return number
