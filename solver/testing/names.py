"""Names in an expectation that mean nothing: an unknown criterion would never be a reason, and never be missed.

Not here: whether an expectation is met (`solver.testing.expect`).
"""

from collections.abc import Iterable, Iterator

from kb.intake.mistake import Mistake, Path, cut
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Choice, Scale
from kb.problems import did_you_mean
from kb.values import BadValue
from solver.testing.cases import PolicyTest
from solver.testing.form import ExpectForm

TYPES = {"verdict": "verdict_kind", "criteria": "verdict_kind", "coding": "coding_kind", "wanted": "document_item"}
SECTIONS = ("because", "notes", "without", "criterion")


def unknown(test: PolicyTest, kb: KnowledgeBase) -> tuple[Mistake, ...]:
    """A mistake for each name in the expectations of a test that the knowledge base does not know."""
    return tuple(
        mistake
        for place, wanted in enumerate(test.form.expect)
        for mistake in _unknown(wanted, (*test.path, "expect", place), kb)
    )


def _unknown(wanted: ExpectForm, at: Path, kb: KnowledgeBase) -> Iterator[Mistake]:
    for field in SECTIONS:
        yield from _strange("N402", wanted, field, at, kb.sections)
    for field, kind in TYPES.items():
        grouped = field == "verdict" and wanted.group is not None
        yield from _strange("N501", wanted, field, at, _members(kb, "rollup_kind" if grouped else kind))
    yield from _strange("N404", wanted, "policy", at, [document.front["id"] for document in kb.documents])
    yield from _no_level(wanted, at, kb)


def _strange(code: str, wanted: ExpectForm, field: str, at: Path, known: Iterable[str]) -> Iterator[Mistake]:
    given = getattr(wanted, field)
    names = given if isinstance(given, tuple) else () if given is None else (given,)
    for place, name in enumerate(map(str, names)):
        if name not in known:
            path = (*at, field, place) if isinstance(given, tuple) else (*at, field)
            message = f"nothing that {field} can name is called so"
            yield Mistake(code=code, path=path, message=message, found=cut(name), hint=did_you_mean(name, known))


def _members(kb: KnowledgeBase, kind: str) -> tuple[str, ...]:
    found = kb.types[kind]
    assert isinstance(found, Scale | Choice)
    return tuple(member.name for member in found.members)


def _no_level(wanted: ExpectForm, at: Path, kb: KnowledgeBase) -> Iterator[Mistake]:
    from kb.intake.levels import spine

    try:
        spine(kb).level(wanted.level or "L1")
    except BadValue as bad:
        yield Mistake(
            code="N308", path=(*at, "level"), message="this is no level", found=bad.found, expected=bad.expected
        )
