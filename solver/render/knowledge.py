"""What `kb show` prints: one section with its prose, its clauses and the predicates that they use.

Not here: a whole document at a glance (`solver.render.documents`).
"""

from itertools import chain
from typing import NamedTuple

from msgspec import Struct

from kb.clauses import atoms
from kb.knowledge import KnowledgeBase, is_policy, policy_symbol
from kb.language.printer import print_statement
from kb.language.syntax import Document, Section
from solver.render.documents import clauses, document_json, document_text, title
from solver.render.table import coloured, paragraph, table


class Found(Struct, frozen=True):
    """A document, or a section with the document it stands in."""

    document: Document
    section: Section | None


def find(kb: KnowledgeBase, name: str) -> Found | None:
    """The section with the id `name`, or that declares the predicate `name`, or the document with the id `name`."""
    wanted = kb.home.get(name, name)
    sections = (Found(d, s) for d in kb.documents for s in d.sections if s.id == wanted)
    documents = (Found(d, None) for d in kb.documents if d.front["id"] == wanted)
    return next(chain(sections, documents), None)


def known_ids(kb: KnowledgeBase) -> tuple[str, ...]:
    """All names that `find` knows."""
    return (*kb.sections, *kb.home, *(d.front["id"] for d in kb.documents))


def show_text(kb: KnowledgeBase, found: Found, width: int) -> str:
    """A section with citation, prose, statements as they are written, and the predicates that its clauses use; or a
    document at a glance."""
    document, section = found.document, found.section
    if section is None:
        return document_text(kb, document, width)
    head = coloured(f"{section.id or document.front['id']}  {section.title}")
    cited = f"{title(kb, document)}: {' > '.join(section.path)}"
    prose = "\n\n".join(paragraph(" ".join(part.split()), width) for part in section.prose.split("\n\n"))
    statements = "\n\n".join(map(print_statement, section.statements))
    return "\n\n".join(filter(None, (head, cited, prose, statements, _predicates(kb, document, section, width))))


def show_json(kb: KnowledgeBase, found: Found) -> dict[str, object]:
    """The same as plain data."""
    document, section = found.document, found.section
    if section is None:
        return document_json(kb, document)
    return {
        "id": section.id,
        "policy": document.front["id"],
        "citation": list(section.path),
        "marks": list(section.marks),
        "prose": section.prose,
        "statements": [print_statement(statement) for statement in section.statements],
        "predicates": [used._asdict() for used in _used(kb, document, section)],
    }


class _Use(NamedTuple):
    """A predicate that a section uses: where it is declared, what it is, how silence on it is read."""

    name: str
    section: str
    kind: str
    silence: str


def _predicates(kb: KnowledgeBase, document: Document, section: Section, width: int) -> str:
    used = _used(kb, document, section)
    return table(("predicate", "declared in", "kind", "silence is read as"), used, width) if used else ""


def _used(kb: KnowledgeBase, document: Document, section: Section) -> tuple[_Use, ...]:
    found = (atom.predicate for clause in clauses(section) for premise in clause.body for atom in atoms(premise))
    return tuple(
        _Use(name, kb.home[name], kb.predicates[name].kind, _silence(kb, document, name))
        for name in dict.fromkeys(found)
    )


def _silence(kb: KnowledgeBase, document: Document, name: str) -> str:
    if kb.predicates[name].kind != "finding":
        return "-"
    return kb.world(policy_symbol(document) if is_policy(document) else None, name)
