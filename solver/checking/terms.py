"""Atoms as the checker reads them: constants encoded, variables by name; matched with rows and filled from bindings.

Not here: what a clause is made of (`bodies`), or what holds (`relations`).
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from kb.case import Constant
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Atom, Day, Number, Predicate, Symbol, Term, Text, Var
from kb.values import encode

Row = tuple[Constant, ...]
Bindings = Mapping[str, Constant]
Wanted = tuple[Constant | None, ...]
"""The arguments of an atom as far as they are known; None stands for any."""
ANY = "_"
"""How a node of a proof writes an argument that is not known."""


class Name(str):
    """A variable, or `_`."""

    __slots__ = ()


class Pattern(Struct, frozen=True):
    """A predicate with constants and variables."""

    predicate: str
    args: tuple[Constant, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The variables, each once, without `_`."""
        return tuple(dict.fromkeys(arg for arg in self.args if isinstance(arg, Name) and arg != ANY))

    def keys(self, number: int) -> "Pattern":
        """The pattern of the first arguments."""
        return Pattern(self.predicate, self.args[:number])


def types(declared: Predicate) -> tuple[str, ...]:
    """The types of all arguments of a predicate, the value last."""
    return tuple(one.type for one in (*declared.keys, *((declared.value,) if declared.value else ())))


def pattern(kb: KnowledgeBase, atom: Atom) -> Pattern:
    """The pattern of an atom of a clause."""
    kinds = types(kb.predicates[atom.predicate])
    return Pattern(atom.predicate, tuple(_argument(kb, t, kind) for t, kind in zip(atom.args, kinds, strict=True)))


def _argument(kb: KnowledgeBase, term: Term, kind: str) -> Constant:
    return Name(term.name) if isinstance(term, Var) else constant(kb, term, kind)


def constant(kb: KnowledgeBase, term: Term, kind: str) -> Constant:
    """The constant that a term writes."""
    match term:
        case Symbol(name=raw) | Text(value=raw) | Day(iso=raw):
            return encode(kb.types[kind], raw)
        case Number(value=raw, unit=unit):
            return encode(kb.types[kind], f"{raw} {unit or ''}")
        case Var():
            raise TypeError(f"{term.name} is a variable")


def match(of: Pattern, row: Sequence[Constant], bindings: Bindings) -> dict[str, Constant] | None:
    """The bindings under which the pattern is the row, or None."""
    found = dict(bindings)
    for argument, part in zip(of.args, row, strict=True):
        if not isinstance(argument, Name):
            if argument != part:
                return None
        elif argument != ANY and found.setdefault(argument, part) != part:
            return None
    return found


def wanted(of: Pattern, bindings: Bindings) -> Wanted:
    """The arguments as far as bindings give them."""
    return tuple(bindings.get(a) if isinstance(a, Name) else a for a in of.args)


def written(of: Pattern, bindings: Bindings) -> Row:
    """The arguments as a node writes them: one that is not known as `_`, or where it stands again as `?` with the place
    where it stood first.
    """
    return tuple(_written(of, place) if part is None else part for place, part in enumerate(wanted(of, bindings)))


def _written(of: Pattern, place: int) -> str:
    name = of.args[place]
    first = next(at for at, argument in enumerate(of.args) if isinstance(argument, Name) and argument == name)
    return ANY if name == ANY or first == place else f"?{first + 1}"


def read(args: Row) -> tuple[Wanted, dict[int, int]]:
    """What a node says of the arguments, and the places that stand for the same as an earlier one."""
    again = {
        at: int(a[1:]) - 1
        for at, a in enumerate(args)
        if isinstance(a, str) and a.startswith("?") and a[1:].isdecimal()
    }
    return tuple(None if arg == ANY or at in again else arg for at, arg in enumerate(args)), again


def once(ways: list[dict[str, Constant]]) -> list[dict[str, Constant]]:
    """Bindings without repetitions, which `_` can bring about."""
    return list({frozenset(way.items()): way for way in ways}.values())
