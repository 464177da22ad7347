"""Random requests: lines that a policy has rules for, often beside those of another, with documents and a service date.

A request already names what a chart may speak of beside its lines (blocks, earlier sessions, codes). Not here: what the
chart says (`bench.generating.states`).
"""

from datetime import date
from random import Random
from typing import Literal as OneOf

from bench.generating.chance import happens
from bench.generating.vocabulary import Vocabulary, Words
from kb.case import Case, Constant, Evidence, Finding, Line, Record, Request
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Choice

FOREIGN = "99213"
"""A code that no policy has rules for."""
YEAR_FROM = date(2025, 1, 1).toordinal()
ANNIVERSARY = 365
NAMES = ("first", "second", "third")
"""What a chart calls things of which there may be several."""
AGO = (1, 13, 14, 15, 90, 200, 364, 365, 366, 400)
"""How many days before the service earlier sessions were."""
DIAGNOSIS = "diagnosis"
"""The finding whose codes are those of diagnoses."""


def request(kb: KnowledgeBase, words: Words, known: Vocabulary, rng: Random) -> Case:
    """A case with lines of the policy and without a chart but for what it must name."""
    service = _service_day(words, rng)
    lines = _lines(words, known, rng)
    review: OneOf["prospective", "retrospective"] = "retrospective" if happens(rng, 0.3) else "prospective"
    asked = Request(
        *_asked(words, known, rng), None if service is None else date.fromordinal(service).isoformat(), review
    )
    documents = _documents(words, service or YEAR_FROM, rng)
    return Case("", asked, lines, _named(kb, words, known, service or YEAR_FROM, rng), documents, "")


def _service_day(words: Words, rng: Random) -> int | None:
    if happens(rng, 0.05):
        return None
    if words.days and happens(rng, 0.25):
        return rng.choice(words.days) + rng.randint(-1, 1)
    return YEAR_FROM + rng.randrange(ANNIVERSARY)


def _asked(words: Words, known: Vocabulary, rng: Random) -> tuple[str | None, str | None]:
    """Policy and plan, of which either may be left out."""
    plan = rng.choice((*known.plans, "other-plan")) if happens(rng, 0.15) else None
    return (words.id if happens(rng, 0.6) else None), plan


# Lines ----------------------------------------------------------------------------------------------------------------


def _lines(words: Words, known: Vocabulary, rng: Random) -> tuple[Line, ...]:
    others = [other for other in known.policies if other != words]
    beside = rng.choice(others) if others and happens(rng, 0.5) else words
    number = rng.choices((1, 2, 3, 4), (35, 35, 20, 10))[0] + (beside != words and happens(rng, 0.5))
    stages = ("1", "2") if happens(rng, 0.15) else (rng.choice((None, None, "1")),)
    top = _top(known, rng)
    governed = [words, *(rng.choice((words, beside)) for _ in range(min(number, 4) - 1))]
    return tuple(_line(place, one, known, rng.choice(stages), top, rng) for place, one in enumerate(governed, 1))


def _line(place: int, words: Words, known: Vocabulary, stage: str | None, top: int, rng: Random) -> Line:
    name = rng.choice(words.procedures) if words.procedures and happens(rng, 0.2) else None
    code = None if name and happens(rng, 0.7) else a_code(words, rng)
    parent = f"line-{rng.randrange(1, place)}" if place > 1 and happens(rng, 0.2) else None
    units = rng.choice((1, 2, 3)) if happens(rng, 0.2) else None
    return Line(f"line-{place}", code, name, stage, _spans(known, top, rng), units, parent)


def a_code(words: Words, rng: Random) -> str:
    """A code that the policy has rules for, seldom another."""
    if not words.codes or happens(rng, 0.03):
        return FOREIGN
    return rng.choices(tuple(words.codes), tuple(words.codes.values()))[0]


def _top(known: Vocabulary, rng: Random) -> int:
    """The uppermost vertebra of the request: mostly lumbar, which are the last."""
    last = len(known.vertebrae) - 1
    return rng.randrange(last - 5, last) if happens(rng, 0.7) else rng.randrange(last)


def _spans(known: Vocabulary, top: int, rng: Random) -> tuple[tuple[str, str], ...]:
    if happens(rng, 0.12):
        return ()
    last = len(known.vertebrae) - 1
    upper = min(top + rng.choice((0, 0, 0, 1)), last)
    lower = min(upper + rng.choices((0, 1, 2, 3), (5, 55, 30, 10))[0], last)
    return ((known.vertebrae[upper], known.vertebrae[lower]),)


# Documents and what the chart names -----------------------------------------------------------------------------------


def _documents(words: Words, service: int, rng: Random) -> tuple[Record, ...]:
    """Most documents that the policy asks for, and an office note."""
    kinds = [kind for kind in dict.fromkeys((*words.kinds, "office_note")) if happens(rng, 0.75)]
    days = (date.fromordinal(service - rng.randrange(1, 120)).isoformat() for _ in kinds)
    return tuple(
        Record(f"d{place}", kind, day, None) for place, (kind, day) in enumerate(zip(kinds, days, strict=True), 1)
    )


def _named(kb: KnowledgeBase, words: Words, known: Vocabulary, service: int, rng: Random) -> tuple[Finding, ...]:
    """Findings about what only the chart names, up to three of each; they share what they are about. As they stand all
    are documented as absent: what they could be is found later."""
    days = tuple(service - rng.choice(AGO) for _ in NAMES)
    levels = tuple(_interspace(known, _top(known, rng)) for _ in NAMES)
    codes = tuple(rng.sample(known.procedures, len(NAMES)))
    pools: dict[str, tuple[Constant, ...]] = {"date": days, "level": levels, "code": codes}
    found: dict[tuple[str, tuple[Constant, ...]], Finding] = {}
    for finding in words.named:
        if happens(rng, 0.6):
            pools["code"] = tuple(rng.sample(known.diagnoses, 3)) if finding.name == DIAGNOSIS else codes
            for number in range(rng.choice((1, 1, 2, 3))):
                key = tuple(_member(kb, words, pools, p.type, number) for p in finding.keys)
                found[finding.name, key] = _absent(finding.name, key)
    return tuple(found.values())


def _absent(name: str, key: tuple[Constant, ...]) -> Finding:
    return Finding(name, key, present=False, value=None, evidence=Evidence(), number=0)


def _member(
    kb: KnowledgeBase, words: Words, pools: dict[str, tuple[Constant, ...]], kind: str, number: int
) -> Constant:
    """A thing of a type: one of a few for the whole case; of a choice the one that the clauses name."""
    declared = kb.types[kind]
    if isinstance(declared, Choice):
        return words.named_choices.get(kind) or declared.members[0].name
    return pools.get(kind, NAMES)[number]


def _interspace(known: Vocabulary, top: int) -> str:
    return f"{known.vertebrae[top]}-{known.vertebrae[top + 1]}"
