"""What a proof rests on without saying so: the criteria at which relations look, so that absence can be checked too.

That *no* verdict prevails over another, or that no further instance of a clause applies, follows from the values of
criteria. Each goal and each record whose relations look at criteria gets the goals of those (`Node.rests`). Deciding
and explaining need none of this; it is done for a proof that is to be checked. Not here: the proof itself (`prove`).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from msgspec.structs import replace

from kb.case import Constant
from kb.clauses import is_open
from kb.language.syntax import Atom, Literal, Premise, Var
from solver import names
from solver.instances import Bindings, Rows
from solver.proof import Ground, Node, Proof
from solver.prove import Prover
from solver.slots import ground

T = TypeVar("T")
Question = tuple[str, tuple[Constant | None, ...]]
"""A relation and what is known of its arguments."""


class _Watched(Rows):
    """Rows that remember the questions put to relations that look at criteria."""

    def __init__(self, prover: Prover) -> None:
        super().__init__(prover.kb, prover.rows.model)
        self._late = prover.sources.late
        self.asked: dict[Question, None] = {}

    def watch(self, work: Callable[[], T]) -> tuple[T, tuple[Question, ...]]:
        """What some work gives, and the questions that it put."""
        self.asked = {}
        return work(), tuple(self.asked)

    def matches(self, atom: Atom, bindings: Bindings, name: str | None = None) -> Iterator[dict[str, Constant]]:
        """The bindings under which an atom is in the model."""
        if atom.predicate in self._late:
            self.asked[atom.predicate, _known(self, atom, bindings)] = None
        return super().matches(atom, bindings, name)


class Completion:
    """Adds to proofs of one case what they rest on without saying so."""

    def __init__(self, prover: Prover) -> None:
        self.prover = prover
        self._completed: dict[str, Node] = {}
        self._watched = _Watched(prover)
        self._steps: dict[Question, tuple[tuple[Ground, ...], tuple[Question, ...]]] = {}

    def complete(self, roots: Iterable[str]) -> Proof:
        """The proof of some nodes, complete, premises before conclusions."""
        wanted = tuple(roots)
        done: dict[str, Node] = {}
        waiting = [(root, False) for root in reversed(wanted)]
        while waiting:
            name, is_below_done = waiting.pop()
            if name in done:
                continue
            node = self._with_rests(name)
            below = (*node.guards, *node.children, *node.rests)
            if is_below_done:
                done[name] = node
            else:
                waiting.append((name, True))
                waiting.extend((one, False) for one in reversed(below))
        return Proof(done, wanted)

    def _with_rests(self, name: str) -> Node:
        if name not in self._completed:
            node = self.prover.nodes[name]
            goals = sorted(self.prover.goal(*atom) for atom in self._criteria(self._questions(node)))
            self._completed[name] = replace(node, rests=tuple(goals)) if goals else node
        return self._completed[name]

    def _questions(self, node: Node) -> tuple[Question, ...]:
        """The questions that a step puts to relations which look at criteria."""
        if node.atom is None or node.kind not in ("relation", "goal"):
            return ()
        name, args = node.atom
        if node.kind == "relation":
            late = name in self.prover.sources.late
            return ((name, tuple(None if _is_any(arg) else arg for arg in args)),) if late else ()
        return self._of_criterion(node.atom) if self.prover.kb.predicates[name].kind != "relation" else ()

    def _of_criterion(self, atom: Ground) -> tuple[Question, ...]:
        """The questions behind the clauses of a criterion, found by going through them once more."""
        rows, self.prover.rows = self.prover.rows, self._watched
        _, asked = self._watched.watch(lambda: self.prover.clauses(atom))
        self.prover.rows = rows
        return asked

    def _criteria(self, asked: tuple[Question, ...]) -> dict[Ground, None]:
        """The criteria at which the answers to questions look, through however many relations."""
        found: dict[Ground, None] = {}
        waiting, seen = list(asked), set(asked)
        while waiting:
            criteria, below = self._step(waiting.pop())
            found.update(dict.fromkeys(criteria))
            waiting.extend(new := [one for one in below if one not in seen])
            seen.update(new)
        return found

    def _step(self, question: Question) -> tuple[tuple[Ground, ...], tuple[Question, ...]]:
        """The criteria that the clauses of a relation look at themselves, and the questions that they put."""
        if question not in self._steps:
            self._steps[question] = self._watched.watch(lambda: tuple(self._looks(question)))
        return self._steps[question]

    def _looks(self, question: Question) -> Iterator[Ground]:
        name, asked = question
        if is_open(self.prover.kb.predicates[name]):
            asked = (*asked[:-1], None)
        for rule in self.prover.kb.clauses[name]:
            if (bindings := _told(self._watched, rule.clause.head, asked)) is not None:
                yield from self._read(rule.clause.body, bindings)

    def _read(self, body: tuple[Premise, ...], bindings: dict[str, Constant]) -> Iterator[Ground]:
        """Every way through the literals that bind is looked at to its end."""
        ways = [bindings]
        literals = [literal for literal in body if isinstance(literal, Literal)]
        criteria = [one.atom for one in literals if self.prover.kb.predicates[one.atom.predicate].kind == "criterion"]
        others = [literal for literal in literals if literal.atom not in criteria]
        for literal in others:
            if not literal.negated:
                ways = [further for way in ways for further in self._matching(literal, way)]
        for way in ways:
            for literal in others:
                if literal.negated:
                    self._matching(literal, way)
            yield from ((atom.predicate, ground(self.prover.kb, atom, way)) for atom in criteria)

    def _matching(self, literal: Literal, way: dict[str, Constant]) -> list[dict[str, Constant]]:
        """The bindings under which a relation, or one side of a finding, has a row."""
        atom, keys = literal.atom, len(self.prover.kb.predicates[literal.atom.predicate].keys)
        kept = atom if literal.rail in (None, "supported") else Atom(atom.predicate, atom.args[:keys], atom.span)
        return list(self._watched.matches(kept, way, names.on_rail(literal)))


def _is_any(argument: Constant) -> bool:
    return isinstance(argument, str) and (argument == "_" or argument.startswith("?"))


def _known(rows: Rows, atom: Atom, bindings: Bindings) -> tuple[Constant | None, ...]:
    """The arguments of an atom as far as they are known."""
    pairs = zip(atom.args, ground(rows.kb, atom, {}), strict=True)
    return tuple(bindings.get(argument.name) if isinstance(argument, Var) else part for argument, part in pairs)


def _told(rows: Rows, head: Atom, asked: tuple[Constant | None, ...]) -> dict[str, Constant] | None:
    """What a question tells of the variables of a head, or None where the head is about something else."""
    found: dict[str, Constant] = {}
    for argument, fixed, part in zip(head.args, ground(rows.kb, head, {}), asked, strict=True):
        said = found.setdefault(argument.name, part) if isinstance(argument, Var) and part is not None else fixed
        if part is not None and said != part:
            return None
    return found
