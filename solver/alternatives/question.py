"""What an explanation is asked about: the verdict on a line, as a whole or at one of its levels.

Not here: how a command finds the line that it names (`solver.commands.lines`).
"""

from msgspec import Struct

from kb.knowledge import KnowledgeBase
from kb.language.syntax import Scale
from kb.values import is_unnamed
from solver.alternatives.changes import Target
from solver.decide import LevelDecision, LineDecision


class Question(Struct, frozen=True):
    """A verdict under one policy; `level` narrows it to a level."""

    decision: LineDecision
    level: str | None = None

    @property
    def verdict(self) -> str:
        """The verdict as it stands."""
        return self.decision.verdict if self.level is None else self._at.verdict

    def target(self, kb: KnowledgeBase, verdict: str) -> Target:
        """The row of the model that would give this verdict."""
        rank = verdicts(kb).index(verdict)
        if self.level is None:
            return "verdict", (self.decision.policy or "", self.decision.line, rank)
        return "level_verdict", (self.decision.policy or "", self.decision.line, self.level, rank)

    @property
    def goals(self) -> tuple[str, ...]:
        """The nodes of the criteria that the verdict rests on."""
        return self.decision.goals if self.level is None else (self._at.goal,)

    @property
    def _at(self) -> LevelDecision:
        return next(one for one in self.decision.levels if one.level == self.level)


def questions(decision: LineDecision) -> tuple[Question, ...]:
    """The questions of a line: each of its levels where these are named and one of them gives the line its verdict;
    else, as where it follows another, the line as a whole."""
    by_level = not decision.because.follows and decision.verdict in {one.verdict for one in decision.levels}
    named = (one.level for one in decision.levels if by_level and not is_unnamed(one.level))
    return tuple(Question(decision, level) for level in named) or (Question(decision),)


def verdicts(kb: KnowledgeBase) -> tuple[str, ...]:
    """The names of all verdicts, in order."""
    scale = kb.types["verdict_kind"]
    assert isinstance(scale, Scale)
    return tuple(member.name for member in scale.members)
