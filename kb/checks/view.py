"""What the checks look things up in: every statement with its place, declarations by name, the types of variables.

Documents here may be wrong in any way but syntax: of a name that is declared twice the first declaration counts, and a
lookup that finds nothing says None. Not here: the index over documents that passed (`kb.knowledge`).
"""

from collections.abc import Iterator, Mapping
from itertools import chain

from msgspec import Struct

from kb.clauses import atoms, parameters
from kb.knowledge import is_policy, policy_symbol
from kb.language.passage import Passage
from kb.language.syntax import (
    Atom,
    Choice,
    Clause,
    Document,
    Entity,
    Measure,
    Parameter,
    Predicate,
    Reading,
    Scale,
    Section,
    Statement,
    Var,
)
from kb.values import Calendar, Type

CRITERIA = ("criterion", "note")
"""The kinds of predicate that are derived on two rails."""


class Place(Passage, frozen=True):
    """A section of a file, and the policy and marks that hold there. `policy` is None in shared documents."""

    policy: str | None = None
    marks: tuple[str, ...] = ()


class View(Struct, frozen=True):
    """`homes` maps a predicate to the place of its declaration, `clauses_of` to the clauses that conclude it."""

    documents: tuple[tuple[Place, Document], ...]
    sections: tuple[tuple[Place, Section], ...]
    declared: tuple[tuple[Place, Predicate], ...]
    kinds: tuple[tuple[Place, Scale | Choice | Measure | Entity], ...]
    readings: tuple[tuple[Place, Reading], ...]
    clauses: tuple[tuple[Place, Clause], ...]
    predicates: Mapping[str, Predicate]
    types: Mapping[str, Type]
    homes: Mapping[str, Place]
    clauses_of: Mapping[str, tuple[Clause, ...]]
    policies: tuple[str, ...]

    def kind(self, predicate: str) -> str | None:
        """`finding`, `criterion`, `relation` or `note`; None for a predicate that nobody declared."""
        declared = self.predicates.get(predicate)
        return declared.kind if declared else None

    def parameters(self, atom: Atom) -> tuple[Parameter, ...]:
        """A parameter for each argument of the atom; none at all if its predicate or their number is wrong."""
        declared = self.predicates.get(atom.predicate)
        found = parameters(declared) if declared else ()
        return found if len(found) == len(atom.args) else ()

    def variable_types(self, clause: Clause) -> dict[str, str]:
        """The type of each variable of a clause, from the first place that tells it."""
        found: dict[str, str] = {}
        for atom in clause_atoms(clause):
            for term, parameter in zip(atom.args, self.parameters(atom), strict=False):
                if isinstance(term, Var) and term.name != "_" and parameter.type in self.types:
                    found.setdefault(term.name, parameter.type)
        return found


def clause_atoms(clause: Clause) -> Iterator[Atom]:
    """The head, then every atom of the body."""
    return chain((clause.head,), chain.from_iterable(map(atoms, clause.body)))


def view(documents: tuple[Document, ...], texts: Mapping[str, str]) -> View:
    """Index the documents; `texts` maps the source of each to its text. Raises `KeyError` for a source without text."""
    read = tuple((_place(document, _lines(texts[document.source])), document) for document in documents)
    sections = tuple((_within(at, section), section) for at, document in read for section in document.sections)
    stated = tuple((at, statement) for at, section in sections for statement in section.statements)
    declared = tuple((at, found) for at, found in stated if isinstance(found, Predicate))
    kinds = tuple((at, found) for at, found in stated if isinstance(found, Scale | Choice | Measure | Entity))
    return View(
        documents=read,
        sections=sections,
        declared=declared,
        kinds=kinds,
        readings=tuple((at, found) for at, found in stated if isinstance(found, Reading)),
        clauses=tuple((at, found) for at, found in stated if isinstance(found, Clause)),
        predicates={found.name: found for _, found in reversed(declared)},
        types={**{found.name: found for _, found in reversed(kinds)}, "date": Calendar()},
        homes={found.name: at for at, found in reversed(declared)},
        clauses_of=_by_head(found for _, found in stated),
        policies=tuple(at.policy for at, _ in read if at.policy is not None),
    )


def _place(document: Document, lines: tuple[str, ...]) -> Place:
    named = is_policy(document) and "id" in document.front
    return Place(document.source, lines, policy=policy_symbol(document) if named else None)


def _within(place: Place, section: Section) -> Place:
    return Place(place.source, place.lines, 1, section.id, place.policy, section.marks)


def _lines(text: str) -> tuple[str, ...]:
    """The lines as the reader of documents counts them."""
    return tuple(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _by_head(statements: Iterator[Statement]) -> dict[str, tuple[Clause, ...]]:
    found: dict[str, list[Clause]] = {}
    for statement in statements:
        if isinstance(statement, Clause):
            found.setdefault(statement.head.predicate, []).append(statement)
    return {name: tuple(clauses) for name, clauses in found.items()}
