"""What the printer writes reads back as the same nodes, and reads well."""

from hypothesis import given, settings

from kb.language.literate import read_document
from kb.language.parser import parse_query, parse_statements
from kb.language.printer import WIDTH, print_document, print_premise, print_statement, print_term
from kb.language.syntax import Document, Premise, Statement, Term
from tests.language import strategies as some
from tests.language.strategies import without_spans

many = settings(max_examples=300, deadline=None)


def reprinted(text: str) -> str:
    """The statements of a text as the printer writes them."""
    statements, problems = parse_statements(text, source="test.md")
    assert problems == ()
    return "\n".join(map(print_statement, statements))


@many
@given(some.statements)
def test_a_printed_statement_reads_back_as_itself(statement: Statement) -> None:
    read, problems = parse_statements(print_statement(statement), source="test.md")
    assert problems == ()
    assert without_spans(read) == (without_spans(statement),)


@many
@given(some.tuples(some.premises))
def test_printed_premises_read_back_as_a_query(premises: tuple[Premise, ...]) -> None:
    assert without_spans(parse_query(", ".join(map(print_premise, premises)))) == without_spans(premises)


@many
@given(some.terms)
def test_a_printed_term_reads_back_as_itself(term: Term) -> None:
    (comparison,) = parse_query(f"X = {print_term(term)}")
    assert without_spans(comparison.right) == without_spans(term)  # type: ignore[union-attr]


@settings(max_examples=300, deadline=None)
@given(some.documents())
def test_a_printed_document_reads_back_as_itself(document: Document) -> None:
    read, problems = read_document(print_document(document), document.source)
    assert problems == ()
    assert without_spans(read) == without_spans(document)


@settings(max_examples=300, deadline=None)
@given(some.documents())
def test_printing_a_second_time_changes_nothing(document: Document) -> None:
    once = print_document(document)
    assert print_document(read_document(once, document.source)[0]) == once


@many
@given(some.clauses)
def test_a_clause_is_on_one_line_exactly_when_it_fits(clause: Statement) -> None:
    lines = print_statement(clause).split("\n")
    on_one_line = " ".join(line.strip(" ") for line in lines)
    assert (len(lines) == 1) == (len(on_one_line) <= WIDTH) or (clause.body, clause.judgement) == ((), None)  # type: ignore[union-attr]
    assert all(line.startswith("  ") for line in lines[1:])


def test_a_declaration_has_its_wordings_aligned_one_per_line() -> None:
    text = """\
criterion unstable(Line: line, Level: level)
  holds    "{Level} is unstable"
  silent   "instability at {Level} is not documented"
  ask      "Is {Level} unstable?"."""
    assert reprinted(text.replace("\n", " ")) == text


def test_silence_and_the_determined_argument_stand_on_the_first_line() -> None:
    text = 'finding grade(Level: level -> Grade: grade) record operative_note, imaging\n  holds    "x".'
    assert reprinted(text) == text


def test_the_reading_of_silence_that_goes_without_saying_is_not_printed() -> None:
    assert reprinted("finding fever open. relation table closed.") == "finding fever.\nrelation table."
    assert reprinted("finding fever closed. relation table open.") == "finding fever closed.\nrelation table open."


def test_a_long_clause_has_one_premise_per_line() -> None:
    premises = ", ".join(f"premise_number_{n}(Line, Level)" for n in range(5))
    assert reprinted(f'head(Line, Level) :- {premises} judgement "or not".') == (
        "head(Line, Level) :-\n"
        "  premise_number_0(Line, Level),\n"
        "  premise_number_1(Line, Level),\n"
        "  premise_number_2(Line, Level),\n"
        "  premise_number_3(Line, Level),\n"
        "  premise_number_4(Line, Level)\n"
        '  judgement "or not".'
    )


def test_a_clause_of_just_the_full_width_stays_on_one_line() -> None:
    def clause(width: int) -> str:
        return f"p :- {'q' * (width - len('p :- , r.'))}, r."

    assert reprinted(clause(WIDTH)) == clause(WIDTH)
    assert reprinted(clause(WIDTH + 1)) == clause(WIDTH + 1).replace(" q", "\n  q").replace(" r", "\n  r")


def test_every_kind_of_premise_has_one_spelling() -> None:
    text = (
        "p(X) :- not supported q(X, _), for every r(X, Y): not s(Y), at least 2 of (a, not b), at most 1 of r(X, Z): "
        "t(Z),\nX - -2 weeks + 1 >= 49.5 percent, D < 2024-10-01, never."
    )
    (lines,) = [reprinted(text).split("\n  ")]
    assert lines == [
        "p(X) :-",
        "not supported q(X, _),",
        "for every r(X, Y): not s(Y),",
        "at least 2 of (a, not b),",
        "at most 1 of r(X, Z): t(Z),",
        "X - -2 weeks + 1 >= 49.5 percent,",
        "D < 2024-10-01,",
        "never.",
    ]


def test_types_are_printed_as_they_are_declared() -> None:
    text = (
        "scale grade: mild < moderate < severe.\n"
        "choice cause: tumour, infection.\n"
        "measure duration: day = 1, week = 7 from 0 to 3650.\n"
        "measure t_score: point = 1 from -9 to 9.\n"
        "entity region.\n"
        "read scoliosis as record imaging."
    )
    assert reprinted(text) == text


def test_a_document_is_printed_in_its_canonical_form() -> None:
    text = """\
---
title: Two  words
id: T
---
## Fusion {#T-1   .silent .old}
First.
~~~datalog
a.
b.   % a remark
~~~

Second.
```datalog
finding c holds "c".
d.
```
"""
    assert (
        print_document(read_document(text, "t.md")[0])
        == """\
---
title: Two  words
id: T
---

## Fusion {#T-1 .silent .old}

First.

Second.

```datalog
a.
b.

finding c
  holds    "c".

d.
```
"""
    )
