"""The pieces of a case as they stand in a JSON text, and the form that a piece has.

A piece is looked at twice: that each of its fields stands there once and holds something plain, then as the form that
any reader makes of it. Not here: whether a form is right (`kb.intake`).
"""

from collections.abc import Iterable
from keyword import iskeyword
from typing import Any

from msgspec import UNSET, DecodeError, Raw, Struct, UnsetType, defstruct, json
from msgspec.structs import astuple

from kb.intake.structure import DocumentForm, EvidenceForm, FindingForm, LineForm, RequestForm

FORMS: dict[str, Any] = {
    "request": RequestForm,
    "line": LineForm,
    "document": DocumentForm,
    "finding": FindingForm,
    "evidence": EvidenceForm,
}
Plain = str | int | UnsetType
KINDS: dict[str, Any] = {
    "present": bool | UnsetType,
    "expedited": bool | UnsetType,
    "levels": tuple[str, ...] | UnsetType,
}
"""The fields that are neither text nor a whole number. A case with another number is read in full."""
NO_REQUEST = b"{}"
TWICE = "a field stands there twice"
FIELD = b'":'
"""What stands after the name of a field. A text that has more of them than its parts have fields is no such part."""


def _form(name: str, fields: Iterable[str], **kinds: Any) -> Any:  # noqa: ANN401 - types
    """The struct of pieces with some fields, all of them optional, and no others; `kinds` are types of fields."""
    of = {**KINDS, **kinds}
    members = [(field, of.get(field, Plain), UNSET) for field in fields]
    return defstruct(f"Given{name}", members, frozen=True, forbid_unknown_fields=True)


class _Case(Struct, frozen=True, forbid_unknown_fields=True):
    """A case whose parts are left as they are written."""

    case: str | int
    lines: list[Raw]
    request: Raw | UnsetType = UNSET
    findings: list[Raw] | UnsetType = UNSET
    documents: list[Raw] | UnsetType = UNSET


class Pieces(Struct, frozen=True):
    """The name of a case, and its parts as they are written, whatever stands between them."""

    name: str
    request: bytes
    lines: list[bytes]
    documents: list[bytes]
    findings: list[bytes]


class Reader:
    """Reads texts of cases whose findings have arguments with these names."""

    def __init__(self, arguments: Iterable[str]) -> None:
        at = _form("At", (name for name in sorted(arguments) if name.isidentifier() and not iskeyword(name)))
        evidence = _form("Evidence", EvidenceForm.__struct_fields__)
        self._plain, self._right = {}, {}
        for kind, form in FORMS.items():
            plain = _form(kind.title(), form.__struct_fields__, at=at | UnsetType, evidence=evidence | UnsetType)
            self._plain[kind], self._right[kind] = json.Decoder(plain).decode, json.Decoder(form).decode
        self._case = json.Decoder(_Case).decode

    def pieces(self, text: bytes) -> Pieces:
        """The pieces of a case. Raises `DecodeError` or `UnicodeDecodeError` as `part` does."""
        case = self._case(text)
        lists = [[] if one is UNSET else list(map(bytes, one)) for one in (case.lines, case.documents, case.findings)]
        found = Pieces(str(case.case), NO_REQUEST if case.request is UNSET else bytes(case.request), *lists)
        if len(text) != _shortest(case, found) and text.count(FIELD) != _fields(case, found):
            raise DecodeError(TWICE)
        return found

    def part(self, kind: str, text: bytes) -> Any:  # noqa: ANN401 - a form of `kb.intake.structure`
        """The form of a piece. Raises `DecodeError` or `UnicodeDecodeError` where it is none, or holds what only a full
        reading understands."""
        if _given(self._plain[kind](text)) != text.count(FIELD):
            raise DecodeError(TWICE)
        return self._right[kind](text)


def _given(plain: Struct) -> int:
    """With how many fields a piece is written, those of its parts included."""
    given = [value for value in astuple(plain) if value is not UNSET]
    return len(given) + sum([_given(value) for value in given if isinstance(value, Struct)])


def _shortest(case: _Case, found: Pieces) -> int:
    """The length of a text that has each of the fields once and no spaces: no text of the case is shorter."""
    length = len('{"case":,"lines":}') + len(found.name) + 2 * isinstance(case.case, str) + _listed(found.lines)
    if case.request is not UNSET:
        length += len(',"request":') + len(found.request)
    if case.findings is not UNSET:
        length += len(',"findings":') + _listed(found.findings)
    if case.documents is not UNSET:
        length += len(',"documents":') + _listed(found.documents)
    return length


def _listed(pieces: list[bytes]) -> int:
    """The length of a list."""
    return 2 + sum(map(len, pieces)) + max(len(pieces) - 1, 0)


def _fields(case: _Case, found: Pieces) -> int:
    """With how many fields a case is written, if each stands there once."""
    own = len(case.__struct_fields__) - [case.request, case.findings, case.documents].count(UNSET)
    return own + b"".join((found.request, *found.lines, *found.documents, *found.findings)).count(FIELD)
