"""Random cases for the small vocabulary of `knowledge`: levels that nobody names, silence, contradictions, several values."""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as some

from kb.case import Case, Constant, Evidence, Finding, Line, Record, Request
from kb.values import ordinal
from tests.properties.knowledge import DAYS, FINDINGS, GRADES, PLACES, SIDES

VALUES: Mapping[str, tuple[Constant, ...]] = {
    "grade": tuple(range(len(GRADES))),
    "duration": (0, 41, 42, 43, 60, 365),
    "side": SIDES,
    "date": tuple(map(ordinal, DAYS)),
}


@some.composite
def cases(draw: some.DrawFn) -> Case:
    """A case of one to three lines, with findings that may be silent, contradictory or of several values."""
    names = [str(number) for number in range(1, draw(some.integers(1, 3)) + 1)]
    lines = tuple(draw(_line(name, names[:place])) for place, name in enumerate(names))
    findings = tuple(draw(some.lists(_stated(names), max_size=14)))
    kinds = draw(some.lists(some.sampled_from(["letter", "film"]), unique=True))
    service = draw(some.none() | some.sampled_from(DAYS))
    documents = tuple(Record(kind, kind, None, None) for kind in kinds)
    return Case("random", Request("P", None, service, "prospective"), lines, findings, documents, "")


@some.composite
def _line(draw: some.DrawFn, name: str, earlier: list[str]) -> Line:
    spans = tuple((place, place) for place in draw(some.lists(some.sampled_from(PLACES), unique=True, max_size=2)))
    parent = draw(some.sampled_from([None, *earlier]))
    return Line(name, "22633", None, None, spans, None, parent)


@some.composite
def _stated(draw: some.DrawFn, lines: list[str]) -> Finding:
    name = draw(some.sampled_from(sorted(FINDINGS)))
    keys, kind = FINDINGS[name]
    members: Mapping[str, Sequence[str]] = {"line": lines, "level": PLACES, "side": SIDES}
    present = draw(some.integers(0, 2)) > 0
    value = draw(some.sampled_from(VALUES[kind])) if kind and present else None
    return Finding(name, tuple(draw(some.sampled_from(members[key])) for key in keys), present, value, Evidence(), 1)
