"""Text becomes the right nodes at the right places, and every mistake of a text is reported at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.language.lexer import tokenize
from kb.language.parser import LONGEST_QUERY, parse_query, parse_statements
from kb.language.passage import Passage
from kb.language.premises import MOST_DIGITS, MOST_SUMMANDS
from kb.language.syntax import (
    Arithmetic,
    Atom,
    Clause,
    Comparison,
    Count,
    Day,
    Every,
    Literal,
    Measure,
    Never,
    Number,
    Parameter,
    Predicate,
    Premise,
    Reading,
    Scale,
    Span,
    Statement,
    Symbol,
    Text,
    Unit,
    Var,
    Wordings,
)
from kb.problems import Problem, Rejected
from tests.language.strategies import without_spans

HERE = Span(1, 1)


def parsed(text: str) -> Statement:
    """The one statement of a text without mistakes."""
    (statement,), problems = parse_statements(text, source="test.md")
    assert problems == ()
    return statement


def mistakes(text: str) -> tuple[Problem, ...]:
    """What is wrong with a text."""
    return parse_statements(text, source="test.md")[1]


def answered(query: str) -> tuple[Premise, ...] | tuple[Problem, ...]:
    """What a query says, or what is wrong with it."""
    try:
        return parse_query(query)
    except Rejected as rejected:
        return rejected.problems


def places(problems: tuple[Problem, ...]) -> list[tuple[str, int, int]]:
    """The code, line and column of each problem."""
    return [(p.code, p.span.line, p.span.column) for p in problems if p.span]


def words(text: str) -> list[tuple[str, str]]:
    """The kind and text of every token but the end."""
    return [(token.kind, token.text) for token in tokenize(Passage("test.md", text.split("\n")))[0][:-1]]


def right_of(comparison: str) -> Comparison:
    """A comparison, asked as a query."""
    (premise,) = parse_query(comparison)
    assert isinstance(premise, Comparison)
    return premise


def literal(name: str, *args: Var, negated: bool = False, rail: str | None = None) -> Literal:
    """A literal that stands nowhere."""
    return Literal(Atom(name, args, HERE), negated, rail, HERE)  # type: ignore[arg-type]


# Tokens ---------------------------------------------------------------------------------------------------------------


def test_a_decimal_is_one_token_and_a_number_at_the_end_leaves_its_full_stop() -> None:
    assert words("49.5 3. 3.x") == [
        ("number", "49.5"),
        ("number", "3"),
        ("stop", "."),
        ("number", "3"),
        ("stop", "."),
        ("name", "x"),
    ]


def test_a_day_is_one_token_and_a_longer_run_of_digits_is_not_a_day() -> None:
    assert words("2024-10-01.") == [("date", "2024-10-01"), ("stop", ".")]
    assert ("date", "2024-10-01") not in words("2024-10-011")
    assert [kind for kind, _ in words("12024-10-01")] == ["number", "sign", "number", "sign", "number"]


def test_the_longest_sign_wins() -> None:
    assert [text for _, text in words(":->=<=!=?-:-<-2")] == [":-", ">=", "<=", "!=", "?-", ":-", "<", "-", "2"]


def test_a_word_that_only_begins_like_a_reserved_one_is_a_name() -> None:
    assert words("not nothing not_met at attic") == [
        ("reserved", "not"),
        ("name", "nothing"),
        ("name", "not_met"),
        ("reserved", "at"),
        ("name", "attic"),
    ]


def test_a_comment_runs_to_the_end_of_its_line_but_not_out_of_a_string() -> None:
    assert words('"5 % of" % rest\nx') == [("string", '"5 % of"'), ("name", "x")]


def test_windows_line_ends_and_tabs_are_blank() -> None:
    assert words("a.\r\n\tb.\r\n") == [("name", "a"), ("stop", "."), ("name", "b"), ("stop", ".")]


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60) | st.text('ab X"\\%.:-<>=!?(),é_09\n\t', max_size=60))
def test_every_visible_character_is_in_a_token_a_comment_or_a_problem(text: str) -> None:
    lines = text.split("\n")
    tokens, problems = tokenize(Passage("test.md", lines))
    seen = {
        (span.line, span.column + step)
        for span in [token.span for token in tokens[:-1]] + [problem.span for problem in problems if problem.span]
        for step in range(span.length)
    }
    for number, line in enumerate(lines, 1):
        missed = "".join(c for column, c in enumerate(line, 1) if (number, column) not in seen)
        assert missed.split("%")[0].strip(" \t\r") == ""


# Statements -----------------------------------------------------------------------------------------------------------


def test_a_clause_has_its_head_its_premises_and_its_judgement() -> None:
    text = r'p(X, "L5-S1", mild, -2.50 weeks, 2024-10-01) :- q, not r(_) judgement "a \"b\" \\ c".'
    head = Atom(
        "p",
        (
            Var("X", HERE),
            Text("L5-S1", HERE),
            Symbol("mild", HERE),
            Number("-2.50", "weeks", HERE),
            Day("2024-10-01", HERE),
        ),
        HERE,
    )
    body = (literal("q"), literal("r", Var("_", HERE), negated=True))
    assert without_spans(parsed(text)) == without_spans(Clause(head, body, 'a "b" \\ c', HERE))


def test_a_fact_has_no_body() -> None:
    assert without_spans(parsed("p.")) == without_spans(Clause(Atom("p", (), HERE), (), None, HERE))


def test_a_predicate_has_keys_a_value_a_world_and_wordings() -> None:
    text = 'finding grade(L: level -> G: grade) record note, film silent "s" holds "h".'
    expected = Predicate(
        "finding",
        "grade",
        (Parameter("L", "level", HERE),),
        Parameter("G", "grade", HERE),
        "record",
        ("note", "film"),
        Wordings(holds="h", silent="s"),
        HERE,
    )
    assert without_spans(parsed(text)) == without_spans(expected)


@pytest.mark.parametrize(
    ("kind", "world"), [("finding", "open"), ("criterion", "open"), ("relation", "closed"), ("note", "advisory")]
)
def test_a_predicate_without_a_world_has_the_world_of_its_kind(kind: str, world: str) -> None:
    for text in (f"{kind} p.", f"{kind} p().", f"{kind} p {world}."):
        statement = parsed(text)
        assert isinstance(statement, Predicate)
        assert (statement.world, statement.documents, statement.keys) == (world, (), ())


def test_a_value_needs_no_keys() -> None:
    statement = parsed("finding age(-> Age: years).")
    assert isinstance(statement, Predicate)
    assert without_spans(statement.value) == without_spans(Parameter("Age", "years", HERE))


def test_types_keep_their_members_in_order() -> None:
    scale = Scale("grade", (Symbol("mild", HERE), Symbol("severe", HERE)), HERE)
    assert without_spans(parsed("scale grade: mild < severe.")) == without_spans(scale)
    measure = Measure("duration", (Unit("day", 1, HERE), Unit("week", 7, HERE)), -3, 90, HERE)
    assert without_spans(parsed("measure duration: day = 1, week = 7 from -3 to 90.")) == without_spans(measure)


def test_a_reading_names_its_documents() -> None:
    expected = Reading("p", "record", ("film", "note"), HERE)
    assert without_spans(parsed("read p as record film, note.")) == without_spans(expected)


@pytest.mark.parametrize("word", ["finding", "scale", "measure", "entity", "read", "note"])
def test_a_word_that_opens_declarations_may_head_a_clause(word: str) -> None:
    for text in (f"{word}.", f"{word}(X).", f"{word} :- q.", f'{word} judgement "x".'):
        statement = parsed(text)
        assert isinstance(statement, Clause)
        assert statement.head.predicate == word


# Premises -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "premise"),
    [
        ("p", literal("p")),
        ("not refuted p(X)", literal("p", Var("X", HERE), negated=True, rail="refuted")),
        ("for every p: supported q", Every(Atom("p", (), HERE), literal("q", rail="supported"), HERE)),
        ("at least 2 of (p, not q)", Count("least", 2, None, (literal("p"), literal("q", negated=True)), HERE)),
        ("at most 0 of p: q", Count("most", 0, Atom("p", (), HERE), (literal("q"),), HERE)),
        ("never", Never(HERE)),
        ("mild < X", Comparison(Symbol("mild", HERE), "<", Var("X", HERE), HERE)),
        ('X != "a"', Comparison(Var("X", HERE), "!=", Text("a", HERE), HERE)),
    ],
)
def test_each_kind_of_premise_is_read(text: str, premise: Premise) -> None:
    assert without_spans(parse_query(text)) == (without_spans(premise),)


def test_sums_lean_left_and_tell_a_sign_from_an_operator() -> None:
    one, two = Number("1", None, HERE), Number("-2", "weeks", HERE)
    expected = Arithmetic(Arithmetic(Var("X", HERE), "-", one, HERE), "-", two, HERE)
    assert without_spans(right_of("Y >= X -1 - -2 weeks").right) == without_spans(expected)


def test_a_reserved_word_is_no_unit() -> None:
    statement = parsed('p :- X >= 3 judgement "j".')
    assert isinstance(statement, Clause)
    assert statement.judgement == "j"


@pytest.mark.parametrize("text", ["p, X < 3", "p, X < 3.", "?- p, X < 3", "  ?- p,\n X < 3.\n"])
def test_a_query_may_have_a_mark_in_front_and_a_stop_behind(text: str) -> None:
    assert len(parse_query(text)) == 2


# Places ---------------------------------------------------------------------------------------------------------------


def test_every_node_knows_where_it_stands_in_the_file() -> None:
    text = "% a remark\n  p(X) :- not q(X),\n    X + 1 >= 3 weeks.\n"
    (clause,), _ = parse_statements(text, source="test.md", first_line=40)
    assert isinstance(clause, Clause)
    negation, comparison = clause.body
    assert isinstance(negation, Literal)
    assert isinstance(comparison, Comparison)
    assert clause.span == Span(41, 3, len("p(X) :- not q(X),\n    X + 1 >= 3 weeks"))
    assert clause.head.span == Span(41, 3, 4)
    assert clause.head.args[0].span == Span(41, 5, 1)
    assert (negation.span, negation.atom.span) == (Span(41, 11, 8), Span(41, 15, 4))
    assert comparison.span == Span(42, 5, 16)
    assert (comparison.left.span, comparison.right.span) == (Span(42, 5, 5), Span(42, 14, 7))


def test_declarations_and_their_parts_know_where_they_stand() -> None:
    (scale, predicate), _ = parse_statements("scale s: a < b. finding f(X: s).", source="test.md")
    assert isinstance(scale, Scale)
    assert isinstance(predicate, Predicate)
    assert (scale.span, scale.members[1].span) == (Span(1, 1, 14), Span(1, 14, 1))
    assert (predicate.span, predicate.keys[0].span) == (Span(1, 17, 15), Span(1, 27, 4))


# Mistakes -------------------------------------------------------------------------------------------------------------


def test_three_mistakes_in_one_text_are_all_reported_and_the_rest_is_read() -> None:
    text = "p(X) :- q(X,).\ngood(X) :- q(X).\nscale Grade: mild.\nr :- s & t.\nalso_good."
    statements, problems = parse_statements(text, source="t.md", first_line=11, section="T-1")
    heads = [statement.head.predicate for statement in statements if isinstance(statement, Clause)]
    assert heads == ["good", "also_good"]
    assert places(problems) == [("N104", 11, 13), ("N104", 13, 7), ("N103", 14, 8), ("N104", 14, 10)]
    assert {(problem.file, problem.section) for problem in problems} == {("t.md", "T-1")}


def test_a_mistake_shows_its_line_what_was_found_and_what_could_have_stood_there() -> None:
    (problem,) = parse_statements("p(X) :- q(X)\nr.", source="t.md", section="T-1")[1]
    assert str(problem) == (
        "t.md:2:1: N104 syntax: the text cannot be read from here on (in T-1)\n"
        "    r.\n"
        "    ^\n"
        "    found: `r`\n"
        "    expected: `,`, `judgement` or `.`"
    )


def test_a_missing_last_stop_is_shown_right_behind_the_last_token() -> None:
    (problem,) = mistakes("p :- q  % done\n\n")
    assert (problem.found, problem.span) == ("the end of the text", Span(1, 7))


def test_a_caret_stands_right_behind_tabs() -> None:
    (problem,) = mistakes("\tp :- 3.")
    assert str(problem).split("\n")[1:3] == ["     p :- 3.", "           ^"]


@pytest.mark.parametrize(
    ("text", "column", "found", "expected"),
    [
        ("p :- X.", 7, "`.`", "a comparison"),
        ("p :- 1 < X < 3.", 12, "`<`", "`.`"),
        ("p :- not of.", 10, "the reserved word `of`", "a name"),
        ("p :- at least 1.5 of (q).", 15, "`1.5`", "a whole number"),
        ("p :- at many 1 of (q).", 9, "`many`", "`least` or `most`"),
        ("p :- for q: r.", 10, "`q`", "`every`"),
        ("p :- X > 2024-02-30.", 10, "`2024-02-30`", "a day of the calendar"),
        ("p().", 3, "`)`", "a variable, a name"),
        ("finding f(X).", 12, "`)`", "`:`"),
        ('finding f holds "a" holds "b".', 21, "`holds`", "`holds` only once"),
        ("read f as shut.", 11, "`shut`", "one of `open`"),
        ("measure m: day.", 15, "`.`", "`=`"),
        ("measure m: day = -1.", 18, "`-`", "a whole number"),
        ("p judgement q.", 13, "`q`", "a string"),
        ("X :- p.", 1, "`X`", "a clause or a declaration"),
        ("?- p.", 1, "`?-`", "a clause or a declaration"),
    ],
)
def test_a_mistake_names_what_was_found_and_expected(text: str, column: int, found: str, expected: str) -> None:
    (problem,) = mistakes(text)
    assert places((problem,)) == [("N104", 1, column)]
    assert problem.found == found
    assert expected in (problem.expected or "")


def test_stray_characters_are_named_even_when_nobody_can_see_them() -> None:
    problems = mistakes("p\u00a0:- q; r.\x00")
    assert [problem.found for problem in problems if problem.code == "N103"] == ["U+00A0", "`;`", "U+0000"]


def test_a_string_that_does_not_close_costs_its_line_only() -> None:
    statements, problems = parse_statements('p("a, b).  \nq.\nr("c).', source="t.md")
    assert [code for code, _, _ in places(problems)] == ["N104"] * 4
    assert places(problems)[0] == ("N104", 1, 3)
    assert [statement.span.line for statement in statements] == [2]


def test_an_unknown_escape_is_reported_where_it_stands() -> None:
    assert places(mistakes(r'p("a\\n \n").')) == [("N103", 1, 9)]


@pytest.mark.parametrize("text", ["", "  ?- ", "% nothing", "."])
def test_a_query_must_ask_something(text: str) -> None:
    with pytest.raises(Rejected) as caught:
        parse_query(text)
    assert len(caught.value.problems) == 1


def test_an_empty_query_has_its_own_code() -> None:
    with pytest.raises(Rejected) as caught:
        parse_query(" % nothing\n")
    assert [problem.code for problem in caught.value.problems] == ["N403"]


@pytest.mark.parametrize(("text", "column"), [("p. q.", 4), ("p :- q.", 3), ("p q", 3), ("p,", 3), ("p..", 3)])
def test_a_query_is_one_list_of_premises(text: str, column: int) -> None:
    with pytest.raises(Rejected) as caught:
        parse_query(text)
    assert places(caught.value.problems) == [("N104", 1, column)]


def test_a_query_reports_stray_characters_and_syntax_together() -> None:
    with pytest.raises(Rejected) as caught:
        parse_query("p; q")
    assert places(caught.value.problems) == [("N103", 1, 2), ("N104", 1, 4)]


# Size -----------------------------------------------------------------------------------------------------------------


def test_a_query_has_a_longest_length() -> None:
    longest = "p" * LONGEST_QUERY
    assert len(parse_query(longest)) == 1
    with pytest.raises(Rejected) as caught:
        parse_query(longest + "p")
    assert [problem.code for problem in caught.value.problems] == ["N403"]


def test_a_sum_has_a_greatest_length() -> None:
    longest = " + ".join(["1"] * MOST_SUMMANDS)
    assert mistakes(f"p :- X = {longest}.") == ()
    (problem,) = mistakes(f"p :- X = {longest} + 1.")
    assert problem.expected == f"a sum of at most {MOST_SUMMANDS} terms"


def test_a_number_has_a_greatest_length() -> None:
    assert mistakes(f"p({'9' * MOST_DIGITS}).") == ()
    for text in ("p({}).", "p :- at least {} of (q).", "measure m: d = {}."):
        assert len(mistakes(text.format("9" * (MOST_DIGITS + 1)))) == 1


@pytest.mark.parametrize("text", ["(" * 50_000, "p(" * 50_000, "not " * 50_000, "for every p: " * 20_000, '"' * 50_001])
def test_nesting_without_end_is_a_mistake_and_not_a_crash(text: str) -> None:
    statements, problems = parse_statements(text, source="t.md")
    assert statements == ()
    assert problems


def test_a_clause_of_many_premises_is_read() -> None:
    statement = parsed("p :- " + ", ".join(["q"] * 20_000) + ".")
    assert isinstance(statement, Clause)
    assert len(statement.body) == 20_000


WORDS = (
    "p",
    "X",
    "_",
    "3",
    '"s"',
    "(",
    ")",
    ",",
    ".",
    ":",
    ":-",
    "->",
    "<",
    "=",
    "-",
    "not",
    "for",
    "every",
    "at",
    "of",
)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=80) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_no_text_raises_anything_but_a_rejection(text: str) -> None:
    assert parse_statements(text, source="t.md") != ((), ()) or words(text) == []
    assert answered(text)
