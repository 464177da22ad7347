"""A finding from its form: every argument and the value in the type that the vocabulary gives it.

Not here: how a single value is read (`kb.intake.constants`), or what a finding means (clauses say that).
"""

from collections.abc import Iterator

from msgspec import Struct

from kb.case import Constant, Evidence, Finding
from kb.intake.constants import Raw, constant, day, reference
from kb.intake.lines import text
from kb.intake.mistake import Mistake, Path, cut
from kb.intake.scope import Scope, Vocabulary
from kb.intake.structure import EvidenceForm, FindingForm
from kb.language.syntax import Parameter, Predicate
from kb.problems import did_you_mean
from kb.values import expected

DIRECT = ("level", "line", "stage")


class Given(Struct, frozen=True):
    """An argument as the case gives it."""

    name: str
    raw: Raw
    path: Path


def finding(place: int, form: FindingForm, scope: Scope) -> Finding | tuple[Mistake, ...]:
    """The finding at a place of the list, or all that is wrong with it."""
    path: Path = ("findings", place)
    predicate = scope.vocabulary.predicates.get(form.finding)
    source = evidence(form.evidence, (*path, "evidence"), scope)
    unsure = source if isinstance(source, tuple) else ()
    if predicate is None or predicate.kind != "finding":
        return (_unknown(form.finding, path, scope.vocabulary), *unsure)
    given = _given(form, path)
    key = [_argument(parameter, given, path, scope) for parameter in predicate.keys]
    value = _value(predicate, form, (*path, "value"), scope)
    wrong = [found for found in (*_surplus(predicate, given), *key, value) if isinstance(found, Mistake)]
    if wrong or isinstance(source, tuple) or isinstance(value, Mistake):
        return (*wrong, *unsure)
    right = tuple(part for part in key if not isinstance(part, Mistake))
    return Finding(form.finding, right, form.present, value, source, place + 1)


def _unknown(name: str, path: Path, vocabulary: Vocabulary) -> Mistake:
    known = [other for other, predicate in vocabulary.predicates.items() if predicate.kind == "finding"]
    derived = vocabulary.predicates.get(name)
    message = (
        f"this is a {derived.kind}, which a case cannot state" if derived else "the vocabulary has no such finding"
    )
    return Mistake(
        code="N305",
        path=(*path, "finding"),
        message=message,
        found=cut(name),
        expected="a finding of the vocabulary",
        hint=did_you_mean(name, known),
    )


# Arguments ------------------------------------------------------------------------------------------------------------


def _given(form: FindingForm, path: Path) -> tuple[Given, ...]:
    direct = ((name, getattr(form, name), (*path, name)) for name in DIRECT)
    others = ((name, raw, (*path, "at", name)) for name, raw in form.at.items())
    return tuple(Given(*found) for found in (*direct, *others) if found[1] is not None)


def _argument(parameter: Parameter, given: tuple[Given, ...], path: Path, scope: Scope) -> Constant | Mistake:
    kind = scope.vocabulary.types[parameter.type]
    name = parameter.name.lower()
    for found in given:
        if found.name == name:
            return constant(kind, found.raw, found.path, scope, "N306")
    return Mistake(code="N306", path=path, message=f"the argument {name} is missing", expected=expected(kind))


def _surplus(predicate: Predicate, given: tuple[Given, ...]) -> Iterator[Mistake]:
    """A mistake for each argument that the predicate does not have, or that stands both directly and under `at`."""
    known = tuple(parameter.name.lower() for parameter in predicate.keys)
    directly = {found.name for found in given if "at" not in found.path}
    for found in given:
        if found.name not in known:
            yield _surplus_argument(found, "the finding has no such argument", known)
        elif "at" in found.path and found.name in directly:
            yield _surplus_argument(found, "the argument is given twice", known)


def _surplus_argument(found: Given, message: str, known: tuple[str, ...]) -> Mistake:
    return Mistake(
        code="N306",
        path=found.path,
        message=message,
        found=cut(found.name),
        expected=", ".join(known) or "no argument",
        hint=None if found.name in known else did_you_mean(found.name, known),
    )


# Value and evidence ---------------------------------------------------------------------------------------------------


def _value(predicate: Predicate, form: FindingForm, path: Path, scope: Scope) -> Constant | Mistake | None:
    if predicate.value is None or not form.present:
        return None if form.value is None else _superfluous(predicate, form, path)
    kind = scope.vocabulary.types[predicate.value.type]
    if form.value is None:
        return Mistake(code="N307", path=path[:-1], message="the finding needs a value", expected=expected(kind))
    return constant(kind, form.value, path, scope, "N307")


def _superfluous(predicate: Predicate, form: FindingForm, path: Path) -> Mistake:
    reason = "the finding takes no value" if predicate.value is None else "a finding that is absent has no value"
    return Mistake(code="N307", path=path, message=reason, found=cut(str(form.value)), expected="no value")


def evidence(form: EvidenceForm, path: Path, scope: Scope) -> Evidence | tuple[Mistake, ...]:
    """Where a finding stands, or all that is wrong with that."""
    found = (_document(form, (*path, "document"), scope), day(form.date, (*path, "date")))
    wrong = tuple(part for part in found if isinstance(part, Mistake))
    return wrong or Evidence(text(form.document), form.page, form.date, form.note)


def _document(form: EvidenceForm, path: Path, scope: Scope) -> str | Mistake | None:
    return None if form.document is None else reference(str(form.document), path, scope.names.documents, "document")
