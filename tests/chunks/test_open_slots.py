"""The slots that matter to a verdict, on a small policy gone through in all states of its findings."""

from collections.abc import Iterator
from itertools import product

import pytest
from msgspec import json

from kb.intake.case_file import case_from
from kb.intake.scope import vocabulary
from kb.knowledge import KnowledgeBase
from kb.load import OURS, load_texts, read_texts
from solver.alternatives.changes import Explorer
from solver.alternatives.missing import missing
from solver.alternatives.question import Question
from solver.batch.deciders import OneByOne, Together
from solver.batch.records import Record
from solver.decide import Solver
from solver.explain.short import slot_text

SAID = 'holds "it is so" fails "it is not so" silent "it is not known" conflict "it is disputed"'
FINDINGS = {"tall": "open", "ill": "closed", "waived": "exception", "pruned": "open", "healed": "open", "shady": "open"}
CHOICES = ", ".join(f"shape_{number}" for number in range(17))
HEAD = """---
id: ELM
title: Made-up trees
---
# Trees {#ELM .frame .gathers}
"""
RULES = """
relation elm(Line: line) holds "{Line} is an elm" fails "{Line} is none".
elm(Line) :- procedure(Line, "elm").
in_scope(elm, Line) :- elm(Line).
"""
WELL = """
criterion well SAID.
"""
CARE = """
criterion sound SAID.
relation pruned_before holds "it was pruned" fails "nobody says so".
relation shade_told holds "somebody says whether it is shady" fails "nobody does".
pruned_before :- supported pruned.
shade_told :- supported shady.
shade_told :- refuted shady.
sound :- not pruned_before, tall.
sound :- pruned_before, healed.
"""
READ_ONCE = """
necessary(elm, Line) :- elm(Line), well, at least 2 of (tall, shady, healed).
well :- not ill.
well :- waived.
"""
GUARDED = """
necessary(elm, Line) :- elm(Line), sound, well.
well :- not ill, shade_told.
well :- waived.
"""
SHAPED = f"""
choice shape: {CHOICES}.
finding leaf(One: shape, Other: shape) open {SAID} ask "Is it?".
relation leaves_seen holds "some are" fails "none are".
leaves_seen :- supported leaf(_, _).
relation curled holds "it is" fails "it is not".
curled :- leaves_seen, conflicting ill.
necessary(elm, Line) :- elm(Line), tall, not curled.
"""


def knowledge(rules: str) -> KnowledgeBase:
    findings = "".join(f'finding {name} {world} {SAID} ask "Is it?".\n' for name, world in FINDINGS.items())
    text = "".join((HEAD, "```datalog\n", findings, RULES, rules.replace("SAID", SAID), "```\n"))
    return load_texts({**read_texts((OURS,)), "elm.md": text})


def records(*names: str) -> Iterator[bytes]:
    """A case for each way in which findings can be documented."""
    for number, states in enumerate(product((None, True, False), repeat=len(names))):
        said = [{"finding": name, "present": one} for name, one in zip(names, states, strict=True) if one is not None]
        lines = [{"id": "a", "procedure": "elm"}]
        yield json.encode({"case": f"c{number}", "request": {"policy": "ELM"}, "lines": lines, "findings": said})


def exactly(kb: KnowledgeBase, solver: Solver, text: bytes) -> tuple[set[str], set[str]]:
    """What is decisive for the line of a case, and what else can matter later."""
    outcome = solver.decide(case_from(text.decode(), "c.json", vocabulary(kb)))
    found = missing(Explorer(solver, outcome.case), outcome, Question(outcome.lines[0]))
    assert found.complete
    return {slot_text(kb, *slot) for slot in found.decisive}, {slot_text(kb, *slot) for slot in found.later}


def named(kb: KnowledgeBase, texts: list[bytes]) -> list[set[str]]:
    """What both engines name, the one all cases at once."""
    cases = [Record("c.jsonl", number, text) for number, text in enumerate(texts, start=1)]
    together, alone = Together(kb, explain=True).decide(cases), OneByOne(kb, explain=True).decide(cases)
    assert together == alone
    return [set(rows[0].missing) for rows in together]  # type: ignore[union-attr,arg-type] # all are decided


def test_where_each_slot_is_looked_at_once_it_is_what_all_completions_say() -> None:
    kb = knowledge(WELL + READ_ONCE)
    texts, solver = list(records("tall", "ill", "waived", "shady", "healed")), Solver(kb)
    for text, found in zip(texts, named(kb, texts), strict=True):
        assert found == exactly(kb, solver, text)[0]


def test_behind_guards_all_that_is_decisive_is_named_and_too_much_only_of_what_two_clauses_look_at() -> None:
    kb = knowledge(WELL + CARE + GUARDED)
    texts, solver = list(records("tall", "ill", "pruned", "healed", "shady")), Solver(kb)
    for text, found in zip(texts, named(kb, texts), strict=True):
        decisive, later = exactly(kb, solver, text)
        assert decisive <= found <= decisive | later | {"pruned"}


@pytest.mark.parametrize("tall", [None, True])
def test_a_guard_over_too_many_slots_is_taken_as_it_is(tall: bool | None) -> None:
    kb = knowledge(SHAPED)
    texts = [text for text in records("tall") if (b"true" in text) == bool(tall) and b"false" not in text]
    assert named(kb, texts) == [set() if tall else {"tall"}]
