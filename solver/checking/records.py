"""Checks of the records by which a clause applies, and of the one over which a quantifier has no named member.

Not here: the records themselves (`leaves`).
"""

from kb.values import is_unnamed
from solver.checking.bodies import Claim, is_open
from solver.checking.ground import Ground, Wrong, same
from solver.checking.says import records
from solver.checking.terms import Bindings, read
from solver.proof import Node


def check(of: Ground, node: Node, bindings: Bindings, guards: tuple[Claim, ...], *, hold: bool) -> None:
    """A step has a record for each of these literals, which hold or do not."""
    same(f"{node.rule}: the number of records", len(node.guards), len(guards))
    for guard, record in zip(guards, of.guards(node), strict=True):
        expected = "F" if not hold else "N" if _is_nobody(of, record) else "T"
        if records(of.kb, of.nodes, record, guard, bindings) != expected:
            raise Wrong(f"{node.rule}: the record {record.id} does not say what is said of `{guard.of.predicate}` here")


def _is_nobody(of: Ground, record: Node) -> bool:
    """Whether a record is that of the unnamed member which an open relation has by itself."""
    name, args = record.atom or ("", ())
    if record.kind != "relation" or not is_open(of.kb, name) or not is_unnamed(args[-1]):
        return False
    return not of.relations.rows(name, read(args)[0], named=True)
