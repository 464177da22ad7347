"""The compiled program as text for another engine, with the facts of a case where one is given."""

from kb.case import Case
from kb.knowledge import KnowledgeBase
from solver.compile import compile_program
from solver.dialects import clingo, prolog, souffle
from solver.facts import facts

DIALECTS = {"clingo": clingo.render, "souffle": souffle.render, "prolog": prolog.render}
OUTPUTS = ("verdict", "level_verdict", "rollup", "moot", "wanted", "ungoverned")


def export(kb: KnowledgeBase, dialect: str, case: Case | None) -> str:
    """The program in a dialect (`clingo`, `souffle` or `prolog`), showing the verdicts."""
    return DIALECTS[dialect](compile_program(kb), None if case is None else facts(kb, case), OUTPUTS)
