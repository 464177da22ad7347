"""Changes and missing facts in words, from the wordings of the vocabulary.

Not here: how they are laid out (`solver.render`).
"""

from kb.knowledge import KnowledgeBase
from kb.language.syntax import Predicate
from kb.values import show
from solver.alternatives.changes import Change
from solver.datalog import Constant
from solver.explain.wording import fill
from solver.proof import Ground


def change_text(kb: KnowledgeBase, change: Change) -> str:
    """What the record would have to say of a slot."""
    name, key = change.atom
    declared = kb.predicates[name]
    present = (
        [fill(kb, declared, declared.wordings.holds or "", key, (values_text(kb, change),))] if change.present else []
    )
    absent = [fill(kb, declared, declared.wordings.fails or "", key)] if change.absent else []
    return ", or ".join((*present, *absent))


def values_text(kb: KnowledgeBase, change: Change) -> str:
    """The values that a change allows: one, a few, or a range of them."""
    declared = kb.predicates[change.atom[0]]
    if not change.ranged or change.least == change.most is not None:
        return " or ".join(_shown(kb, declared, value) for value in change.values)
    if change.least is None and change.most is None:
        return "any value"
    if change.most is None:
        return f"at least {_shown(kb, declared, change.least)}"
    if change.least is None:
        return f"at most {_shown(kb, declared, change.most)}"
    return f"{_shown(kb, declared, change.least)} to {_shown(kb, declared, change.most)}"


def missing_text(kb: KnowledgeBase, slot: Ground) -> str:
    """What the record does not say of a slot."""
    declared = kb.predicates[slot[0]]
    return fill(kb, declared, declared.wordings.silent or "", slot[1])


def question_text(kb: KnowledgeBase, slot: Ground) -> str:
    """The question that asks for a slot."""
    declared = kb.predicates[slot[0]]
    return fill(kb, declared, declared.wordings.ask or "", slot[1])


def _shown(kb: KnowledgeBase, declared: Predicate, value: Constant | None) -> str:
    assert declared.value is not None and value is not None
    return show(kb.types[declared.value.type], value)
