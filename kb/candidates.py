"""Which policies can have rules for a request at all, found from their clauses alone: only those need to be run.

A clause of `in_scope` that reaches the case through the code or the name of a line holds for no line without one of the
codes or names that the documents list there. A policy of which that cannot be said may have rules for any line. Not
here: which policy governs a line; clauses decide that (`kb/policies/03_adjudication.md`).
"""

from collections.abc import Iterable, Iterator

from kb.case import Case, Line
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Atom, Clause, Literal, Symbol, Term, Text, Var

STATED = ("code", "procedure")
"""The relations that hold what a line asks for, as their second argument."""
TABLES = ("code_row", "listed")
"""The relations that hold the rows of a code table, named by their first argument, with the code as their second."""


def candidates(kb: KnowledgeBase, case: Case) -> tuple[str, ...]:
    """The symbols of the policies that can have rules for a line of the case, in load order; the one that the request
    names, where it names one."""
    if case.request.policy is not None:
        return tuple(p for p in kb.policies if p == kb.symbol(case.request.policy))
    listed = ((policy, asked_for(kb, policy)) for policy in kb.policies)
    return tuple(policy for policy, wanted in listed if any(carries(line, wanted) for line in case.lines))


def carries(line: Line, wanted: frozenset[str] | None) -> bool:
    """Whether a line carries what a policy asks for (`asked_for`)."""
    return wanted is None or line.code in wanted or line.procedure in wanted


def asked_for(kb: KnowledgeBase, policy: str) -> frozenset[str] | None:
    """Codes and names of which a line must carry one for the policy to have rules for it; None where any line may."""
    clauses = [rule.clause for rule in kb.clauses.get("in_scope", ()) if _plain(rule.clause.head.args[0]) == policy]
    return _any_of(_needed(kb, clause, frozenset()) for clause in clauses)


def _any_of(found: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    every = tuple(found)
    return None if None in every else frozenset(text for one in every for text in one or ())


def _needed(kb: KnowledgeBase, clause: Clause, above: frozenset[str]) -> frozenset[str] | None:
    """What a clause needs a line to carry: what the most telling of its premises needs."""
    ways = (_of_premise(kb, clause, atom, above) for atom in _relations(kb, clause))
    return min((way for way in ways if way is not None), key=len, default=None)


def _of_premise(kb: KnowledgeBase, clause: Clause, atom: Atom, above: frozenset[str]) -> frozenset[str] | None:
    if atom.predicate in STATED:
        return _values(kb, clause, atom.args[1])
    rules = kb.clauses.get(atom.predicate, ())
    if not rules or atom.predicate in above:
        return None
    return _any_of(_needed(kb, rule.clause, above | {atom.predicate}) for rule in rules)


def _values(kb: KnowledgeBase, clause: Clause, term: Term) -> frozenset[str] | None:
    """The constants that a term of a clause can stand for, as far as a list of facts or a code table limits them."""
    if not isinstance(term, Var):
        return frozenset((_plain(term),))
    lists = (
        _column(kb, atom, place)
        for atom in _relations(kb, clause)
        for place, other in enumerate(atom.args)
        if isinstance(other, Var) and other.name == term.name
    )
    return next((values for values in lists if values is not None), None)


def _column(kb: KnowledgeBase, atom: Atom, place: int) -> frozenset[str] | None:
    """The constants in one column of a relation of which the documents state every row."""
    if atom.predicate in TABLES and place == 1 and not isinstance(atom.args[0], Var):
        table = _plain(atom.args[0])
        return frozenset(code for code, rows in kb.codes.items() if any(row.table == table for row in rows))
    rules = kb.clauses.get(atom.predicate, ())
    rows = [rule.clause.head.args[place] for rule in rules]
    if not rows or any(rule.clause.body for rule in rules) or any(isinstance(term, Var) for term in rows):
        return None
    return frozenset(_plain(term) for term in rows)


def _plain(term: Term) -> str:
    """A constant as a case writes it; a number or a day is no code and no name."""
    return term.name if isinstance(term, Symbol) else term.value if isinstance(term, Text) else ""


def _relations(kb: KnowledgeBase, clause: Clause) -> Iterator[Atom]:
    """The relations that must hold for a clause to apply."""
    stated = (p for p in clause.body if isinstance(p, Literal) and not p.negated and p.rail is None)
    return (p.atom for p in stated if kb.predicates[p.atom.predicate].kind == "relation")
