"""What a case says of a slot, in words, whether or not a proof looks at it.

Not here: what a proof says of a slot (`solver.explain.wording`).
"""

from collections.abc import Iterable

from kb.case import Case, Constant
from kb.knowledge import KnowledgeBase
from kb.values import show
from solver.explain.wording import fill
from solver.proof import Ground

Said = frozenset[tuple[bool, Constant | None]]


def said_by_slot(case: Case) -> dict[Ground, Said]:
    """What a case says of each slot that it speaks of, evidence apart."""
    found: dict[Ground, Said] = {}
    for one in case.findings:
        slot = (one.predicate, one.key)
        found[slot] = found.get(slot, frozenset()) | {(one.present, one.value)}
    return found


def slot_text(kb: KnowledgeBase, slot: Ground, said: Iterable[tuple[bool, Constant | None]]) -> str:
    """A slot in the wording of its finding."""
    declared, stated = kb.predicates[slot[0]], tuple(said)
    wordings = declared.wordings
    if not stated:
        return fill(kb, declared, wordings.silent or "", slot[1])
    if len(stated) > 1:
        return fill(kb, declared, wordings.conflict or "", slot[1])
    ((present, value),) = stated
    shown = () if declared.value is None or value is None else (show(kb.types[declared.value.type], value),)
    return fill(kb, declared, (wordings.holds if present else wordings.fails) or "", slot[1], shown)
