"""Text becomes tokens: one expression describes them all, and no character is skipped silently.

A token stands on one line. Not here: what a sequence of tokens means (`parser`), or Markdown around it (`literate`).
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from kb.language.passage import Passage
from kb.language.syntax import Span
from kb.problems import Problem

_TOKEN = re.compile(
    r"""
    (?P<blank>    [ \t\r]+ | %.* )
  | (?P<reserved> (?: not | for | every | at | least | most | of
                    | supported | refuted | conflicting | never | judgement ) (?![A-Za-z0-9_]) )
  | (?P<name>     [a-z][A-Za-z0-9_]* )
  | (?P<variable> [A-Z][A-Za-z0-9_]* | _ )
  | (?P<sign>     :- | -> | \?- | <= | >= | != | [<>=+\-:,()] )
  | (?P<stop>     \. )
  | (?P<date>     [0-9]{4}-[0-9]{2}-[0-9]{2} (?![0-9]) )
  | (?P<number>   [0-9]+ (?: \.[0-9]+ )? )
  | (?P<string>   " (?: [^"\\] | \\. )*+ " )
  | (?P<unclosed> " (?: [^.] | \. (?! [ \t\r]* $ ) )*+ )
  | (?P<stray>    [^\x00-\x7f]+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)")


class Token(Struct, frozen=True, gc=False):
    """A word of the language: `kind` is a group of the expression above, or `end`; `offset` counts from the passage's
    first character. A string keeps its quotes, so `text` alone tells a sign from a string that looks like one.
    """

    kind: str
    text: str
    span: Span
    offset: int


def tokenize(passage: Passage) -> tuple[list[Token], list[Problem]]:
    """The tokens of a passage, the last of kind `end`, and what is wrong with its characters: N103, or N104 for a
    string that does not close. Behind a mistake the rest is read as if the stray characters were not there.
    """
    tokens: list[Token] = []
    problems: list[Problem] = []
    offset = 0
    for number, line in enumerate(passage.lines, passage.first_line):
        for match in _TOKEN.finditer(line):
            kind = match.lastgroup or ""
            if kind == "blank":
                continue
            text, start = match[0], match.start()
            token = Token(kind, text, Span(number, start + 1, len(text)), offset + start)
            if kind in ("stray", "unclosed") or "\\" in text:
                problems.extend(_mistakes(token, passage))
            if kind != "stray":
                tokens.append(token if kind != "unclosed" else _closed(token))
        offset += len(line) + 1
    tokens.append(_end(tokens, passage))
    return tokens, problems


def unquoted(text: str) -> str:
    """What a string token says, without its quotes and escapes."""
    return _ESCAPE.sub(r"\1", text[1:-1])


def _mistakes(token: Token, passage: Passage) -> Iterator[Problem]:
    if token.kind == "stray":
        yield passage.problem("N103", "this is no part of the language", token.span, found=_shown(token.text))
        return
    if token.kind == "unclosed":
        yield passage.problem(
            "N104", "this string does not close", token.span, found="the end of the line", expected='`"`'
        )
    for escape in _ESCAPE.finditer(token.text):
        if escape[1] not in '"\\':
            span = Span(token.span.line, token.span.column + escape.start(), 2)
            yield passage.problem(
                "N103", "no such escape", span, found=_shown(escape[0]), expected='`\\"` or `\\\\` in a string'
            )


def _shown(text: str) -> str:
    """Stray characters as a reader can tell them apart, invisible ones by number."""
    return f"`{text}`" if text.isprintable() else " ".join(f"U+{ord(c):04X}" for c in text)


def _closed(token: Token) -> Token:
    return Token("string", token.text + '"', token.span, token.offset)


def _end(tokens: list[Token], passage: Passage) -> Token:
    """The end stands right behind the last token, so that its caret points at something."""
    if not tokens:
        return Token("end", "", Span(passage.first_line, 1), 0)
    last = tokens[-1]
    behind = Span(last.span.line, last.span.column + last.span.length)
    return Token("end", "", behind, last.offset + last.span.length)
