"""Ad-hoc questions to the knowledge base and its cases: a query is a clause body, checked and compiled like any other.

A criterion or finding without `supported` or `refuted` is read as supported. No text of a query is ever evaluated by
anything but our own parser.
"""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from kb.case import Case
from kb.clauses import atoms, parameters, variables
from kb.knowledge import KnowledgeBase, index
from kb.language.syntax import (
    Atom,
    Clause,
    Document,
    Literal,
    Parameter,
    Predicate,
    Premise,
    Section,
    Span,
    Var,
    Wordings,
)
from kb.problems import Rejected
from kb.values import show
from solver.compile import compile_program
from solver.datalog import Row
from solver.facts import facts

ANSWER = "answer"
SOURCE = "query"
HERE = Span(1, 1)


class Answers(Struct, frozen=True):
    """The variables of a query in order of appearance, and a row of their values for each answer, the case first."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Query:
    """A checked and compiled query, to be put to any number of cases. Raises `Rejected` for a query with mistakes."""

    def __init__(self, kb: KnowledgeBase, text: str) -> None:
        from kb.checks import check
        from kb.language.parser import parse_query
        from solver.engines.pydatalog import PyDatalog

        body = tuple(_railed(kb, premise) for premise in parse_query(text))
        document = _document(kb, body)
        texts = {**{known.source: "" for known in kb.documents}, SOURCE: text}
        found = check((*kb.documents, document), texts)
        if problems := [problem for problem in found if problem.file == SOURCE]:
            raise Rejected(problems)
        self.kb = index((*kb.documents, document), kb.digest)
        self.answer = self.kb.predicates[ANSWER]
        self._engine = PyDatalog(compile_program(self.kb))

    def answers(self, cases: Iterable[Case]) -> Answers:
        """The answers over all cases, in the order of the cases."""
        columns = tuple(p.name for p in parameters(self.answer))
        rows = tuple((case.id, *self._shown(row)) for case in cases for row in self._rows(case))
        return Answers(columns, rows)

    def _rows(self, case: Case) -> list[Row]:
        return sorted(self._engine.solve(facts(self.kb, case)).get(ANSWER, ()), key=str)

    def _shown(self, row: Row) -> tuple[str, ...]:
        kinds = (self.kb.types[p.type] for p in parameters(self.answer))
        return tuple(show(kind, constant) for kind, constant in zip(kinds, row, strict=True))


def _railed(kb: KnowledgeBase, premise: Premise) -> Premise:
    if not isinstance(premise, Literal) or premise.rail is not None:
        return premise
    declared = kb.predicates.get(premise.atom.predicate)
    return replace(premise, rail="supported") if declared is not None and declared.kind != "relation" else premise


def _document(kb: KnowledgeBase, body: tuple[Premise, ...]) -> Document:
    """A document that holds the query as the clause of a relation `answer`."""
    kinds = _types(kb, body)
    names = tuple(dict.fromkeys(name for premise in body for name in variables(premise) if name in kinds))
    keys = tuple(Parameter(name, kinds[name], HERE) for name in names)
    declared = Predicate("relation", ANSWER, keys, None, "closed", (), Wordings("an answer", "no answer"), HERE)
    head = Atom(ANSWER, tuple(Var(name, HERE) for name in names), HERE)
    section = Section(
        "QUERY", "Query", 1, ("Query",), ("output",), "", (declared, Clause(head, body, None, HERE)), HERE
    )
    return Document(SOURCE, {"id": "QUERY", "kind": "shared"}, (section,))


def _types(kb: KnowledgeBase, body: tuple[Premise, ...]) -> dict[str, str]:
    """The types of the variables as far as known predicates tell; the checks complain about the rest."""
    return {
        term.name: parameter.type
        for premise in body
        for atom in atoms(premise)
        if atom.predicate in kb.predicates
        for term, parameter in zip(atom.args, parameters(kb.predicates[atom.predicate]), strict=False)
        if isinstance(term, Var) and term.name != "_"
    }
