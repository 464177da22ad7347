"""A small vocabulary that has every kind of type, and a case that uses all of it."""

import pytest

from kb.knowledge import KnowledgeBase, index
from kb.language.literate import read_document

REGIONS = {"C": 7, "T": 12, "L": 5, "S": 1}
VERTEBRAE = [f"{region}{place}" for region, last in REGIONS.items() for place in range(1, last + 1)]

VOCABULARY = (
    """---
id: WORDS
kind: shared
title: Words
---
# Words {#WORDS}

```datalog
entity line.
entity level.
entity stage.
entity code.
entity region.
choice side: left, right.
scale grade: none < mild < severe.
measure duration: day = 1, week = 7.
measure angle: degree = 10 from 0 to 180.

finding stenosis(Level: level -> Grade: grade).
finding motion(Level: level).
finding scoliosis.
finding cobb_angle(-> Angle: angle).
finding therapy(Region: region -> Length: duration).
finding pain(Side: side).
finding onset(-> Day: date).
finding seen_on(Day: date).
finding revision(Stage: stage).
finding planned(Line: line, Level: level).
finding replaces(Line: line -> Code: code).
criterion unstable(Level: level).
unstable(Level) :- motion(Level).
"""
    + "\n".join(f'vertebra("{name}", {place}).' for place, name in reversed(list(enumerate(VERTEBRAE, 1))))
    + "\n```\n"
)

GOOD = """case: two-stage
request: {policy: TSA, plan: acme-ppo, service_date: 2025-03-01}
lines:
  - {id: "22633", code: "22633", procedure: fusion, stage: 2, levels: [L4-5, l2/l4, L3], units: 1, parent: 22630}
  - {id: 22630, code: 22630, stage: 2}
findings:
  - finding: stenosis
    level: L4/5
    value: severe
    evidence: {document: mri, page: 2, date: 2025-01-10, note: short text}
  - {finding: therapy, at: {region: lumbar}, value: 6 weeks}
  - {finding: stenosis, level: L2-L3, present: false}
  - {finding: planned, line: 22633, at: {level: L5-S1}}
  - {finding: cobb_angle, value: 12.5}
  - {finding: onset, value: 2024-02-29}
  - {finding: revision, stage: 2}
  - {finding: replaces, line: "22633", value: 0275T}
documents:
  - {id: mri, kind: imaging_report, date: 2025-01-10, title: MRI of the lumbar spine}
"""


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """The knowledge base of the small vocabulary."""
    document, problems = read_document(VOCABULARY, "words.md")
    assert not problems
    return index((document,), "digest")
