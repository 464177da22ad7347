"""All problems of all files come at once, in order, in good time."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kb.checks import check
from kb.language.literate import read_document
from tests.checks.texts import POLICY, SHARED, full, policy, problems, problems_of

RULES = """ok(L) :- line(L), relief(S), S >= 120 percent.
fine(L) :- sliped(L).
picked(L) :- line(K)."""


def test_three_mistakes_of_one_file_are_all_reported_from_top_to_bottom() -> None:
    assert [
        (found.code, found.span and found.span.line, found.span and found.span.column) for found in problems(RULES)
    ] == [
        ("N204", 6, 35),
        ("N201", 7, 12),
        ("N205", 8, 8),
    ]


def test_problems_stand_by_file_then_line_then_column() -> None:
    other = policy(RULES).replace("id: P", "id: A").replace("P-1", "A-1")
    places = [(found.file, found.span and (found.span.line, found.span.column)) for found in problems(RULES, a=other)]
    assert places == sorted(places, key=str) and len(places) == 6


def test_a_problem_reads_well() -> None:
    (found,) = problems("fine(Level) :- sliped(Level).")
    lines = str(found).split("\n")
    assert lines[0] == "p.md:6:16: N201 unknown predicate: nothing declares the predicate `sliped` (in P-1)"
    assert lines[1:] == [
        "    fine(Level) :- sliped(Level).",
        "                   ^^^^^^^^^^^^^",
        "    found: `sliped`",
        "    expected: a declared finding, criterion, relation or note",
        "    hint: did you mean slipped?",
    ]


def test_excerpts_stand_in_files_of_any_system() -> None:
    text = policy(RULES)
    for ends in (text.replace("\n", "\r\n"), "\ufeff" + text.replace("\n", "\r")):
        assert [found.excerpt for found in problems_of({"p.md": ends})] == RULES.split("\n")


def test_a_policy_without_an_id_is_checked_like_any_other() -> None:
    text = POLICY.replace("id: P", "title: P") + RULES + "\n```\n"
    document, (unnamed,) = read_document(text, "p.md")
    assert unnamed.code == "N102"
    assert {found.code for found in check((document,), {"p.md": text})} == {"N201"}


def test_our_own_documents_have_no_problems() -> None:
    folder = Path(__file__).parents[2] / "kb" / "policies"
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
    assert texts
    assert check(tuple(read_document(text, name)[0] for name, text in texts.items()), texts) == ()


def test_two_thousand_clauses_are_checked_at_once() -> None:
    """A chain of criteria above a recursive relation, with comparisons, counts and quantifiers."""
    text = full(policy("\n".join(_rules(1000))))
    documents = tuple(read_document(each, name)[0] for name, each in (("shared.md", full(SHARED)), ("p.md", text)))
    texts = {"shared.md": full(SHARED), "p.md": text}
    assert check(documents, texts) == ()
    assert min(_seconds(lambda: check(documents, texts)) for _ in range(3)) < 1  # far more than it takes


def _rules(pairs: int) -> Iterator[str]:
    yield "relation reach(A: level, B: level)….\nreach(A, B) :- below(A, B).\nreach(A, C) :- reach(A, B), below(B, C)."
    for n in range(pairs):
        yield f"criterion c{n}(Line: line)…."
        yield f"c{n}(L) :- line_level(L, V), reach(V, _), stenosis(V, G), G >= moderate, c{n + 1}(L)."
        yield f"c{n}(L) :- for every line_level(L, V): slipped(V), at least 1 of (relief(_), ok(L))."
    yield f"criterion c{pairs}(Line: line)….\nc{pairs}(L) :- ok(L)."


def _seconds(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start
