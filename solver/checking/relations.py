"""The rows of relations, worked out from the clauses as written, the case, and the criteria that a proof has proved.

A relation that looks at no criterion is worked out whole, once. Any other is worked out for the arguments that are
asked for, so that it needs no more criteria than those it looks at; which ones they were is remembered (`Look`), since
a proof must name them. A relation that reads itself is worked out again until nothing is added.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import product
from typing import TypeGuard

from msgspec import Struct

from kb.case import Case, Constant
from kb.values import is_unnamed, unnamed
from solver.checking.bodies import Bodies, Body, Claim, Part, Test, is_open
from solver.checking.comparisons import holds
from solver.checking.stated import Chart, rows
from solver.checking.terms import Bindings, Name, Pattern, Row, Wanted, match, types, wanted, written
from solver.proof import Ground
from solver.values import Value

SIDES = {"supported": "T", "refuted": "F", "conflicting": "B"}
Question = tuple[str, Wanted, bool]
"""A relation, what is known of its arguments, and whether an unnamed member is left aside."""


class Look(Struct):
    """What was looked at: criteria, and rows of relations that look at criteria themselves."""

    criteria: dict[Ground, None] = {}
    questions: dict[Question, None] = {}


class Relations:
    """The relations of one case. `value_of` gives the value of a criterion."""

    def __init__(self, bodies: Bodies, case: Case, value_of: Callable[[Ground], Value]) -> None:
        self.kb, self.chart = bodies.kb, Chart(bodies.kb, case)
        self._bodies, self._value_of = bodies, value_of
        self._stated = rows(bodies.kb, case)
        self._found: dict[Question, set[Row]] = {}
        self._looks: defaultdict[Question, Look] = defaultdict(Look)
        self._index: dict[tuple[str, bool, tuple[int, ...]], dict[Row, list[Row]]] = {}
        self._open: list[Question] = []
        self._again: set[Question] = set()
        self._look = Look()

    # Rows -------------------------------------------------------------------------------------------------------------

    def matches(self, of: Pattern, bindings: Bindings) -> list[dict[str, Constant]]:
        """The bindings under which the relation holds, extending those that are given."""
        found = (match(of, row, bindings) for row in self.rows(of.predicate, wanted(of, bindings)))
        return [way for way in found if way is not None]

    def rows(self, predicate: str, asked: Wanted, *, named: bool = False) -> list[Row]:
        """The rows of a relation that agree with what is known of their arguments; `named` leaves aside the unnamed
        members that an open relation has by itself.
        """
        if predicate in self._bodies.late:
            question = (predicate, asked, named)
            self._look.questions[question] = None
            return list(self._answers(question))
        question = (predicate, (None,) * len(asked), named)
        found = self._answers(question)
        return (
            [row for row in found if _agrees(row, asked)] if question in self._open else self._picked(question, asked)
        )

    def looked_at(self, work: Callable[[], None]) -> frozenset[Ground]:
        """The criteria that some work looks at through relations, however deep."""
        before, self._look = self._look, Look()
        try:
            work()
        finally:
            done, self._look = self._look, before
        return frozenset(self._below(done))

    def _below(self, look: Look) -> Iterator[Ground]:
        waiting, seen = [look], set(look.questions)
        while waiting:
            one = waiting.pop()
            yield from one.criteria
            new = [question for question in one.questions if question not in seen or one is look]
            seen.update(new)
            waiting.extend(self._looks[question] for question in new)

    def _picked(self, question: Question, asked: Wanted) -> list[Row]:
        """The rows with certain arguments, through an index over those arguments."""
        places = tuple(place for place, part in enumerate(asked) if part is not None)
        key = (question[0], question[2], places)
        if key not in self._index:
            index: dict[Row, list[Row]] = {}
            for row in self._found[question]:
                index.setdefault(tuple(row[place] for place in places), []).append(row)
            self._index[key] = index
        return self._index[key].get(tuple(part for part in asked if part is not None), [])

    # Working out ------------------------------------------------------------------------------------------------------

    def _answers(self, question: Question) -> set[Row]:
        """The rows that answer a question; while they are being worked out, those found so far."""
        if question in self._open:
            self._again.add(question)
        elif question not in self._found:
            self._work_out(question)
        return self._found[question]

    def _work_out(self, question: Question) -> None:
        known = len(self._found)
        self._found[question] = set()
        self._open.append(question)
        before, self._look = self._look, self._looks[question]
        while (rows := self._round(question)) != self._found[question]:
            self._found[question] = rows
            if question not in self._again:
                break
            self._forget(known)
        self._look = before
        self._open.remove(question)
        self._again.discard(question)

    def _forget(self, known: int) -> None:
        """Forget what was worked out after the first answers, from rows that were not complete."""
        for question in [one for one in list(self._found)[known:] if one not in self._open]:
            del self._found[question]
        self._index.clear()

    def _round(self, question: Question) -> set[Row]:
        predicate, asked, named = question
        if is_open(self.kb, predicate) and not named:
            return {row for row in self._with_unnamed(predicate, asked) if _agrees(row, asked)}
        found = {row for row in self._stated.get(predicate, ()) if _agrees(row, asked)}
        for body in self._bodies.of(predicate):
            if (bindings := _known(body.head, asked)) is not None:
                found.update(self._concluded(body, bindings))
        return {row for row in found if _agrees(row, asked) and not (named and is_unnamed(row[-1]))}

    def _with_unnamed(self, predicate: str, asked: Wanted) -> Iterator[Row]:
        """The named members, and an unnamed one for each key that has none."""
        given = self.rows(predicate, (*asked[:-1], None), named=True)
        has_members = {row[:-1] for row in given}
        *owners, member = types(self.kb.predicates[predicate])
        keys = product(*([row[0] for row in self.rows(owner, (of,))] for owner, of in zip(owners, asked, strict=False)))
        yield from given
        yield from ((*key, unnamed(self.kb.types[member])) for key in keys if key not in has_members)

    def _concluded(self, body: Body, bindings: Bindings) -> Iterator[Row]:
        """The rows that a clause concludes; every way is looked at to its end, so that what is looked at does not
        depend on what is found.
        """
        ways = [dict(bindings)]
        for part in body.parts.values():
            if self._binds(part):
                ways = [further for way in ways for further in self._matching(part, way)]
        rest = [part for part in body.parts.values() if not self._binds(part)]
        for way in ways:
            true = [self.is_true(body, part, way) for part in rest]
            if all(true):
                yield written(body.head, way)

    def _binds(self, part: Part) -> TypeGuard[Claim]:
        """Whether a premise of a relation's clause binds: a relation, and one side of a finding."""
        return isinstance(part, Claim) and not part.negated and not self._is_criterion(part)

    def _is_criterion(self, claim: Claim) -> bool:
        return self.kb.predicates[claim.of.predicate].kind == "criterion"

    def _matching(self, claim: Claim, bindings: Bindings) -> list[dict[str, Constant]]:
        """The bindings under which a relation, or one side of a finding, has a row."""
        if claim.rail is None:
            return self.matches(claim.of, bindings)
        declared = self.kb.predicates[claim.of.predicate]
        of = claim.of if claim.rail == "supported" else claim.of.keys(len(declared.keys))
        found = (match(of, row, bindings) for row in self.chart.rows(claim.rail, declared.name))
        return [way for way in found if way is not None]

    def is_true(self, body: Body, part: Part, bindings: Bindings) -> bool:
        """Whether a premise of a relation's clause is true."""
        if isinstance(part, Test):
            return holds(self.kb, body.types, part.of, bindings)
        assert isinstance(part, Claim)
        if not self._is_criterion(part):
            return part.negated != bool(self._matching(part, bindings))
        atom = (part.of.predicate, written(part.of, bindings))
        self._look.criteria[atom] = None
        return part.negated != (self._value_of(atom) == SIDES[part.rail or "supported"])

    def is_nobody(self, of: Pattern, bindings: Bindings) -> bool:
        """Whether an open relation is met by its unnamed member only."""
        return is_open(self.kb, of.predicate) and not self.rows(of.predicate, wanted(of, bindings), named=True)


def _known(head: Pattern, asked: Wanted) -> dict[str, Constant] | None:
    """What a question tells of the variables of a head, or None where the head is about something else."""
    pairs = [(argument, part) for argument, part in zip(head.args, asked, strict=True) if part is not None]
    told = {str(argument): part for argument, part in pairs if isinstance(argument, Name)}
    agrees = (part == (told[argument] if isinstance(argument, Name) else argument) for argument, part in pairs)
    return told if all(agrees) else None


def _agrees(row: Row, asked: Wanted) -> bool:
    return all(part in (None, found) for part, found in zip(asked, row, strict=True))
