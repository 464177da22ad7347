"""Levels of the spine as people write them: an interspace `L4-L5`, a span `L2-L4`, a vertebra `L3`.

`L4-5`, `L4/5`, `L4/L5` and lower case mean the same as `L4-L5`. The vertebrae and their order are facts of the
knowledge base. Not here: which interspaces lie between two vertebrae (clauses say that).
"""

from msgspec import Struct

from kb.knowledge import KnowledgeBase
from kb.language.syntax import Clause, Number, Symbol, Text
from kb.values import BadValue


class Spine(Struct, frozen=True):
    """The names of the vertebrae from above to below."""

    vertebrae: tuple[str, ...]

    def span(self, written: str) -> tuple[str, str]:
        """The upper and the lower vertebra of a level; both are the same for a vertebra. Raises `BadValue`."""
        top, dash, rest = written.upper().replace("/", "-").partition("-")
        bottom = top
        if dash:
            bottom = rest if rest[:1].isalpha() else top[:1] + rest
        if top not in self.vertebrae or bottom not in self.vertebrae:
            raise BadValue(written, self._expected())
        if dash and self._place(top) >= self._place(bottom):
            raise BadValue(written, "the upper vertebra first, then one below it")
        return top, bottom

    def level(self, written: str) -> str:
        """The one interspace or vertebra that a finding is about, written `L4-L5` or `L3`. Raises `BadValue`."""
        top, bottom = self.span(written)
        if self._place(bottom) - self._place(top) > 1:
            raise BadValue(written, "one interspace such as L4-L5 or one vertebra; state the finding for each level")
        return top if top == bottom else f"{top}-{bottom}"

    def _place(self, vertebra: str) -> int:
        return self.vertebrae.index(vertebra)

    def _expected(self) -> str:
        return f"vertebrae from {self.vertebrae[0]} to {self.vertebrae[-1]}" if self.vertebrae else "no level at all"


def spine(kb: KnowledgeBase) -> Spine:
    """The spine that the facts `vertebra(Name, Place)` of the knowledge base describe."""
    places = sorted(_place(fact) for fact in kb.facts("vertebra"))
    return Spine(tuple(name for _, name in places))


def _place(fact: Clause) -> tuple[int, str]:
    match fact.head.args:
        case (Text(value=name) | Symbol(name=name), Number(value=place)):
            return int(place), name.upper()
        case _:
            raise ValueError(f"vertebra is no fact of a name and a place at {fact.span}")
