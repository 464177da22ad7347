"""Coverage knows what the tests have seen of each clause and premise, and why they have not seen the rest."""

from kb.knowledge import KnowledgeBase
from solver.testing.cases import PolicyTest
from solver.testing.coverage import SHARED, Clause, Coverage, coverage, lowest
from solver.testing.form import UnreachableForm
from solver.testing.run import run_all
from tests.testing import small


def covered(kb: KnowledgeBase, tests: tuple[PolicyTest, ...], *unreachable: UnreachableForm) -> Coverage:
    ran, seen = run_all(kb, tests, 1, lambda: None)
    assert all(one.result.passed for one in ran)
    found, shared = coverage(kb, seen, ("knees",), unreachable)
    assert shared.policy == SHARED and lowest((found, shared)) == found.percent
    return found


def gaps(found: Coverage) -> dict[tuple[str, int], tuple[str, ...]]:
    return {
        (clause.rule, part.place): part.missing for clause in found.clauses for part in clause.parts if part.missing
    }


def clause(found: Coverage, rule: str) -> Clause:
    return next(clause for clause in found.clauses if clause.rule == rule)


def test_tests_of_every_side_cover_everything(kb: KnowledgeBase) -> None:
    found = covered(kb, small.tests(small.MET, small.REFUSED, small.BROKEN, small.WHOLE, small.CLOSER))
    assert (gaps(found), found.missing, found.percent) == ({}, 0, 100.0)


def test_what_no_test_has_seen_is_a_gap(kb: KnowledgeBase) -> None:
    found = covered(kb, small.tests(small.MET))
    assert gaps(found) == {
        ("KNEES-LINES/3", 0): ("used",),
        ("KNEES-LINES/5", 0): ("refuted",),
        ("KNEES-LINES/5", 2): ("refuted",),
        ("KNEES-1/1", 0): ("refuted",),
        ("KNEES-1/1", 1): ("refuted",),
        ("KNEES-1/2", 0): ("supported",),
        ("KNEES-1/2", 1): ("supported",),
        ("KNEES-1/3", 0): ("raised", "withheld"),
    }
    assert (found.wanted, found.missing, found.percent) == (18, 9, 50.0)


def test_a_gap_says_what_was_seen_instead(kb: KnowledgeBase) -> None:
    found = covered(kb, small.tests(small.MET))
    whole, unit = clause(found, "KNEES-1/1").parts
    assert (whole.seen, whole.why) == (("supported",), "only supported")
    line = small.POLICY[: small.POLICY.index("knee_hurts(Line) :- knee_pain")].count("\n") + 1
    assert (unit.text, unit.line) == ("knee_pain(Line, Length), Length >= 6 weeks", line)


def test_a_note_is_to_be_withheld_somewhere(kb: KnowledgeBase) -> None:
    found = covered(kb, small.tests(small.MET, small.BROKEN))
    (part,) = clause(found, "KNEES-1/3").parts
    assert (part.seen, part.missing) == (("raised",), ("withheld",))
    assert part.why == "no test expects a line `without` KNEES-1"


def test_silence_is_seen_and_not_asked_for(kb: KnowledgeBase) -> None:
    found = covered(kb, small.tests(small.CLOSER))
    assert "silent" in clause(found, "KNEES-1/2").parts[0].seen
    assert all("silent" not in part.wanted for clause in found.clauses for part in clause.parts)


def test_a_policy_that_no_line_reaches_has_seen_no_question(kb: KnowledgeBase) -> None:
    hip = "  - {name: a hip, lines: [{id: left, procedure: hip}], expect: [{line: left, verdict: out_of_scope}]}\n"
    found = covered(kb, small.tests(hip))
    assert clause(found, "KNEES-1/1").parts[0].why == "no test raises this question"


def test_what_is_out_of_reach_is_shown_with_its_reason_and_not_asked_for(kb: KnowledgeBase) -> None:
    beyond = UnreachableForm("KNEES-1/1", "refuted", "made up", 1)
    found = covered(kb, small.tests(small.MET), beyond)
    assert ("KNEES-1/1", 1) not in gaps(found) and ("KNEES-1/1", 0) in gaps(found)
    assert clause(found, "KNEES-1/1").parts[1].unreachable == (("refuted", "made up"),)


def test_what_was_seen_is_not_out_of_reach(kb: KnowledgeBase) -> None:
    beyond = UnreachableForm("KNEES-1/1", "supported", "made up", 1)
    part = clause(covered(kb, small.tests(small.MET), beyond), "KNEES-1/1").parts[1]
    assert part.unreachable == () and "supported" in part.wanted
