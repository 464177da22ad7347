"""Which policies are mutated, and which of their mutants are tried.

Not here: what the mutants are (`solver.testing.mutants`).
"""

from collections.abc import Sequence
from random import Random

from kb.knowledge import KnowledgeBase
from kb.problems import Problem, Rejected, did_you_mean
from solver.testing.coverage import SHARED
from solver.testing.mutants import Mutant


def named(kb: KnowledgeBase, names: Sequence[str]) -> tuple[str, ...]:
    """The symbols of the policies that are named by id or symbol, or as shared; every policy where none is. Raises
    `Rejected`.
    """
    known = (*kb.policies, SHARED)
    found = {name: kb.symbol(name) for name in names}
    wrong = [_unknown(name, symbol, known) for name, symbol in found.items() if symbol not in known]
    if wrong:
        raise Rejected(wrong)
    return tuple(dict.fromkeys(found.values())) or kb.policies


def _unknown(name: str, symbol: str, known: tuple[str, ...]) -> Problem:
    message, hint = f"no policy here is called {name[:60]}", did_you_mean(symbol.lower(), known)
    return Problem(code="N404", message=message, file="command line", expected=", ".join(known), hint=hint)


def sampled(every: Sequence[Mutant], sample: int | None, seed: int) -> tuple[Mutant, ...]:
    """So many of the mutants, in their order; all where none is said, or where there are no more."""
    if sample is None or sample >= len(every):
        return tuple(every)
    places = Random(seed).sample(range(len(every)), sample)  # noqa: S311 - a choice that can be repeated
    return tuple(every[place] for place in sorted(places))
