"""The knowledge base: every checked document, with its predicates, types and clauses in one index. Immutable.

Not here: reading and checking the files (`kb.load`), or running them (`solver`).
"""

from collections.abc import Collection, Iterator

from msgspec import Struct, structs

from kb.code_tables import Listing, by_code
from kb.language.syntax import (
    Choice,
    Clause,
    Document,
    Entity,
    Measure,
    Predicate,
    Reading,
    Scale,
    Section,
    Statement,
    World,
)
from kb.values import Calendar, Type

TypeStatement = Scale | Choice | Measure | Entity


class Rule(Struct, frozen=True):
    """A clause with its place: its own id (`TSA-FUS-3/2`), its section, and the policy whose reading of silence it
    follows (None in the shared documents)."""

    id: str
    clause: Clause
    section: str
    policy: str | None


class KnowledgeBase(Struct, frozen=True):
    """Documents in load order and the indexes over them. `digest` is the SHA-256 of their texts.

    `readings` maps (policy, predicate) to how that policy reads silence, where it differs from the declaration.
    `home` maps a declared predicate to the id of its section, `clauses` a predicate to its rules in
    order, `by_id` a rule's id to the rule,
    `codes` a code to its rows in the code tables.
    """

    documents: tuple[Document, ...]
    predicates: dict[str, Predicate]
    types: dict[str, Type]
    rules: tuple[Rule, ...]
    readings: dict[tuple[str, str], Reading]
    sections: dict[str, Section]
    home: dict[str, str]
    clauses: dict[str, tuple[Rule, ...]]
    by_id: dict[str, Rule]
    codes: dict[str, tuple[Listing, ...]]
    digest: str

    def world(self, policy: str | None, predicate: str) -> World:
        """How `policy` reads silence on a finding."""
        reading = self.readings.get((policy or "", predicate))
        return reading.world if reading else self.predicates[predicate].world

    def record_kinds(self, policy: str | None, predicate: str) -> tuple[str, ...]:
        """The kinds of document that must speak of a finding read as `record`."""
        reading = self.readings.get((policy or "", predicate))
        return reading.documents if reading else self.predicates[predicate].documents

    def facts(self, predicate: str) -> tuple[Clause, ...]:
        """The facts that the documents themselves state of a relation, in their order."""
        return tuple(r.clause for r in self.clauses.get(predicate, ()) if not r.clause.body)

    def rule(self, name: str) -> Rule:
        """The rule with an id. Raises `KeyError`."""
        return self.by_id[name]

    def symbol(self, policy: str) -> str:
        """The symbol of the policy with an id, or the name itself where there is none."""
        return {document.front["id"]: policy_symbol(document) for document in self.documents}.get(policy, policy)

    def only(self, policies: Collection[str]) -> "KnowledgeBase":
        """The shared documents with these policies and no others."""
        kept = tuple(d for d in self.documents if not is_policy(d) or policy_symbol(d) in policies)
        return structs.replace(index(kept, self.digest), codes=self.codes)

    @property
    def policies(self) -> tuple[str, ...]:
        """The symbols of all policies, in load order."""
        return tuple(policy_symbol(d) for d in self.documents if is_policy(d))


def is_policy(document: Document) -> bool:
    """Whether a document is a policy, not a shared one (`kind: shared` in its front matter)."""
    return document.front.get("kind") != "shared"


def policy_symbol(document: Document) -> str:
    """The symbol that stands for the policy in clauses."""
    return symbol_of(document.front["id"])


def symbol_of(name: str) -> str:
    """The symbol for an id: in lower case, with `_` for other signs."""
    return "".join(c if c.isalnum() else "_" for c in name.lower())


def index(documents: tuple[Document, ...], digest: str, codes: tuple[Listing, ...] = ()) -> KnowledgeBase:
    """Build the indexes over documents that have passed the checks; the first declaration of a name counts."""
    placed = tuple(_placed(documents))
    rules = tuple(_rules(placed))
    clauses: dict[str, list[Rule]] = {}
    for rule in rules:
        clauses.setdefault(rule.clause.head.predicate, []).append(rule)
    declared = {s.name: (s, here) for _, here, _, s in reversed(placed) if isinstance(s, Predicate)}
    return KnowledgeBase(
        documents=documents,
        predicates={name: found for name, (found, _) in reversed(declared.items())},
        types={"date": Calendar(), **{s.name: s for _, _, _, s in reversed(placed) if isinstance(s, TypeStatement)}},
        rules=rules,
        readings={(policy or "", s.predicate): s for policy, _, _, s in reversed(placed) if isinstance(s, Reading)},
        sections={here: section for document in documents for here, section in _sections(document)},
        home={name: here for name, (_, here) in declared.items()},
        clauses={name: tuple(found) for name, found in clauses.items()},
        by_id={rule.id: rule for rule in rules},
        codes=by_code(codes),
        digest=digest,
    )


def _sections(document: Document) -> Iterator[tuple[str, Section]]:
    return ((section.id or document.front["id"], section) for section in document.sections)


def _placed(documents: tuple[Document, ...]) -> Iterator[tuple[str | None, str, int, Statement]]:
    """Every statement with its policy, its section and its number among the clauses of that section."""
    for document in documents:
        policy = policy_symbol(document) if is_policy(document) else None
        for here, section in _sections(document):
            number = 0
            for statement in section.statements:
                number += isinstance(statement, Clause)
                yield policy, here, number, statement


def _rules(placed: tuple[tuple[str | None, str, int, Statement], ...]) -> Iterator[Rule]:
    for policy, here, number, statement in placed:
        if isinstance(statement, Clause):
            yield Rule(f"{here}/{number}", statement, here, policy)
