"""The parts of a case as they stand in a JSON text: its pieces, and what a piece holds, without a check.

The fields are those of the forms in `kb.intake.structure`; a part tells which of them it was given. Not here: whether
a part is right (`kb.intake`).
"""

from collections.abc import Iterable
from keyword import iskeyword
from typing import Any

from msgspec import UNSET, DecodeError, Raw, Struct, UnsetType, defstruct, json

from kb.intake.structure import DocumentForm, EvidenceForm, FindingForm, LineForm, RequestForm

Given = Any
"""A part as it is given: a struct whose fields are `UNSET` where they are not."""
Plain = str | int | UnsetType
KINDS: dict[str, Any] = {
    "present": bool | UnsetType,
    "expedited": bool | UnsetType,
    "levels": tuple[str, ...] | UnsetType,
}
"""The fields that are neither text nor a whole number. A case with another number is read in full."""
FIELD = b'":'
"""What stands after the name of a field. A text that has more of them than its parts have fields is no such part."""


def _form(name: str, fields: Iterable[str], **kinds: Any) -> Any:  # noqa: ANN401 - types
    """The struct of parts with some fields, all of them optional, and no others; `kinds` are types of fields."""
    of = {**KINDS, **kinds}
    members = [(field, of.get(field, Plain), UNSET) for field in fields]
    return defstruct(f"Given{name}", members, frozen=True, forbid_unknown_fields=True)


class Case(Struct, frozen=True, forbid_unknown_fields=True):
    """The pieces of a case, each as it is written."""

    case: str | int
    lines: list[Raw]
    request: Raw | UnsetType = UNSET
    findings: list[Raw] | UnsetType = UNSET
    documents: list[Raw] | UnsetType = UNSET


Request = _form("Request", RequestForm.__struct_fields__)
Line = _form("Line", LineForm.__struct_fields__)
Document = _form("Document", DocumentForm.__struct_fields__)
Evidence = _form("Evidence", EvidenceForm.__struct_fields__)


class Reader:
    """Reads texts of cases whose findings have arguments with these names."""

    def __init__(self, arguments: Iterable[str]) -> None:
        at = _form("At", (name for name in sorted(arguments) if name.isidentifier() and not iskeyword(name)))
        finding = _form("Finding", FindingForm.__struct_fields__, at=at | UnsetType, evidence=Evidence | UnsetType)
        kinds = {"request": Request, "line": Line, "document": Document, "finding": finding, "evidence": Evidence}
        self._decode = {name: json.Decoder(kind).decode for name, kind in kinds.items()}
        self.pieces = json.Decoder(Case).decode

    def part(self, kind: str, text: bytes) -> Given:
        """What a piece holds. Raises `DecodeError` or `UnicodeDecodeError` where it has other fields, or one twice."""
        found = self._decode[kind](text)
        if fields(found) != text.count(FIELD):
            raise DecodeError("a field stands there twice")
        return found


def given(part: Given) -> dict[str, Any]:
    """The fields that a part was given."""
    fields = ((name, getattr(part, name)) for name in part.__struct_fields__)
    return {name: given(value) if isinstance(value, Struct) else value for name, value in fields if value is not UNSET}


def fields(part: Given) -> int:
    """With how many fields a part is written, those of its parts included."""
    return sum(1 + (len(value) if isinstance(value, dict) else 0) for value in given(part).values())
