"""What the clauses of a chunk come to: for every atom, clause and premise the cases in which it has which value.

It goes through the clauses that people wrote as `solver.prove` does for one case, with bit sets in place of single
answers, and makes no nodes. Not here: which of them decide a verdict (`solver.chunks.deciding`).
"""

from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import product
from operator import and_

from msgspec import Struct

from kb.clauses import Shape, is_test, variables
from kb.clauses import names as names_of
from kb.knowledge import Rule
from kb.language.syntax import Atom, Comparison, Count, Every, Literal, Never, Premise
from kb.values import is_unnamed
from solver import names
from solver.chunks.instances import Applied, Ground, instances
from solver.chunks.rows import Bindings, Rows, ground
from solver.chunks.sides import SILENT, Sides, at_least, conjunction, opposite, sides
from solver.comparison import holds
from solver.datalog import Constant, Row, Test
from solver.encode import comparison
from solver.engines.bitsets import either
from solver.passing import slots_of_days, term_value
from solver.prove import Sources


class Part(Struct, frozen=True):
    """A premise of a clause, or a member of one, with its value and the cases in which it is there. `atom` is that of a
    criterion, `slot` that of a finding, `members` are those of *for every* and of a count."""

    premise: Premise
    sides: Sides
    cases: int
    atom: Ground | None = None
    slot: Ground | None = None
    members: tuple["Part", ...] = ()


class Unit(Struct, frozen=True):
    """Premises that have a value together (`kb.clauses.Shape`), and that value."""

    sides: Sides
    parts: tuple[Part, ...]


class Weighed(Struct, frozen=True):
    """A clause under bindings, with its value and its units."""

    applied: Applied
    sides: Sides
    parts: tuple[Part, ...]
    units: tuple[Unit, ...]

    @property
    def rule(self) -> Rule:
        """The clause."""
        return self.applied.rule

    @property
    def applies(self) -> int:
        """The cases in which it applies."""
        return self.applied.applies

    @property
    def fails(self) -> int:
        """The cases in which it does not."""
        return self.applied.fails


