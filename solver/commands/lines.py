"""The line of a case, and the verdict, that a command names."""

from kb.knowledge import KnowledgeBase
from kb.problems import Problem, Rejected, did_you_mean
from solver.alternatives.question import verdicts
from solver.decide import LineDecision, Outcome
from solver.render.decision import policy_name


def decisions(outcome: Outcome, line: str | None, policy: str | None) -> list[LineDecision]:
    """The verdicts on a line, or on every line; of every policy, or of one. Raises `Rejected` where there is none."""
    wanted = [d for d in outcome.lines if line in (None, d.line)]
    if line is not None and not wanted:
        known = [known.id for known in outcome.case.lines]
        hint = did_you_mean(line, known)
        listed = ", ".join(known[:20])
        raise Rejected(
            [Problem(code="N401", message="the case has no such line", file="command line", expected=listed, hint=hint)]
        )
    chosen = [
        d for d in wanted if policy is None or (d.policy is not None and policy_name(outcome, d.policy) == policy)
    ]
    if not chosen:
        raise Rejected([Problem(code="N404", message="that policy gives no verdict on this line", file="command line")])
    return chosen


def wanted_verdict(kb: KnowledgeBase, name: str) -> None:
    """Raise `Rejected` for what is no verdict."""
    known = verdicts(kb)
    if name not in known:
        problem = Problem(
            code="N406",
            message=f"nothing is called {name[:60]}",
            file="command line",
            expected="one of " + ", ".join(known),
            hint=did_you_mean(name, known),
        )
        raise Rejected([problem])
