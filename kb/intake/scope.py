"""What the names in a case may refer to: the findings and types of the vocabulary, and the lines, stages and documents
of the case itself.

Not here: how a single value is read (`kb.intake.constants`).
"""

from msgspec import Struct

from kb.intake.levels import Spine, spine
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Predicate
from kb.values import Type

UNSTAGED = "single"
"""The stage of the lines that name none: findings about their sitting are stated at it."""


class Vocabulary(Struct, frozen=True):
    """What a knowledge base lets a case say. Made once, it serves any number of cases."""

    predicates: dict[str, Predicate]
    types: dict[str, Type]
    spine: Spine


class Names(Struct, frozen=True):
    """The names that a case gives; None where they cannot be read, so that nothing is said about references to them."""

    lines: frozenset[str] | None
    stages: frozenset[str] | None
    documents: frozenset[str] | None


class Scope(Struct, frozen=True):
    """All that a name in a case may mean."""

    vocabulary: Vocabulary
    names: Names


def vocabulary(kb: KnowledgeBase) -> Vocabulary:
    """The part of the knowledge base that reading a case needs."""
    return Vocabulary(kb.predicates, kb.types, spine(kb))


def names(tree: dict[str, object]) -> Names:
    """The names in a tree, whether or not the rest of it is right."""
    lines = tree.get("lines")
    return Names(_texts(lines, "id"), _texts(lines, "stage", UNSTAGED), _texts(tree.get("documents", []), "id"))


def _texts(items: object, field: str, otherwise: str | None = None) -> frozenset[str] | None:
    """The texts of a field in the members of a list; a member that has none counts as `otherwise`."""
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return None
    given = (item.get(field) for item in items)
    named = (otherwise if text is None else str(text) for text in given)
    return frozenset(text for text in named if text is not None)
