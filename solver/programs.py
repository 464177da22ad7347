"""Compiled programs, which are remembered: one is made once for the texts of its policies.

Not here: the compiler (`solver.compile`), which a remembered program does not need.
"""

from functools import partial

from kb.cache import remembered
from kb.knowledge import KnowledgeBase
from solver.datalog import Program


def program(kb: KnowledgeBase, policies: tuple[str, ...] | None = None) -> Program:
    """The program of the shared documents and these policies, all of them where none are named. Raises as
    `compile_program` does."""
    chosen = tuple(kb.policies) if policies is None else policies
    return remembered(Program, "program", " ".join((kb.digest, *chosen)), partial(_compiled, kb, chosen))


def _compiled(kb: KnowledgeBase, policies: tuple[str, ...]) -> Program:
    from solver.compile import compile_program

    return compile_program(kb.only(policies))
