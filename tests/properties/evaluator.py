"""A second opinion on what clauses mean: a small evaluator that goes top down over the clauses as written, with four values.

It shares nothing with the compiler, the engines or the prover but the connectives of `solver.values` and the reading of constants
(`kb.values`). What it takes a clause to mean:

- Relations are plain yes or no. Where an open relation names no member for a key, it has one unnamed member.
- A relation literal over entities is a guard: a clause applies in every way in which its guards hold. A guard, a domain or a test
  that would look at an unnamed member neither holds nor fails.
- A criterion is the disjunction over the ways in which its clauses apply; a way is the conjunction of its premises. A way that
  rests on an unnamed member supports nothing, and one whose guards cannot be checked is silent.
- A finding and the tests on its value are one premise. It is supported by a documented value that passes all of them, refuted by
  documented absence, by a documented value that fails one of them, and by silence that the policy reads so.
- `for every` and the counts go through the different members of their domain; `for every` of none is silent.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

from msgspec import Struct

from kb.case import Case, Constant, Finding
from kb.knowledge import KnowledgeBase, Rule
from kb.language import syntax
from kb.language.syntax import (
    Atom,
    Comparison,
    Count,
    Every,
    Literal,
    Never,
    Number,
    Premise,
    Term,
    Var,
)
from kb.values import encode, is_unnamed, unnamed
from solver.values import Value, at_least, conjunction, disjunction, opposite, value
from tests.properties.bodies import (
    MONTHS,
    OPERATORS,
    Bindings,
    atoms,
    by_month,
    grouped,
    names,
    once,
    signed,
    variables,
)

Row = tuple[Constant, ...]
Way = tuple[dict[str, Constant], bool, bool]
"""Bindings under which guards hold, whether some guard cannot be checked, and whether they rest on an unnamed member."""


class Parts(Struct, frozen=True):
    """A body taken apart: guards, premises in groups that share the value of a finding, and the literal that binds each value."""

    guards: tuple[Literal, ...]
    groups: tuple[tuple[Premise, ...], ...]
    values: dict[str, Literal]


class Evaluator:
    """The values of criteria, and the rows of relations, in one case."""

    def __init__(self, kb: KnowledgeBase, case: Case) -> None:
        self._kb, self._case = kb, case
        self._values: dict[tuple[str, Row], Value] = {}
        self._rows: dict[str, set[Row]] = {}

    # Criteria ---------------------------------------------------------------------------------------------------------

    def value(self, predicate: str, args: Row) -> Value:
        """The value of an atom of a criterion or a note."""
        if (predicate, args) not in self._values:
            ways = [found for rule in self._kb.clauses.get(predicate, ()) for found in self._clause(rule, args)]
            self._values[predicate, args] = disjunction(ways)
        return self._values[predicate, args]

    def _clause(self, rule: Rule, args: Row) -> Iterator[Value]:
        bound = self._match(rule.clause.head, args, {})
        if bound is None:
            return
        parts = self._parts(rule)
        for bindings, unsure, nobody in self._guarded(parts.guards, bound):
            yield "N" if unsure else self._way(rule, parts, bindings, nobody=nobody)

    def _way(self, rule: Rule, parts: Parts, bindings: Bindings, *, nobody: bool) -> Value:
        whole = conjunction([self._group(rule, parts, group, bindings) for group in parts.groups])
        return "N" if whole == "T" and nobody else whole

    def _parts(self, rule: Rule) -> Parts:
        body = rule.clause.body
        values: dict[str, Literal] = {}
        for premise in body:
            if isinstance(premise, Literal) and self._kb.predicates[premise.atom.predicate].value is not None:
                last = premise.atom.args[-1]
                if isinstance(last, Var) and last.name != "_":
                    values.setdefault(last.name, premise)
        guards = tuple(
            p
            for p in body
            if isinstance(p, Literal) and self._is_relation(p) and values.keys().isdisjoint(variables(p))
        )
        others = tuple(p for p in body if p not in guards)
        return Parts(guards, grouped(others, values), values)

    def _is_relation(self, premise: Premise) -> bool:
        return isinstance(premise, Literal) and self._kind(premise.atom) == "relation"

    def _kind(self, atom: Atom) -> str:
        return self._kb.predicates[atom.predicate].kind

    # Guards -----------------------------------------------------------------------------------------------------------

    def _guarded(self, guards: tuple[Literal, ...], bound: Bindings) -> Iterator[Way]:
        """Every way through the guards, binding ones first; a guard that fails rules a way out wherever it stands."""
        ordered = sorted(guards, key=lambda guard: guard.negated)
        ways: list[Way] = [(dict(bound), False, False)]
        for guard in ordered:
            ways = [further for way in ways for further in self._through(guard, way)]
        yield from once(ways)

    def _through(self, guard: Literal, way: Way) -> Iterator[Way]:
        bindings, unsure, unnamed = way
        if self._looks_at_unnamed(names(guard.atom.args), bindings):
            yield {**dict.fromkeys(names(guard.atom.args), "unnamed"), **bindings}, True, unnamed
            return
        rows = list(self._matching(guard.atom, bindings))
        if guard.negated:
            if not rows:
                yield way
            return
        for found, row in rows:
            yield found, unsure, unnamed or self._is_unnamed(guard.atom, row)

    def _looks_at_unnamed(self, looked_at: list[str], bindings: Bindings) -> bool:
        return any(is_unnamed(bindings.get(name)) for name in looked_at)

    def _is_unnamed(self, atom: Atom, row: Row) -> bool:
        return self._open(atom.predicate) and is_unnamed(row[-1])

    def _open(self, predicate: str) -> bool:
        return self._kb.predicates[predicate].world == "open"

    # Premises ---------------------------------------------------------------------------------------------------------

    def _group(self, rule: Rule, parts: Parts, group: tuple[Premise, ...], bindings: Bindings) -> Value:
        """Findings and the tests on their values, judged by each combination of what the record says of them: refuted where
        all fail, contradicted where some do. Any other premise stands alone.
        """
        wanted = [name for name in parts.values if any(name in variables(premise) for premise in group)]
        if not wanted:
            (alone,) = group
            return self._premise(rule, alone, bindings)
        tests = [p for p in group if isinstance(p, Comparison) or self._is_relation(p)]
        stated = [self._stated_values(rule, parts.values[name].atom, bindings) for name in wanted]
        ways = {self._way_value(rule, tests, dict(zip(wanted, way, strict=True)), bindings) for way in product(*stated)}
        if "F" in ways:
            return "F" if len(ways) == 1 else "B"
        return "N" if "N" in ways else "T"

    def _stated_values(self, rule: Rule, atom: Atom, bindings: Bindings) -> list[Constant | Value]:
        """What the record says of the slot of an atom: values, "F" for absent, "N" for nothing; as texts they differ from all
        values in use.
        """
        said = self._said(atom.predicate, self._ground(Atom(atom.predicate, atom.args[:-1], atom.span), bindings))
        found = [("F" if one.value is None else one.value) for one in said]
        return once(found) or [self._finding(rule, atom, bindings)]

    def _way_value(self, rule: Rule, tests: list[Premise], way: Bindings, bindings: Bindings) -> Value:
        known = {name: constant for name, constant in way.items() if constant not in ("F", "N")}
        tested = [self._tested(rule, t, {**bindings, **known}) if self._covers(t, way, known) else "N" for t in tests]
        return conjunction(
            [*tested, *("F" if constant == "F" else "N" for constant in way.values() if constant in ("F", "N"))]
        )

    def _covers(self, test: Premise, way: Bindings, known: Bindings) -> bool:
        return all(name in known for name in variables(test) if name in way)

    def _premise(self, rule: Rule, premise: Premise, bindings: Bindings) -> Value:
        match premise:
            case Comparison():
                return self._tested(rule, premise, bindings)
            case Literal():
                return self._claim(rule, premise, bindings)
            case Every() | Count():
                return self._quantified(rule, premise, bindings)
            case _:
                assert isinstance(premise, Never)
                return "F"

    def _claim(self, rule: Rule, literal: Literal, bindings: Bindings) -> Value:
        atom = literal.atom
        plain = self._finding(rule, atom, bindings) if self._kind(atom) == "finding" else self._derived(atom, bindings)
        return opposite(plain) if literal.negated else plain

    def _derived(self, atom: Atom, bindings: Bindings) -> Value:
        return self.value(atom.predicate, self._ground(atom, bindings))

    def _quantified(self, rule: Rule, premise: Every | Count, bindings: Bindings) -> Value:
        claims = (premise.claim,) if isinstance(premise, Every) else premise.claims
        if premise.domain is None:
            found = [self._claim(rule, claim, bindings) for claim in claims]
        elif self._looks_at_unnamed(names(premise.domain.args), bindings):
            return "N"
        else:
            members = once(member for member, _ in self._matching(premise.domain, bindings))
            found = [self._claim(rule, claims[0], member) for member in members]
        if isinstance(premise, Every):
            return conjunction(found) if found else "N"
        return (
            at_least(premise.number, found)
            if premise.bound == "least"
            else opposite(at_least(premise.number + 1, found))
        )

    # Findings ---------------------------------------------------------------------------------------------------------

    def _finding(self, rule: Rule, atom: Atom, bindings: Bindings) -> Value:
        declared = self._kb.predicates[atom.predicate]
        key = self._ground(atom, bindings)[: len(declared.keys)]
        said = self._said(atom.predicate, key)
        if not said:
            return "F" if not any(map(is_unnamed, key)) and self._silence_refutes(rule, atom.predicate) else "N"
        last = atom.args[-1] if declared.value is not None else None
        asked = (
            None
            if last is None or isinstance(last, Var)
            else self._constant(last, str(declared.value and declared.value.type))
        )
        fits = [one.present and asked in (None, one.value) for one in said]
        return value(supported=any(fits), refuted=not all(fits))

    def _said(self, predicate: str, key: Row) -> list[Finding]:
        return [one for one in self._case.findings if one.predicate == predicate and one.key == key]

    def _silence_refutes(self, rule: Rule, predicate: str) -> bool:
        reading = self._kb.readings.get((rule.policy or "", predicate)) or self._kb.predicates[predicate]
        if reading.world == "record":
            return any(document.kind in reading.documents for document in self._case.documents)
        return reading.world in ("closed", "exception")

    # Values -----------------------------------------------------------------------------------------------------------

    def _tested(self, rule: Rule, test: Premise, bindings: Bindings) -> Value:
        """A premise on values that are all bound."""
        if self._looks_at_unnamed(variables(test), bindings):
            return "N"
        return "T" if self._passes(rule, test, bindings) else "F"

    def _passes(self, rule: Rule, test: Premise, bindings: Bindings) -> bool:
        if isinstance(test, Comparison):
            return self._compares(self._types(rule), test, bindings)
        assert isinstance(test, Literal)
        return test.negated != any(self._matching(test.atom, bindings))

    def _types(self, rule: Rule) -> dict[str, str]:
        found: dict[str, str] = {}
        for atom in (rule.clause.head, *(atom for premise in rule.clause.body for atom in atoms(premise))):
            declared = self._kb.predicates[atom.predicate]
            parameters = (*declared.keys, *(() if declared.value is None else (declared.value,)))
            found.update((t.name, p.type) for t, p in zip(atom.args, parameters, strict=True) if isinstance(t, Var))
        return found

    def _compares(self, types: Mapping[str, str], test: Comparison, bindings: Bindings) -> bool:
        """Both sides as one sum against nothing; dates with months or years between them day by day of the month."""
        summands = [*signed(test.left, 1), *((-sign, term) for sign, term in signed(test.right, 1))]
        kind = next(types[t.name] for _, t in summands if isinstance(t, Var))
        compare = OPERATORS[test.operator]
        if any(isinstance(t, Number) and t.unit in MONTHS for _, t in summands) and kind == "date":
            return bool(compare(*by_month(summands, bindings)))
        amounts = [(sign, bindings[t.name] if isinstance(t, Var) else self._amount(t, kind)) for sign, t in summands]
        if any(isinstance(amount, str) for _, amount in amounts):
            return bool(compare(amounts[0][1], amounts[1][1]))
        return bool(compare(sum(sign * int(amount) for sign, amount in amounts), 0))

    def _amount(self, term: Term, kind: str) -> Constant:
        return self._constant(term, "duration" if kind == "date" and isinstance(term, Number) else kind)

    # Relations --------------------------------------------------------------------------------------------------------

    def rows(self, relation: str) -> set[Row]:
        """All rows of a relation, with the unnamed members of an open one; a relation may read itself."""
        if relation not in self._rows:
            self._rows[relation] = found = self._stated(relation)
            while more := {row for rule in self._kb.clauses.get(relation, ()) for row in self._concluded(rule)} - found:
                found |= more
            if self._open(relation):
                found |= self._unnamed_rows(relation)
        return self._rows[relation]

    def _stated(self, relation: str) -> set[Row]:
        """What the case says of a relation that it fills."""
        case, lines = self._case, self._case.lines
        filled: dict[str, set[Row]] = {
            "line": {(line.id,) for line in lines},
            "parent": {(line.id, line.parent) for line in lines if line.parent is not None},
            "requested_span": {(line.id, *span) for line in lines for span in line.spans},
            "service_date": {
                (date.fromisoformat(d).toordinal(),) for d in [case.request.service_date] if d is not None
            },
            "supplied": {(document.kind,) for document in case.documents},
        }
        return filled.get(relation, set())

    def _unnamed_rows(self, relation: str) -> set[Row]:
        kinds = [parameter.type for parameter in self._kb.predicates[relation].keys[:-1]]
        named = {row[:-1] for row in self._rows[relation]}
        keys = product(*((row[0] for row in self.rows(kind)) for kind in kinds))
        nobody = unnamed(self._kb.types[self._kb.predicates[relation].keys[-1].type])
        return {(*key, nobody) for key in keys if key not in named}

    def _concluded(self, rule: Rule) -> Iterator[Row]:
        body = rule.clause.body
        plain = [p for p in body if isinstance(p, Literal) and not p.negated and p.rail is None]
        rest = [p for p in body if p not in plain]
        ways: list[dict[str, Constant]] = [{}]
        for literal in plain:
            ways = [found for way in ways for found, _ in self._matching(literal.atom, way)]
        for way in once(ways):
            if all(self._is_true(rule, premise, way) for premise in rest):
                yield self._ground(rule.clause.head, way)

    def _is_true(self, rule: Rule, premise: Premise, bindings: Bindings) -> bool:
        if isinstance(premise, Comparison):
            return self._compares(self._types(rule), premise, bindings)
        assert isinstance(premise, Literal)
        if premise.rail is None:
            return premise.negated != any(self._matching(premise.atom, bindings))
        asked = {"supported": "T", "refuted": "F", "conflicting": "B"}[premise.rail]
        return premise.negated != (self._derived(premise.atom, bindings) == asked)

    # Terms ------------------------------------------------------------------------------------------------------------

    def _matching(self, atom: Atom, bindings: Bindings) -> Iterator[tuple[dict[str, Constant], Row]]:
        for row in tuple(self.rows(atom.predicate)):
            if (found := self._match(atom, row, bindings)) is not None:
                yield found, row

    def _match(self, atom: Atom, row: Row, bindings: Bindings) -> dict[str, Constant] | None:
        found = dict(bindings)
        for term, parameter, constant in zip(atom.args, self._kb.predicates[atom.predicate].keys, row, strict=True):
            if isinstance(term, Var):
                if term.name != "_" and found.setdefault(term.name, constant) != constant:
                    return None
            elif self._constant(term, parameter.type) != constant:
                return None
        return found

    def _ground(self, atom: Atom, bindings: Bindings) -> Row:
        declared = self._kb.predicates[atom.predicate]
        kinds = (*declared.keys, *(() if declared.value is None else (declared.value,)))
        return tuple(
            bindings.get(term.name, "") if isinstance(term, Var) else self._constant(term, kind.type)
            for term, kind in zip(atom.args, kinds, strict=False)
        )

    def _constant(self, term: Term, type_name: str) -> Constant:
        match term:
            case Number():
                return encode(self._kb.types[type_name], f"{term.value} {term.unit or ''}")
            case syntax.Symbol():
                return encode(self._kb.types[type_name], term.name)
            case syntax.Text():
                return encode(self._kb.types[type_name], term.value)
            case _:
                assert isinstance(term, syntax.Day)
                return date.fromisoformat(term.iso).toordinal()
