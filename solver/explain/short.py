"""Leaves of a proof in a few signs, for rows of many cases: `stenosis(L4-L5) = severe`, `Weeks >= 6 weeks`.

Not here: sentences for people who read one case (`solver.explain.wording`).
"""

from collections.abc import Iterable

from kb.clauses import parameters
from kb.knowledge import KnowledgeBase
from kb.language.printer import print_premise
from kb.language.syntax import Premise
from kb.values import Constant, is_unnamed, show
from solver.proof import Node


def slot_text(kb: KnowledgeBase, name: str, key: Iterable[Constant], wanted: str | None = None) -> str:
    """A slot of a finding, or a row of a relation; `wanted` is the value that a clause insists on."""
    kinds = parameters(kb.predicates[name])
    shown = [_argument(kb, kind.type, part) for kind, part in zip(kinds, key, strict=False)]
    atom = f"{name}({', '.join(shown)})" if shown else name
    return atom if wanted is None else f"{atom} = {wanted}"


def premise_text(premise: Premise) -> str:
    """A premise as it is written, on one line."""
    return " ".join(print_premise(premise).split())


def reason_text(section: str, kind: str, leaf: str) -> str:
    """A reason: the criterion, its type, and the leaf, if there is one."""
    return f"{section} {kind}: {leaf}" if leaf else f"{section} {kind}"


class Order:
    """The order of the documents of a knowledge base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._places = {section: place for place, section in enumerate(kb.sections)}

    def place(self, text: str) -> tuple[int, str]:
        """What criteria, or reasons that begin with one, are sorted by; other texts come before them."""
        return self._places.get(text.partition(" ")[0], -1), text

    def sort(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Criteria or reasons, each once, in order."""
        return tuple(sorted(dict.fromkeys(texts), key=self.place))


def leaf_text(kb: KnowledgeBase, leaf: Node) -> str:
    """A leaf of a proof."""
    if leaf.atom is not None:
        return slot_text(kb, *leaf.atom, leaf.shown[0] if leaf.kind == "finding" and leaf.shown else None)
    assert leaf.rule is not None
    assert leaf.place is not None
    return premise_text(kb.rule(leaf.rule).clause.body[leaf.place - 1])


def _argument(kb: KnowledgeBase, kind: str, part: Constant) -> str:
    """An argument as people write it; what is open is `_`."""
    if is_unnamed(part) or part == "_" or (isinstance(part, str) and part.startswith("?")):
        return "_"
    return str(part) if kind == "line" else show(kb.types[kind], part)
