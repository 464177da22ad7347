"""Tokens become terms, atoms and premises: the lower half of the grammar in `docs/language.md`, one function per rule.

Nothing here calls itself, so no text can nest too deep. Not here: statements and queries (`parser`).
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal as OneOf
from typing import TypeVar, get_args

from kb.language.cursor import Cursor
from kb.language.lexer import unquoted
from kb.language.syntax import (
    Arithmetic,
    Atom,
    Comparator,
    Comparison,
    Count,
    Day,
    Every,
    Expression,
    Literal,
    Never,
    Number,
    Premise,
    Rail,
    Symbol,
    Term,
    Text,
    Var,
)

MOST_DIGITS = 18
MOST_SUMMANDS = 64

_COMPARATORS: Mapping[str, Comparator] = MappingProxyType({sign: sign for sign in get_args(Comparator)})
_SUMS: Mapping[str, OneOf["+", "-"]] = MappingProxyType({"+": "+", "-": "-"})
_BOUNDS: Mapping[str, OneOf["least", "most"]] = MappingProxyType({"least": "least", "most": "most"})
_RAILS: Mapping[str, Rail] = MappingProxyType(
    {"supported": "supported", "refuted": "refuted", "conflicting": "conflicting"}
)


_Node = TypeVar("_Node")


def listed(c: Cursor, read: Callable[[Cursor], _Node], separator: str = ",") -> tuple[_Node, ...]:
    """One or more nodes with a separator between them."""
    nodes = [read(c)]
    while c.accept(separator):
        nodes.append(read(c))
    return tuple(nodes)


def integer(c: Cursor) -> int:
    """A whole number without a sign. Raises `Mistake` when none stands here."""
    if not c.token.text.isdecimal():
        c.fail("a whole number")
    return int(_digits(c))


# Terms ----------------------------------------------------------------------------------------------------------------


def term(c: Cursor) -> Term:
    """A variable, name, string, number or day. Raises `Mistake` when none stands here."""
    read = _TERMS.get(c.token.kind)
    if read:
        return read(c)
    if c.token.text == "-":
        return _number(c)
    return c.fail("a variable, a name, a string, a number or a day")


def _variable(c: Cursor) -> Var:
    token = c.advance()
    return Var(token.text, token.span)


def symbol(c: Cursor) -> Symbol:
    """A bare name. Raises `Mistake` when none stands here."""
    token = c.take("name")
    return Symbol(token.text, token.span)


def _text(c: Cursor) -> Text:
    token = c.advance()
    return Text(unquoted(token.text), token.span)


def _day(c: Cursor) -> Day:
    try:
        date.fromisoformat(c.token.text)
    except ValueError:
        c.fail("a day of the calendar")
    token = c.advance()
    return Day(token.text, token.span)


def _number(c: Cursor) -> Number:
    start = c.token
    sign = "-" if c.accept("-") else ""
    digits = _digits(c)
    unit = c.advance().text if c.token.kind == "name" else None
    return Number(sign + digits, unit, c.since(start))


def _digits(c: Cursor) -> str:
    if len(c.token.text) > MOST_DIGITS and c.token.kind == "number":
        c.fail(f"a number of at most {MOST_DIGITS} digits")
    return c.take("number").text


_TERMS: Mapping[str, Callable[[Cursor], Term]] = MappingProxyType(
    {"variable": _variable, "name": symbol, "string": _text, "date": _day, "number": _number}
)


def _expression(c: Cursor) -> Expression:
    start = c.token
    whole: Expression = term(c)
    summands = 1
    while operator := _SUMS.get(c.token.text):
        if summands == MOST_SUMMANDS:
            c.fail(f"a sum of at most {MOST_SUMMANDS} terms")
        c.advance()
        whole = Arithmetic(whole, operator, term(c), c.since(start))
        summands += 1
    return whole


# Premises -------------------------------------------------------------------------------------------------------------


def premise(c: Cursor) -> Premise:
    """One premise. Raises `Mistake` when none stands here."""
    read = _PREMISES.get(c.token.text)
    if read:
        return read(c)
    if c.token.kind == "name" and c.following.text not in _COMPARATORS and c.following.text not in _SUMS:
        return _literal(c)
    return _comparison(c)


def atom(c: Cursor) -> Atom:
    """A predicate with its arguments, if it has any. Raises `Mistake` when none stands here."""
    start = c.take("name")
    args: tuple[Term, ...] = ()
    if c.accept("("):
        args = listed(c, term)
        c.expect(")")
    return Atom(start.text, args, c.since(start))


def _literal(c: Cursor) -> Literal:
    start = c.token
    negated = c.accept("not")
    rail = _RAILS.get(c.token.text)
    if rail:
        c.advance()
    return Literal(atom(c), negated, rail, c.since(start))


def _comparison(c: Cursor) -> Comparison:
    start = c.token
    left = _expression(c)
    operator = _COMPARATORS.get(c.token.text) or c.fail("a comparison such as `>=`")
    c.advance()
    return Comparison(left, operator, _expression(c), c.since(start))


def _every(c: Cursor) -> Every:
    start = c.advance()
    c.expect("every")
    domain = atom(c)
    c.expect(":")
    return Every(domain, _literal(c), c.since(start))


def _count(c: Cursor) -> Count:
    start = c.advance()
    bound = _BOUNDS.get(c.token.text) or c.fail("`least` or `most`")
    c.advance()
    number = integer(c)
    c.expect("of")
    domain, claims = _claims(c)
    return Count(bound, number, domain, claims, c.since(start))


def _claims(c: Cursor) -> tuple[Atom | None, tuple[Literal, ...]]:
    if c.accept("("):
        claims = listed(c, _literal)
        c.expect(")")
        return None, claims
    domain = atom(c)
    c.expect(":")
    return domain, (_literal(c),)


def _never(c: Cursor) -> Never:
    return Never(c.advance().span)


_PREMISES: Mapping[str, Callable[[Cursor], Premise]] = MappingProxyType(
    {
        "not": _literal,
        "supported": _literal,
        "refuted": _literal,
        "conflicting": _literal,
        "for": _every,
        "at": _count,
        "never": _never,
    }
)
