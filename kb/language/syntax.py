"""The nouns of the clause language: every node is an immutable record that knows where it stands.

Not here: how text becomes nodes (`parser`), how nodes become text (`printer`), or what is allowed (`checks`).
The grammar stands in `docs/language.md`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal as OneOf

from msgspec import Struct

World = OneOf["open", "closed", "exception", "record", "advisory"]
Rail = OneOf["supported", "refuted", "conflicting"]
Kind = OneOf["finding", "criterion", "relation", "note"]
Comparator = OneOf["<", "<=", ">", ">=", "=", "!="]


class Span(Struct, frozen=True, array_like=True):
    """A place in a file: line and column count from 1, `length` in characters."""

    line: int
    column: int
    length: int = 1


DEFAULT_WORLD: Mapping[Kind, World] = MappingProxyType(
    {"finding": "open", "criterion": "open", "relation": "closed", "note": "advisory"}
)
"""How silence is read where a declaration does not say."""


# Terms ----------------------------------------------------------------------------------------------------------------


class Var(Struct, frozen=True, tag=True, array_like=True):
    """A variable: `Line`, or `_` for one that nobody looks at."""

    name: str
    span: Span


class Symbol(Struct, frozen=True, tag=True, array_like=True):
    """A bare constant: a value of a scale or choice, or a policy's name."""

    name: str
    span: Span


class Text(Struct, frozen=True, tag=True, array_like=True):
    """A quoted constant: `"22633"`, `"L5-S1"`."""

    value: str
    span: Span


class Number(Struct, frozen=True, tag=True, array_like=True):
    """A number with the unit it is written with, if any: `3`, `-2`, `49.5 percent`, `6 weeks`. `value` keeps its
    digits."""

    value: str
    unit: str | None
    span: Span


class Day(Struct, frozen=True, tag=True, array_like=True):
    """A calendar day, `2024-10-01`."""

    iso: str
    span: Span


Term = Var | Symbol | Text | Number | Day


class Arithmetic(Struct, frozen=True, tag=True, array_like=True):
    """`left + right` or `left - right`; chains lean left."""

    left: "Expression"
    operator: OneOf["+", "-"]
    right: Term
    span: Span


Expression = Term | Arithmetic


# Premises -------------------------------------------------------------------------------------------------------------


class Atom(Struct, frozen=True, tag=True, array_like=True):
    """A predicate with its arguments."""

    predicate: str
    args: tuple[Term, ...]
    span: Span


class Literal(Struct, frozen=True, tag=True, array_like=True):
    """An atom or its negation. `rail` asks a four-valued atom for one of its values (relations only)."""

    atom: Atom
    negated: bool
    rail: Rail | None
    span: Span


class Comparison(Struct, frozen=True, tag=True, array_like=True):
    """`left op right`."""

    left: Expression
    operator: Comparator
    right: Expression
    span: Span


class Every(Struct, frozen=True, tag=True, array_like=True):
    """`for every domain: claim`. The variables that only the domain binds range over its tuples."""

    domain: Atom
    claim: Literal
    span: Span


class Count(Struct, frozen=True, tag=True, array_like=True):
    """`at least n of (claim, claim, …)` when `domain` is None, else `at least n of domain: claim` (or `at most`)."""

    bound: OneOf["least", "most"]
    number: int
    domain: Atom | None
    claims: tuple[Literal, ...]
    span: Span


class Never(Struct, frozen=True, tag=True, array_like=True):
    """`never`: a premise that no case can meet, because the policy says so."""

    span: Span


Premise = Literal | Comparison | Every | Count | Never


# Statements -----------------------------------------------------------------------------------------------------------


class Clause(Struct, frozen=True, tag=True, array_like=True):
    """`head :- body.`; a fact has no body. `judgement` holds the other defensible reading, in a sentence."""

    head: Atom
    body: tuple[Premise, ...]
    judgement: str | None
    span: Span


class Parameter(Struct, frozen=True, array_like=True):
    """One argument of a predicate: `Level: level`."""

    name: str
    type: str
    span: Span


class Wordings(Struct, frozen=True, array_like=True):
    """What an explanation says of a predicate, one sentence for each value, and the question that asks for it."""

    holds: str | None = None
    fails: str | None = None
    silent: str | None = None
    conflict: str | None = None
    ask: str | None = None


class Predicate(Struct, frozen=True, tag=True, array_like=True):
    """A declaration. `finding` is asked of the chart, `criterion` is derived on two rails, `relation` is plain yes or
    no, `note` informs and never decides. `value` is the argument that the others determine (`Level -> Grade`).
    `world` says how silence is read; for `record`, `documents` names the kinds of document that must speak."""

    kind: Kind
    name: str
    keys: tuple[Parameter, ...]
    value: Parameter | None
    world: World
    documents: tuple[str, ...]
    wordings: Wordings
    span: Span


class Scale(Struct, frozen=True, tag=True, array_like=True):
    """An ordered list of values, lowest first: `scale grade: mild < severe.`"""

    name: str
    members: tuple[Symbol, ...]
    span: Span


class Choice(Struct, frozen=True, tag=True, array_like=True):
    """An unordered list of values: `choice cause: tumour, infection.`"""

    name: str
    members: tuple[Symbol, ...]
    span: Span


class Unit(Struct, frozen=True, tag=True, array_like=True):
    """A unit of a measure and how many steps it is worth: `week = 7`."""

    name: str
    steps: int
    span: Span


class Measure(Struct, frozen=True, tag=True, array_like=True):
    """A quantity counted in whole steps: `measure duration: day = 1, week = 7.` Bounds are in the first unit."""

    name: str
    units: tuple[Unit, ...]
    low: int | None
    high: int | None
    span: Span


class Entity(Struct, frozen=True, tag=True, array_like=True):
    """A type whose members the case names: `entity region.`"""

    name: str
    span: Span


class Reading(Struct, frozen=True, tag=True, array_like=True):
    """How this policy reads silence on a finding: `read scoliosis as closed.`"""

    predicate: str
    world: World
    documents: tuple[str, ...]
    span: Span


Statement = Clause | Predicate | Scale | Choice | Measure | Entity | Reading


# Documents ------------------------------------------------------------------------------------------------------------


class Section(Struct, frozen=True, tag=True, array_like=True):
    """A heading with its id, its prose and its statements. `path` holds the titles from the top down to this one.
    `marks` are the words after the id: `{#TSA-DEC-4 .silent}` has the mark `silent`."""

    id: str | None
    title: str
    depth: int
    path: tuple[str, ...]
    marks: tuple[str, ...]
    prose: str
    statements: tuple[Statement, ...]
    span: Span


class Document(Struct, frozen=True, tag=True, array_like=True):
    """A literate file. `front` is its front matter; `source` is the name messages use for it."""

    source: str
    front: dict[str, str]
    sections: tuple[Section, ...]
