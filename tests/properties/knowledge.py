"""Random literate knowledge bases over a small fixed vocabulary.

Criteria read findings, relations and the criteria above them; late relations read criteria and may be read by the criteria below.
Worlds of findings are random, and the policy may read them otherwise than the shared vocabulary. Not here: cases for them (`charts`).
"""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as some
from msgspec import Struct

PLACES = ("A", "B", "C")
GRADES = ("none", "mild", "moderate", "severe")
SIDES = ("left", "right", "both")
DAYS = ("2023-02-28", "2024-02-28", "2024-02-29", "2024-03-31", "2024-10-01", "2025-02-28", "2025-03-01")
OPERATORS = ("<", "<=", ">", ">=", "=", "!=")
WORLDS = ("open", "open", "open", "closed", "exception", "advisory", "record letter", "record letter, film")

FINDINGS: Mapping[str, tuple[tuple[str, ...], str | None]] = {
    "flag": ((), None),
    "sign": (("level",), None),
    "felt": (("side",), None),
    "tied": (("line", "level"), None),
    "grade_at": (("level",), "grade"),
    "other_grade": ((), "grade"),
    "therapy": ((), "duration"),
    "rest": (("line",), "duration"),
    "worn_at": (("level",), "side"),
    "onset": ((), "date"),
}
"""Each finding with the types of its arguments and of its value."""

RELATIONS: Mapping[str, tuple[str, ...]] = {
    "line": ("line",),
    "place": ("level",),
    "sits": ("line", "level"),
    "serves": ("line", "line"),
    "parent": ("line", "line"),
    "above": ("level", "level"),
    "reach": ("level", "level"),
    "low": ("level",),
    "which_side": ("side",),
    "service_date": ("date",),
}
TESTS: Mapping[str, tuple[str, ...]] = {"mild_enough": ("grade",), "fits": ("level", "side")}
"""Relations over values of findings."""

VOCABULARY = """---
id: BASE
kind: shared
title: Base
---
# Case {{#BASE-CASE .input}}
```datalog
entity line.
entity level.
entity document_kind.
choice side: left, right, both.
scale grade: none < mild < moderate < severe.
measure duration: day = 1, week = 7, month = 30, year = 365.
relation line(A: line) holds "yes" fails "no".
relation parent(A: line, B: line) holds "yes" fails "no".
relation requested_span(A: line, B: level, C: level) holds "yes" fails "no".
relation service_date(A: date) open holds "yes" fails "no" silent "undated".
relation supplied(A: document_kind) holds "yes" fails "no".
```
# Shared {{#BASE-SHARED .output}}
```datalog
relation place(A: level) holds "yes" fails "no".
place("A").
place("B").
place("C").
relation sits(A: line, B: level) open holds "yes" fails "no" silent "unnamed".
sits(Line, Level) :- requested_span(Line, Level, _).
relation serves(A: line, B: line) open holds "yes" fails "no" silent "unnamed".
serves(Line, Other) :- parent(Line, Other).
relation reach(A: level, B: level) holds "yes" fails "no".
reach(One, Other) :- above(One, Other).
reach(One, Other) :- reach(One, Middle), above(Middle, Other).
relation which_side(A: side) holds "yes" fails "no".
which_side(left).
which_side(right).
which_side(both).
{facts}
```
# Findings {{#BASE-FINDINGS}}
```datalog
{findings}
```
"""
FACTS = {"above": ("level", "level"), "low": ("level",), **TESTS}
WORDED = 'holds "yes" fails "no" silent "unsaid" conflict "both"'
CONSTANTS = {"level": tuple(f'"{place}"' for place in PLACES), "side": SIDES, "grade": GRADES, "line": ('"1"', '"2"')}

BINDERS = {("line", "level"): "sits(Line1, Level1)", ("line",): "line(Line1)", ("level",): "place(Level1)"}


class Criterion(Struct, frozen=True):
    """A predicate that clauses may conclude or read: a criterion, a note or a late relation."""

    name: str
    kind: str
    keys: tuple[str, ...]
    world: str = ""

    def declared(self) -> str:
        """The declaration."""
        worded = 'holds "yes" fails "no" silent "unnamed"' if self.kind == "relation" else WORDED
        return f"{self.kind} {self.name}{_parameters(self.keys)} {self.world} {worded}."


class Knowledge(Struct, frozen=True):
    """The texts of a knowledge base by file name, and what it concludes."""

    texts: dict[str, str]
    concluded: tuple[Criterion, ...]


