"""The names that compiled predicates carry: one place for what follows the two underscores.

A relation keeps its name. A finding or criterion has a supported and a refuted side; the rest serve them.
"""

from kb.knowledge import Rule
from kb.language.syntax import Literal


def supported(predicate: str) -> str:
    """The side on which the atom is documented or derived to hold."""
    return predicate + "__supported"


def refuted(predicate: str) -> str:
    """The side on which the atom is documented or derived not to hold."""
    return predicate + "__refuted"


WHOLE = "request"
"""The group of all lines of a request, beside those of its stages."""
WITHOUT_VALUE = ("refuted", "conflicting")
"""The sides of a finding that are about its slot, whatever the value."""


def on_rail(literal: Literal) -> str:
    """The predicate that a literal of a relation's clause reads: one side, or the relation itself."""
    name = literal.atom.predicate
    return name if literal.rail is None else f"{name}__{literal.rail}"


def conflicting(predicate: str) -> str:
    """The side on which the record contradicts itself about the atom."""
    return predicate + "__conflicting"


def told(predicate: str) -> str:
    """Slots of a finding on which the record says anything at all."""
    return predicate + "__told"


def finding_of(slot: str) -> str:
    """The finding of which `told` names the slots."""
    return slot.removesuffix("__told")


def asked(predicate: str) -> str:
    """Atoms of a criterion that the case raises; nothing else is evaluated."""
    return predicate + "__asked"


def possible(predicate: str) -> str:
    """Atoms of a criterion that some clause has not ruled out."""
    return predicate + "__possible"


def given(predicate: str) -> str:
    """Tuples of an open relation that were named, without the unnamed member."""
    return predicate + "__given"


def instance(rule: Rule) -> str:
    """Instances of a clause: its variables, where its relations hold."""
    return f"{_plain(rule.id)}__in"


def blocked(rule: Rule) -> str:
    """Instances of a clause with a refuted premise."""
    return f"{_plain(rule.id)}__out"


def helper(rule: Rule, place: int, what: str) -> str:
    """A predicate that serves the premise at `place` of a clause."""
    return f"{_plain(rule.id)}_{place}__{what}"


CALENDAR = "calendar__slot"
"""Pairs of a day and its month slot (`kb.values.month_slot`), for arithmetic in months."""


def _plain(text: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in text.lower())
