"""Corners of the clause language, each in a small knowledge base: what a clause means there, and that its proof says the same.

Not here: the four values themselves (`test_values`), or clauses at random (`tests.properties.test_programs`).
"""

import pytest

from kb.case import Case, Constant, Evidence, Finding, Line, Request
from kb.knowledge import KnowledgeBase
from kb.load import load_texts
from kb.problems import Rejected
from solver.compile import compile_program
from solver.engines.pydatalog import PyDatalog
from solver.facts import facts
from solver.prove import Prover, Sources
from solver.values import Value, disjunction

WORDED = 'holds "yes" fails "no" silent "unsaid" conflict "both"'
VOCABULARY = """---
id: WORDS
kind: shared
title: Words
---
# Stated {#WORDS-STATED .input}
```datalog
entity line.
entity level.
entity code.
choice group: spine, other.
measure duration: day = 1, week = 7, month = 30, year = 365.
relation line(Line: line) W.
relation requested_span(Line: line, Top: level, Bottom: level) W.
relation service_date(Date: date) open W.
```
# Words {#WORDS-OTHERS .output}
```datalog
relation listed(Code: code, Group: group) W.
listed("M1", spine).
listed("M2", other).
relation beside(Level: level, Other: level) W.
beside("A", "B").
beside("A", "C").
relation low(Level: level) W.
low("A").
relation sits(Line: line, Level: level) open W.
sits(Line, Level) :- requested_span(Line, Level, _).
finding diagnosis(-> Code: code) W ask "?".
finding second_diagnosis(-> Code: code) W ask "?".
finding linked(Code: code) W ask "?".
finding group_seen(Group: group) W ask "?".
finding flag W ask "?".
finding sign(Level: level) W ask "?".
finding onset(-> Day: date) W ask "?".
```
""".replace(" W", " " + WORDED)

Said = tuple[str, tuple[str, ...], bool, Constant | None]


def knowledge(rules: str) -> KnowledgeBase:
    """A knowledge base whose policy has these rules; `W` stands for wordings."""
    text = f"---\nid: P\ntitle: Policy\n---\n# Rules {{#P-RULES .output}}\n```datalog\n{rules}\n```\n"
    return load_texts({"words.md": VOCABULARY, "p.md": text.replace(" W", " " + WORDED)})


def case(*said: Said, service: str | None = None) -> Case:
    """A case of one line without levels."""
    findings = tuple(Finding(name, key, present, value, Evidence(), 1) for name, key, present, value in said)
    line = Line("1", "22633", None, None, (), None, None)
    return Case("made-up", Request(None, None, service, "prospective"), (line,), findings, (), "")


def proved(rules: str, chart: Case, name: str, *args: str) -> Value:
    """The value of a criterion in the model; the proof must say the same."""
    kb = knowledge(rules)
    prover = Prover(Sources(kb), chart, PyDatalog(compile_program(kb)).solve(facts(kb, chart)))
    node = prover.nodes[prover.goal(name, args)]
    assert node.value == disjunction(child.value for child in prover.proof().children(node))
    return node.value


ASKED = "\nrelation asked W.\nasked :- supported ok."
ASKED_OF_LINE = "\nrelation asked(Line: line) W.\nasked(Line) :- line(Line), supported ok(Line)."
ASKED_OF_LEVEL = "\nrelation asked(Line: line) W.\nasked(Line) :- sits(Line, Level), supported ok(Level)."


def test_each_underscore_stands_for_something_of_its_own() -> None:
    rules = 'criterion ok W.\nok :- listed("M1", _), listed("M2", _).' + ASKED
    assert proved(rules, case(), "ok") == "T"


def test_a_count_goes_through_members_and_not_through_what_stands_beside_them() -> None:
    rules = "criterion ok W.\nok :- at least 2 of beside(Level, _): sign(Level)." + ASKED
    assert proved(rules, case(("sign", ("A",), True, None)), "ok") == "F"


@pytest.mark.parametrize(
    "body",
    ['sits(Line, Level), low(Level), listed("M1", other)', 'sits(Line, Level), listed("M1", other), low(Level)'],
)
def test_the_order_of_guards_changes_nothing(body: str) -> None:
    rules = f"criterion ok(Line: line) W.\nok(Line) :- {body}." + ASKED_OF_LINE
    assert proved(rules, case(), "ok", "1") == "F"


@pytest.mark.parametrize(
    "body",
    [
        "not low(Level)",
        'Level != "A"',
        'Level = "A"',
        "for every beside(Level, Other): sign(Other)",
        "at least 1 of beside(Level, Other): sign(Other)",
        "at most 1 of beside(Level, Other): sign(Other)",
    ],
)
def test_nothing_is_settled_about_a_level_that_nobody_named(body: str) -> None:
    rules = f"criterion ok(Level: level) W.\nok(Level) :- {body}." + ASKED_OF_LEVEL
    assert proved(rules, case(), "ok", "unnamed") == "N"