# Clauses --------------------------------------------------------------------------------------------------------------


class _Bound:
    """The variables of a clause in the making, by type: those that guards and heads bind, and those that are compared."""

    def __init__(self, head: Sequence[str]) -> None:
        self.names: dict[str, list[str]] = {}
        self.values: dict[str, list[str]] = {}
        self.head = [self.new(kind) for kind in head]

    def new(self, kind: str) -> str:
        """A new variable of the type."""
        known = self.names.setdefault(kind, [])
        known.append(f"{kind.capitalize()}{len(known) + 1}")
        return known[-1]

    def known(self, kind: str) -> some.SearchStrategy[str]:
        """A variable that is bound, or a constant where the type has any."""
        variables = self.names.get(kind, [])
        choices = [*variables, *variables, *variables, *CONSTANTS.get(kind, ())[: 1 if variables else None]]
        return some.sampled_from(choices or ["_"])


@some.composite
def _guard(draw: some.DrawFn, bound: _Bound, relations: Mapping[str, tuple[str, ...]]) -> str:
    name = draw(some.sampled_from(sorted(relations)))
    kinds = relations[name]
    negated = draw(some.integers(0, 4)) == 0 and all(bound.names.get(kind) for kind in kinds)
    args = [
        draw(bound.known(kind)) if negated or draw(some.integers(0, 9)) < 6 else _fresh(draw, bound, kind)
        for kind in kinds
    ]
    return f"{'not ' if negated else ''}{_atom(name, args)}"


def _fresh(draw: some.DrawFn, bound: _Bound, kind: str) -> str:
    return "_" if draw(some.integers(0, 3)) == 0 else bound.new(kind)


@some.composite
def _claim(draw: some.DrawFn, bound: _Bound, criteria: Sequence[Criterion]) -> str:
    """A literal that carries a truth value: a criterion or a finding without a variable for its value."""
    negated = "not " if draw(some.integers(0, 3)) == 0 else ""
    if draw(some.booleans()) and criteria:
        chosen = draw(some.sampled_from(criteria))
        return negated + _atom(chosen.name, [draw(_argument(bound, kind)) for kind in chosen.keys])
    name = draw(some.sampled_from(sorted(FINDINGS)))
    keys, valued = FINDINGS[name]
    args = [draw(_argument(bound, kind)) for kind in keys]
    if valued:
        args.append(draw(some.sampled_from(["_", *CONSTANTS.get(valued, ())])))
    return negated + _atom(name, args)


def _argument(bound: _Bound, kind: str) -> some.SearchStrategy[str]:
    known = bound.names.get(kind)
    return some.sampled_from(known) if known else some.sampled_from(CONSTANTS[kind])


@some.composite
def _quantified(
    draw: some.DrawFn, bound: _Bound, criteria: Sequence[Criterion], relations: Mapping[str, tuple[str, ...]]
) -> str:
    bounds = f"at {draw(some.sampled_from(['least', 'most']))} {draw(some.integers(1, 3))} of "
    if draw(some.integers(0, 3)) == 0:
        claims = draw(some.lists(_claim(bound, criteria), min_size=3, max_size=4))
        return f"{bounds}({', '.join(claims)})"
    inner = _Bound(())
    inner.names = {kind: list(names) for kind, names in bound.names.items()}
    name = draw(some.sampled_from(sorted(relations)))
    every = draw(some.booleans())
    member = draw(some.integers(0, len(relations[name]) - 1))
    args = [
        inner.new(kind) if place == member else draw(_domain_argument(inner, kind, fresh=every))
        for place, kind in enumerate(relations[name])
    ]
    return f"{'for every ' if every else bounds}{_atom(name, args)}: {draw(_claim(inner, criteria))}"


@some.composite
def _domain_argument(draw: some.DrawFn, bound: _Bound, kind: str, *, fresh: bool) -> str:
    """An argument beside the member; a count has no other variable of its own."""
    if bound.names.get(kind) and draw(some.booleans()):
        return draw(some.sampled_from(bound.names[kind]))
    return _fresh(draw, bound, kind) if fresh else "_"


