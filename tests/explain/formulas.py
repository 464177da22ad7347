"""Random formulas as criteria of a generated policy, and what they come to: a second opinion that shares no code with the product
but the connectives of `solver.values`.

Each line of a case is judged by a formula of its own, so that one knowledge base holds many. Not here: what is asserted of them.
"""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from random import Random

from msgspec import Struct

from kb.case import Case, Constant, Evidence, Finding, Line, Record, Request
from kb.knowledge import KnowledgeBase, index
from kb.language.literate import read_document
from kb.language.syntax import Document
from solver.compile import compile_program
from solver.datalog import Program
from solver.decide import Solver
from solver.values import Value, at_least, conjunction, disjunction, opposite, value

Stated = tuple[bool, Constant | None]
Record_ = frozenset[Stated]
"""Everything that the record says of one slot; nothing where it is silent."""
SHARED = Path(__file__).parents[2] / "kb" / "policies"
ABSENT: Record_ = frozenset({(False, None)})
PRESENT: Record_ = frozenset({(True, None)})
GRADES = ("none", "mild", "moderate", "severe")
SIDES = ("left", "right", "both")
DAYS = (*range(70), 100, 365)
SCORES = tuple(range(-30, 31))


class Kind(Struct, frozen=True):
    """What a finding looks like: its argument and its value as declared, how silence is read, the values to try, and the bars that
    formulas set, as they are written and as they are counted."""

    argument: str = ""
    type: str = ""
    world: str = "open"
    values: tuple[Constant, ...] = ()
    bars: tuple[tuple[str, int], ...] = ()


GRADE = tuple((name, rank) for rank, name in enumerate(GRADES))
LENGTH = (("6 weeks", 42), ("41 days", 41), ("2 months", 60), ("1 day", 1))
SCORE = (("-2.5", -25), ("0", 0), ("-3", -30), ("2", 20))
FINDINGS: Mapping[str, Kind] = {
    "fever": Kind(),
    "cough": Kind(),
    "rash": Kind(world="closed"),
    "waiver": Kind(world="exception"),
    "scar": Kind(world="record letter"),
    "burn": Kind(world="record film"),
    "mark": Kind(argument="side"),
    "swelling": Kind(argument="side", world="closed"),
    "pain": Kind(type="grade", values=(0, 1, 2, 3), bars=GRADE),
    "loss": Kind(type="grade", world="closed", values=(0, 1, 2, 3), bars=GRADE),
    "rest": Kind(type="length", values=DAYS, bars=LENGTH),
    "therapy": Kind(type="length", values=DAYS, bars=LENGTH),
    "score": Kind(type="score", values=SCORES, bars=SCORE),
}
OPERATORS = (">=", ">", "<", "<=", "=", "!=")


class Formula(Struct, frozen=True):
    """A formula: `kind` is `finding`, `test`, `gap`, `not`, `all`, `any`, `least`, `most` or `every`. `says` are the clauses of its
    own criterion, which is called `name`."""

    kind: str
    name: str
    finding: str = ""
    other: str = ""
    key: tuple[Constant, ...] = ()
    operator: str = ""
    bar: int = 0
    parts: tuple["Formula", ...] = ()

    def slots(self) -> frozenset[tuple[str, tuple[Constant, ...]]]:
        """The slots that it looks at."""
        own = {(name, self.key) for name in (self.finding, self.other) if name and self.kind != "every"}
        if self.kind == "every":
            own = {(self.finding, (side,)) for side in SIDES}
        return frozenset(own).union(*(part.slots() for part in self.parts))


# What a formula comes to ----------------------------------------------------------------------------------------------


class Records(Struct, frozen=True):
    """What the record says of each slot, and the kinds of document that were supplied."""

    said: Mapping[tuple[str, tuple[Constant, ...]], Record_]
    supplied: frozenset[str]

    def silence(self, finding: str) -> Value:
        """What a silent slot of a finding counts as."""
        world, _, document = FINDINGS[finding].world.partition(" ")
        return "F" if world in ("closed", "exception") or document in self.supplied else "N"

    def of(self, finding: str, key: tuple[Constant, ...] = ()) -> Record_:
        """What is said of a slot."""
        return self.said.get((finding, key), frozenset())


