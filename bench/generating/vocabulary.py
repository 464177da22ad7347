"""What a policy lets a case say: the codes and names that it has rules for, the documents and days that it looks at,
and the findings about things that only a case can name.

Not here: which values of a finding matter, or which findings go together (`bench.generating.states`).
"""

from collections.abc import Iterator

from msgspec import Struct

from kb import code_form
from kb.candidates import asked_for
from kb.clauses import atoms, parameters
from kb.intake.levels import spine
from kb.knowledge import KnowledgeBase, policy_symbol
from kb.language.syntax import Choice, Day, Predicate, Scale, Symbol, Text
from kb.values import ordinal

STATED = ("line", "stage", "level")
"""The types of which the lines of a request say what there is."""


class Words(Struct, frozen=True):
    """The words of one policy. `codes` have a weight each, so that a table counts as much as another, whatever its
    length. `named` are the findings about things that the case names beside its lines: a code, a day, a block. `days`
    are those on which a version starts or a code ends. `named_choices` is the member of each choice that the clauses
    name first."""

    id: str
    symbol: str
    codes: dict[str, float]
    procedures: tuple[str, ...]
    kinds: tuple[str, ...]
    named: tuple[Predicate, ...]
    days: tuple[int, ...]
    named_choices: dict[str, str]


class Vocabulary(Struct, frozen=True):
    """The words of several policies, and what all share: vertebrae from above to below, plans, codes of procedures and
    of diagnoses."""

    policies: tuple[Words, ...]
    vertebrae: tuple[str, ...]
    plans: tuple[str, ...]
    procedures: tuple[str, ...]
    diagnoses: tuple[str, ...]


def vocabulary(kb: KnowledgeBase) -> Vocabulary:
    """The vocabulary of a knowledge base, with the words of each of its policies in load order."""
    ids = {policy_symbol(document): document.front["id"] for document in kb.documents}
    codes = sorted({*kb.codes, *_texts(kb, None, "code")})
    return Vocabulary(
        tuple(_words(kb, symbol, ids[symbol]) for symbol in kb.policies),
        spine(kb).vertebrae,
        tuple(_texts(kb, None, "plan")),
        tuple(code for code in codes if code_form.is_code(code, code_form.PROCEDURE)),
        tuple(code for code in codes if code_form.is_code(code, code_form.DIAGNOSIS)),
    )


def _words(kb: KnowledgeBase, symbol: str, name: str) -> Words:
    asked = sorted(asked_for(kb, symbol) or ())
    codes = [text for text in asked if code_form.is_code(text)]
    findings = tuple(_findings(kb, symbol))
    return Words(
        id=name,
        symbol=symbol,
        codes={code: _weight(kb, symbol, code) for code in codes},
        procedures=tuple(text for text in asked if text not in codes),
        kinds=tuple(sorted({*_texts(kb, symbol, "document_kind"), *_kinds(kb, symbol, findings)})),
        named=tuple(finding for finding in findings if _is_named(kb, finding)),
        days=tuple(sorted(set(_days(kb, symbol)))),
        named_choices=dict(reversed(tuple(_constants(kb, symbol)))),
    )


def _weight(kb: KnowledgeBase, symbol: str, code: str) -> float:
    """One over the length of the shortest table with the code, of the tables that the clauses of the policy name."""
    read = set(_texts(kb, symbol, "code_table"))
    tables = {row.table for row in kb.codes.get(code, ())} & read
    return 1 / min((sum(row.table == one for rows in kb.codes.values() for row in rows) for one in tables), default=1)


def _findings(kb: KnowledgeBase, symbol: str) -> Iterator[Predicate]:
    """The findings that the clauses of a policy look at."""
    bodies = (rule.clause.body for rule in kb.rules if rule.policy == symbol)
    read = {atom.predicate for body in bodies for premise in body for atom in atoms(premise)}
    return (kb.predicates[name] for name in sorted(read) if kb.predicates[name].kind == "finding")


def _is_named(kb: KnowledgeBase, finding: Predicate) -> bool:
    """Whether a finding is about something that no line, stage, choice or scale gives; levels count where a line does
    not lead to them, which only running the clauses would tell."""
    kinds = [parameter.type for parameter in finding.keys]
    return any(kind not in STATED and not isinstance(kb.types[kind], Choice | Scale) for kind in kinds) or kinds == [
        "level"
    ]


def _kinds(kb: KnowledgeBase, symbol: str, findings: tuple[Predicate, ...]) -> Iterator[str]:
    """The kinds of document that must speak of a finding."""
    return (kind for finding in findings for kind in kb.record_kinds(symbol, finding.name))


def _texts(kb: KnowledgeBase, symbol: str | None, kind: str) -> Iterator[str]:
    """The quoted constants of a type in the clauses of a policy, or in all of them."""
    return (text for found, text in _constants(kb, symbol) if found == kind)


def _constants(kb: KnowledgeBase, symbol: str | None) -> Iterator[tuple[str, str]]:
    """The names and quoted constants in the clauses of a policy, or in all of them, each with its type."""
    for rule in kb.rules:
        if symbol in (None, rule.policy):
            for atom in (rule.clause.head, *(atom for premise in rule.clause.body for atom in atoms(premise))):
                for term, parameter in zip(atom.args, parameters(kb.predicates[atom.predicate]), strict=True):
                    if isinstance(term, Text | Symbol):
                        yield parameter.type, term.value if isinstance(term, Text) else term.name


def _days(kb: KnowledgeBase, symbol: str) -> Iterator[int]:
    """The days that the clauses of a policy write out, and those on which its code tables change."""
    heads = (rule.clause.head for rule in kb.rules if rule.policy == symbol)
    yield from (ordinal(term.iso) for head in heads for term in head.args if isinstance(term, Day))
    for code in asked_for(kb, symbol) or ():
        for row in kb.codes.get(code, ()):
            yield from (ordinal(day) for day in (row.valid_from, row.valid_to) if day)