@some.composite
def _measured(draw: some.DrawFn, bound: _Bound) -> list[str]:
    """A finding whose value is compared, one or several times."""
    alike = [name for name, (_, kind) in FINDINGS.items() if kind in bound.values and kind != "side"]
    every = [name for name, (_, kind) in FINDINGS.items() if kind]
    name = draw(some.sampled_from(alike if draw(some.booleans()) and alike else every))
    keys, kind = FINDINGS[name]
    assert kind is not None
    args = [draw(_argument(bound, key)) for key in keys]
    before = bound.values.setdefault(kind, [*bound.names.get(kind, ())])
    value = f"Value{sum(map(len, bound.values.values())) + 1}"
    tests = draw(some.lists(_test(bound, kind, value, list(before)), min_size=1, max_size=2))
    before.append(value)
    return [_atom(name, [*args, value]), *tests]


@some.composite
def _test(draw: some.DrawFn, bound: _Bound, kind: str, value: str, before: list[str]) -> str:
    compare = draw(some.sampled_from(OPERATORS))
    negated = "not " if draw(some.integers(0, 3)) == 0 else ""
    match kind:
        case "grade" if draw(some.booleans()):
            return f"{negated}mild_enough({value})"
        case "grade":
            return f"{value} {compare} {draw(some.sampled_from([*before, *GRADES]))}"
        case "side" if bound.names.get("level") and draw(some.booleans()):
            return f"{negated}fits({draw(some.sampled_from(bound.names['level']))}, {value})"
        case "side":
            return f"{value} {draw(some.sampled_from(['=', '!=']))} {draw(some.sampled_from(SIDES))}"
        case "duration":
            return draw(_duration_test(value, compare, before))
        case _:
            return draw(_date_test(value, compare, before))


@some.composite
def _duration_test(draw: some.DrawFn, value: str, compare: str, before: list[str]) -> str:
    amount = draw(some.sampled_from(["41 days", "6 weeks", "43 days", "2 months", "1 year"]))
    if draw(some.booleans()) and before:
        return f"{value} - {draw(some.sampled_from(before))} {compare} {draw(some.sampled_from(['0 days', '1 day', '2 weeks - 1 day']))}"
    return f"{value} {compare} {amount}"


@some.composite
def _date_test(draw: some.DrawFn, value: str, compare: str, before: list[str]) -> str:
    if not before or draw(some.integers(0, 3)) == 0:
        return f"{value} {compare} {draw(some.sampled_from(DAYS))}"
    other = draw(some.sampled_from(before))
    gap = draw(some.sampled_from(["12 months", "1 year", "1 month", "0 days", "366 days", "52 weeks + 1 day"]))
    shape = "{0} - {1} {2} {3}" if draw(some.booleans()) else "{0} {2} {1} + {3}"
    return shape.format(value, other, compare, gap)


@some.composite
def _entities(draw: some.DrawFn, bound: _Bound) -> list[str]:
    """Two entities compared."""
    kind = draw(some.sampled_from(["line", "level"]))
    names = bound.names.get(kind, [])
    if not names:
        return []
    others = [name for name in names if name != names[0]] + list(CONSTANTS[kind])
    return [f"{names[0]} {draw(some.sampled_from(['=', '!=']))} {draw(some.sampled_from(others))}"]


@some.composite
def _clause(draw: some.DrawFn, head: Criterion, above: Sequence[Criterion]) -> str:
    """A clause of a criterion or a note: guards, then premises, in an order of their own."""
    criteria = [one for one in above if one.kind == "criterion"]
    relations = {**RELATIONS, **{one.name: one.keys for one in above if one.kind == "relation" and one.keys}}
    bound = _Bound(head.keys)
    body = [BINDERS[head.keys]] if head.kind == "note" and head.keys else []
    body.extend(draw(_many(_guard(bound, relations), 2)))
    for _ in range(draw(some.integers(0 if body else 1, 3))):
        shape = draw(some.integers(0, 9))
        if shape < 4:
            body.append(draw(_claim(bound, criteria)))
        elif shape < 7:
            body.append(draw(_quantified(bound, criteria, relations)))
        elif shape < 9:
            body.extend(draw(_measured(bound)))
        else:
            body.extend(draw(_entities(bound)))
    return f"{_atom(head.name, bound.head)} :- {', '.join(body or ['never'])}."


@some.composite
def _many(draw: some.DrawFn, one: some.SearchStrategy[str], most: int) -> list[str]:
    return [draw(one) for _ in range(draw(some.integers(0, most)))]


