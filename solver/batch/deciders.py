"""Records become rows or rejects: what a batch asks of an engine, and the engines that there are.

Nothing else in a batch knows which of them runs. Not here: reading and writing, nor the decision of a single case
(`solver.decide`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from kb.intake.case_file import case_from
from kb.intake.scope import vocabulary
from kb.intake.text import content
from kb.knowledge import KnowledgeBase
from kb.problems import Rejected
from solver.batch.numbered import Numbered
from solver.batch.records import Chunk, Entry, Record
from solver.batch.rows import Judged, Reject, Row, rejects
from solver.batch.sheet import AllJudged, Sheet
from solver.chunks.cases import Cases, Read, in_columns, joined
from solver.chunks.chunk import Chunks, Decided, Decision
from solver.chunks.intake import Intake
from solver.chunks.numbering import Numbering
from solver.chunks.open_slots import OpenSlots
from solver.chunks.places import with_lines
from solver.chunks.rows import alone
from solver.chunks.weighing import Weighing
from solver.decide import LineDecision, Outcome, Solver
from solver.explain.reasons import settling_leaves
from solver.explain.short import Order
from solver.explain.wording import word
from solver.names import WHOLE
from solver.prove import Sources

ENGINES: Mapping[str, int] = {"batch": 50_000, "pydatalog": 64, "spark": 4096}
"""The engines by name, and how many cases each takes at a time. On Spark it is the first one that decides."""
IN_SLICES = "batch"
"""The engine that takes slices of tables, too."""
WRITTEN = (".json", ".yaml", ".yml")


Left = TypeVar("Left")
Missing = Mapping[tuple[str | None, str], Collection[str]]
"""What is missing for verdicts, by their policy and line."""


class Decider(Protocol):
    """Something that decides records."""

    def decide(self, records: Sequence[Record]) -> list[Judged]:
        """For each record in order its rows, or all its problems."""


def decider(kb: KnowledgeBase, engine: str, *, explain: bool) -> Decider:
    """The decider by the name of its engine; `explain` asks for reasons and for what is missing."""
    assert engine in ENGINES
    return OneByOne(kb, explain=explain) if engine == "pydatalog" else Together(kb, explain=explain)


class Together:
    """All cases of a chunk in one evaluation of the program."""

    def __init__(self, kb: KnowledgeBase, *, explain: bool = False) -> None:
        self._kb, self._explain, self._order = kb, explain, Order(kb)
        self._intake, self._chunks = Intake(kb), Chunks(kb, explain=explain)
        self._policies: dict[str | None, str | None] = {one: word(kb, "policy", one) for one in kb.policies}

    def decide(self, records: Sequence[Record]) -> list[Judged]:
        """The rows or the problems of each record."""
        return self.judge(Chunk(tuple(records), {})).each()

    def judge(self, chunk: Chunk) -> AllJudged:
        """The rows and the problems of the records of a chunk, or of the cases of its slice."""
        self._intake.forget()
        if chunk.slice is None:
            ordinary, known = self._intake.ordinary([record.text for record in chunk.records])
            others: Iterator[tuple[int, Entry]] = _left(chunk.records, ordinary)
        else:
            numbered = Numbered(self._intake.parts, chunk.slice)
            ordinary, known = numbered.ordinary()
            others = ((place, numbered.entry(place)) for place, _ in _left(chunk.slice.spans, ordinary))
        found = {place: self._read(one) if isinstance(one, Record) else one for place, one in others}
        read = {place: one for place, one in found.items() if isinstance(one, Read)}
        refused = {place: one for place, one in found.items() if not isinstance(one, Read)}
        cases = joined([known, in_columns(list(read.values()))])
        return AllJudged(chunk.size - len(chunk.unread), self._decided([*ordinary, *read], cases), refused)

    def _read(self, record: Record) -> Read | tuple[Reject, ...]:
        try:
            return self._intake.full(record.text, _named(record))
        except Rejected as rejected:
            return rejects(rejected.problems, record.file, record.line)

    def _decided(self, places: Sequence[int], cases: Cases) -> Sheet:
        """The rows of cases that have these places in the chunk."""
        found = self._chunks.decide(self._intake.numbered, cases).sorted(places)
        of_row = found.cases.tolist()
        lines = [cases.lines[case] for case in of_row]
        numbers, said = self._said(found, lines)
        return Sheet(
            [places[case] for case in of_row],
            [cases.names[case] for case in of_row],
            [ids[line] for ids, line in zip(lines, found.lines.tolist(), strict=True)],
            [cases.digests[case] for case in of_row],
            numbers,
            said,
        )

    def _said(self, found: Decided, lines: Sequence[tuple[str, ...]]) -> tuple[list[int], list[Row]]:
        """For each row the number of what it says, and all that is said. What names lines says something else for
        other lines."""
        naming = [one.names_lines for one in found.decisions]
        if not any(naming):
            return found.numbers.tolist(), [self._row(one, None) for one in found.decisions]
        said = Numbering[tuple[int, tuple[str, ...]]]()
        numbers = [
            said[number, of_case if naming[number] else ()]
            for number, of_case in zip(found.numbers.tolist(), lines, strict=True)
        ]
        named = {of_case: _Named(of_case, self._order) for of_case in {of_case for _, of_case in said if of_case}}
        return numbers, [self._row(found.decisions[number], named.get(of_case)) for number, of_case in said]

    def _row(self, found: Decision, named: "_Named | None") -> Row:
        """What a decision comes to in a case, without the case and the line; where it names lines, with their ids."""
        reasons, missing = found.reasons, found.missing
        if named is not None:
            reasons, missing = named.sort(reasons), named.sort(missing)
        return Row(
            case="",
            line="",
            policy=self._policies.get(found.policy, found.policy),
            verdict=found.verdict,
            coding=found.coding,
            because=found.because,
            flags=found.notes,
            reasons=reasons if self._explain else None,
            missing=missing if self._explain else None,
            knowledge=self._kb.digest,
            digest="",
            moot=found.moot,
            request=found.request,
        )


class _Named(dict[str, tuple[int, str]]):
    """Texts with the ids of some lines in them, each after its place in an order. Each is made once, as many cases say
    the same."""

    def __init__(self, lines: tuple[str, ...], order: Order) -> None:
        self._lines, self._order = lines, order

    def __missing__(self, text: str) -> tuple[int, str]:
        named = with_lines(text, self._lines)
        self[text] = found = self._order.place(named)
        return found

    def sort(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Some of them, in order."""
        return tuple([text for _, text in sorted([self[text] for text in texts])])


