"""The form that a piece of a case has in a JSON text.

A piece is looked at twice: that each of its fields stands there once and holds something plain, then as the form that
any reader makes of it. Not here: where a piece begins and ends (`solver.chunks.stretches`), or whether a form is right
(`kb.intake`).
"""

import re
from collections.abc import Iterable
from keyword import iskeyword
from typing import Annotated, Any

from msgspec import UNSET, DecodeError, Meta, Struct, UnsetType, defstruct, json
from msgspec.structs import astuple

from kb.intake.structure import DocumentForm, EvidenceForm, FindingForm, LineForm, RequestForm

FORMS: dict[str, Any] = {
    "request": RequestForm,
    "line": LineForm,
    "document": DocumentForm,
    "finding": FindingForm,
    "evidence": EvidenceForm,
}
LARGE = 10**15
"""A number of so many digits is left to a full reading, which refuses it."""
Plain = str | Annotated[int, Meta(gt=-LARGE, lt=LARGE)] | UnsetType
KINDS: dict[str, Any] = {
    "present": bool | UnsetType,
    "expedited": bool | UnsetType,
    "levels": tuple[str, ...] | UnsetType,
}
"""The fields that are neither text nor a whole number. A case with another number is read in full."""
TWICE = "a field stands there twice"
FIELD = re.compile(rb'"[ \t\n\r]*:')
"""What stands after the name of a field. A text that has more of them than its parts have fields is no such part."""


def _form(name: str, fields: Iterable[str], **kinds: Any) -> Any:  # noqa: ANN401 - types
    """The struct of pieces with some fields, all of them optional, and no others; `kinds` are types of fields."""
    of = {**KINDS, **kinds}
    members = [(field, of.get(field, Plain), UNSET) for field in fields]
    return defstruct(f"Given{name}", members, frozen=True, forbid_unknown_fields=True)


class Reader:
    """Reads pieces of cases whose findings have arguments with these names."""

    def __init__(self, arguments: Iterable[str]) -> None:
        at = _form("At", (name for name in sorted(arguments) if name.isidentifier() and not iskeyword(name)))
        evidence = _form("Evidence", EvidenceForm.__struct_fields__)
        self._plain, self._right = {}, {}
        for kind, form in FORMS.items():
            plain = _form(kind.title(), form.__struct_fields__, at=at | UnsetType, evidence=evidence | UnsetType)
            self._plain[kind], self._right[kind] = json.Decoder(plain).decode, json.Decoder(form).decode

    def part(self, kind: str, text: bytes) -> Any:  # noqa: ANN401 - a form of `kb.intake.structure`
        """The form of a piece. Raises `DecodeError` or `UnicodeDecodeError` where it is none, or holds what only a full
        reading understands."""
        if _given(self._plain[kind](text)) != len(FIELD.findall(text)):
            raise DecodeError(TWICE)
        return self._right[kind](text)


def _given(plain: Struct) -> int:
    """With how many fields a piece is written, those of its parts included."""
    given = [value for value in astuple(plain) if value is not UNSET]
    return len(given) + sum([_given(value) for value in given if isinstance(value, Struct)])
