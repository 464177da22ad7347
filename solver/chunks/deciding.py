"""The criteria that decide verdicts in a chunk: what `solver.explain.reasons` finds in a proof, for many cases at once.

Each step of the walk down from a verdict carries the cases that take it. Not here: the values (`weighing`).
"""

from collections.abc import Iterator

from kb.language.syntax import Every, Literal
from solver.chunks.instances import Ground
from solver.chunks.sides import Sides
from solver.chunks.weighing import Part, Weighed, Weighing
from solver.engines.bitsets import either, in_two

Reason = tuple[str, Ground, bool]
"""A section, the atom whose value it gives, and whether that is denied: what counts is that the atom does not hold."""
Found = dict[tuple[Reason, str | None], int]
"""Reasons with the other line that they come from, or None, and the cases."""
Reasons = Iterator[tuple[Reason, str | None, int]]


class Deciding:
    """The walk down from the goals about one line."""

    def __init__(self, weighing: Weighing, line: str) -> None:
        self.weighing, self.kb, self.line = weighing, weighing.kb, line
        self._found: dict[Ground, Found] = {}

    def because(self, goal: Ground, cases: int) -> dict[Reason, int]:
        """The criteria that decide a goal, each with those of the cases in which it does: the line's own, or where it
        has none those of the line that it follows."""
        found = self._reasons(goal)
        own = either(some for (_, other), some in found.items() if other is None)
        decisive: dict[Reason, int] = {}
        for (reason, other), some in found.items():
            if kept := some & cases & (-1 if other is None else ~own):
                decisive[reason] = decisive.get(reason, 0) | kept
        return decisive

    def _reasons(self, goal: Ground) -> Found:
        """All reasons for a goal, in all cases."""
        if goal not in self._found:
            found: Found = {}
            for reason, other, some in self._walk(goal):
                found[reason, other] = found.get((reason, other), 0) | some
            self._found[goal] = found
        return self._found[goal]

    def _walk(self, goal: Ground) -> Reasons:
        everywhere = self.weighing.everywhere
        below = [(one, there) for one, some in responsible(self.weighing, goal) if (there := some & everywhere)]
        held = [some for _, some in below]
        alone = either(held) & ~in_two(held)
        for one, some in below:
            section = self.kb.sections[one.rule.section]
            parts = list(responsible_parts(one, some))
            if "gathers" in section.marks:
                yield from self._through((one.rule.section, goal, False), parts)
                continue
            settled = self._settled_by_parts(one, some & alone, parts)
            for part, there in parts if settled else ():
                assert part.atom is not None
                yield from self._below(part.atom, there & settled)
            yield from self._follows((one.rule.section, goal, False), one, some & ~settled)

    def _below(self, goal: Ground, cases: int) -> Reasons:
        if cases:
            for (reason, other), some in self._reasons(goal).items():
                if some & cases:
                    yield reason, other, some & cases

    def _through(self, reason: Reason, parts: list[tuple[Part, int]]) -> Reasons:
        for part, cases in parts:
            if part.atom is None:
                yield reason, None, cases
            elif isinstance(part.premise, Literal) and part.premise.negated:
                yield from self._denied(part.atom, cases)
            elif other := self._other_line(part.atom):
                yield reason, other, cases
            else:
                yield from self._below(part.atom, cases)

    def _denied(self, atom: Ground, cases: int) -> Reasons:
        """The section of the first clause below what must not hold."""
        applicable = either(one.applies for one in self.weighing.applied(atom))
        for one in self.weighing.applied(atom):
            there = one.applies | one.fails & ~applicable
            if some := cases & there:
                yield (one.rule.section, atom, True), self._other_line(atom), some
            cases &= ~there

    def _follows(self, reason: Reason, one: Weighed, cases: int) -> Reasons:
        """The section of a clause, with the other line that it takes its value from where all its deciding premises are
        about that line."""
        sharing = [(self._other_of(part), _sharing(one.sides, part) & cases) for part in one.parts]
        cases_of_own = either(some for other, some in sharing if other is None)
        left = cases & ~cases_of_own
        for other, some in sharing:
            if other is not None and (taken := some & left):
                yield reason, other, taken
                left &= ~taken
        if rest := left | cases & cases_of_own:
            yield reason, None, rest

    def _other_of(self, part: Part) -> str | None:
        plain = isinstance(part.premise, Literal) and not part.premise.negated
        return self._other_line(part.atom) if plain and part.atom is not None else None

    def _other_line(self, atom: Ground) -> str | None:
        """The line that an atom is about when it is not the line of the verdict."""
        kinds = (parameter.type for parameter in self.kb.predicates[atom[0]].keys)
        lines = (str(part) for part, kind in zip(atom[1], kinds, strict=True) if kind == "line")
        return next((other for other in lines if other != self.line), None)

    def _settled_by_parts(self, one: Weighed, cases: int, parts: list[tuple[Part, int]]) -> int:
        """The cases in which parts of a criterion settle it without the others, all its premises being parts of its
        own."""
        settled = cases
        for part in one.parts:
            plain = isinstance(part.premise, Literal) and not part.premise.negated
            if not settled or not plain or part.atom is None:
                return 0
            settled &= self._nested(one.rule.section, part.atom) & part.cases
        some, every = either(cases for _, cases in parts), cases
        for _, there in parts:
            every &= there
        return settled & some & ~(every if len(parts) == len(one.parts) else 0)

    def _nested(self, section: str, atom: Ground) -> int:
        """The cases in which every clause that bears on an atom stands in a part of a section."""
        whole, clauses = self.kb.sections[section].path, self.weighing.applied(atom)
        applicable = either(one.applies for one in clauses)
        inside = outside = 0
        for one in clauses:
            there = one.applies | one.fails & ~applicable
            path = self.kb.sections[one.rule.section].path
            if len(path) > len(whole) and path[: len(whole)] == whole:
                inside |= there
            else:
                outside |= there
        return inside & ~outside


def responsible(weighing: Weighing, goal: Ground) -> Iterator[tuple[Weighed, int]]:
    """The clauses that give a goal its value, each with the cases: those that support it, or all that fail to."""
    value, clauses = weighing.value(goal), weighing.clauses(goal)
    applicable = either(one.applies for one in clauses)
    open_ones = ~(value.met | value.torn)
    for one in clauses:
        shared = one.sides.met & value.met | one.sides.torn & value.torn
        yield one, one.applies & (shared | open_ones) | one.fails & ~applicable & open_ones


def responsible_parts(one: Weighed, cases: int) -> Iterator[tuple[Part, int]]:
    """The premises that give a clause its value, each with the cases, seen through `for every`."""
    same = [(part, _same(one.sides, part.sides) & part.cases & cases) for part in one.parts]
    left = cases & ~either(some for _, some in same)
    for part, some in same:
        torn = part.sides.torn & one.sides.refuted & part.cases & left
        if there := some | torn:
            yield from _seen_through(part, there)


def _seen_through(part: Part, cases: int) -> Iterator[tuple[Part, int]]:
    if isinstance(part.premise, Every):
        for member in part.members:
            if there := _sharing(part.sides, member) & cases:
                yield from _seen_through(member, there)
    else:
        yield part, cases


def _same(one: Sides, other: Sides) -> int:
    """The cases in which two values are the same."""
    agreed = one.met & other.met | one.refuted & other.refuted | one.torn & other.torn
    return agreed | ~one.said & ~other.said


def _sharing(whole: Sides, part: Part) -> int:
    """The cases in which a part of a conjunction is among what gives the whole its value."""
    return (_same(whole, part.sides) | whole.refuted & part.sides.torn) & part.cases
