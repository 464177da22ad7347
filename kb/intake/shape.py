"""All mistakes in the shape of a case: fields that are unknown, missing, of the wrong type or badly written.

Runs only when the tree does not fit the structs, and validates it against the very schema that is made from them. Not
here: names that mean nothing (`kb.intake.lines`, `kb.intake.findings`).
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from msgspec import Struct

from kb import code_form
from kb.intake.mistake import LONGEST, Mistake, Path, cut, form, hidden, shown
from kb.intake.structure import CaseForm, schema
from kb.problems import did_you_mean

Error = Any
"""A `jsonschema.ValidationError`, which must not be imported here."""
Check = Callable[..., Iterable[Error]]
MOST_TOLD = 1000
"""A file with more mistakes than this is not worth more lines of messages."""
FIELD = "N304"
CODES = {
    "level": "N308",
    "levels": "N308",
    "date": "N309",
    "service_date": "N309",
    "received": "N309",
    "decided": "N309",
    "code": "N310",
}
SHAPES = {"object": "a mapping", "array": "a list"}
FREE_TEXT = (("note",), ("title",))
"""Ends of paths to text that may tell of a person."""


def mistakes(tree: object, form: type[Struct] = CaseForm) -> Iterator[Mistake]:
    """Every mistake in the shape of the tree, none if it has the shape of the struct, which is that of a case unless
    another is given.
    """
    errors = _validator(form).iter_errors(tree)
    return islice((mistake for error in errors for mistake in _mistakes(error)), MOST_TOLD)


@cache
def _validator(form: type[Struct]) -> Any:
    """What validates a tree, made once: a batch may have many that do not fit."""
    from jsonschema import Draft202012Validator, validators

    checks = Draft202012Validator.VALIDATORS
    bounded = {name: _bounded(checks[name]) for name in ("items", "additionalProperties", "propertyNames")}
    return validators.extend(Draft202012Validator, bounded)(schema(form))


def _fits(form: dict[str, Any], value: object) -> bool:
    from jsonschema import Draft202012Validator

    return bool(Draft202012Validator(form).is_valid(value))


def _bounded(check: Check) -> Check:
    """The check of all members, left out where there are too many of them: that is mistake enough."""

    def bounded(validator: Any, rule: Any, instance: Any, form: dict[str, Any]) -> Iterable[Error]:
        most = form.get("maxItems", form.get("maxProperties"))
        too_many = most is not None and isinstance(instance, list | dict) and len(instance) > most
        return () if too_many else check(validator, rule, instance, form)

    return bounded


def _mistakes(error: Error) -> Iterator[Mistake]:
    path = tuple(error.absolute_path)
    match error.validator:
        case "additionalProperties":
            known = tuple(error.schema["properties"])
            return (_unknown(name, path, known) for name in error.instance if name not in known)
        case "required":
            return (_missing(name, path) for name in error.validator_value if name not in error.instance)
        case _:
            return iter((_malformed(error, path),))


def _unknown(name: str, path: Path, known: tuple[str, ...]) -> Mistake:
    return Mistake(
        code="N304",
        path=(*path, name),
        message="there is no such field here",
        found=cut(name),
        expected=", ".join(known),
        hint=did_you_mean(name[:LONGEST], known),
    )


def _missing(name: str, path: Path) -> Mistake:
    return Mistake(code="N304", path=path, message=f"the field {name} is missing", expected=name)


def _malformed(error: Error, path: Path) -> Mistake:
    message, expected = _explained(error)
    return Mistake(
        code=_code(path),
        path=path,
        message=message,
        found=_shown(error, path),
        expected=expected,
        hint=_hint(error, path),
    )


def _code(path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    return CODES.get(names[-1], FIELD) if names else FIELD


def _explained(error: Error) -> tuple[str, str]:
    """The message and what is expected instead."""
    match error.validator:
        case "minItems":
            return "the list is too short", f"at least {error.validator_value}"
        case "maxItems" | "maxProperties":
            return "there are too many", f"at most {error.validator_value}"
        case _ if "propertyNames" in error.absolute_schema_path:
            return "this is no name of an argument", _described(error.schema)
        case _:
            return "this is not what the field holds", _described(error.schema)


def _shown(error: Error, path: Path) -> str:
    """What was found; a text or a number is not repeated where the chart may speak in it."""
    free = error.schema.get("type") in SHAPES or path[-1:] in FREE_TEXT
    match error.instance:
        case bool() as other:
            return shown(other)
        case str() | int() | float() as said if free:
            return hidden(said)
        case str() as said if _code(path) != FIELD:
            return form(said)
        case other:
            return shown(other)


def _hint(error: Error, path: Path) -> str | None:
    """Whether quotes alone make the difference, as between 1 and "1", or how the code is written that was meant."""
    match error.instance:
        case bool():
            return None
        case int() | float() as number if _fits(error.schema, str(number)):
            return "put it in quotes"
        case "true" | "false" as word if _fits(error.schema, word == "true"):
            return "write it without quotes"
        case str() as digits if digits[:LONGEST].isdecimal() and _fits(error.schema, int(digits[:LONGEST])):
            return "write it without quotes"
        case str() as text if path[-1:] == ("code",):
            return code_form.hint(text, code_form.PROCEDURE)
        case _:
            return None


def _described(form: dict[str, Any]) -> str:
    """What a schema says of itself in words: the innermost description that fits."""
    if form.get("type") in SHAPES:
        return SHAPES[form["type"]]
    inner = next((branch["description"] for branch in form.get("anyOf", ()) if "description" in branch), None)
    return str(inner or form["description"])
