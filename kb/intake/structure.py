"""The shape of a case file: its fields, their forms and their limits, as structs that `msgspec.convert` fills.

The published JSON Schema (`docs/case.schema.json`) is made from these structs, so that the two cannot differ. Not here:
whether the names in a case mean something (`kb.intake.lines`, `kb.intake.findings`), or what the Case is (`kb.case`).
"""

from typing import Annotated, Any
from typing import Literal as OneOf

from msgspec import Meta, Struct, json

from kb.code_form import PROCEDURE, PROCEDURE_FORM
from kb.values import UNNAMED

DIALECT = "https://json-schema.org/draft/2020-12/schema"

MOST = 1000
"""The most lines, findings or documents of a case."""

END = r"$(?!\n)"
"""The end of the text; a bare `$` would let a line break pass."""

CODE = rf"^({PROCEDURE}){END}"
FREE = rf"(?!(?:_|{UNNAMED})(?![A-Za-z0-9._-]))"
"""What no name may be: the logic calls by it what is open, or what nobody named."""
NAME = rf"^{FREE}[a-z0-9_]{{1,64}}{END}"
NAME_FORM = f"lower-case letters, digits and _, at most 64 characters, but not _ or {UNNAMED}"
ID = rf"{FREE}[A-Za-z0-9._-]{{1,64}}"

Name = Annotated[str, Meta(pattern=NAME, description=NAME_FORM)]
Id = Annotated[
    Annotated[str, Meta(pattern=rf"^{ID}{END}")] | Annotated[int, Meta(ge=0, le=999_999_999)],
    Meta(description=f"letters, digits, '.', '_' and '-', at most 64 characters, but not _ or {UNNAMED}"),
]
Code = Annotated[
    Annotated[str, Meta(pattern=CODE)] | Annotated[int, Meta(ge=10_000, le=99_999)], Meta(description=PROCEDURE_FORM)
]
Day = Annotated[str, Meta(pattern=rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{END}", description="a date such as 2024-10-01")]
Moment = Annotated[
    str,
    Meta(
        pattern=rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}}){END}",
        description="a date, a time and its zone, such as 2025-03-10T09:30Z or 2025-03-10T09:30-05:00",
    ),
]
Level = Annotated[
    str,
    Meta(
        pattern=rf"^[A-Za-z]{{1,2}}[0-9]{{1,2}}([-/][A-Za-z]{{0,2}}[0-9]{{1,2}})?{END}",
        description="an interspace such as L4-L5, a span such as L2-L4, or a vertebra such as L3",
    ),
]
Count = Annotated[int, Meta(ge=1, le=99_999, description="a whole number from 1 to 99999")]
Scalar = Annotated[
    Annotated[str, Meta(min_length=1, max_length=64)] | int | float,
    Meta(description="text of 1 to 64 characters, or a number"),
]
PROSE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""Free text: no control characters but tabs and line breaks."""
PROSE_FORM = "text, at most {} characters, none of them a control character but tabs and line breaks"

Note = Annotated[str, Meta(max_length=2000, pattern=PROSE, description=PROSE_FORM.format(2000))]
Title = Annotated[str, Meta(max_length=200, pattern=PROSE, description=PROSE_FORM.format(200))]


class RequestForm(Struct, frozen=True, forbid_unknown_fields=True):
    """Under which policy or plan the request is made, when the service is, and whether the review comes before it. When
    the request came in and was decided is for figures about many cases only."""

    policy: Annotated[Id | None, Meta(description="the id of a policy")] = None
    plan: Annotated[Id | None, Meta(description="the id of a plan")] = None
    service_date: Annotated[Day | None, Meta(description="the day of the service, such as 2024-10-01")] = None
    review: Annotated[
        OneOf["prospective", "retrospective"], Meta(description="prospective (before the service) or retrospective")
    ] = "prospective"
    received: Annotated[Moment | None, Meta(description="when the request came in, such as 2025-03-10T09:30Z")] = None
    decided: Annotated[Moment | None, Meta(description="when it was decided, such as 2025-03-12T16:00Z")] = None
    expedited: Annotated[bool, Meta(description="true where the decision is due within hours, not days")] = False


class LineForm(Struct, frozen=True, forbid_unknown_fields=True):
    """One requested service; it has a code, a procedure, or both."""

    id: Id
    code: Code | None = None
    procedure: Annotated[Name | None, Meta(description="the name of a procedure, such as fusion")] = None
    stage: Annotated[Id | None, Meta(description="the stage of the operation, a number or a short name")] = None
    levels: Annotated[tuple[Level, ...], Meta(max_length=40)] = ()
    units: Count | None = None
    parent: Annotated[Id | None, Meta(description="the id of the line that this one goes with")] = None


class EvidenceForm(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a finding stands in the documents."""

    document: Annotated[Id | None, Meta(description="the id of a document of the case")] = None
    page: Count | None = None
    date: Annotated[Day | None, Meta(description="the day of the observation, such as 2024-10-01")] = None
    note: Note | None = None


class FindingForm(Struct, frozen=True, forbid_unknown_fields=True):
    """One statement of the chart. Its arguments go by the lower-cased names of the parameters: `level`, `line` and
    `stage` directly, any of them under `at`."""

    finding: Annotated[Name, Meta(description="the name of a finding, such as stenosis")]
    level: Annotated[Scalar | None, Meta(description="an interspace such as L4-L5, or a vertebra such as L3")] = None
    line: Annotated[Scalar | None, Meta(description="the id of a line of the case")] = None
    stage: Annotated[Scalar | None, Meta(description="the stage of a line of the case")] = None
    at: Annotated[dict[Name, Scalar], Meta(max_length=20)] = {}
    value: Annotated[Scalar | None, Meta(description="text such as severe or 6 weeks, or a number")] = None
    present: Annotated[bool, Meta(description="true, or false when the chart documents absence")] = True
    evidence: EvidenceForm = EvidenceForm()


class DocumentForm(Struct, frozen=True, forbid_unknown_fields=True):
    """A document that came with the request."""

    id: Id
    kind: Annotated[Name, Meta(description="the kind of document, such as imaging_report")]
    date: Annotated[Day | None, Meta(description="the day of the document, such as 2024-10-01")] = None
    title: Title | None = None


class CaseForm(Struct, frozen=True, forbid_unknown_fields=True):
    """A request for prior authorisation: what is asked for, what the chart says, and the documents supplied."""

    case: Id
    lines: Annotated[tuple[LineForm, ...], Meta(min_length=1, max_length=MOST)]
    request: RequestForm = RequestForm()
    findings: Annotated[tuple[FindingForm, ...], Meta(max_length=MOST)] = ()
    documents: Annotated[tuple[DocumentForm, ...], Meta(max_length=MOST)] = ()


def schema(form: type[Struct] = CaseForm, title: str = "A case for Necessity") -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a file with the fields of a struct: a case file, unless another is given."""
    definitions = {name: _plain(one) for name, one in json.schema(form)["$defs"].items()}
    root = definitions.pop(form.__name__)
    whole = {"$schema": DIALECT, **root, "title": title, "$defs": definitions}
    return json.decode(json.encode(whole), type=dict)


def _plain(form: dict[str, Any]) -> dict[str, Any]:
    """A struct's schema with its description on one line."""
    return {**form, "description": " ".join(form["description"].split())}
