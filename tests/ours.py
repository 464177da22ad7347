"""Our own knowledge base, one solver over it, and our examples, shared by tests that only read them."""

from functools import cache
from pathlib import Path

from kb.case import Case
from kb.intake.case_file import read_case
from kb.knowledge import KnowledgeBase
from kb.load import load
from solver.decide import Solver

FOLDER = Path(__file__).parent.parent / "examples"
WITH_POLICIES = frozenset({"fusion_two_levels"})
"""Examples under a small policy of their own, which stands beside them."""
EXAMPLES = tuple(path for path in sorted(FOLDER.glob("*.yaml")) if path.stem not in WITH_POLICIES)


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
