"""Requests and charts in a few words, and what is decided of them. Not here: what is expected."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct, json

from kb.intake.case_file import read_case
from solver.decide import GroupDecision, LineDecision, Outcome
from solver.explain.reasons import Reason
from tests.ours import example, knowledge_base, solver

Finding = dict[str, Any]
Chart = tuple[Finding, ...]
Line = dict[str, Any]


class Decided(Struct, frozen=True):
    """What the policy TSA decides of a case."""

    outcome: Outcome

    def __getitem__(self, line: str) -> LineDecision:
        return next(d for d in self.outcome.lines if d.line == line and d.policy == "tsa")

    def group(self, name: str) -> GroupDecision:
        """The roll-up of a stage, or of the `request`."""
        return next(g for g in self.outcome.groups if g.group == name and g.policy == "tsa")


# Asking ---------------------------------------------------------------------------------------------------------------


def line(code: str, *levels: str, **fields: Any) -> Line:
    """A line that carries a code; the code is its id unless one is given."""
    return {"id": code, "code": code, "levels": list(levels), **fields}


def decide(lines: Iterable[Line], chart: Iterable[Finding] = (), policy: str | None = "TSA") -> Decided:
    """What is decided of a request with a chart."""
    given = {
        "case": "made-up",
        "request": {"policy": policy} if policy else {},
        "lines": [*lines],
        "findings": [*chart],
    }
    return Decided(solver().decide(read_case("case.json", knowledge_base(), text=json.encode(given))))


def decide_example(name: str) -> Decided:
    """What is decided of one of our examples."""
    return Decided(solver().decide(example(name)))


# Charts ---------------------------------------------------------------------------------------------------------------


def found(
    name: str, level: str | None = None, value: str | float | None = None, *, present: bool = True, **at: str
) -> Finding:
    """A finding that the chart documents as present, or as absent."""
    stated = {"finding": name, "present": present, "level": level, "value": value, "at": at or None}
    return {key: said for key, said in stated.items() if said is not None}


def absent(name: str, level: str | None = None, **at: str) -> Finding:
    """A finding that the chart documents as absent."""
    return found(name, level, present=False, **at)


def silent_on(chart: Chart, *names: str) -> Chart:
    """The chart without anything about the named findings."""
    return tuple(finding for finding in chart if finding["finding"] not in names)


def decompression(level: str) -> Chart:
    """A level that meets all that is asked of a decompression."""
    return (
        found("stenosis", level, "severe"),
        found("neural_compression", level),
        found("findings_match_imaging", level),
    )


def fusion(*levels: str) -> Chart:
    """Levels that meet all that is asked of a fusion, each unstable by slippage."""
    own = (finding for level in levels for finding in (*decompression(level), found("spondylolisthesis", level)))
    return found("physical_therapy", value="8 weeks"), *own


UNSTABLE = ("spondylolisthesis", "flexion_extension_motion", "destabilising_decompression_planned")
"""What can make one level unstable; the other way, a deformity, is that of the whole spine."""

DEFORMED = ("significant_deformity", "scoliosis", "kyphosis_needing_correction")


def stable(level: str) -> Chart:
    """A level that meets all but instability, every way of which is documented as absent."""
    steady = (absent(name, level) for name in UNSTABLE)
    return *silent_on(fusion(level), *UNSTABLE), *steady, *(absent(name) for name in DEFORMED)


SCOLIOSIS: Chart = (found("scoliosis"), found("cobb_angle", value=40), found("deformity_explains_symptoms"))
"""A chart that meets all that is asked of an osteotomy."""

MANOEUVRES = ("distraction", "compression", "thigh_thrust", "gaenslen", "sacral_thrust")

OTHER_SI: Chart = (
    found("si_joint_findings"),
    found("si_injection_relief", value=60),
    found("si_conservative_care_failed"),
)
"""All that is asked of a sacroiliac fusion but the manoeuvres."""


def manoeuvres(positive: int, done: int = 5) -> Chart:
    """The first manoeuvres as positive, the others that were done as negative."""
    return tuple(
        found("si_manoeuvre_positive", test=test, present=place < positive)
        for place, test in enumerate(MANOEUVRES[:done])
    )


# Reading --------------------------------------------------------------------------------------------------------------


def ids(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """The sections of reasons, each once, in order."""
    return tuple(dict.fromkeys(reason.criterion for reason in reasons))


def deciding(decision: LineDecision) -> tuple[str, ...]:
    """The sections that decide a line."""
    return ids(decision.because.criteria)


def types(decision: LineDecision) -> set[str]:
    """The types of the reasons that decide a line."""
    return {reason.type for reason in decision.because.criteria}


def reopenable(decision: LineDecision) -> bool:
    """Whether a document could still speak where silence counted as not met."""
    return any(reason.reopenable for reason in decision.because.criteria)


def levels(decision: LineDecision) -> dict[str, str]:
    """The verdict at each level of a line."""
    return {one.level: one.verdict for one in decision.levels}


def notes(decision: LineDecision) -> set[str]:
    """The sections that add a note to a line."""
    return {note.criterion for note in decision.notes}
