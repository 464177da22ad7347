"""Decisions and explanations as plain data for machines. The fields are documented in `docs/api.md` and stay stable."""

from msgspec import to_builtins

from solver.decide import GroupDecision, LineDecision, Outcome, Side
from solver.explain.reasons import Reason
from solver.render.decision import policy_name
from solver.render.notice import NOTICE
from solver.render.proof_json import proof_json
from solver.render.why import UNKNOWN, Bearings, bearing, criteria, headline


def decision_json(outcome: Outcome) -> dict[str, object]:
    """The decision on a case."""
    return {
        "case": outcome.case.id,
        "case_digest": outcome.case.digest,
        "knowledge_base": outcome.kb.digest,
        "lines": [line_json(outcome, line) for line in outcome.lines],
        "groups": [_group_json(outcome, group) for group in outcome.groups],
        "conflicts": list(outcome.conflicts),
        "notice": NOTICE,
    }


def line_json(outcome: Outcome, line: LineDecision) -> dict[str, object]:
    """The verdict on a line."""
    levels = [
        {"level": one.level, "verdict": one.verdict, "deciding": [reason_json(r) for r in one.because]}
        for one in line.levels
    ]
    return {
        "line": line.line,
        "policy": None if line.policy is None else policy_name(outcome, line.policy),
        "verdict": line.verdict,
        "by_criteria": _side_json(line.criteria),
        "by_coding": None if line.coding is None else _side_json(line.coding),
        "moot": line.moot,
        "deciding": [reason_json(reason) for reason in line.because.criteria],
        "follows": list(line.because.follows),
        "levels": levels,
        "notes": [to_builtins(note) for note in line.notes],
        "documents_wanted": list(line.wanted),
        "proof": line.proof,
    }


def _side_json(side: Side) -> dict[str, object]:
    return {"verdict": side.verdict, "deciding": [reason_json(reason) for reason in side.because.criteria]}


def reason_json(reason: Reason) -> dict[str, object]:
    """A reason."""
    plain: dict[str, object] = to_builtins(reason)
    return plain


def why_json(outcome: Outcome, line: LineDecision, bearings: Bearings = UNKNOWN) -> dict[str, object]:
    """The explanation of a verdict with its whole proof."""
    reasons = outcome.reasons(line)
    return {
        **line_json(outcome, line),
        "sentence": headline(outcome, line),
        "reasons": [{**reason_json(one), "bearing": bearing(outcome, one, bearings)} for one in reasons],
        "criteria": [reason_json(reason) for reason in criteria(outcome, line)],
        "proof": None if line.proof is None else proof_json(outcome, line.proof),
        "notice": NOTICE,
    }


def _group_json(outcome: Outcome, group: GroupDecision) -> dict[str, object]:
    plain: dict[str, object] = to_builtins(group)
    return {**plain, "policy": policy_name(outcome, group.policy)}
