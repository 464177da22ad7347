"""Tokens become statements and queries: recursive descent over the grammar in `docs/language.md`, a function per rule.

A mistake costs one statement: reading goes on behind the next full stop, so that all mistakes of a text are reported
at once. Not here: characters (`lexer`), premises (`premises`), Markdown (`literate`), or what makes sense (`checks`).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import get_args

from kb.language.cursor import Cursor, Mistake
from kb.language.lexer import Token, tokenize, unquoted
from kb.language.passage import Passage, in_order
from kb.language.premises import atom, integer, listed, premise, symbol
from kb.language.syntax import (
    DEFAULT_WORLD,
    Choice,
    Clause,
    Entity,
    Kind,
    Measure,
    Parameter,
    Predicate,
    Premise,
    Reading,
    Scale,
    Statement,
    Unit,
    Wordings,
    World,
)
from kb.problems import Problem, Rejected

LONGEST_QUERY = 2_000

_WORLDS: Mapping[str, World] = MappingProxyType({world: world for world in get_args(World)})
_KINDS: Mapping[str, Kind] = MappingProxyType({kind: kind for kind in get_args(Kind)})
_BEHIND_A_HEAD = ("(", ":-", ".", "judgement", "")


def parse_statements(
    text: str, *, source: str, first_line: int = 1, section: str | None = None
) -> tuple[tuple[Statement, ...], tuple[Problem, ...]]:
    """Every statement that can be read, and every mistake (N103, N104) in the order of the text.

    `text` starts at column 1 of the line `first_line` of the file `source`; spans and problems count in that file.
    `section` is the id of the heading above. Raises nothing.
    """
    passage = Passage(source, text.split("\n"), first_line, section)
    tokens, problems = tokenize(passage)
    c = Cursor(tokens)
    statements: list[Statement] = []
    while c.token.kind != "end":
        try:
            statements.append(_ended(c))
        except Mistake as mistake:
            problems.append(_problem(mistake, passage))
            _recover(c)
    return tuple(statements), in_order(problems)


def parse_query(text: str) -> tuple[Premise, ...]:
    """The premises of a query: `body`, with `?-` in front or a full stop behind if one likes.

    Raises `Rejected`: N403 for a query that is empty or longer than `LONGEST_QUERY`, N103 and N104 as for statements.
    """
    passage = Passage("query", text.split("\n"))
    if len(text) > LONGEST_QUERY:
        raise Rejected([_refused(f"a query has at most {LONGEST_QUERY} characters")])
    tokens, problems = tokenize(passage)
    if len(tokens) == 1 and not problems:
        raise Rejected([_refused("there is nothing to ask")])
    premises: tuple[Premise, ...] = ()
    try:
        premises = _query(Cursor(tokens))
    except Mistake as mistake:
        problems.append(_problem(mistake, passage))
    if problems:
        raise Rejected(in_order(problems))
    return premises


def _query(c: Cursor) -> tuple[Premise, ...]:
    c.accept("?-")
    premises = listed(c, premise)
    c.accept(".")
    if c.token.kind != "end":
        c.fail("the end of the query")
    return premises


def _refused(message: str) -> Problem:
    return Problem(code="N403", message=message, file="query")


def _problem(mistake: Mistake, passage: Passage) -> Problem:
    message = "the text cannot be read from here on"
    return passage.problem("N104", message, mistake.token.span, found=mistake.found, expected=mistake.expected)


def _recover(c: Cursor) -> None:
    """Step behind the next full stop."""
    while c.token.kind != "end" and c.advance().kind != "stop":
        pass


# Statements -----------------------------------------------------------------------------------------------------------


def _ended(c: Cursor) -> Statement:
    """A statement with its full stop. A word like `scale` opens a declaration, unless it is the head of a clause."""
    declaration = _DECLARATIONS.get(c.token.text)
    if not declaration or c.following.text in _BEHIND_A_HEAD:
        declaration = _clause
    statement = declaration(c)
    c.expect(".")
    return statement


def _clause(c: Cursor) -> Clause:
    start = c.token
    if start.kind != "name":
        c.fail("a clause or a declaration")
    head = atom(c)
    body = listed(c, premise) if c.accept(":-") else ()
    judgement = _string(c) if c.accept("judgement") else None
    return Clause(head, body, judgement, c.since(start))


def _predicate(c: Cursor) -> Predicate:
    start = c.advance()
    name = _name(c)
    keys, value = _parameters(c) if c.accept("(") else ((), None)
    world, documents = _world(c) if c.token.text in _WORLDS else (DEFAULT_WORLD[_KINDS[start.text]], ())
    wordings = _wordings(c)
    return Predicate(_KINDS[start.text], name, keys, value, world, documents, wordings, c.since(start))


def _parameters(c: Cursor) -> tuple[tuple[Parameter, ...], Parameter | None]:
    """What stands in the parentheses, with the closing one; the opening one is read already."""
    keys = listed(c, _parameter) if c.token.kind == "variable" else ()
    value = _parameter(c) if c.accept("->") else None
    c.expect(")")
    return keys, value


def _parameter(c: Cursor) -> Parameter:
    start = c.take("variable")
    c.expect(":")
    return Parameter(start.text, _name(c), c.since(start))


def _world(c: Cursor) -> tuple[World, tuple[str, ...]]:
    world = _WORLDS.get(c.token.text) or c.fail("one of " + " ".join(f"`{world}`" for world in _WORLDS))
    c.advance()
    return world, listed(c, _name) if world == "record" else ()


def _wordings(c: Cursor) -> Wordings:
    said: dict[str, str] = {}
    while c.token.text in Wordings.__struct_fields__:
        if c.token.text in said:
            c.fail(f"`{c.token.text}` only once")
        name = c.advance().text
        said[name] = _string(c)
    return Wordings(**said)


def _scale(c: Cursor) -> Scale:
    start, name = _named_list(c)
    return Scale(name, listed(c, symbol, "<"), c.since(start))


def _choice(c: Cursor) -> Choice:
    start, name = _named_list(c)
    return Choice(name, listed(c, symbol), c.since(start))


def _measure(c: Cursor) -> Measure:
    start, name = _named_list(c)
    units = listed(c, _unit)
    low, high = _bounds(c) if c.accept("from") else (None, None)
    return Measure(name, units, low, high, c.since(start))


def _named_list(c: Cursor) -> tuple[Token, str]:
    """The keyword and the name in front of a list: `scale grade:`."""
    start = c.advance()
    name = _name(c)
    c.expect(":")
    return start, name


def _unit(c: Cursor) -> Unit:
    start = c.take("name")
    c.expect("=")
    return Unit(start.text, integer(c), c.since(start))


def _bounds(c: Cursor) -> tuple[int, int]:
    low = _signed(c)
    c.expect("to")
    return low, _signed(c)


def _signed(c: Cursor) -> int:
    return -integer(c) if c.accept("-") else integer(c)


def _entity(c: Cursor) -> Entity:
    start = c.advance()
    return Entity(_name(c), c.since(start))


def _reading(c: Cursor) -> Reading:
    start = c.advance()
    predicate = _name(c)
    c.expect("as")
    world, documents = _world(c)
    return Reading(predicate, world, documents, c.since(start))


def _name(c: Cursor) -> str:
    return c.take("name").text


def _string(c: Cursor) -> str:
    return unquoted(c.take("string").text)


_DECLARATIONS: Mapping[str, Callable[[Cursor], Statement]] = MappingProxyType(
    {
        **dict.fromkeys(_KINDS, _predicate),
        "scale": _scale,
        "choice": _choice,
        "measure": _measure,
        "entity": _entity,
        "read": _reading,
    }
)
