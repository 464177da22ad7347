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
    if policy is None:
        return wanted
    chosen = [d for d in wanted if d.policy == outcome.kb.symbol(policy)]
    if not chosen:
        where = "any line" if line is None else "this line"
        names = dict.fromkeys(policy_name(outcome, d.policy) for d in wanted if d.policy is not None)
        raise Rejected([_no_verdict(f"that policy gives no verdict on {where}", policy, list(names))])
    return chosen


def _no_verdict(message: str, policy: str, known: list[str]) -> Problem:
    expected = "one of " + ", ".join(known) if known else None
    hint = did_you_mean(policy, known)
    return Problem(code="N404", message=message, file="command line", expected=expected, hint=hint)


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
