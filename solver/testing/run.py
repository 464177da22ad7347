"""Running tests: each has its case decided, and what differs from its expectations is its result.

Not here: reading tests (`solver.testing.files`), or what a test sees of the clauses (`solver.testing.seen`).
"""

from collections.abc import Callable, Sequence

from msgspec import Struct

from kb.intake.scope import Vocabulary, vocabulary
from kb.knowledge import KnowledgeBase
from kb.problems import Problem, Rejected
from solver.decide import Outcome, Solver
from solver.testing.cases import PolicyTest
from solver.testing.expect import Difference, differences
from solver.testing.jobs import each
from solver.testing.names import unknown
from solver.testing.seen import Seen, Watch


class Result(Struct, frozen=True):
    """What became of a test: how the outcome differs from its expectations, or the problems that kept it from being
    run."""

    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.differences and not self.problems


class Ran(Struct, frozen=True):
    """A test with its result."""

    test: PolicyTest
    result: Result


class Runner:
    """Runs the tests of one knowledge base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.known, self.solver = kb, vocabulary(kb), Solver(kb)

    def run(self, test: PolicyTest) -> tuple[Result, Outcome | None]:
        """The result of a test, and the outcome of its case where it could be decided."""
        if wrong := unknown(test, self.kb):
            return Result(problems=test.problems(wrong)), None
        try:
            outcome = self.solver.decide(test.case(self.known))
        except Rejected as rejected:
            return Result(problems=rejected.problems), None
        return Result(compared(outcome, test, self.known)), outcome


def compared(outcome: Outcome, test: PolicyTest, known: Vocabulary) -> tuple[Difference, ...]:
    """How an outcome differs from what a test expects."""
    pairs = zip(test.form.expect, test.lines, strict=True)
    return tuple(found for wanted, line in pairs for found in differences(outcome, wanted, known.spine, line))


def run_all(
    kb: KnowledgeBase, tests: Sequence[PolicyTest], jobs: int, told: Callable[[], object]
) -> tuple[tuple[Ran, ...], Seen]:
    """Every test with its result, in order, and what they have seen together. `told` is called after each."""
    runner, watch = Runner(kb), Watch(kb)

    def work(test: PolicyTest) -> tuple[Result, Seen]:
        result, outcome = runner.run(test)
        return result, Seen() if outcome is None else watch.seen(test, outcome)

    results: dict[int, Result] = {}
    together = Seen()
    for place, (result, seen) in each(work, tests, jobs):
        results[place] = result
        together.add(seen)
        told()
    return tuple(Ran(test, results[place]) for place, test in enumerate(tests)), together
