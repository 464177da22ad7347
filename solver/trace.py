"""From the source to the tests: how each criterion is encoded, by which clauses, and which tests look at it.

A criterion is a heading with an id. A heading of our own, which only gives structure, has the mark `.frame` and no row.
A test looks at a criterion that it expects something of, or that its name begins with. Not here: running tests, or
whether they cover the clauses (`solver.testing`).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Literal as OneOf

from msgspec import Struct

from kb.clauses import atoms, claims
from kb.knowledge import KnowledgeBase, is_policy, policy_symbol
from kb.language.syntax import Clause, Document, Literal, Section

Encoding = OneOf["clause", "table", "flag", "advisory", "informational", "not computable", "no rule", "nothing"]

FRAME = "frame"
MARKED: tuple[tuple[str, Encoding], ...] = (
    ("not-computable", "not computable"),
    ("informational", "informational"),
    ("no-rule", "no rule"),
)
"""Marks of headings without clauses, of which the prose says why."""
TABLES = ("listed", "code_row")
"""The relations that code tables fill."""
NAMED = re.compile(r"[A-Z][A-Za-z0-9._]*-[A-Za-z0-9._-]+")
TRAP = re.compile(r"AMB-\d+")


class Look(Struct, frozen=True):
    """A test, by its file and name, and the ids that it expects something of."""

    file: str
    name: str
    expected: frozenset[str]

    @property
    def opening(self) -> tuple[str, ...]:
        """The ids that the name begins with."""
        words = (word.strip(",:;") for word in self.name.split())
        return tuple(takewhile(NAMED.fullmatch, words))


class Row(Struct, frozen=True):
    """A criterion: its policy, its headings from the top down, how it is encoded and by which clauses, the tests that
    look at it. `reason` is the prose of a criterion without clauses."""

    policy: str
    section: tuple[str, ...]
    id: str
    encoded: Encoding
    reason: str | None
    clauses: tuple[str, ...]
    tests: tuple[Look, ...]


class Trap(Struct, frozen=True):
    """A numbered ambiguity, and the tests that are named after it."""

    id: str
    tests: tuple[Look, ...]


def trace(kb: KnowledgeBase, looks: Iterable[Look]) -> tuple[Row, ...]:
    """A row for every criterion of every policy, in the order of the documents."""
    seen = _by_criterion(looks)
    return tuple(
        _row(kb, document, section, tuple(seen.get(section.id or "", ())))
        for document in kb.documents
        if is_policy(document)
        for section in document.sections
        if section.id and FRAME not in section.marks
    )


def traps(looks: Iterable[Look]) -> tuple[Trap, ...]:
    """The ambiguities by number, from the first to the last that a test is named after."""
    found: dict[int, list[Look]] = {}
    for look in looks:
        for named in filter(TRAP.fullmatch, look.opening):
            found.setdefault(int(named.partition("-")[2]), []).append(look)
    return tuple(Trap(f"AMB-{n:02}", tuple(found.get(n, ()))) for n in range(1, max(found, default=0) + 1))


def _by_criterion(looks: Iterable[Look]) -> dict[str, list[Look]]:
    found: dict[str, list[Look]] = {}
    for look in looks:
        for criterion in {*look.expected, *look.opening}:
            found.setdefault(criterion, []).append(look)
    return found


def _row(kb: KnowledgeBase, document: Document, section: Section, tests: tuple[Look, ...]) -> Row:
    clauses = tuple(s for s in section.statements if isinstance(s, Clause))
    encoded = _encoded(kb, policy_symbol(document), section, clauses)
    ids = tuple(f"{section.id}/{number}" for number, _ in enumerate(clauses, 1))
    reason = None if clauses else section.prose
    return Row(document.front["id"], section.path, section.id or "", encoded, reason, ids, tests)


def _encoded(kb: KnowledgeBase, policy: str, section: Section, clauses: tuple[Clause, ...]) -> Encoding:
    """The strongest way in which clauses say what a heading stands for; without clauses, what its mark says."""
    deciding = [clause for clause in clauses if kb.predicates[clause.head.predicate].kind != "note"]
    if not clauses:
        return next((encoded for mark, encoded in MARKED if mark in section.marks), "nothing")
    if not deciding:
        return "advisory" if all(_advises(kb, policy, clause) for clause in clauses) else "flag"
    rows_alone = not any(clause.body for clause in deciding)
    return "table" if rows_alone or any(map(_reads_table, deciding)) else "clause"


def _reads_table(clause: Clause) -> bool:
    return any(name in TABLES for name in _used(clause))


def _advises(kb: KnowledgeBase, policy: str, clause: Clause) -> bool:
    """Whether a note speaks of what should be there: it denies findings, or they are read as advisory."""
    found = [claim for premise in clause.body for claim in claims(premise) if _is_finding(kb, claim)]
    return bool(found) and all(c.negated or kb.world(policy, c.atom.predicate) == "advisory" for c in found)


def _is_finding(kb: KnowledgeBase, claim: Literal) -> bool:
    return kb.predicates[claim.atom.predicate].kind == "finding"


def _used(clause: Clause) -> Iterator[str]:
    return (atom.predicate for premise in clause.body for atom in atoms(premise))