class OneByOne:
    """Each case by itself, through the intake, the program and the proof of `decide`."""

    def __init__(self, kb: KnowledgeBase, *, explain: bool = False) -> None:
        self._solver, self._known, self._explain = Solver(kb), vocabulary(kb), explain
        self._sources = Sources(kb)

    def decide(self, records: Sequence[Record]) -> list[Judged]:
        """The rows or the problems of each record."""
        return [self._decide(record) for record in records]

    def outcome(self, record: Record) -> Outcome:
        """The decision on a record. Raises `Rejected`."""
        name = _named(record)
        return self._solver.decide(case_from(content(name, record.text), name, self._known))

    def rows(self, outcome: Outcome) -> tuple[Row, ...]:
        """A decision as rows."""
        order, requests = Order(outcome.kb), {one.policy: one.verdict for one in outcome.groups if one.group == WHOLE}
        missing = self._missing(outcome) if self._explain else None
        return tuple(_row(outcome, line, requests, order, missing) for line in outcome.lines)

    def _missing(self, outcome: Outcome) -> Missing:
        """What is missing for each verdict, by its policy and its line."""
        slots = OpenSlots(Weighing(self._sources, alone(outcome.kb, outcome.model)))
        verdicts = [(str(policy), str(line), int(rank)) for policy, line, rank in outcome.rows("verdict")]
        return {(policy, line): slots.of(policy, line, rank) for policy, line, rank in verdicts}

    def _decide(self, record: Record) -> Judged:
        try:
            return self.rows(self.outcome(record))
        except Rejected as rejected:
            return rejects(rejected.problems, record.file, record.line)


def _left(entries: Sequence[Left], some: Iterable[int]) -> Iterator[tuple[int, Left]]:
    """The entries with their places, apart from some."""
    places = set(some)
    return ((place, one) for place, one in enumerate(entries) if place not in places)


def _named(record: Record) -> str:
    """What the record is called by its reader: text that is not YAML is JSON."""
    return record.file if record.file.lower().endswith(WRITTEN) else f"{record.file}.json"


def _row(
    outcome: Outcome,
    line: LineDecision,
    requests: Mapping[str, str],
    order: Order,
    missing: Missing | None,
) -> Row:
    kb = outcome.kb
    return Row(
        case=outcome.case.id,
        line=line.line,
        policy=None if line.policy is None else word(kb, "policy", line.policy),
        verdict=line.verdict,
        coding=None if line.coding is None else line.coding.verdict,
        because=order.sort(reason.criterion for reason in line.because.criteria),
        flags=order.sort(note.criterion for note in line.notes),
        reasons=None if missing is None else order.sort(_leaves(outcome, line)),
        missing=None if missing is None else tuple(missing.get((line.policy, line.line), ())),
        knowledge=kb.digest,
        digest=outcome.case.digest,
        moot=line.moot,
        request=requests.get(line.policy or ""),
    )


def _leaves(outcome: Outcome, line: LineDecision) -> Iterator[str]:
    """The reasons of a line."""
    for reason in line.because.criteria:
        yield from settling_leaves(outcome.kb, outcome.proof, reason)
