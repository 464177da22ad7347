"""A knowledge base and a case make decisions: verdicts with their reasons, and the proof they rest on.

Not here: reading files (`kb.load`, `kb.intake`), deeper explanations (`explain`), or output (`render`).
"""

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from kb.candidates import candidates
from kb.case import Case, Constant
from kb.knowledge import KnowledgeBase, Rule
from kb.language.syntax import Choice, Scale
from solver.datalog import Model, Program
from solver.engines.engine import Engine
from solver.explain.reasons import Because, Reason, because, every_reason
from solver.explain.wording import fill, sentence
from solver.facts import facts
from solver.names import WHOLE, supported
from solver.programs import program
from solver.proof import Proof
from solver.prove import Prover, Sources


class Note(Struct, frozen=True):
    """Something that informs and does not decide."""

    criterion: str
    text: str
    node: str


class LevelDecision(Struct, frozen=True):
    """The verdict at one level of a line, with its deciding criteria and the node of the criterion that it rests on."""

    level: str
    verdict: str
    because: tuple[Reason, ...]
    goal: str = ""


class Side(Struct, frozen=True):
    """What one side of a line comes to, its criteria or its coding, and why. `goals` are the nodes of the criteria that
    it rests on."""

    verdict: str
    because: Because = Because(())
    goals: tuple[str, ...] = ()


class LineDecision(Struct, frozen=True):
    """The verdict on a line under one policy. `policy` is None where none has rules for it, `coding` where it does not
    judge the codes. `moot` marks a line whose question no longer arises, `proof` the node that proves the verdict."""

    line: str
    policy: str | None
    verdict: str
    criteria: Side
    coding: Side | None = None
    levels: tuple[LevelDecision, ...] = ()
    notes: tuple[Note, ...] = ()
    moot: bool = False
    wanted: tuple[str, ...] = ()
    proof: str | None = None

    @property
    def prevailing(self) -> Side:
        """The side that gives the verdict."""
        return self.criteria if self.coding is None or self.criteria.verdict == self.verdict else self.coding

    @property
    def because(self) -> Because:
        """The deciding criteria of the verdict."""
        return self.prevailing.because

    @property
    def goals(self) -> tuple[str, ...]:
        """The nodes of all criteria that the line is judged by, on both sides."""
        return (*self.criteria.goals, *(self.coding.goals if self.coding else ()))


class GroupDecision(Struct, frozen=True):
    """How the lines of a stage, or of the whole request, roll up under one policy. `approved` tells whether any line
    is."""

    group: str
    policy: str
    verdict: str
    approved: bool
    wanted: tuple[str, ...]


