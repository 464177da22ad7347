"""Declarations, wordings and sections."""

import pytest

from tests.checks.texts import POLICY, Expected, assert_refused, marked, policy, problems, problems_of

DECLARATIONS: tuple[Expected, ...] = (
    ("N211", "^finding slipped(Level: level)….", "shared.md:", "finding slid(Level: level)…."),
    ("N211", "^entity level.", "shared.md:", "entity side."),
    ("N211", "^scale date: early < late.", "the language itself", "scale moment: early < late."),
    ("N211", "scale size: small < ^small.", "p.md:6", "scale size: small < large."),
    ("N211", "choice side: left, right, ^left.", "p.md:6", "choice side: left, right."),
    ("N211", "measure weight: gram = 1, ^gram = 1000.", "p.md:6", "measure weight: gram = 1, kilogram = 1000."),
    (
        "N211",
        "relation r(A: line, ^A: line)….\nr(A, B) :- line(A), line(B).",
        "p.md:6",
        "relation r(A: line, B: line)….\nr(A, B) :- line(A), line(B).",
    ),
    (
        "N211",
        "read slipped as closed.\n^read slipped as open.",
        "p.md:6",
        "read slipped as closed.\nread relief as open.",
    ),
    ("N212", "finding tilted(^Level: levle)….", "did you mean level?", "finding tilted(Level: level)…."),
    ("N212", "finding tilted(-> ^Tilt: angle)….", "`entity angle`", "finding tilted(-> Tilt: count)…."),
    (
        "N203",
        "criterion c(^Grade: grade)….\nc(G) :- line_level(_, L), stenosis(L, G).",
        "in the body",
        "criterion c(Cause: cause)….\nc(Cause) :- line_level(_, L), cause_of(L, Cause).",
    ),
    ("N203", "note n(^Day: date)….\nn(Day) :- starts(_, Day).", "in the body", "note n….\nn :- starts(_, _)."),
    (
        "N203",
        "criterion c(Line: line -> ^Cause: cause)….\nc(L, tumour) :- ok(L).",
        "an argument of its own",
        "criterion c(Line: line, Cause: cause)….\nc(L, tumour) :- ok(L).",
    ),
)
WORDINGS: tuple[Expected, ...] = (
    (
        "N209",
        '^finding bent holds "h" fails "f" silent "s" conflict "c".',
        "add `ask",
        'finding bent holds "h" fails "f" silent "s" conflict "c" ask "a".',
    ),
    (
        "N209",
        '^criterion c holds "h" fails "f" silent "s".\nc :- relief(_).',
        "add `conflict",
        'criterion c holds "h" fails "f" silent "s" conflict "c".\nc :- relief(_).',
    ),
    (
        "N209",
        '^relation r(Line: line) holds "h".\nr(Line) :- line(Line).',
        "add `fails",
        'relation r(Line: line) holds "h" fails "f".\nr(Line) :- line(Line).',
    ),
    ("N209", '^note n fails "f".\nn :- relief(_).', "add `holds", 'note n holds "h" fails "f".\nn :- relief(_).'),
    (
        "N209",
        '^note n(Line: line) holds "{Lines} is" fails "f".\nn(Line) :- line(Line), ok(Line).',
        "did you mean Line?",
        'note n(Line: line) holds "{Line} is" fails "f".\nn(Line) :- line(Line), ok(Line).',
    ),
    (
        "N209",
        '^finding tilted(-> Tilt: count) holds "{tilt}" fails "f" silent "s" conflict "c" ask "a".',
        "Tilt",
        'finding tilted(-> Tilt: count) holds "{Tilt}" fails "f" silent "s" conflict "c" ask "a".',
    ),
)


@pytest.mark.parametrize("expected", DECLARATIONS, ids=lambda expected: expected[1])
def test_a_declaration_stands_once_and_names_types_that_there_are(expected: Expected) -> None:
    assert_refused(expected)


@pytest.mark.parametrize("expected", WORDINGS, ids=lambda expected: expected[1])
def test_every_value_has_its_wording_about_the_arguments(expected: Expected) -> None:
    assert_refused(expected)


def test_all_wordings_that_are_missing_are_one_problem() -> None:
    (found,) = problems('finding bent holds "h" silent "s".')
    assert (found.found, found.expected) == ("holds, silent", "holds, fails, silent, conflict, ask")


def test_two_policies_may_read_the_same_silence_each_in_its_way() -> None:
    other = policy("read slipped as open.").replace("id: P", "id: Q").replace("P-1", "Q-1")
    assert problems("read slipped as closed.", q=other) == ()


# Sections -------------------------------------------------------------------------------------------------------------


def test_an_id_of_a_section_stands_once_over_all_files() -> None:
    text = f"{POLICY}```\n## Again {{#P-1}}\n"
    other = "---\nid: Q\n---\n# First {#Q-1}\n# Second {#P-1}\n"
    (first, second) = problems_of({"p.md": text, "q.md": other})
    assert first.span and second.span
    assert (first.code, first.file, first.span.line, first.section) == ("N208", "p.md", 7, "P-1")
    assert (second.code, second.file, second.span.line, second.section) == ("N208", "q.md", 5, "P-1")
    assert (second.excerpt, second.hint) == ("# Second {#P-1}", "it stands first in p.md:4")
    assert problems_of({"p.md": text.replace("## Again {#P-1}", "## Again {#P-2}")}) == ()


def test_two_policies_have_two_ids() -> None:
    (found,) = problems("", q=policy("").replace("P-1", "Q-1").replace("id: P", "id: p"))
    assert found.span
    assert (found.code, found.file, found.span.line, found.hint) == ("N208", "q.md", 1, "it stands first in p.md")


@pytest.mark.parametrize("heading", ["# Rules {#P-1}\n# More", "# More"])
def test_rules_without_an_id_above_them_are_refused_once_a_section(heading: str) -> None:
    text = f"---\nid: P\n---\n{heading}\n```datalog\n^fine(L) :- slipped(L).\nok(L) :- line(L), relief(_).\n```\n"
    (found,) = problems_of({"p.md": text})
    assert found.span
    assert (found.code, found.section) == ("N214", None)
    assert (found.span.line, found.span.column) == marked(text)
    assert (found.found, found.hint) == (
        "the heading `More`",
        "write an id behind the heading, as in `## Title {#ID-1}`",
    )
    assert problems_of({"p.md": text.replace("# More", "# More {#P-2}")}) == ()


def test_rules_above_the_first_heading_are_refused() -> None:
    (found,) = problems_of({"p.md": "---\nid: P\n---\n```datalog\nfine(L) :- slipped(L).\n```\n"})
    assert (found.code, found.found) == ("N214", "no heading")


def test_a_heading_without_rules_needs_no_id() -> None:
    assert problems_of({"p.md": "---\nid: P\n---\n# Stage 1\nSome prose.\n"}) == ()
