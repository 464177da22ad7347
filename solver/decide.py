"""A knowledge base and a case make decisions: verdicts with their reasons, and the proof they rest on.

Not here: reading files (`kb.load`, `kb.intake`), deeper explanations (`explain`), or output (`render`).
"""

from collections.abc import Iterator
from functools import cached_property, partial

from msgspec import Struct

from kb.cache import remembered
from kb.case import Case, Constant
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Choice, Scale
from solver.datalog import Model, Program
from solver.engines.engine import Engine
from solver.explain.reasons import Because, Reason, because, every_reason
from solver.explain.wording import fill, sentence
from solver.facts import facts
from solver.proof import Proof
from solver.prove import Prover, Sources


class Note(Struct, frozen=True):
    """Something that informs and does not decide."""

    criterion: str
    text: str
    node: str


class LevelDecision(Struct, frozen=True):
    """The verdict at one level of a line, with its deciding criteria."""

    level: str
    verdict: str
    because: tuple[Reason, ...]


class LineDecision(Struct, frozen=True):
    """The verdict on a line under one policy. `policy` is None where none has rules for it. `moot` marks a line whose
    question no longer arises, `proof` the node that proves the verdict, `goal` the criterion behind it."""

    line: str
    policy: str | None
    verdict: str
    because: Because
    levels: tuple[LevelDecision, ...]
    notes: tuple[Note, ...]
    moot: bool
    wanted: tuple[str, ...]
    proof: str | None
    goal: str | None


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
        alone = [_ungoverned(str(row[0])) for row in self.rows("ungoverned")]
        return tuple(sorted((*decided, *alone), key=lambda d: (place[d.line], d.policy or "")))

    @cached_property
    def groups(self) -> tuple[GroupDecision, ...]:
        """The roll-up per stage, the whole request last."""
        found = [self._group(*map(str, row)) for row in self.rows("rollup")]
        return tuple(sorted(found, key=lambda g: (g.policy, g.group == "request", g.group)))

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

    def reasons(self, decision: LineDecision) -> tuple[Reason, ...]:
        """Every reason for a verdict, not only the deciding ones."""
        return () if decision.goal is None else every_reason(self.kb, self.proof, decision.goal)

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
        verdict = self._verdicts[rank]
        claim = "incidental" if verdict == "incidental" else "necessary"
        proved = self._prover.goal("verdict", (policy, line, rank))
        goal = None if verdict == "out_of_scope" else self._prover.goal(claim, (policy, line))
        why = Because(()) if goal is None else self._because(goal, line)
        return LineDecision(
            line=line,
            policy=policy,
            verdict=verdict,
            because=why,
            levels=tuple(self._levels(policy, line)),
            notes=self._notes(policy, line),
            moot=(policy, line) in self.model.get("moot", ()),
            wanted=tuple(item for p, one, item in self._wanted if (p, one) == (policy, line)),
            proof=proved,
            goal=goal,
        )

    def _because(self, goal: str, line: str) -> Because:
        return because(self.kb, self._prover.proof(), goal, line)

    def _levels(self, policy: str, line: str) -> Iterator[LevelDecision]:
        for of, about, level, rank in self.rows("level_verdict"):
            if (of, about) == (policy, line):
                goal = self._prover.goal("necessary_at", (policy, line, level))
                yield LevelDecision(str(level), self._verdicts[int(rank)], self._because(goal, line).criteria)

    def _notes(self, policy: str, line: str) -> tuple[Note, ...]:
        """The notes of a policy that hold for a line: those whose arguments name it."""
        found = [
            self._prover.goal(name, row)
            for name, declared in self.kb.predicates.items()
            if declared.kind == "note" and any(rule.policy == policy for rule in self.kb.clauses.get(name, ()))
            for row in sorted(self.model.get(name + "__supported", ()), key=str)
            if line in row
        ]
        proof = self._prover.proof()
        return tuple(Note(_home(proof, node), sentence(self.kb, proof, proof.nodes[node]), node) for node in found)

    def _group(self, policy: str, group: str, verdict: str) -> GroupDecision:
        members = {row[0] for row in self.rows("in_group") if row[1] == group}
        wanted = (item for p, line, item in self._wanted if p == policy and line in members)
        approved = (policy, group, "approved") in self.model.get("has_standing", ())
        return GroupDecision(group, policy, verdict, approved, tuple(dict.fromkeys(wanted)))


class Solver:
    """A compiled knowledge base with an engine, ready for many cases."""

    def __init__(self, kb: KnowledgeBase, program: Program | None = None, engine: Engine | None = None) -> None:
        self.kb = kb
        self.program = program or remembered(Program, "program", kb.digest, partial(_compiled, kb))
        self._sources = Sources(kb)
        self._engine = engine or _default_engine(self.program)

    def decide(self, case: Case) -> Outcome:
        """Decide every line of a case."""
        return Outcome(self._sources, case, self._engine.solve(facts(self.kb, case)))


def decide(kb: KnowledgeBase, case: Case) -> Outcome:
    """Decide one case with the default engine."""
    return Solver(kb).decide(case)


def _compiled(kb: KnowledgeBase) -> Program:
    from solver.compile import compile_program  # a remembered program needs no compiler

    return compile_program(kb)


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


def _ungoverned(line: str) -> LineDecision:
    return LineDecision(line, None, "out_of_scope", Because(()), (), (), moot=False, wanted=(), proof=None, goal=None)
