"""Literals and heads that stand where they have no meaning."""

import pytest

from tests.checks.texts import Expected, assert_refused, policy, problems

BODIES: tuple[Expected, ...] = (
    ("N213", "ok(L) :- line(L), ^supported relief(_).", "`relief`", "ok(L) :- line(L), relief(_)."),
    ("N213", "remark(L) :- line(L), ^not refuted ok(L).", "`ok`", "remark(L) :- line(L), not ok(L)."),
    ("N213", "picked(L) :- line(L), ^supported line(L).", "leave out", "picked(L) :- line(L), line(L)."),
    ("N213", "picked(L) :- line(L), ^ok(L).", "`supported ok`", "picked(L) :- line(L), supported ok(L)."),
    ("N213", "picked(L) :- line(L), ^relief(_).", "`supported relief`", "picked(L) :- line(L), refuted relief(_)."),
    ("N213", "picked(L) :- line(L), ^remark(L).", "`supported remark`", "picked(L) :- line(L), supported remark(L)."),
    ("N213", "ok(L) :- ^remark(L).", "as a criterion", "ok(L) :- picked(L)."),
    (
        "N213",
        "ok(L) :- at least 1 of (relief(_), ^remark(L)).",
        "as a criterion",
        "remark(L) :- line(L), at least 1 of (relief(_), ok(L)).",
    ),
    (
        "N213",
        "picked(L) :- line(L), ^for every line_level(L, V): below(V, V).",
        "derive a criterion",
        "ok(L) :- line(L), for every line_level(L, V): below(V, V).",
    ),
    (
        "N213",
        "picked(L) :- line(L), ^at least 2 of line_level(L, V): below(V, V).",
        "derive a criterion",
        "ok(L) :- at least 2 of line_level(L, V): below(V, V).",
    ),
    ("N213", "picked(L) :- line(L), ^never.", "derive a criterion", "ok(L) :- line(L), never."),
    (
        "N213",
        "fine(V) :- for every ^stenosis(V, G): relief(_).",
        "with a relation",
        "fine(V) :- for every below(V, W): stenosis(W, _).",
    ),
    ("N213", "fine(V) :- not stenosis(V, ^Grade).", "write `_`", "fine(V) :- not stenosis(V, _)."),
    (
        "N213",
        "ok(L) :- for every line_level(L, V): not stenosis(V, ^Grade).",
        "write `_`",
        "ok(L) :- for every line_level(L, V): not stenosis(V, _).",
    ),
    ("N213", "^read ok as closed.", "depends on", "read relief as closed."),
)
HEADS: tuple[Expected, ...] = (
    ("N213", "^slipped(V) :- below(V, _).", "declare a criterion", "fine(V) :- below(V, _)."),
    ("N213", "^level(V) :- below(V, _).", "type level", "fine(V) :- below(V, _)."),
    ("N213", '^ok("1").', "`:-`", 'picked("1").'),
    ("N213", '^remark("1").', "`:-`", 'remark("1") :- relief(_).'),
)
OTHER_POLICY = (
    policy(
        "criterion own(Line: line)….\nown(Line) :- line(Line), relief(_).\n"
        "relation fact_of_q(Line: line)….\nfact_of_q(L) :- line(L)."
    )
    .replace("id: P", "id: Q")
    .replace("P-1", "Q-1")
)


@pytest.mark.parametrize("expected", BODIES, ids=lambda expected: expected[1])
def test_a_literal_stands_only_where_it_has_a_meaning(expected: Expected) -> None:
    assert_refused(expected)


@pytest.mark.parametrize("expected", HEADS, ids=lambda expected: expected[1])
def test_only_what_is_derived_can_be_concluded(expected: Expected) -> None:
    assert_refused(expected)


@pytest.mark.parametrize(
    ("rules", "column"),
    [
        ("ok(L) :- own(L).", 10),
        ("own(L) :- picked(L).", 1),
        ("ok(L) :- at least 1 of (relief(_), own(L)).", 36),
        ("picked(L) :- line(L), supported own(L).", 33),
    ],
)
def test_a_policy_neither_reads_nor_concludes_a_criterion_of_another(rules: str, column: int) -> None:
    (found,) = problems(rules, q=OTHER_POLICY)
    assert found.span
    assert (found.code, found.file, found.span.line, found.span.column) == ("N213", "p.md", 6, column)
    assert (found.section, found.found) == ("P-1", "a criterion of `q`")
    assert "declare a criterion in this file" in (found.hint or "")


def test_a_policy_may_read_a_relation_of_another_and_a_shared_file_every_criterion() -> None:
    shared = policy("remark(L) :- line(L), own(L).").replace("id: P", "id: S\nkind: shared").replace("P-1", "S-1")
    assert problems("picked(L) :- fact_of_q(L).", q=OTHER_POLICY, s=shared) == ()


def test_a_clause_speaks_for_the_policy_of_its_file() -> None:
    (found,) = problems("approved(p, L) :- ok(L).\napproved(q, L) :- ok(L).", q=OTHER_POLICY)
    assert found.span
    assert (found.code, found.span.line, found.span.column) == ("N213", 7, 10)
    assert (found.found, found.expected, found.hint) == ("`q`", "`p`", "move the clause to the file of q")
