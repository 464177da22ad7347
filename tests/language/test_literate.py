"""A literate file is read into sections with ids, prose and statements, and its mistakes are all reported at once."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.language.literate import read_document
from kb.language.syntax import Clause, Document, Section, Span
from kb.problems import Problem

FRONT = "---\nid: T\n---\n"


def read(text: str) -> Document:
    """A document without mistakes."""
    document, problems = read_document(text, "t.md")
    assert problems == ()
    return document


def only_section(body: str) -> Section:
    """The one section below a good front matter."""
    (section,) = read(FRONT + body).sections
    return section


def mistakes(text: str) -> list[tuple[str, int, int, str | None]]:
    """The code, line, column and section of every problem."""
    return [(p.code, p.span.line, p.span.column, p.section) for p in read_document(text, "t.md")[1] if p.span]


def heads(section: Section) -> list[str]:
    """The predicates of its clauses."""
    return [statement.head.predicate for statement in section.statements if isinstance(statement, Clause)]


# Reading --------------------------------------------------------------------------------------------------------------


def test_the_example_of_the_language_page_is_read() -> None:
    page = Path(__file__).parents[2] / "docs" / "language.md"
    example = re.search(r"````markdown\n(.*?)````", page.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    document = read(example[1])
    assert document.front["id"] == "EXAMPLE" and set(document.front) == {"id", "title"}
    fusion, instability = document.sections
    assert (fusion.id, fusion.depth, fusion.marks) == ("EXAMPLE-FUS", 1, ("gathers",))
    assert instability.path == (fusion.title, "Instability at the level")
    assert instability.prose == "Slippage of the vertebra, or motion on bending films."
    assert heads(instability) == ["unstable_level", "unstable_level"]
    assert instability.statements[1].span == Span(29, 1, len("unstable_level(Level) :- spondylolisthesis(Level)"))


def test_front_matter_keeps_everything_behind_the_first_colon() -> None:
    assert read("---\nid:T\n\nsource:  a: b \nempty:\n---\n").front == {"id": "T", "source": "a: b", "empty": ""}


def test_marks_stand_behind_the_id() -> None:
    section = only_section("### Too wide  {#T-1.b .silent .old_text}\n")
    assert (section.id, section.title, section.depth) == ("T-1.b", "Too wide", 3)
    assert section.marks == ("silent", "old_text")
    assert section.span == Span(4, 1, 40)


def test_a_heading_may_have_no_id_and_no_title() -> None:
    document = read(FRONT + "# Aims {of} all\n##\n## {#T-2}\n")
    assert [(s.id, s.title) for s in document.sections] == [(None, "Aims {of} all"), (None, ""), ("T-2", "")]


def test_a_path_follows_the_headings_up() -> None:
    document = read(FRONT + "# A\n### B\n## C\n### D\n# E\n")
    assert [s.path for s in document.sections] == [("A",), ("A", "B"), ("A", "C"), ("A", "C", "D"), ("E",)]


def test_what_stands_above_the_first_heading_has_a_section_of_its_own() -> None:
    first, second = read(FRONT + "Preface.\n```datalog\na.\n```\n# One\n").sections
    assert (first.id, first.title, first.depth, first.path, first.prose) == (None, "", 0, (), "Preface.")
    assert heads(first) == ["a"]
    assert second.path == ("One",)


def test_fences_of_one_section_are_read_as_one_and_prose_around_them_is_joined() -> None:
    section = only_section("# S {#T-1}\n\n\n one  \n\ntwo\n```datalog\na.\n```\n \n~~~ datalog\nb. c.\n~~~\n\nthree\n")
    assert heads(section) == ["a", "b", "c"]
    assert [statement.span for statement in section.statements] == [Span(11, 1, 1), Span(15, 1, 1), Span(15, 4, 1)]
    assert section.prose == " one  \n\ntwo\n\nthree"


def test_an_indented_fence_counts_its_columns_in_the_file() -> None:
    section = only_section("# S {#T-1}\n- item\n  ```datalog\n  a.\n  ```\n")
    assert section.statements[0].span == Span(7, 3, 1)


@pytest.mark.parametrize(
    "other",
    [
        "```\n# no heading\na.\n```",
        "```text\n~~~\n~~~datalog\nno rule\n```",
        "~~~\n```datalog\nno rule\n```\n~~~",
        "````markdown\n```datalog\nno rule\n```\n````",
        "```datalogic\nno rule\n```",
        "#hash, ####### seven, ```code``` in a line",
        "    # indented",
    ],
)
def test_other_fences_and_near_misses_are_prose(other: str) -> None:
    section = only_section(f"# S {{#T-1}}\n{other}\n")
    assert section.prose == other
    assert section.statements == ()


def test_a_longer_marker_closes_a_fence_and_a_shorter_one_does_not() -> None:
    section = only_section("# S {#T-1}\n````datalog\na.\n`````\nprose\n")
    assert (heads(section), section.prose) == (["a"], "prose")


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_and_a_byte_order_mark_change_nothing(line_end: str) -> None:
    text = FRONT + "# S {#T-1}\n\nprose\nmore\n\n```datalog\na :-\n  b.\n```\n"
    assert read("\ufeff" + text.replace("\n", line_end)) == read(text)


# Mistakes -------------------------------------------------------------------------------------------------------------


def test_mistakes_of_three_sections_are_all_reported_with_line_column_and_section() -> None:
    text = (
        FRONT
        + "# One {#T-1}\n```datalog\np :- .\nq.\n```\n"  # lines 4 to 8
        + "# Two {#T-2}\nprose\n```datalog\nr :- s & t.\n```\n"  # lines 9 to 13
        + "# Three {#T-3}\n```datalog\n\n  scale g: a > b.\n```\n"  # lines 14 to 18
    )
    assert mistakes(text) == [
        ("N104", 6, 6, "T-1"),
        ("N103", 12, 8, "T-2"),
        ("N104", 12, 10, "T-2"),
        ("N104", 17, 14, "T-3"),
    ]
    assert heads(read_document(text, "t.md")[0].sections[0]) == ["q"]


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "# One {#T-1}\n", "\n---\nid: T\n---\n", "id: T\n"])
def test_a_file_begins_with_its_front_matter(text: str) -> None:
    assert mistakes(text) == [("N102", 1, 1, None)]


def test_an_empty_file_has_no_sections() -> None:
    assert read_document("", "t.md")[0] == Document("t.md", {}, ())


@pytest.mark.parametrize("text", ["---\n---\n", "---\ntitle: x\n---\n", "---\nid:  \n---\n"])
def test_front_matter_needs_an_id(text: str) -> None:
    assert mistakes(text) == [("N102", 1, 1, None)]


def test_every_bad_line_of_the_front_matter_is_reported() -> None:
    assert mistakes("---\nid: T\nno colon\n- a: b\nid: U\n---\n") == [
        ("N102", 3, 1, None),
        ("N102", 4, 1, None),
        ("N102", 5, 1, None),
    ]


def test_front_matter_that_does_not_close_ends_at_the_first_heading() -> None:
    text = "---\nid: T\n# One {#T-1}\n```datalog\na. b\n```\n"
    assert mistakes(text) == [("N102", 1, 1, None), ("N104", 5, 5, "T-1")]
    assert read_document(text, "t.md")[0].front == {"id": "T"}


def test_a_fence_of_rules_that_does_not_close_ends_at_the_next_heading_or_fence() -> None:
    text = FRONT + "# One {#T-1}\n```datalog\na.\n# Two {#T-2}\n```datalog\nb.\n```datalog\nc.\n"
    assert mistakes(text) == [("N104", 5, 1, "T-1"), ("N104", 8, 1, "T-2"), ("N104", 10, 1, "T-2")]
    assert [heads(section) for section in read_document(text, "t.md")[0].sections] == [["a"], ["b", "c"]]


def test_another_fence_that_does_not_close_is_reported_too() -> None:
    assert mistakes(FRONT + "# One {#T-1}\n```text\n# Two {#T-2}\n") == [("N104", 5, 1, "T-1")]


@pytest.mark.parametrize("label", ["{T-1}", "{#}", "{#T-1 silent}", "{#T 1}", "{.silent}", "{}", "{#T-1 #T-2}"])
def test_braces_behind_a_heading_must_hold_an_id(label: str) -> None:
    assert mistakes(f"{FRONT}## One {label}\n") == [("N104", 4, 8, None)]


def test_a_problem_shows_the_line_of_the_file() -> None:
    (problem,) = read_document(FRONT + "# S {#T-1}\n```datalog\n  p :- X.\n```\n", "t.md")[1]
    assert isinstance(problem, Problem)
    assert str(problem).split("\n")[:3] == [
        "t.md:6:9: N104 syntax: the text cannot be read from here on (in T-1)",
        "      p :- X.",
        "            ^",
    ]


FRAGMENTS = [
    "---",
    "id: T",
    "# A {#T-1}",
    "## B",
    "{",
    "```",
    "```datalog",
    "~~~",
    "p :- q.",
    "p(",
    '"',
    "prose",
    "",
    "\r",
    "\ufeff",
]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("\n".join) | st.text(max_size=80))
def test_no_text_raises_and_every_problem_points_into_it(text: str) -> None:
    lines = len(re.split(r"\r\n|\r|\n", text))
    for problem in read_document(text, "t.md")[1]:
        assert problem.span
        assert 1 <= problem.span.line <= lines
        assert str(problem)
