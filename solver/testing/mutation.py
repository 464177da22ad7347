"""Which changes of a policy do its tests notice? Each mutant is run on the tests that it could concern, until one
fails.

A policy is mutated by itself, together with the shared documents. A mutant that the checks or the compiler refuse
counts for nothing. Not here: what is changed (`solver.testing.mutants`), or how the result is printed
(`solver.testing.survivors`).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
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
from solver.datalog import Facts, Model
from solver.decide import Outcome
from solver.facts import facts
from solver.prove import Sources
from solver.testing.cases import PolicyTest
from solver.testing.coverage import SHARED
from solver.testing.increment import Increment
from solver.testing.jobs import each
from solver.testing.mutants import Mutant, mutated
from solver.testing.run import Runner, compared
from solver.testing.seen import Watch
from solver.wellformed import IllFormed

Fate = OneOf["noticed", "survived", "refused"]
LONGEST = 200
"""Lines of the longest statement."""
UNREACHABLE = "N210"
"""The one problem that a mutant may have: what the change cuts off is for the tests to notice."""
CODES = "code_row"
"""The input that the code tables fill."""


class Reach(Struct, frozen=True):
    """What one test looks at in the policy as it is: clauses, and questions that it raises; and the model of its
    case."""

    rules: frozenset[str]
    asked: frozenset[str]
    model: Model


class Prepared(Struct, frozen=True):
    """A test with everything about it that no change alters: the `codes` of its case, and the sections that it expects
    something of. `turn` is its place among those of one entry, which are much alike."""

    test: PolicyTest
    case: Case
    facts: Facts
    reach: Reach
    codes: frozenset[str]
    expected: frozenset[str]
    notes: bool
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
        self._rules = frozenset(self.program.rules)
        self._texts = {document.source: _blank(document) for document in self.kb.documents}
        self._mistakes = _mistakes(self.kb, self._texts)

    def own(self, tests: Sequence[PolicyTest]) -> tuple[PolicyTest, ...]:
        """The tests whose request does not name another policy."""
        named = ((test, test.form.request.get("policy", test.base.request.policy)) for test in tests)
        mine = (None, self.policy)
        return tuple(t for t, name in named if self.policy == SHARED or (name and self.kb.symbol(str(name))) in mine)

    def prepare(self, tests: Sequence[PolicyTest], jobs: int, told: Callable[[], object]) -> None:
        """Run tests on the policy as it is, and keep those that pass and are about it."""
        runner, watch = Runner(self.kb), Watch(self.kb)
        found: dict[int, Reach] = {}
        for place, reach in each(lambda test: self._reach(runner, watch, test), tests, jobs):
            told()
            if reach is not None:
                found[place] = reach
        turns: defaultdict[object, count[int]] = defaultdict(count)
        kept = ((tests[place], reach) for place, reach in sorted(found.items()))
        self.tests = tuple(self._prepared(test, reach, next(turns[test.file, test.path])) for test, reach in kept)

    def _reach(self, runner: Runner, watch: Watch, test: PolicyTest) -> Reach | None:
        result, outcome = runner.run(test)
        if outcome is None or not result.passed:
            return None
        if self.policy != SHARED and all(decision.policy != self.policy for decision in outcome.lines):
            return None
        seen = watch.seen(test, outcome)
        rules = frozenset((*seen.used, *(rule for rule, _ in seen.values)))
        return Reach(rules, frozenset(seen.asked), outcome.model)

    def _prepared(self, test: PolicyTest, reach: Reach, turn: int) -> Prepared:
        case = test.case(self.known)
        notes = any(wanted.notes or wanted.without for wanted in test.form.expect)
        return Prepared(test, case, facts(self.kb, case), reach, _codes(case), _expected(test), notes, turn)

    def fate(self, mutant: Mutant) -> Fate:
        """Whether a test notices a change."""
        kb = mutated(self.kb, mutant)
        run = self._without_codes if mutant.listing is not None else self._increment(kb)
        if run is None:
            return "refused"
        trial = _Trial(kb, run, self, mutant)
        return "noticed" if any(map(trial.notices, self._concerned(mutant))) else "survived"

    @cached_property
    def _without_codes(self) -> Increment:
        return Increment(self._rules, self.program, (CODES,))

    def _increment(self, kb: KnowledgeBase) -> Increment | None:
        """What a change of the clauses alters; None where the checks or the compiler refuse it."""
        if _mistakes(kb, self._texts) > self._mistakes:
            return None
        try:
            return Increment(self._rules, compile_program(kb))
        except (Rejected, IllFormed):
            return None

    def _concerned(self, mutant: Mutant) -> list[Prepared]:
        """The tests whose outcome a change can alter, the most telling first."""
        kinds = {self.kb.predicates[head].kind for head in mutant.heads}
        sections = {rule.rpartition("/")[0] for rule in mutant.rules}

        def distance(one: Prepared) -> tuple[bool, bool, int]:
            return one.expected.isdisjoint(sections), one.reach.rules.isdisjoint(mutant.rules), one.turn

        return sorted((one for one in self.tests if _concerns(mutant, kinds, one)), key=distance)


class _Trial:
    """One mutant at work on tests."""

    def __init__(self, kb: KnowledgeBase, run: Increment, bench: Bench, mutant: Mutant) -> None:
        self.kb, self.sources, self.run, self.known = kb, Sources(kb), run, bench.known
        self.on_codes, self.rules = mutant.listing is not None, mutant.rules
        self.on_records = self.on_codes or {bench.kb.predicates[head].kind for head in mutant.heads} == {"relation"}
        self.frames = [names.instance(bench.kb.rule(rule)) for rule in mutant.rules]

    def notices(self, one: Prepared) -> bool:
        """Whether a test fails now. Where nothing is altered that it looks at, it is not asked."""
        try:
            given = facts(self.kb, one.case) if self.on_codes else one.facts
            model = self.run.solve(given, one.reach.model)
            if not self.run.alters(model, one.reach.model) and (self.on_records or self._apart(one, model)):
                return False
            return bool(compared(Outcome(self.sources, one.case, model), one.test, self.known))
        except Exception:  # noqa: BLE001 - a decision that breaks off is noticed, too
            return True

    def _apart(self, one: Prepared, model: Model) -> bool:
        """Whether the changed clauses apply nowhere in a test, neither as they were nor as they are."""
        applied = not one.reach.rules.isdisjoint(self.rules)
        return not applied and all(name in self.run.derived and not model.get(name) for name in self.frames)


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


def _concerns(mutant: Mutant, kinds: Collection[str], one: Prepared) -> bool:
    """Whether a change can alter what a test looks at: for a code, where its case mentions it; for a criterion, where
    the question is raised; for a note, where something is expected of notes; for a relation, anywhere.
    """
    if mutant.listing is not None:
        return mutant.listing.code in one.codes
    if "relation" in kinds or not one.reach.asked.isdisjoint(mutant.heads):
        return True
    return "note" in kinds and one.notes


def _blank(document: Document) -> str:
    """A text with enough lines for the places of problems, since nobody reads what they show."""
    last = max((s.span.line for section in document.sections for s in section.statements), default=0)
    return "\n" * (last + LONGEST)


def _mistakes(kb: KnowledgeBase, texts: dict[str, str]) -> int:
    return sum(problem.code != UNREACHABLE for problem in check(kb.documents, texts))


def _codes(case: Case) -> frozenset[str]:
    """Everything in a case that can be a code."""
    stated = [part for finding in case.findings for part in (*finding.key, finding.value)]
    return frozenset(str(part) for part in (*(line.code for line in case.lines), *stated))


def _expected(test: PolicyTest) -> frozenset[str]:
    """The sections that a test expects something of."""
    named = ((*(w.because or ()), *w.notes, *w.without, w.criterion) for w in test.form.expect)
    return frozenset(str(name) for found in named for name in found)
