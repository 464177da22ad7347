"""How one decision differs from another: criteria that turn from one value to another, and the clauses that turn them.

Not here: what was changed between the two (`what_if`, `contrast`).
"""

from collections.abc import Iterable

from msgspec import Struct

from solver.alternatives.question import Question, questions
from solver.decide import LineDecision, Outcome
from solver.explain.leaves import responsible_clauses, section_of
from solver.explain.wording import sentence
from solver.proof import Ground, Node
from solver.values import Value


class Turn(Struct, frozen=True):
    """A criterion that turns. `clauses` are those that give it its new value, `node` the step that proves it."""

    criterion: str
    clauses: tuple[str, ...]
    text: str
    before: Value
    after: Value
    node: str


class Pair(Struct, frozen=True):
    """The same question before and after a change; None where it is not asked."""

    before: Question | None
    after: Question | None

    @property
    def flips(self) -> bool:
        """Whether the verdict is another one."""
        return self.verdicts[0] != self.verdicts[1]

    @property
    def verdicts(self) -> tuple[str | None, str | None]:
        """The verdict before and after."""
        return self.before.verdict if self.before else None, self.after.verdict if self.after else None

    @property
    def key(self) -> tuple[str, str | None, str | None]:
        """The line, the policy and the level that the pair is about."""
        return self.question.decision.line, self.question.decision.policy, self.question.level

    @property
    def question(self) -> Question:
        """What the pair is about."""
        found = self.before or self.after
        assert found is not None
        return found


def pairs(before: Outcome, after: Outcome) -> tuple[Pair, ...]:
    """Every question about lines of both decisions: each line as a whole, then its levels where it
    has several."""
    old, new = _asked(before), _asked(after)
    both = {line.id for line in before.case.lines} & {line.id for line in after.case.lines}
    keys = (key for key in dict.fromkeys((*old, *new)) if key[0] in both)
    return tuple(Pair(old.get(key), new.get(key)) for key in keys)


def turns(before: Outcome, after: Outcome, pair: Pair) -> tuple[Turn, ...]:
    """The criteria of a question that turn, in the reading order of the new proof. Sections that only gather others
    are not listed."""
    if pair.after is None:
        return ()
    old = _values(before, pair.before.goals if pair.before else ())
    new = _values(after, pair.after.goals)
    turned = ((node, old[atom]) for atom, node in new.items() if atom in old and old[atom].value != node.value)
    found = (_turn(after, node, was.value) for node, was in turned)
    return tuple(turn for turn in found if "gathers" not in after.kb.sections[turn.criterion].marks)


def _turn(outcome: Outcome, node: Node, before: Value) -> Turn:
    clauses = responsible_clauses(outcome.proof, node)
    rules = tuple(dict.fromkeys(clause.rule for clause in clauses if clause.rule))
    return Turn(section_of(clauses[0]), rules, sentence(outcome.kb, outcome.proof, node), before, node.value, node.id)


def _values(outcome: Outcome, goals: Iterable[str]) -> dict[Ground, Node]:
    """The criteria below some goals by their atoms."""
    proof, kb = outcome.proof, outcome.kb
    below = (node for goal in goals for node in proof.walk(goal))
    return {
        node.atom: node
        for node in below
        if node.kind == "goal" and node.atom and node.children and kb.predicates[node.atom[0]].kind == "criterion"
    }


def _asked(outcome: Outcome) -> dict[tuple[str, str | None, str | None], Question]:
    return {(decision.line, decision.policy, one.level): one for decision in outcome.lines for one in _each(decision)}


def _each(decision: LineDecision) -> tuple[Question, ...]:
    levels = questions(decision) if len(decision.levels) > 1 else ()
    return (Question(decision), *levels)
