"""The leaves that settle a value in a chunk: what `solver.explain.leaves` finds in one proof, for many cases at once.

Not here: which values decide a verdict (`solver.chunks.deciding`).
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from kb.language.syntax import Atom, Count, Every, Literal, Never
from kb.values import show
from solver import names
from solver.chunks.deciding import responsible, responsible_parts
from solver.chunks.instances import Ground
from solver.chunks.rows import Bindings, ground
from solver.chunks.sides import Sides, opposite
from solver.chunks.weighing import Part, Weighed, Weighing
from solver.engines.bitsets import either
from solver.explain.short import premise_text, slot_text


class Leaf(Struct, frozen=True):
    """A leaf: its type of reason (`met` also where it keeps something from being met), and what it is, in short."""

    type: str
    text: str


Leaves = Iterator[tuple[Leaf, int]]


class Settling:
    """The leaves in one chunk. What is settled once is kept."""

    def __init__(self, weighing: Weighing) -> None:
        self.weighing, self.kb, self.rows = weighing, weighing.kb, weighing.rows
        self._found: dict[Ground, dict[Leaf, int]] = {}

    def leaves(self, goal: Ground, cases: int) -> Leaves:
        """The leaves that give a goal its value, each with those of the cases in which it does."""
        if goal not in self._found:
            found: dict[Leaf, int] = {}
            for leaf, some in self._walk(goal, self.rows.everywhere):
                found[leaf] = found.get(leaf, 0) | some
            self._found[goal] = found
        return ((leaf, some & cases) for leaf, some in self._found[goal].items() if some & cases)

    def _walk(self, goal: Ground, cases: int) -> Leaves:
        for one, all_cases in responsible(self.weighing, goal):
            if some := all_cases & cases:
                parts = list(responsible_parts(one, some))
                for part, there in parts:
                    yield from self._of_part(part, there)
                yield from self._of_guards(one, some)

    def _of_guards(self, one: Weighed, cases: int) -> Leaves:
        """The guard that fails, and those that only a member passes which nobody named."""
        applied = one.applied
        if applied.failing is not None and (failed := cases & applied.fails):
            kind = "met" if applied.failing.negated else "not_met"
            yield Leaf(kind, self._relation(applied.failing.atom, applied.bindings)), failed
        silent = cases & applied.applies & ~one.sides.said
        for atom, some in _domains(one, silent) if silent else ():
            if nobody := some & self.rows.nobody_named(atom, applied.bindings):
                yield Leaf("silent", self._relation(atom, applied.bindings)), nobody

    def _relation(self, atom: Atom, bindings: Bindings) -> str:
        return slot_text(self.kb, atom.predicate, ground(self.rows.pattern(atom), bindings))

    def _of_part(self, part: Part, cases: int) -> Leaves:
        premise = part.premise
        if part.atom is not None:
            yield from self.leaves(part.atom, cases)
        elif part.slot is not None:
            yield from self._of_slot(part, cases)
        elif isinstance(premise, Count | Every):
            yield from self._of_members(part, premise, cases)
        else:
            refuted = "excluded" if isinstance(premise, Never) else "not_met"
            kinds = {"met": part.sides.met, refuted: part.sides.refuted, "conflict": part.sides.torn}
            yield from _typed(premise_text(premise), {**kinds, "silent": ~part.sides.said}, cases)

    def _of_slot(self, part: Part, cases: int) -> Leaves:
        """A slot as a leaf; below a negation it settles the contrary."""
        assert isinstance(part.premise, Literal)
        assert part.slot is not None
        side = opposite(part.sides) if part.premise.negated else part.sides
        name, key = part.slot
        told = self.rows.cases(names.told(name), key)
        kinds = {"met": side.met, "conflict": side.torn}
        open_ones = {"absent": ~(side.met | side.torn) & told, "silent": ~(side.met | side.torn) & ~told}
        yield from _typed(self._slot_text(part.premise, name, key), {**kinds, **open_ones}, cases)

    def _slot_text(self, literal: Literal, name: str, key: tuple[str | int, ...]) -> str:
        wanted, declared = self.weighing.wanted(literal.atom), self.kb.predicates[name].value
        shown = None if wanted is None or declared is None else show(self.kb.types[declared.type], wanted)
        return slot_text(self.kb, name, key, shown)

    def _of_members(self, part: Part, premise: Count | Every, cases: int) -> Leaves:
        """The members that settle a count: for *at most*, those that hold refute it."""
        most = isinstance(premise, Count) and premise.bound == "most"
        for member in part.members:
            holding = _holding(member.sides, most=most)
            there = cases & member.cases & ~(holding ^ part.sides.met)
            if there:
                yield from self._of_part(member, there)


def _domains(one: Weighed, silent: int) -> Iterator[tuple[Atom, int]]:
    """The atoms that give a clause its members, in the cases in which it is silent: its guards, and the domains of
    quantifiers that are silent, too."""
    yield from ((guard.atom, silent) for guard in one.applied.held if not guard.negated)
    for part in one.parts:
        if isinstance(part.premise, Count | Every) and part.premise.domain is not None:
            yield part.premise.domain, silent & ~part.sides.said & either(member.cases for member in part.members)


def _holding(side: Sides, *, most: bool) -> int:
    return side.refuted if most else side.met


def _typed(text: str, kinds: dict[str, int], cases: int) -> Leaves:
    found: Iterable[tuple[str, int]] = ((kind, cases & some) for kind, some in kinds.items())
    return ((Leaf(kind, text), some) for kind, some in found if some)
