"""What `kb codes` prints: one code with its tables, clauses and neighbours, or all tables in numbers.

Not here: looking codes up (`solver.codes`).
"""

from collections.abc import Sequence

from kb.knowledge import KnowledgeBase, Rule
from kb.language.printer import print_statement
from solver.codes import Counted, Entry, Row, Table
from solver.explain.wording import word
from solver.render.table import coloured, paragraph, table

UNLISTED = "No table lists this code. Lists may be incomplete: absence from a list is not coverage, and no refusal."
UNNAMED = "No clause names this code."
MOST_NEIGHBOURS = 12


def entry_text(kb: KnowledgeBase, entry: Entry, width: int) -> str:
    """One code: its tables, the clauses that name it, the codes that are written much like it."""
    kinds = ", ".join(dict.fromkeys(row.listing.system for row in entry.rows))
    listed = _rows(kb, entry, width) if entry.rows else paragraph(UNLISTED, width)
    named = _clauses(kb, entry.named, width) if entry.named else UNNAMED
    head = f"{entry.code} ({kinds})" if kinds else entry.code
    return "\n\n".join(part for part in (head, listed, named, _neighbours(entry, width)) if part)


def entry_json(kb: KnowledgeBase, entry: Entry) -> dict[str, object]:
    """One code as plain data."""
    return {
        "code": entry.code,
        "on": entry.on,
        "tables": [_row_json(row) for row in entry.rows],
        "clauses": [_clause_json(kb, rule) for rule in entry.named],
        "neighbours": list(entry.neighbours),
    }


def tables_text(tables: Sequence[Table], systems: dict[str, Counted], width: int) -> str:
    """All tables in numbers, their sum last."""
    rows = [(t.name, *_cells(t.systems, systems), str(t.dated), _ids(t.readers)) for t in tables]
    total = ("all", *_cells(systems, systems), str(sum(t.dated for t in tables)), "")
    return table(("table", *systems, "dated", "read by"), (*rows, total), width)


def tables_json(tables: Sequence[Table], systems: dict[str, Counted]) -> dict[str, object]:
    """All tables in numbers as plain data."""
    return {
        "tables": [
            {"table": t.name, "systems": t.systems, "dated": t.dated, "read_by": [rule.id for rule in t.readers]}
            for t in tables
        ],
        "systems": systems,
    }


def _rows(kb: KnowledgeBase, entry: Entry, width: int) -> str:
    headers = ("table", "system", "from", "to", *((f"on {entry.on}",) if entry.on else ()), "label", "read by")
    return table(headers, [_cells_of(kb, row) for row in entry.rows], width)


def _cells_of(kb: KnowledgeBase, row: Row) -> tuple[str, ...]:
    found = row.listing
    standing = (coloured(row.standing),) if row.standing else ()
    return (
        found.table,
        found.system,
        found.valid_from or "-",
        found.valid_to or "-",
        *standing,
        found.label or "-",
        "\n".join(f"{rule.id}, {kb.sections[rule.section].title}" for rule in row.readers) or "no clause",
    )


def _ids(rules: Sequence[Rule]) -> str:
    return ", ".join(rule.id for rule in rules) or "no clause"


def _clauses(kb: KnowledgeBase, rules: Sequence[Rule], width: int) -> str:
    rows = [(_policy(kb, rule) or "-", rule.id, _path(kb, rule), _printed(rule)) for rule in rules]
    return table(("policy", "clause", "section", "names it"), rows, width)


def _policy(kb: KnowledgeBase, rule: Rule) -> str | None:
    return None if rule.policy is None else word(kb, "policy", rule.policy)


def _path(kb: KnowledgeBase, rule: Rule) -> str:
    return " > ".join(kb.sections[rule.section].path)


def _printed(rule: Rule) -> str:
    return " ".join(print_statement(rule.clause).split())


def _neighbours(entry: Entry, width: int) -> str:
    if not entry.neighbours:
        return ""
    shown, more = entry.neighbours[:MOST_NEIGHBOURS], len(entry.neighbours) - MOST_NEIGHBOURS
    told = f"Other codes, not this one: {', '.join(shown)}" + (f" and {more} more" if more > 0 else "")
    return paragraph(told, width, "  ")


def _row_json(row: Row) -> dict[str, object]:
    found = row.listing
    return {
        "table": found.table,
        "system": found.system,
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
        "label": found.label,
        "standing": row.standing,
        "read_by": [rule.id for rule in row.readers],
    }


def _clause_json(kb: KnowledgeBase, rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "policy": _policy(kb, rule),
        "section": rule.section,
        "citation": list(kb.sections[rule.section].path),
        "text": _printed(rule),
    }


def _cells(found: dict[str, Counted], systems: dict[str, Counted]) -> tuple[str, ...]:
    return tuple(_cell(found.get(name)) for name in systems)


def _cell(counted: Counted | None) -> str:
    if counted is None:
        return "-"
    return str(counted.rows) if counted.rows == counted.distinct else f"{counted.rows} ({counted.distinct} different)"
