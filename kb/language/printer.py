"""Nodes become text, one way to write each: `parse(print(x)) == x` up to spans.

Nodes are taken as the parser makes them: names are names, strings hold no line end. Comments are not nodes and do not
come back. Not here: colours or sentences for people (`solver.render`).
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from kb.language.syntax import (
    DEFAULT_WORLD,
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
    Expression,
    Literal,
    Measure,
    Never,
    Number,
    Parameter,
    Predicate,
    Premise,
    Reading,
    Scale,
    Section,
    Statement,
    Symbol,
    Term,
    Text,
    Unit,
    Var,
    Wordings,
    World,
)

WIDTH = 110


def print_term(term: Term) -> str:
    """A term as it is written in a clause."""
    return _PRINTERS[type(term)](term)


def print_premise(premise: Premise) -> str:
    """A premise on one line."""
    return _PRINTERS[type(premise)](premise)


def print_statement(statement: Statement) -> str:
    """A statement with its full stop. What does not fit `WIDTH` columns stands on several lines, indented by two."""
    return _PRINTERS[type(statement)](statement) + "."


def print_document(document: Document) -> str:
    """The whole literate file: front matter, then each section as its heading, its prose and one fence."""
    front = "\n".join(("---", *(f"{key}: {value}".rstrip() for key, value in document.front.items()), "---"))
    return "\n\n".join((front, *(_section(section) for section in document.sections))) + "\n"


# Documents ------------------------------------------------------------------------------------------------------------


def _section(section: Section) -> str:
    return "\n\n".join(part for part in (_heading(section), section.prose, _fence(section.statements)) if part)


def _heading(section: Section) -> str:
    marks = "".join(f" .{mark}" for mark in section.marks)
    label = f"{{#{section.id}{marks}}}" if section.id else ""
    return " ".join(part for part in ("#" * section.depth, section.title, label) if part)


def _fence(statements: tuple[Statement, ...]) -> str:
    return f"```datalog\n{_spaced(map(print_statement, statements))}\n```" if statements else ""


def _spaced(texts: Iterable[str]) -> str:
    """One text below the other, with an empty line around those of several lines."""
    lines: list[str] = []
    before = ""
    for text in texts:
        if lines and "\n" in before + text:
            lines.append("")
        lines.append(text)
        before = text
    return "\n".join(lines)


# Statements -----------------------------------------------------------------------------------------------------------


def _clause(clause: Clause) -> str:
    judgement = "" if clause.judgement is None else f"judgement {_quoted(clause.judgement)}"
    head = _atom(clause.head) + (" :-" if clause.body else "")
    return _fitted(head, _separated(map(print_premise, clause.body), ","), judgement)


def _predicate(predicate: Predicate) -> str:
    world = (
        "" if predicate.world == DEFAULT_WORLD[predicate.kind] else f" {_world(predicate.world, predicate.documents)}"
    )
    first = f"{predicate.kind} {predicate.name}{_parameters(predicate)}{world}"
    return "\n  ".join((first, *_wordings(predicate.wordings)))


def _parameters(predicate: Predicate) -> str:
    keys = ", ".join(map(_parameter, predicate.keys))
    value = f"-> {_parameter(predicate.value)}" if predicate.value else ""
    inside = " ".join(part for part in (keys, value) if part)
    return f"({inside})" if inside else ""


def _parameter(parameter: Parameter) -> str:
    return f"{parameter.name}: {parameter.type}"


def _wordings(wordings: Wordings) -> tuple[str, ...]:
    said = ((name, getattr(wordings, name)) for name in wordings.__struct_fields__)
    return tuple(f"{name:<8} {_quoted(text)}" for name, text in said if text is not None)


def _world(world: World, documents: tuple[str, ...]) -> str:
    return " ".join(part for part in (world, ", ".join(documents)) if part)


def _scale(scale: Scale) -> str:
    return _fitted(f"scale {scale.name}:", _separated(map(_named, scale.members), " <"))


def _choice(choice: Choice) -> str:
    return _fitted(f"choice {choice.name}:", _separated(map(_named, choice.members), ","))


def _measure(measure: Measure) -> str:
    bounds = "" if measure.low is None else f"from {measure.low} to {measure.high}"
    return _fitted(f"measure {measure.name}:", _separated(map(_unit, measure.units), ","), bounds)


def _unit(unit: Unit) -> str:
    return f"{unit.name} = {unit.steps}"


def _entity(entity: Entity) -> str:
    return f"entity {entity.name}"


def _reading(reading: Reading) -> str:
    return f"read {reading.predicate} as {_world(reading.world, reading.documents)}"


def _separated(texts: Iterable[str], separator: str) -> tuple[str, ...]:
    """Every text but the last with the separator behind it."""
    items = tuple(texts)
    return (*(item + separator for item in items[:-1]), *items[-1:])


def _fitted(head: str, items: tuple[str, ...], tail: str = "") -> str:
    """Everything on one line if that and a full stop fit, else the head, then each item and the tail on their own."""
    parts = [part for part in (head, *items, tail) if part]
    line = " ".join(parts)
    return line if len(line) < WIDTH else "\n  ".join(parts)


# Premises -------------------------------------------------------------------------------------------------------------


def _literal(literal: Literal) -> str:
    words = ("not" if literal.negated else None, literal.rail, _atom(literal.atom))
    return " ".join(word for word in words if word)


def _comparison(comparison: Comparison) -> str:
    return f"{_expression(comparison.left)} {comparison.operator} {_expression(comparison.right)}"


def _every(every: Every) -> str:
    return f"for every {_atom(every.domain)}: {_literal(every.claim)}"


def _count(count: Count) -> str:
    claims = ", ".join(map(_literal, count.claims))
    of = f"{_atom(count.domain)}: {claims}" if count.domain else f"({claims})"
    return f"at {count.bound} {count.number} of {of}"


def _never(_: Never) -> str:
    return "never"


def _atom(atom: Atom) -> str:
    return f"{atom.predicate}({', '.join(map(print_term, atom.args))})" if atom.args else atom.predicate


# Terms ----------------------------------------------------------------------------------------------------------------


def _expression(expression: Expression) -> str:
    return _PRINTERS[type(expression)](expression)


def _arithmetic(sum_: Arithmetic) -> str:
    return f"{_expression(sum_.left)} {sum_.operator} {print_term(sum_.right)}"


def _named(node: Var | Symbol) -> str:
    return node.name


def _text(text: Text) -> str:
    return _quoted(text.value)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _number(number: Number) -> str:
    return f"{number.value} {number.unit}" if number.unit else number.value


def _day(day: Day) -> str:
    return day.iso


_PRINTERS: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        Var: _named,
        Symbol: _named,
        Text: _text,
        Number: _number,
        Day: _day,
        Arithmetic: _arithmetic,
        Literal: _literal,
        Comparison: _comparison,
        Every: _every,
        Count: _count,
        Never: _never,
        Clause: _clause,
        Predicate: _predicate,
        Scale: _scale,
        Choice: _choice,
        Measure: _measure,
        Entity: _entity,
        Reading: _reading,
    }
)
