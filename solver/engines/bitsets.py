"""The engine for many cases: one evaluation of the program for a whole chunk of them.

Each row comes with a bit set, a whole number whose bit *i* tells whether the row holds in case *i* of the chunk. A join
is an *and*, two ways to a row are an *or*, a negation takes bits away: the relations are annotated with elements of a
Boolean algebra (Green, Karvounarakis and Tannen, "Provenance semirings", PODS 2007). Rules are Datalog rules whatever
they are annotated with, so this is no second semantics, and a chunk of one case is an engine like any other.

Each rule becomes a Python function of nested loops over indexes. Not here: which cases go into a chunk
(`solver.batch`), or whether a program is in order (`wellformed`, `strata`).
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property, reduce
from itertools import compress
from operator import or_
from struct import unpack

from solver.datalog import Atom, Facts, Model, Program, Row, Rule, Variable
from solver.engines.loops import Columns, Index, Lookup, Loops, Table, loops
from solver.strata import steps
from solver.wellformed import arities, check_facts, check_rules

Tables = dict[str, Table]
WORD = 64
"""Bits of a word. Where fewer of them are set than there are words, it is faster to take one after the other."""
BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))
"""The bits that are set in each byte."""


class BitSets:
    """The models of a program for chunks of cases. Rules are prepared once; chunks may follow one another."""

    def __init__(self, program: Program) -> None:
        """Prepare the rules.

        Raises:
            IllFormed: an unsafe rule, or a predicate with two arities.
            NotStratified: a cycle through a negation.
        """
        if not program.order:
            check_rules(program)
        self._arities = arities(program)
        self._facts = tuple(_fact(rule) for rule in program.rules if not rule.body)
        self._components = tuple((tuple(map(_prepared, rules)), bool(loop)) for rules, loop in steps(program))

    def solve(self, facts: Facts) -> Model:
        """See `Engine.solve`."""
        check_facts(facts, self._arities)
        found = self.solve_all({name: dict.fromkeys(rows, 1) for name, rows in facts.items() if rows}, 1)
        return {name: frozenset(rows) for name, rows in found.items() if rows}

    def solve_all(self, facts: Mapping[str, Mapping[Row, int]], everywhere: int) -> Tables:
        """The rows of every predicate with the cases that they hold in.

        Args:
            facts: rows by predicate, each with the bit set of the cases that state it.
            everywhere: the bit set of all cases of the chunk.
        """
        tables: Tables = {name: dict(rows) for name, rows in facts.items()}
        for name, row in self._facts:
            tables.setdefault(name, {})[row] = everywhere
        chunk = _Chunk(tables, everywhere)
        for rules, loop in self._components:
            while any([chunk.apply(rule) for rule in rules]) and loop:  # noqa: C419 - each rule is applied
                pass
        return tables


def gathered(chunk: Iterable[Facts]) -> Tables:
    """The facts of several cases, each row with the bit set of the cases that state it, in their order."""
    found: Tables = {}
    for place, facts in enumerate(chunk):
        for name, rows in facts.items():
            table = found.setdefault(name, {})
            table.update({row: table.get(row, 0) | 1 << place for row in rows})
    return found


def model_of(tables: Mapping[str, Table], place: int) -> Model:
    """What holds in one case of a chunk."""
    held = {
        name: frozenset([row for row, cases in rows.items() if cases >> place & 1]) for name, rows in tables.items()
    }
    return {name: rows for name, rows in held.items() if rows}


def places(cases: int) -> list[int]:
    """The cases of a bit set, in order."""
    size = cases.bit_length() // WORD + 1
    held = cases.to_bytes(size * WORD // 8, "little")
    if cases.bit_count() < size:
        words = unpack(f"<{size}Q", held)
        return [WORD * number + bit for number in compress(range(size), words) for bit in _lowest_first(words[number])]
    return [8 * byte + bit for byte in compress(range(len(held)), held) for bit in BITS[held[byte]]]


def _lowest_first(cases: int) -> Iterator[int]:
    while cases:
        yield (cases & -cases).bit_length() - 1
        cases &= cases - 1


def either(found: Iterable[int]) -> int:
    """The cases that are in any of these bit sets."""
    return reduce(or_, found, 0)


def in_two(found: Iterable[int]) -> int:
    """The cases that are in more than one of these bit sets."""
    once = twice = 0
    for cases in found:
        twice |= once & cases
        once |= cases
    return twice


class _Prepared:
    """A rule as a function. `needs` are the predicates without whose rows it yields nothing."""

    def __init__(self, rule: Rule) -> None:
        self.head, self._rule = rule.head.predicate, rule
        self.needs = tuple(dict.fromkeys(g.predicate for g in rule.body if isinstance(g, Atom) and not g.negated))

    @cached_property
    def loops(self) -> Loops:
        """The function, made when it is first needed: for few cases most rules have nothing to join."""
        return loops(self._rule)


@cache
def _prepared(rule: Rule) -> _Prepared:
    """The function of a rule, made once."""
    return _Prepared(rule)


def _fact(rule: Rule) -> tuple[str, Row]:
    return rule.head.predicate, tuple(term for term in rule.head.args if not isinstance(term, Variable))


class _Chunk:
    """The evaluation of one chunk: its tables as far as they have come, and the indexes over them."""

    def __init__(self, tables: Tables, everywhere: int) -> None:
        self.tables, self._everywhere = tables, everywhere
        self._indexes: dict[str, dict[tuple[Columns, Columns], Index]] = {}

    def apply(self, rule: _Prepared) -> bool:
        """Add what a rule yields; whether that was anything new."""
        if not all(map(self.tables.get, rule.needs)):
            return False
        found: Table = {}
        rule.loops.run(found, self._everywhere, *map(self._read, rule.loops.lookups))
        return bool(found) and self._add(rule.head, found)

    def _add(self, name: str, found: Table) -> bool:
        table = self.tables.setdefault(name, {})
        if not table:
            table.update(found)
            return True
        grown = {row: after for row, cases in found.items() if (after := table.get(row, 0) | cases) != table.get(row)}
        table.update(grown)
        if grown:
            self._indexes.pop(name, None)
        return bool(grown)

    def _read(self, lookup: Lookup) -> Table | Index:
        """The table of a predicate, or an index over it where some columns are open."""
        table = self.tables.get(lookup.predicate, {})
        if lookup.whole:
            return table
        made = self._indexes.setdefault(lookup.predicate, {})
        key = lookup.given, lookup.wanted
        if key not in made:
            made[key] = _indexed(table, *key)
        return made[key]


def _indexed(table: Table, given: Columns, wanted: Columns) -> Index:
    """The rows by what stands in the given columns, cut to the wanted ones; rows that come to the same are one."""
    grouped: dict[Row, Table] = {}
    for row, cases in table.items():
        group = grouped.setdefault(tuple([row[place] for place in given]), {})
        cut = tuple([row[place] for place in wanted])
        group[cut] = group.get(cut, 0) | cases
    return {key: list(group.items()) for key, group in grouped.items()}
