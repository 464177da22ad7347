"""Walks over tokens one at a time, and remembers what could have stood where it stopped.

Not here: which tokens make which node (`premises`, `parser`).
"""

from typing import NoReturn

from kb.language.lexer import Token
from kb.language.syntax import Span

_KINDS = {
    "name": "a name (it starts with a lower-case letter)",
    "variable": "a variable (it starts with an upper-case letter)",
    "string": "a string in double quotes",
    "number": "a number",
}


class Mistake(Exception):
    """A token that does not fit. Stays inside the parser, which makes a problem of it."""

    def __init__(self, token: Token, expected: str) -> None:
        super().__init__(expected)
        self.token = token
        self.expected = expected

    @property
    def found(self) -> str:
        """The token as people read it."""
        if self.token.kind == "end":
            return "the end of the text"
        return f"{'the reserved word ' if self.token.kind == 'reserved' else ''}`{self.token.text}`"


class Cursor:
    """A place in a list of tokens that ends in a token of kind `end`; `token` is the one under the cursor."""

    __slots__ = ("_at", "_missed", "_tokens", "token")

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._missed: list[str] = []
        self.token = tokens[0]

    @property
    def following(self) -> Token:
        """The token after this one."""
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    def advance(self) -> Token:
        """Step over this token and return it; the end stays under the cursor."""
        token = self.token
        if token.kind != "end":
            self._at += 1
            self.token = self._tokens[self._at]
            self._missed.clear()
        return token

    def accept(self, text: str) -> bool:
        """Step over `text` if it stands here; if not, remember that it could have."""
        if self.token.text == text:
            self.advance()
            return True
        self._missed.append(f"`{text}`")
        return False

    def expect(self, text: str) -> None:
        """Step over `text`. Raises `Mistake` when it does not stand here."""
        if not self.accept(text):
            self.fail()

    def take(self, kind: str) -> Token:
        """Step over a token of this kind and return it. Raises `Mistake` when another stands here."""
        if self.token.kind != kind:
            self.fail(_KINDS[kind])
        return self.advance()

    def fail(self, *expected: str) -> NoReturn:
        """Raise `Mistake` about the token under the cursor: neither what was looked for nor `expected` stands here."""
        *others, last = dict.fromkeys((*self._missed, *expected))
        raise Mistake(self.token, f"{', '.join(others)} or {last}" if others else last)

    def since(self, start: Token) -> Span:
        """The span from `start` to the last token stepped over; its length counts line ends too."""
        last = self._tokens[self._at - 1]
        if last is start:
            return start.span
        return Span(start.span.line, start.span.column, last.offset + last.span.length - start.offset)