def meaning(one: Formula, records: Records) -> Value:
    """The value of a formula."""
    match one.kind:
        case "finding":
            return _slot(one.finding, one.key, records)
        case "test":
            return _tested([one.finding], lambda way: passes(one.operator, way[0], one.bar), records)
        case "gap":
            return _tested(
                [one.finding, one.other], lambda way: passes(one.operator, way[0] - way[1], one.bar), records
            )
        case "every":
            return conjunction([_slot(one.finding, (side,), records) for side in SIDES])
        case "not":
            return opposite(meaning(one.parts[0], records))
    values = [meaning(part, records) for part in one.parts]
    match one.kind:
        case "all":
            return conjunction(values)
        case "any":
            return disjunction(values)
        case "least":
            return at_least(one.bar, values)
        case _:
            return opposite(at_least(one.bar + 1, values))


def passes(operator: str, left: int, right: int) -> bool:
    """Whether a comparison holds."""
    return {
        ">=": left >= right,
        ">": left > right,
        "<": left < right,
        "<=": left <= right,
        "=": left == right,
        "!=": left != right,
    }[operator]


def _slot(finding: str, key: tuple[Constant, ...], records: Records) -> Value:
    said = records.of(finding, key)
    if not said:
        return records.silence(finding)
    return value(supported=any(present for present, _ in said), refuted=any(not present for present, _ in said))


def _tested(findings: list[str], test, records: Records) -> Value:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """A test on the values of slots: each way of choosing what is said of them, all together."""
    ways: list[list[Constant | Value]] = [[]]
    for finding in findings:
        stated = [("F" if number is None else number) for _, number in records.of(finding)]
        ways = [[*way, one] for way in ways for one in (stated or [records.silence(finding)])]
    found = {_way(way, test) for way in ways}
    if "F" in found:
        return "F" if len(found) == 1 else "B"
    return "N" if "N" in found else "T"


def _way(way: list[Constant | Value], test) -> Value:  # type: ignore[no-untyped-def]  # noqa: ANN001
    if "F" in way:
        return "F"
    if "N" in way:
        return "N"
    return "T" if test(way) else "F"


# As a policy ----------------------------------------------------------------------------------------------------------

WORDED = 'holds "yes" fails "no" silent "unsaid" conflict "both"'
HEAD = """---
id: GEN
title: Generated
---
# Findings {#GEN-FINDINGS .input .output}
```datalog
scale grade: none < mild < moderate < severe.
measure length: day = 1, week = 7, month = 30.
measure score: point = 10 from -3 to 3.
choice side: left, right, both.
relation which_side(A: side) holds "yes" fails "no".
which_side(left).
which_side(right).
which_side(both).
"""


def policy(formulas: tuple[Formula, ...]) -> str:
    """A policy that judges the line `l0` by the first formula, and so on."""
    declared = [
        f'finding {name}{_parameters(kind)} {kind.world} {WORDED} ask "what?".' for name, kind in FINDINGS.items()
    ]
    bodies = [line for number, one in enumerate(formulas) for line in (*_clauses(one), *_judged(number, one))]
    return "\n".join((HEAD, *declared, "```", "# Criteria {#GEN-1 .output}", "```datalog", *bodies, "```", ""))


def _parameters(kind: Kind) -> str:
    inside = (f"K: {kind.argument} " if kind.argument else "") + (f"-> V: {kind.type}" if kind.type else "")
    return f"({inside.strip()})" if inside else ""


def _judged(number: int, one: Formula) -> tuple[str, ...]:
    return (
        f'in_scope(gen, Line) :- procedure(Line, "p{number}").',
        f'necessary(gen, Line) :- procedure(Line, "p{number}"), {one.name}.',
    )


def _clauses(one: Formula) -> Iterator[str]:
    """The criteria of a formula and of its parts."""
    for part in one.parts:
        yield from _clauses(part)
    yield f"criterion {one.name} {WORDED}."
    names = [part.name for part in one.parts]
    match one.kind:
        case "any":
            yield from (f"{one.name} :- {name}." for name in names)
        case "all":
            yield f"{one.name} :- {', '.join(names)}."
        case "not":
            yield f"{one.name} :- not {names[0]}."
        case "least" | "most":
            yield f"{one.name} :- at {one.kind} {one.bar} of ({', '.join(names)})."
        case _:
            yield f"{one.name} :- {_premise(one)}."