class Outcome:
    """Everything decided about one case. Proofs and reasons are made when they are first asked for."""

    def __init__(self, sources: Sources, case: Case, model: Model) -> None:
        self.kb, self.case, self.model = sources.kb, case, model
        self._prover = Prover(sources, case, model)
        self._verdicts = tuple(m.name for m in _scale(self.kb, "verdict_kind").members)

    @cached_property
    def lines(self) -> tuple[LineDecision, ...]:
        """The verdicts, in the order of the case's lines."""
        place = {line.id: number for number, line in enumerate(self.case.lines)}
        decided = [self._line(str(p), str(line), int(rank)) for p, line, rank in self.rows("verdict")]
        alone = [self._ungoverned(str(row[0])) for row in self.rows("ungoverned")]
        return tuple(sorted((*decided, *alone), key=lambda d: (place[d.line], d.policy or "")))

    @cached_property
    def groups(self) -> tuple[GroupDecision, ...]:
        """The roll-up per stage, the whole request last."""
        found = [self._group(*map(str, row)) for row in self.rows("rollup")]
        return tuple(sorted(found, key=lambda g: (g.policy, g.group == WHOLE, g.group)))

    @cached_property
    def conflicts(self) -> tuple[str, ...]:
        """What the record says both ways, slot by slot, whether or not a verdict depends on it."""
        return tuple(
            fill(self.kb, self.kb.predicates[name], text, key) for name, key, text in _disagreements(self.kb, self.case)
        )

    @property
    def proof(self) -> Proof:
        """The proof of every verdict on a line."""
        lines = self.lines
        return self._prover.proof(d.proof for d in lines if d.proof is not None)

    def complete_proof(self, root: str | None = None) -> Proof:
        """The proof of a node, or of every verdict, with all that it rests on: what can be checked by itself."""
        from solver.rests import Completion

        return Completion(self._prover).complete(self.proof.roots if root is None else (root,))

    def reasons(self, decision: LineDecision) -> tuple[Reason, ...]:
        """Every reason for what the criteria and the coding of a line come to, not only the deciding ones."""
        found = (reason for goal in decision.goals for reason in every_reason(self.kb, self.proof, goal))
        return tuple(dict.fromkeys(found))

    def rows(self, predicate: str) -> list[tuple[str | int, ...]]:
        """The tuples of a relation in the model, in a fixed order."""
        return sorted(self.model.get(predicate, ()), key=str)

    @cached_property
    def _wanted(self) -> tuple[tuple[str, str, str], ...]:
        """The documents that policies ask for, in the order of their list."""
        items = self.kb.types["document_item"]
        assert isinstance(items, Choice)
        place = {member.name: number for number, member in enumerate(items.members)}
        rows = [(str(policy), str(line), str(item)) for policy, line, item in self.rows("wanted")]
        return tuple(sorted(rows, key=lambda row: place[row[2]]))

    def _line(self, policy: str, line: str, rank: int) -> LineDecision:
        (found,) = (int(r) for p, one, r in self.rows("by_criteria") if (p, one) == (policy, line))
        return LineDecision(
            line=line,
            policy=policy,
            verdict=self._verdicts[rank],
            criteria=self._criteria(policy, line, self._verdicts[found]),
            coding=self._coding(policy, line),
            levels=tuple(self._levels(policy, line)),
            notes=self._notes(policy, line),
            moot=(policy, line) in self.model.get("moot", ()),
            wanted=tuple(item for p, one, item in self._wanted if (p, one) == (policy, line)),
            proof=self._prover.goal("verdict", (policy, line, rank)),
        )

    def _criteria(self, policy: str, line: str, verdict: str) -> Side:
        """The side of the criteria: what rests on a class of its own name, or on what is necessary."""
        if verdict == "out_of_scope":
            return Side(verdict)
        named = self.kb.predicates.get(verdict)
        claim = verdict if named is not None and named.kind == "criterion" else "necessary"
        return self._side(verdict, line, (self._prover.goal(claim, (policy, line)),))

    def _coding(self, policy: str, line: str) -> Side | None:
        """The side of the coding: the respects that come to its result."""
        kinds = _scale(self.kb, "coding_kind").members
        for of, about, rank in self.rows("coding"):
            if (of, about) == (policy, line):
                respects = [row[2] for row in self.rows("judged_by_code") if row[:2] == (policy, line)]
                goals = {self._prover.goal("coded", (policy, line, one)): one for one in respects}
                deciding = [goal for goal, one in goals.items() if self._comes_to(goal, one, rank)]
                return self._side(kinds[int(rank)].name, line, tuple(deciding))
        return None

    def _comes_to(self, goal: str, respect: Constant, result: Constant) -> bool:
        """Whether a respect of the coding gives the result: a fault by its kind, else what its value says."""
        value = self._prover.proof().nodes[goal].value
        if value == "F":
            return (respect, result) in self.model["fault"]
        kinds = _scale(self.kb, "coding_kind").members
        return kinds[int(result)].name == {"T": "accepted", "N": "undetermined", "B": "review"}[value]

    def _side(self, verdict: str, line: str, goals: tuple[str, ...]) -> Side:
        found = [because(self.kb, self._prover.proof(), goal, line) for goal in goals]
        criteria = dict.fromkeys(reason for one in found for reason in one.criteria)
        follows = dict.fromkeys(other for one in found for other in one.follows)
        return Side(verdict, Because(tuple(criteria), tuple(follows)), goals)

    def _levels(self, policy: str, line: str) -> Iterator[LevelDecision]:
        for of, about, level, rank in self.rows("level_verdict"):
            if (of, about) == (policy, line):
                goal = self._prover.goal("necessary_at", (policy, line, level))
                why = self._side("", line, (goal,)).because.criteria
                yield LevelDecision(str(level), self._verdicts[int(rank)], why, goal)

    def _notes(self, policy: str | None, line: str) -> tuple[Note, ...]:
        """The notes that hold for a line, whose arguments name it: those of a policy, and the shared ones that name the
        policy; where none governs the line, those that name any."""
        found = [
            self._prover.goal(name, row)
            for name, rules in self._note_rules
            for row in sorted(self.model.get(supported(name), ()), key=str)
            if line in row and (policy in {rule.policy for rule in rules} or policy in (None, *row))
        ]
        proof = self._prover.proof()
        return tuple(Note(_home(proof, node), sentence(self.kb, proof, proof.nodes[node]), node) for node in found)

    @cached_property
    def _note_rules(self) -> tuple[tuple[str, tuple[Rule, ...]], ...]:
        kinds = (
            (name, self.kb.clauses.get(name, ())) for name, one in self.kb.predicates.items() if one.kind == "note"
        )
        return tuple(kinds)

    def _ungoverned(self, line: str) -> LineDecision:
        side = Side("out_of_scope")
        return LineDecision(line, None, side.verdict, side, notes=self._notes(None, line))

    def _group(self, policy: str, group: str, verdict: str) -> GroupDecision:
        members = {row[0] for row in self.rows("in_group") if row[1] == group}
        wanted = (item for p, line, item in self._wanted if p == policy and line in members)
        approved = (policy, group, "approved") in self.model.get("has_standing", ())
        return GroupDecision(group, policy, verdict, approved, tuple(dict.fromkeys(wanted)))