def test_a_member_stays_unnamed_through_a_second_open_relation() -> None:
    second = "relation also(Line: line, Level: level) open W.\nalso(Line, Level) :- sits(Line, Level)."
    rules = f"{second}\ncriterion ok(Line: line) W.\nok(Line) :- also(Line, _)." + ASKED_OF_LINE
    assert proved(rules, case(), "ok", "1") == "N"


DATED = (
    "criterion ok W.\nok :- service_date(Service), onset(Day), Day > Service - 12 months, Day != 2024-05-05." + ASKED
)
IN_TIME = 738_976  # 2024-03-31


@pytest.mark.parametrize(
    ("service", "said", "expected"),
    [
        ("2025-03-01", (("onset", (), True, IN_TIME),), "T"),
        ("2025-03-31", (("onset", (), True, IN_TIME),), "F"),
        ("2025-03-01", (), "N"),
        (None, (("onset", (), True, IN_TIME),), "N"),
        (None, (), "N"),
    ],
)
def test_a_service_date_counts_where_it_is_given_and_leaves_the_rest_open(
    service: str | None, said: tuple[Said, ...], expected: Value
) -> None:
    assert proved(DATED, case(*said, service=service), "ok") == expected


def test_contradictory_evidence_without_a_service_date_is_proved_as_it_runs() -> None:
    chart = case(("onset", (), True, IN_TIME), ("onset", (), False, None))
    assert proved(DATED, chart, "ok") != "T"


CARE = (
    'finding first_care(-> Length: duration) W ask "?".\nfinding second_care(-> Length: duration) W ask "?".\n'
    "criterion ok W.\nok :- first_care(One), One >= 6 weeks, second_care(Two), Two - One >= 0 days." + ASKED
)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [(41, None, "F"), (42, None, "N"), (None, 50, "N"), (42, 50, "T"), (42, 41, "F"), (41, 50, "F")],
)
def test_a_test_that_fails_needs_no_other_finding_to_fail(
    first: int | None, second: int | None, expected: Value
) -> None:
    stated = (("first_care", first), ("second_care", second))
    said: list[Said] = [(name, (), True, length) for name, length in stated if length is not None]
    assert proved(CARE, case(*said), "ok") == expected


# What the checks let through must run ---------------------------------------------------------------------------------

ACCEPTED = {
    "a value as the key of a criterion": (
        "criterion spinal(Code: code) W.\nspinal(Code) :- listed(Code, spine).\ncriterion ok W.\nok :- diagnosis(Code), spinal(Code)."
    ),
    "a value as the key of a negated criterion": (
        "criterion spinal(Code: code) W.\nspinal(Code) :- listed(Code, spine).\n"
        "criterion ok W.\nok :- diagnosis(Code), not spinal(Code)."
    ),
    "a value as the key of a finding": "criterion ok W.\nok :- diagnosis(Code), linked(Code).",
    "one value of two findings": "criterion ok W.\nok :- diagnosis(Code), second_diagnosis(Code).",
    "a variable that a relation over a value binds": "criterion ok W.\nok :- diagnosis(Code), listed(Code, Group), group_seen(Group).",
    "a value in the claims of a count": "criterion ok W.\nok :- diagnosis(Code), at least 1 of (linked(Code), flag).",
    "a count of none": "criterion ok W.\nok :- at least 0 of low(Level): sign(Level).",
    "a note about a line that no guard binds": "criterion ok W.\nok :- flag.\nnote said(Line: line) W.\nsaid(Line) :- flag.",
    "an open relation of a thing that no relation lists": (
        "relation having(Code: code, Level: level) open W.\nhaving(Code, Level) :- listed(Code, spine), low(Level).\n"
        'criterion ok W.\nok :- having("M1", Level), sign(Level).'
    ),
}
CHARTS = (
    case(),
    case(("diagnosis", (), True, "M1")),
    case(("diagnosis", (), True, "M2"), ("linked", ("M2",), False, None), ("second_diagnosis", (), True, "M1")),
)


@pytest.mark.parametrize("rules", ACCEPTED.values(), ids=ACCEPTED)
@pytest.mark.parametrize("chart", CHARTS)
def test_what_the_checks_let_through_runs_and_is_proved_as_it_runs(rules: str, chart: Case) -> None:
    try:
        knowledge(rules + ASKED)
    except Rejected:
        return
    assert proved(rules + ASKED, chart, "ok") in {"T", "F", "N", "B"}
