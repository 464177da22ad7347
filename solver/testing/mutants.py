"""The mutants of a policy: the knowledge base with one thing changed, in a clause, in how silence is read, in a code
table.

Not here: the changes of a clause (`solver.testing.changes`), or whether tests notice them (`solver.testing.mutation`).
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from kb.cache import digest
from kb.clauses import Shapes, atoms, is_open
from kb.code_tables import Listing
from kb.knowledge import KnowledgeBase, Rule, index, is_policy, policy_symbol
from kb.language.syntax import Clause, Document, Literal, Predicate, Reading, Section, Statement, Text, World
from solver.testing.changes import changes, joined
from solver.testing.coverage import SHARED

Place = tuple[int, int, int]
"""A statement: the places of its document, its section, and itself."""
FLIPPED: Mapping[World, World] = {
    "open": "closed",
    "advisory": "closed",
    "closed": "open",
    "exception": "open",
    "record": "open",
}


class Mutant(Struct, frozen=True):
    """One change: the statements that it puts in the place of others, or the row of a code table that it drops.

    `of` is the clause or section that it changes, `file` and `line` its place, `kind` and `said` the change in words.
    `heads` are the predicates that it can change the meaning of, `rules` the clauses.
    """

    policy: str
    of: str
    file: str
    line: int
    kind: str
    said: str
    heads: tuple[str, ...]
    rules: tuple[str, ...]
    edits: tuple[tuple[Place, tuple[Statement, ...]], ...] = ()
    listing: Listing | None = None


class Stated(Struct, frozen=True):
    """A statement of a policy with its place; `rule` is the id of a clause."""

    place: Place
    document: Document
    section: Section
    statement: Statement
    rule: str | None


def mutated(kb: KnowledgeBase, mutant: Mutant) -> KnowledgeBase:
    """The knowledge base with the change made, and with a digest of its own."""
    changed = digest(kb.digest, mutant.of, mutant.said)
    if mutant.listing is not None:
        rows = tuple(row for row in kb.codes[mutant.listing.code] if row != mutant.listing)
        return replace(kb, codes={**kb.codes, mutant.listing.code: rows}, digest=changed)
    documents = list(kb.documents)
    for (document, section, place), statements in sorted(mutant.edits, reverse=True):
        old = documents[document]
        part = old.sections[section]
        made = replace(part, statements=(*part.statements[:place], *statements, *part.statements[place + 1 :]))
        documents[document] = replace(old, sections=(*old.sections[:section], made, *old.sections[section + 1 :]))
    return replace(index(tuple(documents), changed), codes=kb.codes)


def mutants(kb: KnowledgeBase, policy: str) -> tuple[Mutant, ...]:
    """Every mutant of a policy, or of the shared documents, in the order of its statements."""
    stated = tuple(_stated(kb, policy))
    found = (*_of_clauses(kb, policy, stated), *_of_readings(kb, policy, stated), *_of_relations(policy, stated))
    return (*sorted(found, key=lambda one: (one.file, one.line)), *_of_tables(kb, policy))


def _stated(kb: KnowledgeBase, policy: str) -> Iterator[Stated]:
    for d, document in enumerate(kb.documents):
        if (policy_symbol(document) if is_policy(document) else SHARED) != policy:
            continue
        for s, section in enumerate(document.sections):
            number = 0
            for p, statement in enumerate(section.statements):
                number += isinstance(statement, Clause)
                rule = f"{section.id or document.front['id']}/{number}" if isinstance(statement, Clause) else None
                yield Stated((d, s, p), document, section, statement, rule)


# Clauses --------------------------------------------------------------------------------------------------------------


def _of_clauses(kb: KnowledgeBase, policy: str, stated: tuple[Stated, ...]) -> Iterator[Mutant]:
    shapes = Shapes(kb)
    before: dict[str, tuple[Stated, Rule]] = {}
    for one in stated:
        if one.rule is None or not isinstance(one.statement, Clause):
            continue
        rule, head = kb.rule(one.rule), one.statement.head.predicate
        for change in changes(kb, shapes[rule]):
            yield _mutant(policy, one, (change.kind, change.said), ((head,), (rule.id,)), (one.place, change.clauses))
        if head in before:
            yield from _together(policy, *before[head], one, rule)
        before[head] = (one, rule)


def _together(policy: str, one: Stated, rule: Rule, other: Stated, also: Rule) -> Iterator[Mutant]:
    """A clause joined with the next one that concludes the same."""
    both = joined(rule.clause, also.clause)
    if both is not None:
        said, head = f"asked for together with {also.id}", rule.clause.head.predicate
        touched = ((head,), (rule.id, also.id))
        yield _mutant(policy, one, ("or to and", said), touched, (one.place, (both,)), (other.place, ()))


def _mutant(
    policy: str,
    one: Stated,
    words: tuple[str, str],
    touched: tuple[tuple[str, ...], tuple[str, ...]],
    *edits: tuple[Place, tuple[Statement, ...]],
) -> Mutant:
    """The mutant with a change of a statement: its kind and words, and the predicates and clauses that it touches."""
    of = one.rule or one.section.id or one.document.front["id"]
    return Mutant(policy, of, one.document.source, one.statement.span.line, *words, *touched, edits)


# Silence --------------------------------------------------------------------------------------------------------------


def _of_readings(kb: KnowledgeBase, policy: str, stated: tuple[Stated, ...]) -> Iterator[Mutant]:
    """Each finding that the clauses of criteria and notes look at, with silence read the other way."""
    readings = {one.statement.predicate: one for one in stated if isinstance(one.statement, Reading)}
    for name, users in _users(kb, stated).items():
        world = kb.world(policy, name)
        reading = Reading(name, FLIPPED[world], (), users[0].statement.span)
        at = readings.get(name, users[0])
        statements = (reading,) if name in readings else (reading, users[0].statement)
        heads = tuple(dict.fromkeys(s.statement.head.predicate for s in users if isinstance(s.statement, Clause)))
        rules = tuple(s.rule for s in users if s.rule)
        said = f"silence on `{name}` is read as {reading.world}, not as {world}"
        yield _mutant(policy, at, ("silence", said), (heads, rules), (at.place, statements))


def _users(kb: KnowledgeBase, stated: tuple[Stated, ...]) -> dict[str, list[Stated]]:
    """The clauses of criteria and notes that can tell how silence on a finding is read."""
    found: dict[str, list[Stated]] = {}
    for one in stated:
        if isinstance(one.statement, Clause) and kb.predicates[one.statement.head.predicate].kind != "relation":
            for name in dict.fromkeys(_slots(kb, one.statement)):
                found.setdefault(name, []).append(one)
    return found


def _slots(kb: KnowledgeBase, clause: Clause) -> Iterator[str]:
    """The findings of a clause; silence never supports a plain one, and a note is raised by what is supported."""
    note = kb.predicates[clause.head.predicate].kind == "note"
    for premise in clause.body:
        plain = isinstance(premise, Literal) and not premise.negated
        names = (atom.predicate for atom in atoms(premise) if not (note and plain))
        yield from (name for name in names if kb.predicates[name].kind == "finding")


def _of_relations(policy: str, stated: tuple[Stated, ...]) -> Iterator[Mutant]:
    """Each open relation of the policy, closed."""
    for one in stated:
        if isinstance(one.statement, Predicate) and is_open(one.statement):
            name = one.statement.name
            rules = tuple(s.rule for s in stated if s.rule and _reads(s.statement, name))
            words = ("silence", f"the open relation `{name}` is closed")
            closed = replace(one.statement, world="closed")
            yield _mutant(policy, one, words, ((name,), rules), (one.place, (closed,)))


def _reads(statement: Statement, name: str) -> bool:
    found = (atom for premise in statement.body for atom in atoms(premise)) if isinstance(statement, Clause) else ()
    return any(atom.predicate == name for atom in found)


# Code tables ----------------------------------------------------------------------------------------------------------


def _of_tables(kb: KnowledgeBase, policy: str) -> Iterator[Mutant]:
    """Each row of the code tables that the clauses of the policy name, dropped."""
    rules = [rule for rule in kb.rules if (rule.policy or SHARED) == policy]
    named = {text for rule in rules for text in _texts(rule.clause)}
    rows = dict.fromkeys(row for found in kb.codes.values() for row in found if row.table in named)
    for row in rows:
        said = f"the code {row.code} is dropped from the table {row.table}"
        yield Mutant(policy, row.table, f"table {row.table}", 0, "drop code", said, (), (), listing=row)


def _texts(clause: Clause) -> Iterator[str]:
    found = (clause.head, *(atom for premise in clause.body for atom in atoms(premise)))
    return (term.value for atom in found for term in atom.args if isinstance(term, Text))
