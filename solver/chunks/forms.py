"""The parts of a case as they stand in a JSON text, without a check: what makes two of them the same to a reader.

The fields are those of the forms in `kb.intake.structure`; a part remembers which of them it was given. Not here:
whether a part is right (`kb.intake`).
"""

from typing import Any

from msgspec import UNSET, Struct, UnsetType, defstruct

from kb.intake.structure import CaseForm, DocumentForm, EvidenceForm, FindingForm, LineForm, RequestForm

Given = str | int | UnsetType
KINDS = {"present": bool | UnsetType, "expedited": bool | UnsetType, "levels": tuple[str, ...] | UnsetType}
"""The fields that are neither text nor a whole number. A case with another number is read in full."""


def _form(form: type[Struct], **kinds: Any) -> type[Struct]:  # noqa: ANN401 - types
    """The struct of parts with the fields of a form, all of them optional; `kinds` are types of fields."""
    of = {**KINDS, **kinds}
    fields = [(name, of.get(name, Given), UNSET) for name in form.__struct_fields__]
    return defstruct(f"Given{form.__name__}", fields, frozen=True)


Request: Any = _form(RequestForm)
Line: Any = _form(LineForm)
Evidence: Any = _form(EvidenceForm)
Finding: Any = _form(FindingForm, at=dict[str, str | int] | UnsetType, evidence=Evidence | UnsetType)
Document: Any = _form(DocumentForm)
Case: Any = _form(
    CaseForm,
    request=Request | UnsetType,
    lines=list[Line] | UnsetType,
    findings=list[Finding] | UnsetType,
    documents=list[Document] | UnsetType,
)
NO_REQUEST, NO_EVIDENCE = Request(), Evidence()


def given(part: Any) -> dict[str, Any]:  # noqa: ANN401 - one of the above
    """The fields that a part was given."""
    fields = ((name, getattr(part, name)) for name in part.__struct_fields__)
    return {name: value for name, value in fields if value is not UNSET}
