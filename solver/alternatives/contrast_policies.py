"""Why a case gets different verdicts under two versions of a policy: the smallest sets of sections that, taken over
from the new version into the old one, carry a verdict over. Each was decided.

Sets are tried from the smallest up, since a policy with one section changed is another policy. Not here: how versions
are mixed (`hybrids`), or two cases (`contrast`).
"""

from collections.abc import Callable, Iterator
from itertools import combinations

from msgspec import Struct

from kb.candidates import candidates
from kb.case import Case
from kb.knowledge import KnowledgeBase
from solver.alternatives.hybrids import Versions
from solver.alternatives.turning import Pair, Turn, pairs, turns
from solver.decide import Outcome, Solver, decide

BUDGET = 200
Decide = Callable[[KnowledgeBase, Case], Outcome]


class SectionSwap(Struct, frozen=True):
    """Sections that together carry a verdict over, and the criteria that turn with them."""

    sections: tuple[str, ...]
    turns: tuple[Turn, ...]


class PolicyContrast(Struct, frozen=True):
    """A verdict that is another one under the new version, and what carries it over."""

    pair: Pair
    swaps: tuple[SectionSwap, ...]


class PolicyContrasts(Struct, frozen=True):
    """What two versions make of a case. `differing` are all sections in which they differ; `complete` is false where
    the budget was exhausted before every set was tried."""

    old: Outcome
    new: Outcome
    differing: tuple[str, ...]
    found: tuple[PolicyContrast, ...]
    complete: bool


def contrast_policies(
    old: Solver, new: Solver, cases: tuple[Case, Case], budget: int = BUDGET, decided: Decide = decide
) -> PolicyContrasts:
    """What two versions make of a case, which is read under each of them, and through which sections. `decided` decides
    the case under a mixture."""
    before, after = old.decide(cases[0]), new.decide(cases[1])
    policies = {*candidates(old.kb, cases[0]), *candidates(new.kb, cases[1])}
    versions = Versions(old.kb, new.kb, policies)
    flipped = [pair for pair in pairs(before, after) if pair.flips]
    search = _Search(versions, before, cases[1], flipped, decided)
    complete = not flipped or search.run(budget)
    found = tuple(PolicyContrast(pair, tuple(search.swaps[pair.key])) for pair in flipped)
    return PolicyContrasts(before, after, versions.differing, found, complete)


class _Search:
    """Every smallest set of sections, for all pairs at once."""

    def __init__(self, versions: Versions, before: Outcome, case: Case, flipped: list[Pair], decided: Decide) -> None:
        self.versions, self.before, self.case, self.flipped, self.decide = versions, before, case, flipped, decided
        self.swaps: dict[tuple[str, str | None, str | None], list[SectionSwap]] = {pair.key: [] for pair in flipped}

    def run(self, budget: int) -> bool:
        """Try sets until all are tried; whether the budget was enough for that."""
        for sections in self._sets():
            waiting = [pair for pair in self.flipped if not self._carried(pair, sections)]
            if waiting:
                if budget == 0:
                    return False
                budget -= 1
                self._try(sections, waiting)
        return True

    def _sets(self) -> Iterator[tuple[str, ...]]:
        every = self.versions.differing
        return (one for size in range(1, len(every) + 1) for one in combinations(every, size))

    def _carried(self, pair: Pair, sections: tuple[str, ...]) -> bool:
        return any(set(swap.sections) <= set(sections) for swap in self.swaps[pair.key])

    def _try(self, sections: tuple[str, ...], waiting: list[Pair]) -> None:
        mixed = self.versions.hybrid(sections)
        if mixed is None:
            return
        outcome = self.decide(mixed, self.case)
        then = {pair.key: pair for pair in pairs(self.before, outcome)}
        for pair in waiting:
            if pair.key in then and then[pair.key].verdicts[1] == pair.verdicts[1]:
                self.swaps[pair.key].append(SectionSwap(sections, turns(self.before, outcome, then[pair.key])))
