"""What `kb list` and `kb show` print: policies, one section with prose and clauses, one predicate."""

from collections.abc import Iterator

from msgspec import Struct

from kb.clauses import atoms
from kb.knowledge import KnowledgeBase, is_policy, policy_symbol
from kb.language.printer import print_statement
from kb.language.syntax import Clause, Document, Section
from solver.render.table import coloured, paragraph, table


class Found(Struct, frozen=True):
    """A section with the document it stands in."""

    document: Document
    section: Section


def find(kb: KnowledgeBase, name: str) -> Found | None:
    """The section with the id `name`, or that declares the predicate `name`, or the top of the policy `name`."""
    wanted = kb.home.get(name, name)
    for document in kb.documents:
        for section in document.sections:
            if section.id == wanted or (document.front["id"] == wanted and section is document.sections[0]):
                return Found(document, section)
    return None


def known_ids(kb: KnowledgeBase) -> tuple[str, ...]:
    """All names that `find` knows."""
    return (*kb.sections, *kb.home, *(d.front["id"] for d in kb.documents))


def list_text(kb: KnowledgeBase, width: int) -> str:
    """The policies, and for each its criteria in the order of the source."""
    parts = []
    for document in _policies(kb):
        rows = [(s.id or "", str(len(_clauses(s))), " > ".join(s.path)) for s in document.sections if s.id]
        parts.append(f"{_title(document)}\n\n" + table(("id", "clauses", "section"), rows, width))
    return "\n\n".join(parts)


def list_json(kb: KnowledgeBase) -> list[dict[str, object]]:
    """The policies and their sections as plain data."""
    return [
        {
            "id": document.front["id"],
            "symbol": policy_symbol(document),
            "title": document.front.get("title"),
            "in_force": document.front.get("in_force"),
            "sections": [
                {"id": s.id, "title": s.title, "clauses": len(_clauses(s))} for s in document.sections if s.id
            ],
        }
        for document in _policies(kb)
    ]


def show_text(kb: KnowledgeBase, found: Found, width: int) -> str:
    """One section: citation, prose, statements as they are written, the predicates that its clauses use."""
    section = found.section
    head = f"{section.id or found.document.front['id']}  {section.title}"
    cited = f"{_title(found.document)}: {' > '.join(section.path)}"
    prose = "\n\n".join(paragraph(" ".join(part.split()), width) for part in section.prose.split("\n\n"))
    clauses = "\n\n".join(print_statement(statement) for statement in section.statements)
    used = [(name, kb.home[name], kb.predicates[name].kind, _silence(kb, found, name)) for name in _used(section)]
    predicates = table(("predicate", "declared in", "kind", "silence is read as"), used, width) if used else ""
    return "\n\n".join(part for part in (coloured(head), cited, prose, clauses, predicates) if part)


def show_json(kb: KnowledgeBase, found: Found) -> dict[str, object]:
    """One section as plain data."""
    section = found.section
    return {
        "id": section.id,
        "policy": found.document.front["id"],
        "citation": list(section.path),
        "marks": list(section.marks),
        "prose": section.prose,
        "statements": [print_statement(statement) for statement in section.statements],
        "predicates": [
            {
                "name": name,
                "section": kb.home[name],
                "kind": kb.predicates[name].kind,
                "silence": _silence(kb, found, name),
            }
            for name in _used(section)
        ],
    }


def _policies(kb: KnowledgeBase) -> Iterator[Document]:
    return (document for document in kb.documents if is_policy(document))


def _title(document: Document) -> str:
    front = document.front
    return f"{front['id']}, {front.get('title', 'untitled')} (in force: {front.get('in_force', 'undated')})"


def _clauses(section: Section) -> list[Clause]:
    return [statement for statement in section.statements if isinstance(statement, Clause)]


def _used(section: Section) -> tuple[str, ...]:
    found = (atom.predicate for clause in _clauses(section) for premise in clause.body for atom in atoms(premise))
    return tuple(dict.fromkeys(found))


def _silence(kb: KnowledgeBase, found: Found, name: str) -> str:
    if kb.predicates[name].kind != "finding":
        return "-"
    return kb.world(policy_symbol(found.document) if is_policy(found.document) else None, name)
