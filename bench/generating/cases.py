"""A stream of cases, the same for the same seed: templates are added to a pool while cases are drawn from it.

So few cases need few templates, and the first cases of a long stream are those of a short one. Not here: what a
template is made of (`bench.generating.templates`).
"""

from collections.abc import Iterator
from itertools import cycle
from random import Random

from bench.generating.requests import request
from bench.generating.states import possible
from bench.generating.templates import Template, templates
from bench.generating.vocabulary import Vocabulary, Words, vocabulary
from kb.knowledge import KnowledgeBase
from solver.decide import Solver

REQUESTS_AT_FIRST, MOST_REQUESTS = 8, 80
CASES_TO_A_REQUEST = 25
"""After so many cases a request is added to the pool, until it is full."""
CHARTS = 12
"""Charts to a request."""


def cases(kb: KnowledgeBase, number: int, seed: int, policies: tuple[str, ...] = ()) -> Iterator[str]:
    """So many cases about lines of the policies with these ids, or of all, as JSON without line breaks."""
    rng = Random(seed)  # noqa: S311 - chance is no secret
    supply = _supply(kb, policies, rng)
    pool: list[Template] = [template for _ in range(REQUESTS_AT_FIRST) for template in next(supply)]
    full = (MOST_REQUESTS - REQUESTS_AT_FIRST) * CASES_TO_A_REQUEST
    for place in range(number):
        if place < full and place % CASES_TO_A_REQUEST == CASES_TO_A_REQUEST - 1:
            pool.extend(next(supply))
        yield pool[int(rng.random() * len(pool))].draw(f"case-{place + 1:07}", rng)


def _supply(kb: KnowledgeBase, policies: tuple[str, ...], rng: Random) -> Iterator[tuple[Template, ...]]:
    """The templates of one request after another, the policies taking turns."""
    solver, known = Solver(kb), vocabulary(kb)
    for words in cycle([one for one in known.policies if not policies or one.id in policies]):
        yield _of_a_request(solver, words, known, rng)


def _of_a_request(solver: Solver, words: Words, known: Vocabulary, rng: Random) -> tuple[Template, ...]:
    found = None
    while found is None:
        found = possible(solver, request(solver.kb, words, known, rng), CHARTS, rng)
    return tuple(templates(solver.kb, words, found, rng))
