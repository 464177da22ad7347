"""Random nodes of the clause language, every kind of them, as the parser could have made them.

Words that open declarations are common among the names, because that is where a grammar without reserved keywords goes
wrong. Not here: documents that make sense (unknown predicates and wrong types are welcome).
"""

from datetime import date
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct

from kb.language.syntax import (
    Arithmetic,
    Atom,
    Choice,
    Clause,
    Comparison,
    Count,
    Day,
    Document,
    Entity,
    Every,
    Literal,
    Measure,
    Never,
    Number,
    Parameter,
    Predicate,
    Reading,
    Scale,
    Section,
    Span,
    Symbol,
    Text,
    Unit,
    Var,
    Wordings,
)

HERE = st.just(Span(1, 1))
RESERVED = (
    "not",
    "for",
    "every",
    "at",
    "least",
    "most",
    "of",
    "supported",
    "refuted",
    "conflicting",
    "never",
    "judgement",
)
KEYWORDS = (
    *("finding", "criterion", "relation", "note", "scale", "choice", "measure", "entity", "read"),
    *("open", "closed", "exception", "advisory", "record", "holds", "fails", "silent", "conflict", "ask"),
    *("from", "to", "as"),
)


def without_spans(node: object) -> object:
    """The same tree of plain tuples, with the name of each node and without its place."""
    if isinstance(node, Struct):
        fields = ((name, getattr(node, name)) for name in node.__struct_fields__ if name != "span")
        return (type(node).__name__, *((name, without_spans(value)) for name, value in fields))
    if isinstance(node, tuple):
        return tuple(map(without_spans, node))
    return node


def tuples(nodes: st.SearchStrategy[Any], at_least: int = 1) -> st.SearchStrategy[Any]:
    """A few nodes."""
    return st.lists(nodes, min_size=at_least, max_size=4).map(tuple)


# Words ----------------------------------------------------------------------------------------------------------------

names = st.one_of(
    st.sampled_from(KEYWORDS),
    st.sampled_from([word + "_1" for word in RESERVED]),
    st.from_regex(r"[a-z][A-Za-z0-9_]{0,9}", fullmatch=True).filter(lambda name: name not in RESERVED),
)
variables = st.from_regex(r"[A-Z][A-Za-z0-9_]{0,9}", fullmatch=True)
one_line = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=30)
strings = st.one_of(one_line, st.text('"\\ .%:-', max_size=8))
whole_numbers = st.integers(0, 10**18 - 1)

# Terms ----------------------------------------------------------------------------------------------------------------

symbols = st.builds(Symbol, names, HERE)
numbers = st.builds(
    Number, st.from_regex(r"-?[0-9]{1,9}(\.[0-9]{1,8})?", fullmatch=True).map(str), st.none() | names, HERE
)
days = st.builds(Day, st.dates(date(1, 1, 1), date(9999, 12, 31)).map(date.isoformat), HERE)
terms = st.one_of(
    st.builds(Var, variables | st.just("_"), HERE), symbols, st.builds(Text, strings, HERE), numbers, days
)
expressions = st.recursive(
    terms, lambda left: st.builds(Arithmetic, left, st.sampled_from("+-"), terms, HERE), max_leaves=4
)

# Premises -------------------------------------------------------------------------------------------------------------

atoms = st.builds(Atom, names, tuples(terms, at_least=0), HERE)
literals = st.builds(
    Literal, atoms, st.booleans(), st.sampled_from([None, "supported", "refuted", "conflicting"]), HERE
)
comparisons = st.builds(Comparison, expressions, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), expressions, HERE)
bounds = st.sampled_from(["least", "most"])
counts = st.one_of(
    st.builds(Count, bounds, whole_numbers, st.none(), tuples(literals), HERE),
    st.builds(Count, bounds, whole_numbers, atoms, literals.map(lambda claim: (claim,)), HERE),
)
premises = st.one_of(literals, comparisons, st.builds(Every, atoms, literals, HERE), counts, st.builds(Never, HERE))

# Statements -----------------------------------------------------------------------------------------------------------

clauses = st.builds(Clause, atoms, tuples(premises, at_least=0), st.none() | strings, HERE)
parameters = st.builds(Parameter, variables, names, HERE)
said = st.none() | strings
wordings = st.builds(Wordings, said, said, said, said, said)
worlds = st.one_of(
    st.sampled_from(["open", "closed", "exception", "advisory"]).map(lambda world: (world, ())),
    tuples(names).map(lambda documents: ("record", documents)),
)
predicates = st.builds(
    lambda kind, name, keys, value, world, said, span: Predicate(
        kind, name, keys, value, world[0], world[1], said, span
    ),
    st.sampled_from(["finding", "criterion", "relation", "note"]),
    names,
    tuples(parameters, at_least=0),
    st.none() | parameters,
    worlds,
    wordings,
    HERE,
)
limits = st.tuples(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6)) | st.just((None, None))
measures = st.builds(
    lambda name, units, ends, span: Measure(name, units, ends[0], ends[1], span),
    names,
    tuples(st.builds(Unit, names, whole_numbers, HERE)),
    limits,
    HERE,
)
readings = st.builds(lambda name, world, span: Reading(name, world[0], world[1], span), names, worlds, HERE)
statements = st.one_of(
    clauses,
    predicates,
    st.builds(Scale, names, tuples(symbols), HERE),
    st.builds(Choice, names, tuples(symbols), HERE),
    measures,
    st.builds(Entity, names, HERE),
    readings,
)

# Documents ------------------------------------------------------------------------------------------------------------

PROSE_FENCES = ("```\n# no heading\n```", "~~~text\n```datalog\nno rule\n```\n~~~", "````\n```\n````")
prose_lines = one_line.filter(lambda line: not line.lstrip().startswith(("#", "```", "~~~")))
prose = st.lists(prose_lines | st.sampled_from(PROSE_FENCES), max_size=5).map(
    lambda lines: "\n".join(lines) if lines and lines[0].strip() and lines[-1].strip() else ""
)
titles = one_line.map(str.strip).filter(lambda title: not title.endswith("}"))
labels = st.one_of(
    st.just((None, ())),
    st.tuples(
        st.from_regex(r"[A-Z][A-Z0-9.-]{0,8}", fullmatch=True),
        tuples(st.from_regex(r"[a-z][a-z_-]{0,6}", fullmatch=True), at_least=0),
    ),
)
front_keys = st.from_regex(r"[a-z][a-z_-]{0,7}", fullmatch=True).filter(lambda key: key != "id")
fronts = st.builds(
    lambda id_, rest: {"id": id_, **rest},
    st.from_regex(r"[A-Z]{1,5}", fullmatch=True),
    st.dictionaries(front_keys, one_line.map(str.strip), max_size=3),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document whose paths follow from its headings; it may begin with prose that has no heading."""
    sections = []
    above: list[tuple[int, str]] = []
    opening = draw(prose)
    if opening:
        sections.append(Section(None, "", 0, (), (), opening, (), Span(1, 1)))
    for depth in draw(st.lists(st.integers(1, 6), max_size=4)):
        title, (id_, marks) = draw(titles), draw(labels)
        above = [*(entry for entry in above if entry[0] < depth), (depth, title)]
        path = tuple(entry[1] for entry in above)
        rules = draw(tuples(statements, at_least=0))
        sections.append(Section(id_, title, depth, path, marks, draw(prose), rules, Span(1, 1)))
    return Document("random.md", draw(fronts), tuple(sections))
