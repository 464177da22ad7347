"""A chart with its neighbours: the parts of a case, each as the texts that may stand in its place.

Most of a part's texts say what the chart says; the others leave it out, say something else, or say two things at once.
Drawing a case is then no more than drawing a text for each part. Not here: where charts come from
(`bench.generating.states`).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from msgspec import Struct, structs

from bench.generating import texts
from bench.generating.chance import happens
from bench.generating.requests import a_code
from bench.generating.states import Chart, Possible
from bench.generating.vocabulary import Words
from kb.case import Case, Line
from kb.knowledge import KnowledgeBase
from solver.alternatives.completions import Slot

Part = tuple[str, ...]
"""What may stand in a place of a case; each is as likely as the others."""
CHOICES = 32
"""How many texts a part has; a divisor of 256, so that a random byte picks each as often."""
SPELLINGS = 3
"""In how many ways each state is written."""
NOISE = (0.0, 0.02, 0.05, 0.12)
"""How often a finding that a verdict rests on is not what the chart says; one of these for each template."""
ASIDE = (3, 14)
"""About how many findings are stated on which the verdict does not rest."""
DISPUTED = 0.2
"""How many templates contradict themselves about something that the verdict rests on."""


class Template(Struct, frozen=True):
    """The parts of a case."""

    request: Part
    lines: tuple[Part, ...]
    findings: tuple[Part, ...]
    documents: Part

    def draw(self, name: str, chance: Random) -> str:
        """A case with this name, as JSON on one line."""
        bytes_of_chance = chance.randbytes(len(self.findings) + len(self.lines) + 2)
        asked, supplied, *rest = bytes_of_chance
        lines = ",".join([part[byte % CHOICES] for part, byte in zip(self.lines, rest, strict=False)])
        stated = [part[byte % CHOICES] for part, byte in zip(self.findings, rest[len(self.lines) :], strict=True)]
        findings = ",".join([text for text in stated if text])
        return (
            f'{{"case":"{name}","request":{self.request[asked % CHOICES]},"lines":[{lines}],'
            f'"findings":[{findings}],"documents":{self.documents[supplied % CHOICES]}}}'
        )


def templates(kb: KnowledgeBase, words: Words, found: Possible, rng: Random) -> Iterator[Template]:
    """A template for each chart of a request."""
    spelled = [_spelled(kb, found.case, slot, rng) for slot in found.slots]
    lines = tuple(_line(words, line, rng) for line in found.case.lines)
    for chart in found.charts:
        findings = tuple(_findings(spelled, chart, rng))
        yield Template(_request(words, found.case, rng), lines, findings, _documents(found.case, rng))


# Findings -------------------------------------------------------------------------------------------------------------


def _spelled(kb: KnowledgeBase, case: Case, slot: Slot, rng: Random) -> tuple[Part, ...]:
    """Each state of a slot in several spellings."""
    return tuple(tuple(texts.finding(kb, slot, state, case, rng) for _ in range(SPELLINGS)) for state in slot.states)


def _findings(spelled: list[tuple[Part, ...]], chart: Chart, rng: Random) -> Iterator[Part]:
    noise, disputed = rng.choice(NOISE), rng.choice((None, *chart)) if happens(rng, DISPUTED) else None
    aside = rng.randint(*ASIDE) / max(1, len(spelled) - len(chart))
    for number, states in enumerate(spelled):
        if number == disputed:
            yield tuple(_both_ways(states, rng) for _ in range(CHOICES))
        elif number in chart:
            yield tuple(_mostly(states, chart[number], noise, rng) for _ in range(CHOICES))
        else:
            yield tuple(_something(states, rng) if happens(rng, aside) else "" for _ in range(CHOICES))


def _mostly(states: tuple[Part, ...], state: int, noise: float, rng: Random) -> str:
    """The state, or now and then silence or something else."""
    if not happens(rng, noise):
        return rng.choice(states[state])
    return _something(states, rng) if happens(rng, 0.6) else ""


def _something(states: tuple[Part, ...], rng: Random) -> str:
    return _both_ways(states, rng) if happens(rng, 0.05) else rng.choice(rng.choice(states))


def _both_ways(states: tuple[Part, ...], rng: Random) -> str:
    """Two states at once, which contradict each other."""
    return ",".join(rng.choice(state) for state in rng.sample([one for one in states if one[0]], 2))


# The rest -------------------------------------------------------------------------------------------------------------


def _request(words: Words, case: Case, rng: Random) -> Part:
    """The request; now and then under another policy, of the other kind, or on another day."""
    return tuple(texts.request(_another(words, case, rng) if happens(rng, 0.15) else case) for _ in range(CHOICES))


def _another(words: Words, case: Case, rng: Random) -> Case:
    asked = case.request
    day = asked.service_date and (date.fromisoformat(asked.service_date) + timedelta(rng.choice((-1, 1)))).isoformat()
    changed = rng.choice(
        (
            structs.replace(asked, policy=words.id if asked.policy is None else None),
            structs.replace(asked, review="retrospective" if asked.review == "prospective" else "prospective"),
            structs.replace(asked, service_date=day),
        )
    )
    return structs.replace(case, request=changed)


def _line(words: Words, line: Line, rng: Random) -> Part:
    """The line; now and then with another code, other units or no levels."""
    return tuple(texts.line(_other(words, line, rng) if happens(rng, 0.1) else line, rng) for _ in range(CHOICES))


def _other(words: Words, line: Line, rng: Random) -> Line:
    return rng.choice(
        (
            structs.replace(line, code=a_code(words, rng)),
            structs.replace(line, units=rng.randint(1, 4)),
            structs.replace(line, spans=()),
        )
    )


def _documents(case: Case, rng: Random) -> Part:
    """The documents; now and then one is only a letter."""
    return tuple(texts.documents(_with_a_letter(case, rng) if happens(rng, 0.1) else case) for _ in range(CHOICES))


def _with_a_letter(case: Case, rng: Random) -> Case:
    if not case.documents:
        return case
    lost = rng.choice(case.documents)
    kept = (structs.replace(one, kind="letter") if one == lost else one for one in case.documents)
    return structs.replace(case, documents=tuple(kept))
