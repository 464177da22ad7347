"""How the parts of a case are written as JSON: a finding in a state, a line, a request, documents.

The same thing is written in the ways that a case may: a duration in days or weeks, a level as `L4-5`, a key directly or
under `at`, a code as a number. Not here: which parts go together (`bench.generating.templates`).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

import msgspec

from bench.generating.chance import happens
from kb.case import Case, Constant, Line
from kb.intake.findings import DIRECT
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Measure, Scale
from kb.values import Calendar, Type
from solver.alternatives.completions import Slot, State

Tree = dict[str, object]
UNUSUAL = 0.08
"""How often something is written in another way than it mostly is."""
BEFORE = 200
"""Observations are at most so many days older than the service."""
NOTES = (*(None,) * 12, "as dictated", "see addendum", "patient's own account")


def text(tree: object) -> str:
    """A tree as JSON."""
    return msgspec.json.encode(tree).decode()


def finding(kb: KnowledgeBase, slot: Slot, state: State, case: Case, rng: Random) -> str:
    """The finding that a state of a slot stands for, with evidence; no text where the record is silent."""
    if state.kind == "as_is" and not slot.stated:
        return ""
    name, key = slot.atom
    tree: Tree = {"finding": name, **_arguments(kb, name, key, rng)}
    declared = kb.predicates[name].value
    if state.kind != "present":
        tree["present"] = False
    elif declared is not None and state.value is not None:
        tree["value"] = _value(kb.types[declared.type], state.value, rng)
    return text(tree | _evidence(case, rng))


def line(asked: Line, rng: Random) -> str:
    """A line; a code of digits is a number now and then."""
    code = (
        int(asked.code)
        if asked.code and asked.code.isdigit() and asked.code[0] != "0" and happens(rng, UNUSUAL)
        else asked.code
    )
    levels = [_level(top if top == bottom else f"{top}-{bottom}", rng) for top, bottom in asked.spans]
    tree = {
        "id": asked.id,
        "code": code,
        "procedure": asked.procedure,
        "stage": asked.stage,
        "levels": levels or None,
        "units": asked.units,
        "parent": asked.parent,
    }
    return text(_stated(tree))


def request(case: Case) -> str:
    """What is asked for, under which policy and when."""
    return text(_stated(msgspec.structs.asdict(case.request)))


def documents(case: Case) -> str:
    """The documents of a case."""
    return text([_stated(msgspec.structs.asdict(document)) for document in case.documents])


def _stated(tree: Mapping[str, object]) -> Tree:
    return {name: value for name, value in tree.items() if value is not None}


# Arguments and values -------------------------------------------------------------------------------------------------


def _arguments(kb: KnowledgeBase, name: str, key: tuple[Constant, ...], rng: Random) -> Tree:
    """The arguments by their names: level, line and stage directly, the others under `at`, where any may stand."""
    given = {
        parameter.name.lower(): _argument(kb.types[parameter.type], part, rng)
        for parameter, part in zip(kb.predicates[name].keys, key, strict=True)
    }
    direct = DIRECT if not happens(rng, UNUSUAL) else ()
    below = {name: part for name, part in given.items() if name not in direct}
    return {name: part for name, part in given.items() if name in direct} | ({"at": below} if below else {})


def _argument(kind: Type, constant: Constant, rng: Random) -> Constant:
    return _level(str(constant), rng) if kind.name == "level" else _value(kind, constant, rng)


def _level(name: str, rng: Random) -> str:
    """A level as `L4-L5`, seldom in one of the other ways."""
    if not happens(rng, UNUSUAL):
        return name
    top, _, bottom = name.partition("-")
    short = [f"{top}-{bottom[1:]}"] if bottom[:1] == top[:1] else []
    return rng.choice([name.lower(), name.replace("-", "/"), *short])


def _value(kind: Type, constant: Constant, rng: Random) -> Constant:
    """A value as a case writes it."""
    match kind:
        case Scale() if isinstance(constant, int):
            return kind.members[constant].name
        case Calendar() if isinstance(constant, int):
            return date.fromordinal(constant).isoformat()
        case Measure() if isinstance(constant, int):
            return _quantity(kind, constant, rng)
        case _:
            return constant


def _quantity(kind: Measure, steps: int, rng: Random) -> Constant:
    """A quantity in a unit in which it is exact; a bare number where the only unit is one of things counted."""
    if kind.units[0].name == "one":
        return steps
    exact = [unit for unit in kind.units if steps % unit.steps == 0] or [kind.units[0]]
    unit = exact[-1] if not happens(rng, UNUSUAL) else rng.choice(exact)
    whole, rest = divmod(steps, unit.steps)
    number = str(whole) if not rest else f"{steps / unit.steps:g}"
    return f"{number} {unit.name}{'' if number == '1' or unit.name == 'percent' else 's'}"


# Evidence -------------------------------------------------------------------------------------------------------------


def _evidence(case: Case, rng: Random) -> Tree:
    """Where the finding stands; now and then nobody says."""
    if happens(rng, 0.15):
        return {}
    document = rng.choice(case.documents).id if case.documents and happens(rng, 0.8) else None
    page = rng.randint(1, 20) if happens(rng, 0.7) else None
    found = {"document": document, "page": page, "date": _observed(case, rng), "note": rng.choice(NOTES)}
    return {"evidence": _stated(found)}


def _observed(case: Case, rng: Random) -> str | None:
    if case.request.service_date is None or happens(rng, 0.5):
        return None
    return (date.fromisoformat(case.request.service_date) - timedelta(rng.randrange(BEFORE))).isoformat()
