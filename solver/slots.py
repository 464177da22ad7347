"""What the record says of the slots of findings, and how a policy reads a slot on which it is silent."""

from collections import defaultdict

from kb.case import Case, Constant, Finding
from kb.clauses import parameters
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Atom, Literal, Var
from kb.values import is_unnamed, show
from solver.encode import constant
from solver.instances import Bindings
from solver.proof import Ground
from solver.values import Value, value


class Slots:
    """The findings of a case by slot."""

    def __init__(self, kb: KnowledgeBase, case: Case) -> None:
        self._kb = kb
        self._kinds = frozenset(document.kind for document in case.documents)
        found: defaultdict[Ground, list[Finding]] = defaultdict(list)
        for finding in case.findings:
            found[finding.predicate, finding.key].append(finding)
        self._found = {slot: tuple(sorted(said, key=_order)) for slot, said in found.items()}

    def key(self, atom: Atom, bindings: Bindings) -> Ground:
        """The slot that an atom is about."""
        keys = len(self._kb.predicates[atom.predicate].keys)
        return atom.predicate, ground(self._kb, Atom(atom.predicate, atom.args[:keys], atom.span), bindings)

    def said(self, slot: Ground) -> tuple[Finding, ...]:
        """The findings about a slot, in an order that does not depend on the file's."""
        return self._found.get(slot, ())

    def values(self, literal: Literal, bindings: Bindings) -> tuple[Constant, ...]:
        """The values that the record gives for the slot of a literal."""
        said = self.said(self.key(literal.atom, bindings))
        return tuple(dict.fromkeys(f.value for f in said if f.present and f.value is not None))

    def wanted(self, atom: Atom) -> Constant | None:
        """The value that an atom insists on, if it names one."""
        declared = self._kb.predicates[atom.predicate].value
        if declared is None or isinstance(atom.args[-1], Var):
            return None
        return constant(self._kb, atom.args[-1], declared.type)

    def read(self, policy: str | None, atom: Atom, bindings: Bindings) -> Value:
        """The value of a finding as a policy reads it."""
        slot, wanted = self.key(atom, bindings), self.wanted(atom)
        said = self.said(slot)
        fits = [f.present and wanted in (None, f.value) for f in said]
        return value(supported=any(fits), refuted=not all(fits) or (not said and self._silence_refutes(policy, slot)))

    def show(self, predicate: str, found: Constant) -> str:
        """A value of a finding as people read it."""
        declared = self._kb.predicates[predicate].value
        return show(self._kb.types[declared.type], found) if declared else str(found)

    def _silence_refutes(self, policy: str | None, slot: Ground) -> bool:
        name, key = slot
        if any(map(is_unnamed, key)):
            return False
        match self._kb.world(policy, name):
            case "closed" | "exception":
                return True
            case "record":
                return not self._kinds.isdisjoint(self._kb.record_kinds(policy, name))
            case _:
                return False


def ground(kb: KnowledgeBase, atom: Atom, bindings: Bindings) -> tuple[Constant, ...]:
    """The arguments of an atom under bindings; `_` and what is unbound stay `_`, and a variable that stands there again
    is `?` with the place where it stood first.
    """
    kinds = parameters(kb.predicates[atom.predicate])
    found = tuple(
        bindings.get(a.name, "_") if isinstance(a, Var) else constant(kb, a, p.type)
        for a, p in zip(atom.args, kinds, strict=False)
    )
    return _linked(atom, found) if found.count("_") > 1 else found


def _linked(atom: Atom, found: tuple[Constant, ...]) -> tuple[Constant, ...]:
    names = [argument.name if isinstance(argument, Var) and argument.name != "_" else None for argument in atom.args]
    again = [
        name is not None and part == "_" and name in names[:place]
        for place, (name, part) in enumerate(zip(names, found, strict=False))
    ]
    return tuple(f"?{names.index(names[place]) + 1}" if again[place] else part for place, part in enumerate(found))


def _order(finding: Finding) -> tuple[str, str, str, str, str]:
    source = finding.evidence
    said = f"{finding.present} {finding.value}"
    return (source.document or "", f"{source.page or 0:08d}", source.date or "", source.note or "", said)
