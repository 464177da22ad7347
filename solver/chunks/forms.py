"""The parts of a case as they stand in a JSON text, without a check: what makes two of them the same to a reader.

The fields are those of the forms in `kb.intake.structure`; a part remembers which of them it was given. Findings are
read twice, without their evidence and for it alone: findings are much alike, and where they stand is not. Not here:
whether a part is right (`kb.intake`).
"""

from collections.abc import Iterable
from keyword import iskeyword
from typing import Any

from msgspec import UNSET, Struct, UnsetType, convert, defstruct, json

from kb.intake.structure import CaseForm, DocumentForm, EvidenceForm, FindingForm, LineForm, RequestForm

Given = Any
"""A part as it is given. Two are the same, and have the same hash, if they were given the same fields."""
Plain = str | int | UnsetType
KINDS: dict[str, Any] = {
    "present": bool | UnsetType,
    "expedited": bool | UnsetType,
    "levels": tuple[str, ...] | UnsetType,
}
"""The fields that are neither text nor a whole number. A case with another number is read in full."""


def _form(name: str, fields: Iterable[str], **kinds: Any) -> Any:  # noqa: ANN401 - types
    """The struct of parts with some fields, all of them optional; `kinds` are types of fields. Other fields are refused
    in parts that have no parts themselves."""
    of, strict = {**KINDS, **kinds}, not kinds
    members = [(field, of.get(field, Plain), UNSET) for field in fields]
    return defstruct(f"Given{name}", members, frozen=True, forbid_unknown_fields=strict)


Request = _form("Request", RequestForm.__struct_fields__)
Line = _form("Line", LineForm.__struct_fields__)
Document = _form("Document", DocumentForm.__struct_fields__)
Evidence = _form("Evidence", EvidenceForm.__struct_fields__)
NO_REQUEST, NO_EVIDENCE = Request(), Evidence()


class Sourced(Struct, frozen=True):
    """A finding, of which nothing is looked at but its evidence."""

    evidence: Evidence | UnsetType = UNSET  # type: ignore[valid-type] # made above


class Sources(Struct, frozen=True):
    """The evidence of the findings of a case."""

    findings: list[Sourced] = []


class Reader:
    """Reads texts of cases whose findings have arguments with these names."""

    def __init__(self, arguments: Iterable[str]) -> None:
        at = _form("At", (name for name in sorted(arguments) if name.isidentifier() and not iskeyword(name)))
        finding = _form("Finding", (n for n in FindingForm.__struct_fields__ if n != "evidence"), at=at | UnsetType)
        lists = {"lines": Line, "findings": finding, "documents": Document}
        kinds = {name: list[kind] | UnsetType for name, kind in lists.items()}  # type: ignore[valid-type] # made above
        case = _form("Case", CaseForm.__struct_fields__, request=Request | UnsetType, **kinds)
        self._kinds = {"request": Request, "line": Line, "document": Document, "finding": finding, "evidence": Evidence}
        self.case = json.Decoder(case).decode
        self.sources = json.Decoder(Sources).decode

    def part(self, kind: str, fields: dict[str, Any]) -> Given:
        """A part from its fields. Raises `ValidationError` where it has others."""
        return convert(fields, self._kinds[kind])


def given(part: Given) -> dict[str, Any]:
    """The fields that a part was given."""
    fields = ((name, getattr(part, name)) for name in part.__struct_fields__)
    return {name: given(value) if isinstance(value, Struct) else value for name, value in fields if value is not UNSET}


def fields(part: Given) -> int:
    """With how many fields a part is written, those of its parts included."""
    return sum(1 + (len(value) if isinstance(value, dict) else 0) for value in given(part).values())
