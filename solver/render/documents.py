"""A policy or a shared document at a glance: its headings, and the findings that it declares. What `kb list` prints.

Not here: a single section with its prose and clauses (`solver.render.knowledge`).
"""

from collections.abc import Iterator

from msgspec.structs import asdict

from kb.knowledge import KnowledgeBase, is_policy, policy_symbol
from kb.language.syntax import Clause, Day, Document, Parameter, Predicate, Section, Symbol, Term
from solver.render.table import table

UNDATED = "undated"


def list_text(kb: KnowledgeBase, width: int, *, shared: bool = False) -> str:
    """The policies, and the shared documents where they are asked for, each at a glance."""
    return "\n\n".join(document_text(kb, document, width) for document in _listed(kb, shared))


def list_json(kb: KnowledgeBase, *, shared: bool = False) -> list[dict[str, object]]:
    """The same as plain data."""
    return [document_json(kb, document) for document in _listed(kb, shared)]


def document_text(kb: KnowledgeBase, document: Document, width: int) -> str:
    """One document: its title, its headings in the order of the source, its findings."""
    headings = [(s.id or "", str(len(clauses(s))), " > ".join(s.path)) for s in document.sections if s.id]
    findings = [_finding_row(p) for section in document.sections for p in _findings(section)]
    said = table(("finding", "of", "silence", "says"), findings, width) if findings else ""
    shown = (title(kb, document), table(("id", "clauses", "section"), headings, width), said)
    return "\n\n".join(filter(None, shown))


def document_json(kb: KnowledgeBase, document: Document) -> dict[str, object]:
    """One document as plain data."""
    policy = is_policy(document)
    return {
        "id": document.front["id"],
        "kind": "policy" if policy else "shared",
        "symbol": policy_symbol(document) if policy else None,
        "title": document.front.get("title"),
        "in_force": first_day(kb, document),
        "sections": [_section_json(section) for section in document.sections if section.id],
    }


def title(kb: KnowledgeBase, document: Document) -> str:
    """A document's id and title, with the first day of a policy."""
    stands = f"in force: {first_day(kb, document) or UNDATED}" if is_policy(document) else "shared"
    return f"{document.front['id']}, {document.front.get('title', 'untitled')} ({stands})"


def first_day(kb: KnowledgeBase, document: Document) -> str | None:
    """The first day of a policy's version, as its clauses state it; None where they state none."""
    stated = (fact.head.args for fact in kb.facts("in_force_from"))
    days = [day.iso for policy, day in stated if isinstance(day, Day) and _is(policy, document)]
    return min(days, default=None)


def clauses(section: Section) -> tuple[Clause, ...]:
    """The clauses of a section."""
    return tuple(statement for statement in section.statements if isinstance(statement, Clause))


def _is(policy: Term, document: Document) -> bool:
    return isinstance(policy, Symbol) and is_policy(document) and policy.name == policy_symbol(document)


def _listed(kb: KnowledgeBase, shared: bool) -> Iterator[Document]:  # noqa: FBT001 - handed on
    return (document for document in kb.documents if shared or is_policy(document))


def _findings(section: Section) -> Iterator[Predicate]:
    return (s for s in section.statements if isinstance(s, Predicate) and s.kind == "finding")


def _finding_row(finding: Predicate) -> tuple[str, ...]:
    about = ", ".join(key.type for key in finding.keys)
    value = f"-> {finding.value.type}" if finding.value else ""
    return finding.name, f"{about} {value}".strip() or "-", finding.world, finding.wordings.holds or ""


def _section_json(section: Section) -> dict[str, object]:
    return {
        "id": section.id,
        "title": section.title,
        "clauses": len(clauses(section)),
        "findings": [_finding_json(finding) for finding in _findings(section)],
    }


def _finding_json(finding: Predicate) -> dict[str, object]:
    return {
        "name": finding.name,
        "arguments": [_parameter_json(key) for key in finding.keys],
        "value": _parameter_json(finding.value) if finding.value else None,
        "silence": finding.world,
        "documents": list(finding.documents),
        "wordings": asdict(finding.wordings),
    }


def _parameter_json(parameter: Parameter) -> dict[str, str]:
    return {"name": parameter.name, "type": parameter.type}
