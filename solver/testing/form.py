"""The shape of a file of tests: its fields and their forms, as structs that `msgspec.convert` fills.

The parts that are also parts of a case have the forms of a case. Not here: how a file is read (`solver.testing.cases`),
or what an expectation means (`solver.testing.expect`).
"""

from typing import Annotated, Any
from typing import Literal as OneOf

from msgspec import Meta, Struct

from kb.intake.structure import MOST, CaseForm, DocumentForm, FindingForm, Id, Level, LineForm, Name, Note, Scalar

Fields = Annotated[dict[str, Any], Meta(description="a mapping")]
Ids = Annotated[tuple[Id, ...], Meta(max_length=MOST)]
Sentence = Annotated[str, Meta(min_length=1, max_length=300, description="a sentence, at most 300 characters")]
Values = Annotated[tuple[Scalar, ...], Meta(min_length=1, max_length=MOST)]
Word = Annotated[
    OneOf["met", "not met", "not documented", "conflicting"],
    Meta(description="met, not met, not documented or conflicting"),
]
Truth = Annotated[bool, Meta(description="true or false")]


class UnreachableForm(Struct, frozen=True, forbid_unknown_fields=True):
    """A side of a clause, or of the premise at a place of its body, that no case can reach, and why."""

    clause: Annotated[str, Meta(min_length=1, max_length=100, description="the id of a clause, such as CGS-ESI/1")]
    side: Annotated[OneOf["supported", "refuted", "used"], Meta(description="supported, refuted or used")]
    because: Sentence
    premise: Annotated[int, Meta(ge=0, le=1000, description="the place of a premise")] = 0


class FileForm(Struct, frozen=True, forbid_unknown_fields=True):
    """A whole case, and the tests that change it."""

    case: CaseForm
    tests: Annotated[tuple[Fields, ...], Meta(min_length=1, max_length=MOST)]
    about: Annotated[Note, Meta(description="what the tests are about")] = ""
    unreachable: Annotated[tuple[UnreachableForm, ...], Meta(max_length=MOST)] = ()


class ExpectForm(Struct, frozen=True, forbid_unknown_fields=True):
    """What is expected of a line under a policy, of one level or one criterion of it, or of a group of lines."""

    line: Annotated[Id | None, Meta(description="the id of a line of the case")] = None
    group: Annotated[Id | None, Meta(description="a stage of the case, or request")] = None
    policy: Annotated[Id | None, Meta(description="the id of a policy")] = None
    level: Level | None = None
    verdict: Annotated[Name | None, Meta(description="a verdict such as necessary")] = None
    criteria: Annotated[Name | None, Meta(description="a verdict by the criteria alone")] = None
    coding: Annotated[Name | None, Meta(description="a result of the coding such as accepted")] = None
    because: Ids | None = None
    follows: Ids | None = None
    notes: Ids = ()
    without: Ids = ()
    wanted: Ids | None = None
    criterion: Annotated[Id | None, Meta(description="the id of a criterion")] = None
    value: Annotated[Word | None, Meta(description="met, not met, not documented or conflicting")] = None
    moot: Truth | None = None
    approved: Truth | None = None


class SlotForm(Struct, frozen=True, forbid_unknown_fields=True):
    """A slot of a finding, whatever the case says of it."""

    finding: Annotated[Name, Meta(description="the name of a finding, such as stenosis")]
    level: Scalar | None = None
    line: Scalar | None = None
    stage: Scalar | None = None
    at: Annotated[dict[Name, Scalar], Meta(max_length=20)] = {}


class PolicyTestForm(Struct, frozen=True, forbid_unknown_fields=True):
    """One test: what it changes of the case, and what it expects."""

    name: Sentence
    expect: Annotated[tuple[ExpectForm, ...], Meta(min_length=1, max_length=MOST)]
    set: Annotated[tuple[FindingForm, ...], Meta(max_length=MOST)] = ()
    unset: Annotated[tuple[SlotForm, ...], Meta(max_length=MOST)] = ()
    request: Fields = {}
    lines: Annotated[tuple[LineForm, ...], Meta(max_length=MOST)] | None = None
    documents: Annotated[tuple[DocumentForm, ...], Meta(max_length=MOST)] | None = None


class EachForm(Struct, frozen=True, forbid_unknown_fields=True):
    """The values that make several tests of one, by the names of their placeholders."""

    each: Annotated[dict[Name, Values], Meta(min_length=1, max_length=20, description="a mapping of lists")]
