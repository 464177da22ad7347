"""How a silent slot is read in each world, and that a word in the record counts for more than any world."""

import pytest

from kb.case import Case, Evidence, Finding, Line, Record, Request
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Atom, Number, Span, Var
from kb.load import load_texts
from kb.values import UNNAMED
from solver.slots import Slots
from solver.values import Value

VOCABULARY = """---
id: WORDS
kind: shared
title: Words
---
# Words {{#WORDS}}
```datalog
entity level.
measure count: one = 1.
finding plain {world} holds "yes" fails "no" silent "unsaid" conflict "both" ask "what?".
finding sign(Level: level) {world} holds "yes" fails "no" silent "unsaid" conflict "both" ask "what?".
finding number(-> Number: count) {world} holds "yes" fails "no" silent "unsaid" conflict "both" ask "what?".
```
"""
POLICY = "---\nid: P\ntitle: Policy\n---\n# Rules {{#P-RULES .output}}\n```datalog\n{reading}\n```\n"
HERE = Span(1, 1)


def knowledge(world: str, reading: str = "") -> KnowledgeBase:
    """A knowledge base of three findings in one world, which the policy may read otherwise."""
    text = (
        f"read plain as {reading}.\nread sign as {reading}.\nread number as {reading}." if reading else "entity other."
    )
    return load_texts({"words.md": VOCABULARY.format(world=world), "p.md": POLICY.format(reading=text)})


def case(*said: tuple[str, tuple[str, ...], bool, int | None], documents: tuple[str, ...] = ()) -> Case:
    """A case with findings and documents of some kinds."""
    findings = tuple(Finding(name, key, present, value, Evidence(), 1) for name, key, present, value in said)
    lines = (Line("1", "22633", None, None, (), None, None),)
    records = tuple(Record(kind, kind, None, None) for kind in documents)
    return Case("made-up", Request(None, None, None, "prospective"), lines, findings, records, "")


def read(kb: KnowledgeBase, chart: Case, atom: Atom, **bindings: str) -> Value:
    """The value of a finding as the policy reads it."""
    return Slots(kb, chart).read("p", atom, bindings)


PLAIN = Atom("plain", (), HERE)
SIGN = Atom("sign", (Var("Level", HERE),), HERE)
THREE = Atom("number", (Number("3", None, HERE),), HERE)
ANY = Atom("number", (Var("_", HERE),), HERE)

SILENT = [
    ("open", (), "N"),
    ("open", ("letter",), "N"),
    ("advisory", ("letter",), "N"),
    ("closed", (), "F"),
    ("exception", (), "F"),
    ("record letter", (), "N"),
    ("record letter", ("film",), "N"),
    ("record letter", ("letter",), "F"),
    ("record letter, film", ("film",), "F"),
    ("record letter, film", ("plan", "letter"), "F"),
    ("record letter, film", ("plan",), "N"),
]


@pytest.mark.parametrize(("world", "documents", "expected"), SILENT)
@pytest.mark.parametrize("atom", [PLAIN, THREE, ANY])
def test_silence_as_declared(world: str, documents: tuple[str, ...], expected: Value, atom: Atom) -> None:
    assert read(knowledge(world), case(documents=documents), atom) == expected


@pytest.mark.parametrize(("world", "documents", "expected"), SILENT)
@pytest.mark.parametrize("declared", ["open", "closed", "record letter"])
def test_a_policy_reads_silence_as_it_says_and_not_as_declared(
    declared: str, world: str, documents: tuple[str, ...], expected: Value
) -> None:
    assert read(knowledge(declared, world), case(documents=documents), PLAIN) == expected


@pytest.mark.parametrize("world", sorted({world for world, _, _ in SILENT}))
@pytest.mark.parametrize(
    ("states", "expected"), [((True,), "T"), ((False,), "F"), ((True, False), "B"), ((True, True), "T")]
)
def test_what_the_record_says_counts_in_every_world(world: str, states: tuple[bool, ...], expected: Value) -> None:
    chart = case(*(("plain", (), present, None) for present in states), documents=("letter", "film"))
    assert read(knowledge(world), chart, PLAIN) == expected


@pytest.mark.parametrize("world", sorted({world for world, _, _ in SILENT}))
def test_an_unnamed_member_stays_silent_in_every_world(world: str) -> None:
    assert read(knowledge(world), case(documents=("letter", "film")), SIGN, Level=UNNAMED) == "N"


def test_a_word_about_one_level_is_none_about_another() -> None:
    kb, chart = knowledge("closed"), case(("sign", ("L4-L5",), True, None))
    assert [read(kb, chart, SIGN, Level=level) for level in ("L4-L5", "L5-S1")] == ["T", "F"]


@pytest.mark.parametrize(
    ("values", "three", "some_number"),
    [
        ((3,), "T", "T"),
        ((2,), "F", "T"),
        ((3, 2), "B", "T"),
        ((3, None), "B", "B"),
        ((None,), "F", "F"),
        ((2, 4), "F", "T"),
    ],
)
def test_a_value_that_is_insisted_on(values: tuple[int | None, ...], three: Value, some_number: Value) -> None:
    chart = case(*(("number", (), value is not None, value) for value in values))
    kb = knowledge("open")
    assert (read(kb, chart, THREE), read(kb, chart, ANY)) == (three, some_number)