@some.composite
def _late(draw: some.DrawFn, head: Criterion, above: Sequence[Criterion]) -> str:
    """A clause of a relation that reads one side of a criterion."""
    bound = _Bound(head.keys)
    criteria = [one for one in above if one.kind == "criterion"]
    body = [BINDERS[head.keys]] if head.keys else []
    for _ in range(draw(some.integers(1, 2))):
        read = draw(some.sampled_from(criteria))
        args = [draw(_argument(bound, kind)) for kind in read.keys]
        prefix = draw(
            some.sampled_from(
                ["supported", "refuted", "conflicting", "not supported", "not refuted", "not conflicting"]
            )
        )
        body.append(f"{prefix} {_atom(read.name, args)}")
    return f"{_atom(head.name, bound.head)} :- {', '.join(body)}."


# Files ----------------------------------------------------------------------------------------------------------------

KEYS = ((), ("line",), ("level",), ("line", "level"), ("line", "level"))


@some.composite
def knowledge(draw: some.DrawFn) -> Knowledge:
    """A knowledge base of a shared document and one policy."""
    concluded: list[Criterion] = []
    clauses: list[str] = []
    for number in range(draw(some.integers(2, 6))):
        head = draw(_concluded(number, late=bool(concluded)))
        make = _late if head.kind == "relation" else _clause
        clauses.extend(draw(some.lists(make(head, tuple(concluded)), min_size=1, max_size=3)))
        concluded.append(head)
    clauses.extend(_roots(concluded))
    policy = "\n".join((*draw(_readings()), *(one.declared() for one in concluded), *clauses))
    text = f"---\nid: P\ntitle: Policy\n---\n# Rules {{#P-RULES .output}}\n```datalog\n{policy}\n```\n"
    return Knowledge({"base.md": draw(_vocabulary()), "p.md": text}, tuple(concluded))


@some.composite
def _concluded(draw: some.DrawFn, number: int, *, late: bool) -> Criterion:
    kind = draw(some.sampled_from(["criterion", "criterion", "criterion", *(["relation", "note"] if late else [])]))
    if kind != "relation":
        return Criterion(f"c{number}", kind, draw(some.sampled_from(KEYS)))
    keys = draw(some.sampled_from(KEYS[1:]))
    return Criterion(f"c{number}", kind, keys, "open" if len(keys) == 2 and draw(some.booleans()) else "")


def _roots(concluded: Sequence[Criterion]) -> list[str]:
    """Relations that ask for every criterion, at each line and place, and at the levels of each line."""
    binders = {
        (): [""],
        ("line",): ["line(Line1), ", "serves(_, Line1), "],
        ("level",): ["place(Level1), ", "sits(_, Level1), "],
        ("line", "level"): [
            "line(Line1), place(Level1), ",
            "sits(Line1, Level1), ",
            "serves(_, Line1), place(Level1), ",
        ],
    }
    lines: list[str] = []
    for one in concluded:
        if one.kind == "criterion":
            args = _Bound(one.keys).head
            lines.append(f'relation root_{one.name}{_parameters(one.keys)} holds "yes" fails "no".')
            atoms = (_atom(f"root_{one.name}", args), _atom(one.name, args))
            lines.extend(f"{atoms[0]} :- {binder}supported {atoms[1]}." for binder in binders[one.keys])
    return lines


@some.composite
def _readings(draw: some.DrawFn) -> list[str]:
    read = draw(some.lists(some.sampled_from(sorted(FINDINGS)), unique=True, max_size=4))
    return [f"read {name} as {draw(some.sampled_from(WORLDS))}." for name in read]


@some.composite
def _vocabulary(draw: some.DrawFn) -> str:
    lines = [f'relation {name}{_parameters(kinds)} holds "yes" fails "no".' for name, kinds in FACTS.items()]
    for name, kinds in FACTS.items():
        rows = some.tuples(*(some.sampled_from(CONSTANTS[kind]) for kind in kinds))
        lines.extend(f"{_atom(name, row)}." for row in draw(some.lists(rows, unique=True, min_size=1, max_size=4)))
    findings = [
        f'finding {name}{_parameters(keys, kind)} {draw(some.sampled_from(WORLDS))} {WORDED} ask "what?".'
        for name, (keys, kind) in FINDINGS.items()
    ]
    return VOCABULARY.format(facts="\n".join(lines), findings="\n".join(findings))


def _parameters(keys: Sequence[str], kind: str | None = None) -> str:
    named = [f"K{place}: {key}" for place, key in enumerate(keys)]
    valued = f" -> V: {kind}" if kind else ""
    return f"({', '.join(named)}{valued})" if named or valued else ""


def _atom(name: str, args: Sequence[str]) -> str:
    return f"{name}({', '.join(args)})" if args else name