class Weighing:
    """The values in one chunk. What is weighed once is kept."""

    def __init__(self, sources: Sources, rows: Rows) -> None:
        self.kb, self.sources, self.rows = sources.kb, sources, rows
        self.everywhere = rows.everywhere
        self._applied: dict[Ground, tuple[Applied, ...]] = {}
        self._clauses: dict[Ground, tuple[Weighed, ...]] = {}
        self._atoms: dict[Ground, Sides] = {}
        self._tests: dict[tuple[str, int], Test] = {}
        self._slots: dict[tuple[str | None, Ground, Constant | None], Sides] = {}

    def value(self, atom: Ground) -> Sides:
        """The value of an atom of a criterion or a note."""
        if atom not in self._atoms:
            name, row = atom
            told = (names.supported(name), names.refuted(name), names.conflicting(name))
            self._atoms[atom] = Sides(*(self.rows.cases(side, row) for side in told))
        return self._atoms[atom]

    def applied(self, atom: Ground) -> tuple[Applied, ...]:
        """The clauses that bear on an atom, in every way in which they do."""
        if atom not in self._applied:
            self._applied[atom] = tuple(instances(self.sources, self.rows, atom))
        return self._applied[atom]

    def clauses(self, atom: Ground) -> tuple[Weighed, ...]:
        """The same, with what they come to."""
        if atom not in self._clauses:
            self._clauses[atom] = tuple(map(self.weighed, self.applied(atom)))
        return self._clauses[atom]

    def weighed(self, one: Applied) -> Weighed:
        """A clause under bindings, with what it comes to."""
        sure = one.applies & ~one.unsure
        premises = one.shape.premises if sure else ()
        parts = {place: self._premise(one, premise, sure) for place, premise in premises}
        units = tuple(self._unit(one, unit, parts, sure) for unit in one.shape.units) if sure else ()
        side = self._together(one, units) if sure else SILENT
        kept = Sides(side.met & sure, side.refuted & sure | one.fails, side.torn & sure)
        return Weighed(one, kept, tuple(parts.values()), units)

    def _together(self, one: Applied, units: tuple[Unit, ...]) -> Sides:
        """All units of a clause; an unnamed member cannot support."""
        met, refuted, torn = conjunction(((unit.sides, self.everywhere) for unit in units), self.everywhere)
        return Sides(met & ~self.nobody(one), refuted, torn)

    def nobody(self, one: Applied) -> int:
        """The cases in which a guard of a clause is passed by an unnamed member alone."""
        guards = (guard.atom for guard in one.shape.guards if not guard.negated)
        return either(self.rows.nobody_named(atom, one.bindings) for atom in guards)

    def _unit(self, one: Applied, unit: tuple[tuple[int, Premise], ...], of: Mapping[int, Part], cases: int) -> Unit:
        """A premise alone has its own value; tests on documented values must all be passed by the same ones."""
        parts = tuple(of[place] for place, _ in unit)
        return Unit(parts[0].sides if len(unit) == 1 else self._tested(one, unit, parts, cases), parts)

    def _tested(
        self, one: Applied, unit: tuple[tuple[int, Premise], ...], parts: tuple[Part, ...], cases: int
    ) -> Sides:
        shape = one.shape
        tests = [premise for _, premise in unit if is_test(self.kb, premise)]
        wanted = tuple(dict.fromkeys(name for test in tests for name in variables(test) if name in shape.values))
        together = 0
        for way, some in self._ways(one, wanted, cases):
            together |= reduce(and_, (self.passes(shape, test, way) for test in tests), some)
        return sides(together, either(part.sides.refuted | part.sides.torn for part in parts))

    def _ways(self, one: Applied, wanted: tuple[str, ...], cases: int) -> Iterator[tuple[dict[str, Constant], int]]:
        """The bindings of a clause extended by documented values of the wanted variables, with those of the cases that
        document them."""
        stated = [self._documented(one.shape.values[name], one.bindings) for name in wanted]
        for way in product(*stated):
            if there := reduce(and_, [some for _, some in way], cases):
                yield {**one.bindings, **{name: found for name, (found, _) in zip(wanted, way, strict=True)}}, there

    def _documented(self, literal: Literal, bindings: Bindings) -> list[tuple[Constant, int]]:
        """The values that the record gives for the slot of a literal, with the cases that do."""
        return [(row[-1], cases) for row, cases in self._stated(*self.slot(literal.atom, bindings))]

    # Premises ---------------------------------------------------------------------------------------------------------

    def _premise(self, one: Applied, premise: Premise, cases: int) -> Part:
        match premise:
            case Never():
                return Part(premise, Sides(0, self.everywhere, 0), cases)
            case Every() | Count():
                return self._quantified(one.shape, premise, one.bindings, cases)
            case Literal() if not is_test(self.kb, premise):
                return self._literal(one.shape, premise, one.bindings, cases)
            case _:
                return Part(premise, self._test(one, premise, cases), cases)

    def _literal(self, shape: Shape, literal: Literal, bindings: Bindings, cases: int) -> Part:
        if self.kb.predicates[literal.atom.predicate].kind == "finding":
            atom, slot = None, self.slot(literal.atom, bindings)
            side = self._finding(shape.rule.policy, slot, self.wanted(literal.atom))
        else:
            atom, slot = (literal.atom.predicate, ground(self.rows.pattern(literal.atom), bindings)), None
            side = self.value(atom)
        return Part(literal, opposite(side) if literal.negated else side, cases, atom, slot)

    def slot(self, atom: Atom, bindings: Bindings) -> Ground:
        """The slot that an atom is about."""
        keys = len(self.kb.predicates[atom.predicate].keys)
        return atom.predicate, ground(self.rows.pattern(atom)[:keys], bindings)

    def _stated(self, name: str, key: Row) -> list[tuple[Row, int]]:
        """What the record says to hold of a slot, a row for each value."""
        return self.rows.near(names.supported(name), tuple(range(len(key))), key)

    def _finding(self, policy: str | None, slot: Ground, wanted: Constant | None) -> Sides:
        """The value of a finding as a policy reads it."""
        if (policy, slot, wanted) not in self._slots:
            self._slots[policy, slot, wanted] = self._read(policy, slot, wanted)
        return self._slots[policy, slot, wanted]

    def _read(self, policy: str | None, slot: Ground, wanted: Constant | None) -> Sides:
        name, key = slot
        fits = against = 0
        for row, cases in self._stated(name, key):
            if wanted is None or row[len(key) :] == (wanted,):
                fits |= cases
            else:
                against |= cases
        denied = self.rows.cases(names.refuted(name), key)
        silent = self.everywhere & ~self.rows.cases(names.told(name), key)
        return sides(fits, against | denied | (silent & self._silence_refutes(policy, slot)))

    def wanted(self, atom: Atom) -> Constant | None:
        """The value that an atom insists on, if it names one."""
        declared = self.kb.predicates[atom.predicate]
        return None if declared.value is None else self.rows.pattern(atom)[-1][1]

    def _silence_refutes(self, policy: str | None, slot: Ground) -> int:
        name, key = slot
        if any(map(is_unnamed, key)):
            return 0
        match self.kb.world(policy, name):
            case "closed" | "exception":
                return self.everywhere
            case "record":
                return either(self.rows.cases("supplied", (kind,)) for kind in self.kb.record_kinds(policy, name))
            case _:
                return 0

    def _test(self, one: Applied, premise: Premise, cases: int) -> Sides:
        """A premise on documented values: supported by one that passes, refuted by one that fails."""
        if any(is_unnamed(one.bindings.get(name)) for name in variables(premise)):
            return SILENT
        wanted = tuple(name for name in variables(premise) if name in one.shape.values)
        supported = refuted = 0
        for way, some in self._ways(one, wanted, cases):
            passing = self.passes(one.shape, premise, way)
            supported |= some & passing
            refuted |= some & ~passing
        return sides(supported, refuted)

    def passes(self, shape: Shape, premise: Premise, bindings: Bindings) -> int:
        """The cases in which a test is passed under bindings that cover its variables."""
        if any(is_unnamed(bindings.get(name)) for name in variables(premise)):
            return 0
        if isinstance(premise, Literal):
            found = self.rows.holding(premise.atom, bindings)
            return self.everywhere & ~found if premise.negated else found
        assert isinstance(premise, Comparison)
        test = self._comparison(shape, premise)
        bound = {**bindings, **slots_of_days(shape, bindings)}
        passed = holds(term_value(test.left, bound), test.operator, term_value(test.right, bound), test.offset)
        return self.everywhere if passed else 0

    def _comparison(self, shape: Shape, premise: Comparison) -> Test:
        """The test of a comparison, which a clause has once."""
        key = shape.rule.id, id(premise)
        if key not in self._tests:
            self._tests[key] = comparison(self.kb, shape.types, premise)[1]
        return self._tests[key]

    def _quantified(self, shape: Shape, premise: Every | Count, bindings: Bindings, cases: int) -> Part:
        claims = (premise.claim,) if isinstance(premise, Every) else premise.claims
        every = [(dict(bindings), self.everywhere)]
        members = every if premise.domain is None else self.rows.matches(premise.domain, bindings)
        below = tuple(self._literal(shape, claim, one, some & cases) for claim in claims for one, some in members)
        domain = () if premise.domain is None else names_of(premise.domain.args)
        nobody = any(is_unnamed(bindings.get(name)) for name in domain)
        side = SILENT if nobody else self._quantity(premise, below)
        return Part(premise, side, cases, members=below)

    def _quantity(self, premise: Every | Count, below: tuple[Part, ...]) -> Sides:
        """`for every` is never vacuously true: an empty domain settles nothing."""
        parts = [(part.sides, part.cases) for part in below]
        if isinstance(premise, Every):
            met, refuted, torn = conjunction(parts, self.everywhere)
            return Sides(met & either(cases for _, cases in parts), refuted, torn)
        if premise.bound == "least":
            return at_least(premise.number, parts, self.everywhere)
        return opposite(at_least(premise.number + 1, parts, self.everywhere))
