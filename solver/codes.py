"""What the knowledge base says of a code: the tables that list it and when, the clauses that name it, its neighbours.

Every policy reads whole codes, so a code that is one character longer is another code. Absence from a table is not
coverage, and no verdict is given here. Not here: how codes are written (`kb.code_form`), or how an answer is shown
(`solver.render.codes`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Literal as OneOf

from msgspec import Struct

from kb.clauses import atoms, terms
from kb.code_form import ANY_FORM, hint, is_code
from kb.code_tables import Listing
from kb.knowledge import KnowledgeBase, Rule
from kb.language.syntax import Clause, Comparison, Term, Text
from kb.problems import Problem, Rejected
from kb.values import BadValue, ordinal

Standing = OneOf["valid", "not yet valid", "no longer valid"]


class Row(Struct, frozen=True):
    """A table that lists the code: the row, how it stands on the day that was asked for, and the clauses that read the
    table."""

    listing: Listing
    standing: Standing | None
    readers: tuple[Rule, ...]


class Entry(Struct, frozen=True):
    """Everything about one code. `neighbours` are other codes that are written much like it."""

    code: str
    on: str | None
    rows: tuple[Row, ...]
    named: tuple[Rule, ...]
    neighbours: tuple[str, ...]


class Counted(Struct, frozen=True):
    """How many rows there are, and how many codes in them."""

    rows: int
    distinct: int


class Table(Struct, frozen=True):
    """A table in numbers: its rows by system, those with a date, and the clauses that read it."""

    name: str
    systems: dict[str, Counted]
    dated: int
    readers: tuple[Rule, ...]


def look_up(kb: KnowledgeBase, code: str, on: str | None = None) -> Entry:
    """What is said of a code, on a day if one is given. Raises `Rejected` for no code (N310) and for no day (N309)."""
    _refuse(code, on)
    named = _naming(kb)
    rows = sorted(kb.codes.get(code, ()), key=lambda listing: (listing.table, listing.days))
    return Entry(
        code,
        on,
        tuple(Row(listing, _standing(listing, on), _naming_text(kb, listing.table)) for listing in rows),
        named.get(code, ()),
        _neighbours(code, {*kb.codes, *named}),
    )


def tables(kb: KnowledgeBase) -> tuple[Table, ...]:
    """Every code table in numbers, by name."""
    found: dict[str, list[Listing]] = {}
    for listing in _listings(kb):
        found.setdefault(listing.table, []).append(listing)
    return tuple(_table(kb, name, found[name]) for name in sorted(found))


def systems(kb: KnowledgeBase) -> dict[str, Counted]:
    """The rows of all tables by system."""
    return _counted(_listings(kb))


def _refuse(code: str, on: str | None) -> None:
    if not is_code(code):
        raise Rejected([_problem("N310", "this is no code", code, ANY_FORM, hint(code))])
    try:
        ordinal(on or "2000-01-01")
    except BadValue as error:
        raise Rejected([_problem("N309", "the calendar has no such day", error.found, error.expected, None)]) from None


def _problem(code: str, message: str, found: str, expected: str, hint: str | None) -> Problem:
    return Problem(
        code=code, message=message, file="command line", found=ascii(found[:60])[1:-1], expected=expected, hint=hint
    )


def _standing(listing: Listing, on: str | None) -> Standing | None:
    if on is None:
        return None
    first, last = listing.days
    return "not yet valid" if ordinal(on) < first else "no longer valid" if ordinal(on) > last else "valid"


def _listings(kb: KnowledgeBase) -> Iterator[Listing]:
    return (listing for found in kb.codes.values() for listing in found)


def _table(kb: KnowledgeBase, name: str, found: list[Listing]) -> Table:
    dated = sum(listing.valid_from is not None or listing.valid_to is not None for listing in found)
    return Table(name, _counted(found), dated, _naming_text(kb, name))


def _counted(found: Iterable[Listing]) -> dict[str, Counted]:
    rows = Counter((listing.system, listing.code) for listing in found)
    names = sorted({system for system, _ in rows})
    return {
        name: Counted(sum(n for (s, _), n in rows.items() if s == name), sum(s == name for s, _ in rows))
        for name in names
    }


def _naming(kb: KnowledgeBase) -> dict[str, tuple[Rule, ...]]:
    """The clauses that name a code, for each that some clause names."""
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in kb.rules:
        for text in dict.fromkeys(_texts(rule.clause)):
            if is_code(text):
                found[text] = (*found.get(text, ()), rule)
    return found


def _naming_text(kb: KnowledgeBase, text: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in kb.rules if text in _texts(rule.clause))


def _texts(clause: Clause) -> tuple[str, ...]:
    """The quoted constants of a clause."""
    return tuple(term.value for term in _terms(clause) if isinstance(term, Text))


def _terms(clause: Clause) -> Iterator[Term]:
    yield from clause.head.args
    for premise in clause.body:
        if isinstance(premise, Comparison):
            yield from (*terms(premise.left), *terms(premise.right))
        for atom in atoms(premise):
            yield from atom.args


def _neighbours(code: str, known: set[str]) -> tuple[str, ...]:
    """Codes that begin like this one or that this one begins with; else, for an unknown code, those that look alike."""
    others = sorted(known - {code})
    akin = [other for other in others if other.startswith(code) or code.startswith(other)]
    if akin or code in known:
        return tuple(akin)
    return tuple(sorted(get_close_matches(code, others, n=5, cutoff=0.8)))
