"""A clause is cited by its section's id: ids are unique over all documents (N208), every statement has one (N214)."""

from collections.abc import Iterator

from kb.checks.view import Place, View
from kb.language.syntax import Section, Span
from kb.problems import Problem


def check(view: View) -> Iterator[Problem]:
    """Look at the ids of documents and sections."""
    yield from _policies(view)
    taken: dict[str, str] = {}
    for place, section in view.sections:
        if section.id is None:
            yield from _without_id(place, section)
        elif section.id in taken:
            yield _duplicate(place, section.span, section.id, taken[section.id])
        else:
            taken[section.id] = f"{place.source}:{section.span.line}"


def _policies(view: View) -> Iterator[Problem]:
    """Two policies whose ids give the same symbol."""
    taken: dict[str, str] = {}
    for place, _ in view.documents:
        if place.policy in taken:
            yield _duplicate(place, Span(1, 1), place.policy, taken[place.policy])
        elif place.policy is not None:
            taken[place.policy] = place.source


def _duplicate(place: Place, span: Span, name: str, first: str) -> Problem:
    return place.problem(
        "N208",
        f"the id {name} is taken",
        span,
        found=name,
        expected="an id that no other heading or policy has",
        hint=f"it stands first in {first}",
    )


def _without_id(place: Place, section: Section) -> Iterator[Problem]:
    for statement in section.statements[:1]:
        yield place.problem(
            "N214",
            "nothing can cite what stands here",
            statement.span,
            found=f"the heading `{section.title}`" if section.title else "no heading",
            expected="a heading with an id above every statement",
            hint="write an id behind the heading, as in `## Title {#ID-1}`",
        )
