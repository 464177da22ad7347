"""The example of a fusion at two levels under its own small policy, read and decided. Not here: what is expected."""

from functools import cache

from kb.case import Case
from kb.intake.case_file import read_case
from kb.load import load
from solver.alternatives.changes import Explorer
from solver.decide import Outcome, Solver
from tests.docs.console import ROOT

POLICIES = str(ROOT / "examples" / "fusion")
PATH = str(ROOT / "examples" / "fusion_two_levels.yaml")


@cache
def solver() -> Solver:
    """Our policies with the small one."""
    return Solver(load(POLICIES))


@cache
def case() -> Case:
    """The example."""
    return read_case(PATH, solver().kb)


@cache
def outcome() -> Outcome:
    """What is decided of it."""
    return solver().decide(case())


@cache
def explorer() -> Explorer:
    """What it could be."""
    return Explorer(solver(), case())