def _premise(one: Formula) -> str:
    match one.kind:
        case "finding":
            return f"{one.finding}({one.key[0]})" if one.key else one.finding
        case "every":
            return f"for every which_side(Side): {one.finding}(Side)"
        case "gap":
            return f"{one.finding}(X), {one.other}(Y), X - Y {one.operator} {one.bar} days"
    written = next(text for text, bar in FINDINGS[one.finding].bars if bar == one.bar)
    return f"{one.finding}(X), X {one.operator} {written}"


# At random ------------------------------------------------------------------------------------------------------------


class Maker:
    """Makes formulas and records at random."""

    def __init__(self, chance: Random, *, gaps: bool) -> None:
        self.chance, self.gaps, self._made = chance, gaps, 0

    def formula(self, depth: int = 3) -> Formula:
        """A formula of at most so many steps from top to bottom."""
        kinds = (
            ("finding", "test", "gap", "every")
            if depth == 0
            else ("all", "any", "all", "any", "not", "least", "most", "test", "finding")
        )
        kind = self.chance.choices(kinds, (4, 4, int(self.gaps), 1) if depth == 0 else None)[0]
        self._made += 1
        name = f"c{self._made}"
        if kind in ("all", "any", "not", "least", "most"):
            parts = tuple(self.formula(depth - 1) for _ in range(1 if kind == "not" else self.chance.randint(2, 3)))
            return Formula(kind, name, parts=parts, bar=self.chance.randint(1, 2))
        return self._leaf(kind, name)

    def _leaf(self, kind: str, name: str) -> Formula:
        pick = self.chance.choice
        if kind == "gap":
            return Formula(kind, name, "rest", "therapy", operator=pick((">=", "<")), bar=pick((0, 14)))
        if kind == "every":
            return Formula(kind, name, pick(("mark", "swelling")))
        if kind == "test":
            finding = pick([one for one, known in FINDINGS.items() if known.bars])
            return Formula(kind, name, finding, operator=pick(OPERATORS), bar=pick(FINDINGS[finding].bars)[1])
        finding = pick([one for one, known in FINDINGS.items() if not known.bars])
        return Formula(kind, name, finding, key=(pick(SIDES),) if FINDINGS[finding].argument else ())

    def records(self) -> Records:
        """What a record could say: of half of the slots nothing, of a few two things."""
        said = {slot: self._said(slot[0]) for slot in slots() if self.chance.random() < 0.5}
        return Records(said, frozenset(self.chance.sample(("letter", "film"), self.chance.randint(0, 2))))

    def _said(self, finding: str) -> Record_:
        times = 2 if self.chance.random() < 0.15 else 1
        return frozenset(self.chance.choice(ways(finding)) for _ in range(times)) or ABSENT


def slots() -> tuple[tuple[str, tuple[Constant, ...]], ...]:
    """Every slot of the vocabulary."""
    return tuple(
        (name, key)
        for name, kind in FINDINGS.items()
        for key in (((side,) for side in SIDES) if kind.argument else ((),))
    )


def ways(finding: str) -> list[Stated]:
    """The single statements that a record could make of a slot."""
    return [(False, None), *((True, number) for number in (FINDINGS[finding].values or (None,)))]


def case_of(formulas: tuple[Formula, ...], records: Records) -> Case:
    """A case with a line for each formula."""
    lines = tuple(Line(f"l{n}", None, f"p{n}", None, (), None, None) for n in range(len(formulas)))
    findings = tuple(
        Finding(*slot, present, number, Evidence(), 1)
        for slot, said in records.said.items()
        for present, number in sorted(said, key=str)
    )
    documents = tuple(Record(kind, kind, None, None) for kind in sorted(records.supplied))
    return Case("random", Request("GEN", None, "2025-03-10", "prospective"), lines, findings, documents, "")


@cache
def shared() -> tuple[Document, ...]:
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(SHARED.glob("0[013]_*.md"))}
    return tuple(read_document(text, name)[0] for name, text in texts.items())


def knowledge(formulas: tuple[Formula, ...]) -> KnowledgeBase:
    """The shared documents with the policy of the formulas; not checked, as a random test may hold for no value."""
    document, problems = read_document(policy(formulas), "gen.md")
    assert not problems
    return index((*shared(), document), "")


class Uncached(Solver):
    """A solver that keeps no program on disk."""

    def program(self, policies: tuple[str, ...]) -> Program:  # noqa: ARG002 - there is one
        """The compiled program."""
        return self._program

    @cached_property
    def _program(self) -> Program:
        return compile_program(self.kb)
