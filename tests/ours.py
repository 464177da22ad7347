"""Our own knowledge base, one solver over it, and our examples, shared by tests that only read them."""

from functools import cache
from pathlib import Path

from kb.case import Case
from kb.intake.case_file import read_case
from kb.knowledge import KnowledgeBase
from kb.load import load
from solver.decide import Solver

EXAMPLES = tuple(sorted((Path(__file__).parent.parent / "examples").glob("*.yaml")))


@cache
def knowledge_base() -> KnowledgeBase:
    """Our policies, loaded once."""
    return load()


@cache
def solver() -> Solver:
    """Our policies, compiled once."""
    return Solver(knowledge_base())


def example(name: str) -> Case:
    """The example case with this name."""
    return read_case(next(path for path in EXAMPLES if path.stem == name), knowledge_base())
