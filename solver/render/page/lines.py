"""The verdicts as the page shows them: each line with its two sides and their reasons, the roll-up, the conflicts.

Not here: the proofs (`solver.render.page.steps`).
"""

from collections.abc import Mapping, Sequence

from kb.values import UNNAMED
from solver.decide import GroupDecision, LineDecision, Note, Outcome, Side
from solver.explain.decisive import decisive
from solver.explain.reasons import Reason
from solver.render.decision import out_of_scope, policy_name, requested_levels, type_words
from solver.render.roots import roots
from solver.render.table import COLOURS
from solver.render.why import headline

TONES: Mapping[str, str] = {"green": "T", "red": "F", "yellow": "N", "magenta": "B"}
"""The value whose look a verdict shares, by its colour on a terminal."""

OTHER = "O"


def line_data(outcome: Outcome, chosen: Sequence[LineDecision]) -> dict[str, object]:
    """Everything that the page holds of some verdicts."""
    return {
        "lines": [_line(outcome, decision) for decision in chosen],
        "groups": [_group(outcome, group) for group in outcome.groups],
        "conflicts": list(outcome.conflicts),
    }


def _line(outcome: Outcome, decision: LineDecision) -> dict[str, object]:
    starts = roots(outcome.proof, decision)
    return {
        "line": decision.line,
        "service": _service(outcome, decision),
        "policy": policy_name(outcome, decision.policy) if decision.policy else None,
        **_verdict(decision.verdict),
        "moot": decision.moot,
        "sentence": headline(outcome, decision),
        "sides": [_side(outcome, decision, name, side) for name, side in _sides(decision)],
        "levels": [{"level": one.level, **_verdict(one.verdict)} for one in decision.levels if one.level != UNNAMED],
        "notes": [_reason(note) for note in decision.notes],
        "wanted": [item.replace("_", " ") for item in decision.wanted],
        "roots": starts,
        "decisive": decisive(outcome.kb, outcome.proof, starts, decision.goals),
    }


def _service(outcome: Outcome, decision: LineDecision) -> str:
    """The code or name and the levels, as far as the id of the line does not say them."""
    line = next(known for known in outcome.case.lines if known.id == decision.line)
    what = line.code or (line.procedure or "").replace("_", " ")
    return ", ".join(text for text in (what if what != line.id else "", *requested_levels(line.spans)) if text)


def _verdict(verdict: str) -> dict[str, str]:
    return {"verdict": verdict.replace("_", " "), "tone": TONES.get(COLOURS.get(verdict, ""), OTHER)}


def _sides(decision: LineDecision) -> tuple[tuple[str, Side], ...]:
    coding = (("Coding", decision.coding),) if decision.coding else ()
    return (("Criteria", decision.criteria), *coding)


def _side(outcome: Outcome, decision: LineDecision, name: str, side: Side) -> dict[str, object]:
    more = [f"follows {', '.join(side.because.follows)}"] if side.because.follows else []
    if side.verdict == "out_of_scope":
        more.append(out_of_scope(outcome, decision))
    return {
        "name": name,
        **_verdict(side.verdict),
        "prevails": side is decision.prevailing,
        "reasons": [_reason(reason) for reason in side.because.criteria],
        "more": more,
    }


def _reason(one: Reason | Note) -> dict[str, object]:
    kind = type_words(one) if isinstance(one, Reason) else None
    return {"criterion": one.criterion, "text": one.text, "type": kind, "node": one.node}


def _group(outcome: Outcome, group: GroupDecision) -> dict[str, object]:
    name = "Request" if group.group == "request" else f"Stage {group.group}"
    return {"text": f"{name} under {policy_name(outcome, group.policy)}", **_verdict(group.verdict)}
