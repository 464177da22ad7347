"""A small policy, that of `examples/knees`, and files of tests for it with known gaps."""

from pathlib import Path

from kb.knowledge import KnowledgeBase
from kb.load import OURS, load_texts, read_texts
from solver.testing.cases import PolicyTest
from solver.testing.files import read_tests

POLICY = (Path(__file__).parents[2] / "examples" / "knees" / "knees.md").read_text(encoding="utf-8")

HEAD = """about: knees
case:
  case: knee
  request: {policy: KNEES}
  lines: [{id: left, procedure: knee}]
  findings:
    - {finding: knee_pain, line: left, value: 6 weeks}
    - {finding: knee_fracture, line: left, present: false}
tests:
"""
MET = "  - {name: six weeks are enough, expect: [{line: left, verdict: necessary, because: [KNEES-1]}]}\n"
REFUSED = """  - name: five weeks are not
    set: [{finding: knee_pain, line: left, value: 5 weeks}]
    expect: [{line: left, verdict: not_necessary, because: [KNEES-1]}]
"""
BROKEN = """  - name: a fracture is enough
    set: [{finding: knee_fracture, line: left}]
    unset: [{finding: knee_pain, line: left}]
    expect: [{line: left, verdict: necessary, notes: [KNEES-1]}]
"""
WHOLE = """  - name: no note without a fracture
    expect: [{line: left, verdict: necessary, without: [KNEES-1]}]
"""
CLOSER = """  - name: 41 days are not
    set: [{finding: knee_pain, line: left, value: 41 days}]
    expect: [{line: left, verdict: not_necessary}]
  - name: a fracture that nobody mentions stays open
    set: [{finding: knee_pain, line: left, value: 5 weeks}]
    unset: [{finding: knee_fracture, line: left}]
    expect: [{line: left, verdict: undetermined, without: [KNEES-1]}]
  - name: pain that nobody mentions stays open
    unset: [{finding: knee_pain, line: left}]
    expect: [{line: left, verdict: undetermined}]
  - name: a hip is no knee, and a kneecap is one
    lines: [{id: left, procedure: hip}, {id: right, procedure: patella}]
    expect: [{line: left, verdict: out_of_scope, without: [KNEES-1]}, {line: right, verdict: undetermined}]
  - name: a broken hip raises no note
    lines: [{id: left, procedure: hip}]
    set: [{finding: knee_fracture, line: left}]
    expect: [{line: left, verdict: out_of_scope, without: [KNEES-1]}]
"""


def small() -> KnowledgeBase:
    """The small policy beside our shared documents."""
    return load_texts({**read_texts((OURS,)), "knees.md": POLICY}).only(("knees",))


def tests(*parts: str) -> tuple[PolicyTest, ...]:
    """The tests of a file with these entries."""
    return read_tests("small.yaml", HEAD + "".join(parts))
