"""The checks that refuse a bad knowledge base before anything runs: one module per idea, all problems at once.

Each check is a function from a `View` of all documents to problems. Not here: the syntax of a file (`kb.language`), or
cases (`kb.intake`).
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from kb.checks import (
    arguments,
    comparisons,
    contradictions,
    cycles,
    declarations,
    heads,
    literals,
    names,
    policies,
    reach,
    safety,
    sections,
    values,
    wordings,
)
from kb.checks.view import View, view
from kb.language.passage import in_order
from kb.language.syntax import Document
from kb.problems import Problem

CHECKS: tuple[Callable[[View], Iterator[Problem]], ...] = (
    sections.check,
    declarations.check,
    wordings.check,
    names.check,
    arguments.check,
    comparisons.check,
    safety.check,
    values.check,
    heads.check,
    literals.check,
    policies.check,
    cycles.check,
    reach.check,
    contradictions.check,
)


def check(documents: tuple[Document, ...], texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """Every problem of the documents, taken together, by file, line and column.

    Args:
        documents: a whole knowledge base, each document with an id in its front matter.
        texts: the text of each file by the name that its document has as `source`.

    Raises:
        KeyError: a document has no text.
    """
    seen = view(documents, texts)
    found = in_order(tuple(chain.from_iterable(each(seen) for each in CHECKS)))
    return tuple(sorted(found, key=lambda problem: problem.file))
