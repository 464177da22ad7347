"""Which changes of a policy do its tests notice? Each mutant decides all tests at once, and those that it could have
changed are compared with what they expect, until one fails.

A policy is mutated by itself, together with the shared documents. A mutant that the checks or the compiler refuse
counts for nothing. Not here: what is changed (`solver.testing.mutants`), or how the result is printed
(`solver.testing.survivors`).
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import count
from typing import Literal as OneOf

from msgspec import Struct

from kb.case import Case
from kb.checks import check
from kb.intake.scope import vocabulary
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Document
from kb.problems import Rejected
from solver import names
from solver.compile import compile_program
from solver.datalog import Program, Term
from solver.decide import Outcome
from solver.engines.bitsets import BitSets, Tables, either, gathered, model_of, places
from solver.facts import facts
from solver.prove import Sources
from solver.testing.cases import PolicyTest
from solver.testing.coverage import SHARED
from solver.testing.jobs import each
from solver.testing.mutants import Mutant, mutated
from solver.testing.run import compared
from solver.wellformed import IllFormed

Fact = tuple[str, tuple[Term, ...]]
Fate = OneOf["noticed", "survived", "refused"]
LONGEST = 200
"""Lines of the longest statement."""
UNREACHABLE = "N210"
"""The one problem that a mutant may have: what the change cuts off is for the tests to notice."""
CODES = "code_row"
"""The input that the code tables fill."""
SIDES = (names.given, names.supported, names.refuted, names.conflicting)
"""What a proof looks at of a predicate, besides its own rows."""


class Prepared(Struct, frozen=True):
    """A test with its case and the sections that it expects something of. `turn` is its place among those of one entry,
    which are much alike."""

    test: PolicyTest
    case: Case
    expected: frozenset[str]
    turn: int


class Judged(Struct, frozen=True):
    """A mutant and what became of it."""

    mutant: Mutant
    fate: Fate


class Bench:
    """The tests that a policy passes by itself, ready for its mutants."""

    def __init__(self, kb: KnowledgeBase, policy: str) -> None:
        self.policy = policy
        self.kb = kb if policy == SHARED else kb.only((policy,))
        self.known, self.program = vocabulary(self.kb), compile_program(self.kb)
        self.tests: tuple[Prepared, ...] = ()
        self._facts: Tables = {}
        self._model: Tables = {}
        self._texts = {document.source: _blank(document) for document in self.kb.documents}
        self._mistakes = _mistakes(self.kb, self._texts)

    def own(self, tests: Sequence[PolicyTest]) -> tuple[PolicyTest, ...]:
        """The tests whose request does not name another policy."""
        named = ((test, test.form.request.get("policy", test.base.request.policy)) for test in tests)
        mine = (None, self.policy)
        return tuple(t for t, name in named if self.policy == SHARED or (name and self.kb.symbol(str(name))) in mine)

    def prepare(self, tests: Sequence[PolicyTest], jobs: int, told: Callable[[], object]) -> None:
        """Run tests on the policy as it is, and keep those that pass and are about it."""
        turns: defaultdict[object, count[int]] = defaultdict(count)
        self._use(Prepared(t, t.case(self.known), _expected(t), next(turns[t.file, t.path])) for t in tests)
        sources = Sources(self.kb)
        kept: list[int] = []
        for place, passed in each(lambda place: self._passes(sources, place), range(len(tests)), jobs):
            told()
            if passed:
                kept.append(place)
        self._use(self.tests[place] for place in sorted(kept))

    def _use(self, tests: Iterable[Prepared]) -> None:
        self.tests = tuple(tests)
        self._facts = gathered(facts(self.kb, one.case) for one in self.tests)
        self._model = self._solved(self.program, self._facts)

    def _passes(self, sources: Sources, place: int) -> bool:
        """Whether a test is about the policy, and passes."""
        one = self.tests[place]
        outcome = Outcome(sources, one.case, model_of(self._model, place))
        about = self.policy == SHARED or any(decision.policy == self.policy for decision in outcome.lines)
        return about and not compared(outcome, one.test, self.known)

    def fate(self, mutant: Mutant) -> Fate:
        """Whether a test notices a change."""
        kb = mutated(self.kb, mutant)
        program = self.program if mutant.listing is not None else self._compiled(kb)
        if program is None:
            return "refused"
        model = self._solved(program, _without(self._facts, mutant))
        sources = Sources(kb)
        found = (self._notices(sources, place, model) for place in self._concerned(mutant, program, model))
        return "noticed" if any(found) else "survived"

    def _compiled(self, kb: KnowledgeBase) -> Program | None:
        """The program of a changed knowledge base; None where the checks or the compiler refuse it."""
        if _mistakes(kb, self._texts) > self._mistakes:
            return None
        try:
            return compile_program(kb)
        except (Rejected, IllFormed):
            return None

    def _solved(self, program: Program, given: Tables) -> Tables:
        return BitSets(program).solve_all(given, (1 << len(self.tests)) - 1)

    def _concerned(self, mutant: Mutant, program: Program, model: Tables) -> list[int]:
        """The places of the tests whose outcome a change can alter, the most telling first: those in which something
        that a proof looks at differs, and those that a changed clause applies to, or did. For a change of relations
        these are the tests in which anything follows from it, be it no more than that a clause applies."""
        stated = frozenset() if self.policy == SHARED else _stated(self.program) ^ _stated(program)
        altered = self._altered(model, self._looked_at, stated)
        plain = all(self.kb.predicates[head].kind == "relation" for head in mutant.heads)
        further = self._altered(model, self._model.keys() | model.keys(), stated) if plain else 0
        applied = self._applied(mutant, self.program, self._model) | self._applied(mutant, program, model)
        sections = {rule.rpartition("/")[0] for rule in mutant.rules}

        def distance(place: int) -> tuple[bool, bool, int]:
            one = self.tests[place]
            return one.expected.isdisjoint(sections), not altered >> place & 1, one.turn

        return sorted(places(altered | further | applied), key=distance)

    @cached_property
    def _looked_at(self) -> frozenset[str]:
        """What a proof looks at of a model."""
        return frozenset(name for one in self.kb.predicates for name in (one, *(side(one) for side in SIDES)))

    def _altered(self, model: Tables, looked_at: Iterable[str], stated: Container[Fact]) -> int:
        """The tests in which other rows hold than did; the facts that a change itself states are left aside."""
        return either(
            self._model.get(name, {}).get(row, 0) ^ model.get(name, {}).get(row, 0)
            for name in looked_at
            if self._model.get(name) != model.get(name)
            for row in self._model.get(name, {}).keys() | model.get(name, {}).keys()
            if (name, row) not in stated
        )

    def _applied(self, mutant: Mutant, program: Program, model: Tables) -> int:
        """The tests in which a changed clause applies; one of a relation has no more to it than its rows."""
        rules = [self.kb.rule(rule) for rule in mutant.rules]
        weighed = [rule for rule in rules if self.kb.predicates[rule.clause.head.predicate].kind != "relation"]
        derived = {rule.head.predicate for rule in program.rules}
        framed = ((names.instance(rule), names.asked(rule.clause.head.predicate)) for rule in weighed)
        frames = (own if own in derived else asked for own, asked in framed)
        return either(cases for name in frames for cases in model.get(name, {}).values())

    def _notices(self, sources: Sources, place: int, model: Tables) -> bool:
        """Whether a test fails now."""
        one = self.tests[place]
        try:
            return bool(compared(Outcome(sources, one.case, model_of(model, place)), one.test, self.known))
        except Exception:  # noqa: BLE001 - a decision that breaks off is noticed, too
            return True


def judge(
    benches: Iterable[Bench], chosen: Sequence[Mutant], jobs: int, told: Callable[[], object]
) -> Iterator[Judged]:
    """What becomes of each mutant, in order. `told` is called after each."""
    bench = {one.policy: one for one in benches}
    fates: dict[int, Fate] = {}
    for place, fate in each(lambda mutant: bench[mutant.policy].fate(mutant), chosen, jobs):
        fates[place] = fate
        told()
    return (Judged(mutant, fates[place]) for place, mutant in enumerate(chosen))


def _stated(program: Program) -> frozenset[Fact]:
    """The facts of a program."""
    return frozenset((rule.head.predicate, rule.head.args) for rule in program.rules if not rule.body)


def _without(given: Tables, mutant: Mutant) -> Tables:
    """The facts without the row of a code table that a mutant drops."""
    if mutant.listing is None:
        return given
    row = (mutant.listing.table, mutant.listing.code, *mutant.listing.days)
    return {**given, CODES: {one: cases for one, cases in given.get(CODES, {}).items() if one != row}}


def _blank(document: Document) -> str:
    """A text with enough lines for the places of problems, since nobody reads what they show."""
    last = max((s.span.line for section in document.sections for s in section.statements), default=0)
    return "\n" * (last + LONGEST)


def _mistakes(kb: KnowledgeBase, texts: dict[str, str]) -> int:
    return sum(problem.code != UNREACHABLE for problem in check(kb.documents, texts))


def _expected(test: PolicyTest) -> frozenset[str]:
    """The sections that a test expects something of."""
    named = ((*(w.because or ()), *w.notes, *w.without, w.criterion) for w in test.form.expect)
    return frozenset(str(name) for found in named for name in found)