class Solver:
    """A knowledge base, ready for many cases. What is compiled and run for a case are the shared documents with the
    policies that can have rules for it; each such program is compiled once. A given engine runs every case instead."""

    def __init__(self, kb: KnowledgeBase, engine: Engine | None = None) -> None:
        self.kb = kb
        self._sources = Sources(kb)
        self._engine = engine
        self._engines: dict[tuple[str, ...], Engine] = {}

    def decide(self, case: Case) -> Outcome:
        """Decide every line of a case."""
        engine = self._engine or self._engine_for(candidates(self.kb, case))
        return Outcome(self._sources, case, engine.solve(facts(self.kb, case)))

    def program(self, policies: tuple[str, ...]) -> Program:
        """The compiled program of the shared documents and these policies."""
        return program(self.kb, policies)

    def _engine_for(self, policies: tuple[str, ...]) -> Engine:
        if policies not in self._engines:
            self._engines[policies] = _default_engine(self.program(policies))
        return self._engines[policies]


def decide(kb: KnowledgeBase, case: Case) -> Outcome:
    """Decide one case with the default engine."""
    return Solver(kb).decide(case)


def _default_engine(program: Program) -> Engine:
    from solver.engines.pydatalog import PyDatalog

    return PyDatalog(program)


def _scale(kb: KnowledgeBase, name: str) -> Scale:
    found = kb.types[name]
    assert isinstance(found, Scale)
    return found


def _disagreements(kb: KnowledgeBase, case: Case) -> Iterator[tuple[str, tuple[Constant, ...], str]]:
    stated: dict[tuple[str, tuple[Constant, ...]], set[tuple[bool, Constant | None]]] = {}
    for finding in case.findings:
        stated.setdefault((finding.predicate, finding.key), set()).add((finding.present, finding.value))
    for (name, key), said in sorted(stated.items(), key=str):
        if len(said) > 1:
            yield name, key, kb.predicates[name].wordings.conflict or ""


def _home(proof: Proof, node: str) -> str:
    clause = proof.nodes[proof.nodes[node].children[0]]
    return (clause.rule or "").rpartition("/")[0]
