"""A YAML or JSON file becomes a `Case`, or is refused with every problem that it has.

A file that fits the structs costs one conversion; only a file that does not is validated against the schema, and then
the parts that do fit are still checked. Not here: the checks (`kb.intake.lines`, `kb.intake.findings`,
`kb.intake.shape`).
"""

import os
from typing import TypeVar

from msgspec import Struct, ValidationError, convert

from kb.case import Case, Finding, Line, Record
from kb.intake.digest import sealed
from kb.intake.findings import finding
from kb.intake.lines import circles, line, record, repeated, request
from kb.intake.mistake import Mistake, problems
from kb.intake.scope import Scope, Vocabulary, names, vocabulary
from kb.intake.structure import MOST, CaseForm, DocumentForm, FindingForm, LineForm, RequestForm
from kb.intake.text import content, file_name, tree
from kb.knowledge import KnowledgeBase
from kb.problems import Rejected

T = TypeVar("T")


class Draft(Struct, frozen=True):
    """The forms of a case that could be read, by their places in the file."""

    request: RequestForm
    lines: dict[int, LineForm]
    findings: dict[int, FindingForm]
    documents: dict[int, DocumentForm]


def read_case(source: str | os.PathLike[str], kb: KnowledgeBase, *, text: str | bytes | None = None) -> Case:
    """The case in a file; `-` is standard input, and `text` stands for the content of the file when it is given.

    Raises `Rejected` with all problems of the file.
    """
    return case_from(content(source, text), file_name(source), vocabulary(kb))


def case_from(text: str, file: str, known: Vocabulary) -> Case:
    """The case in a text. `file` is what messages call it; a name in `.json` makes it JSON. Raises `Rejected`."""
    case = case_of(tree(text, file), known)
    if isinstance(case, Case):
        return case
    raise Rejected(problems(case, file, text))


def case_of(found: dict[str, object], known: Vocabulary) -> Case | tuple[Mistake, ...]:
    """The case in a tree, or all that is wrong with it."""
    scope = Scope(known, names(found))
    try:
        form = convert(found, CaseForm)
    except ValidationError:
        return _all_mistakes(found, scope)
    forms = (dict(enumerate(form.lines)), dict(enumerate(form.findings)), dict(enumerate(form.documents)))
    return _case(str(form.case), Draft(form.request, *forms), scope)


def _all_mistakes(found: dict[str, object], scope: Scope) -> tuple[Mistake, ...]:
    """The mistakes in the shape of a tree, and those in the parts of it that are well shaped."""
    from kb.intake import shape

    case = _case("", _salvaged(found), scope)
    return (*shape.mistakes(found), *(() if isinstance(case, Case) else case))


def _salvaged(found: dict[str, object]) -> Draft:
    lists = (_members(found, "lines", LineForm), _members(found, "findings", FindingForm))
    asked = _form(found.get("request"), RequestForm) or RequestForm()
    return Draft(asked, *lists, _members(found, "documents", DocumentForm))


def _members(found: dict[str, object], group: str, kind: type[T]) -> dict[int, T]:
    members = found.get(group)
    if not isinstance(members, list):
        return {}
    return {place: form for place, member in enumerate(members[:MOST]) if (form := _form(member, kind))}


def _form(part: object, kind: type[T]) -> T | None:
    try:
        return convert(part, kind)
    except ValidationError:
        return None


def _case(name: str, draft: Draft, scope: Scope) -> Case | tuple[Mistake, ...]:
    asked = request(draft.request)
    lines = [line(place, form, scope) for place, form in draft.lines.items()]
    findings = [finding(place, form, scope) for place, form in draft.findings.items()]
    documents = [record(place, form) for place, form in draft.documents.items()]
    repeats = (*repeated("lines", draft.lines), *circles(draft.lines), *repeated("documents", draft.documents))
    parts = (asked, *lines, *findings, *documents)
    wrong = tuple(mistake for part in parts if isinstance(part, tuple) for mistake in part) + repeats
    if wrong or isinstance(asked, tuple):
        return wrong
    return sealed(Case(name, asked, _only(Line, lines), _only(Finding, findings), _only(Record, documents), ""))


def _only(kind: type[T], parts: list[T | tuple[Mistake, ...]]) -> tuple[T, ...]:
    return tuple(part for part in parts if isinstance(part, kind))
