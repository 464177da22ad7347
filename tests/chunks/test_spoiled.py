"""Texts that were spoiled at random are refused, or read, as a single case is, whatever was read before."""

import re
from collections.abc import Callable
from random import Random

import pytest

from bench.generating.cases import cases
from kb.intake.case_file import case_from
from kb.intake.scope import vocabulary
from kb.intake.text import content
from kb.problems import Rejected
from solver.chunks.intake import Intake
from tests.chunks.kit import read
from tests.ours import knowledge_base

PIECE = re.compile(r'\{[^{}]*\}|"[^"]*"|\d+')
"""An object without objects, a text or a number."""
MEMBER = re.compile(r'"[a-z_]+":(?:\{[^{}]*\}|"[^"]*"|\d+|true|false),?')


def swapped(text: str, chance: Random) -> str:
    """A piece of the text in place of another."""
    found = list(PIECE.finditer(text))
    one, other = chance.choice(found), chance.choice(found)
    return text[: one.start()] + other[0] + text[one.end() :]


def doubled(text: str, chance: Random) -> str:
    """A member of an object twice, or at another place."""
    one, other = chance.choice(list(MEMBER.finditer(text))), chance.choice(list(MEMBER.finditer(text)))
    return text[: other.start()] + one[0].rstrip(",") + "," + text[other.start() :]


def without(text: str, chance: Random) -> str:
    """A member less."""
    one = chance.choice(list(MEMBER.finditer(text)))
    return text[: one.start()] + text[one.end() :]


def blotted(text: str, chance: Random) -> str:
    """A sign more, less or another."""
    place = chance.randrange(len(text))
    return text[:place] + chance.choice('{}[]",: \\0n') + text[place + chance.randrange(2) :]


def spaced(text: str, chance: Random) -> str:
    """Spaces behind commas and colons, as many programs write them."""
    return chance.choice((text.replace(",", ", "), text.replace('":', '": '), text.replace('":', '" :')))


CHANGES: tuple[Callable[[str, Random], str], ...] = (swapped, doubled, without, blotted, spaced)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_spoiled_text_is_read_or_refused_as_a_single_case_is(change: Callable[[str, Random], str]) -> None:
    kb, chance = knowledge_base(), Random(change.__name__)
    intake, known = Intake(kb), vocabulary(kb)

    def alone(text: bytes) -> object:
        case = case_from(content("c.json", text), "c.json", known)
        return case.id, tuple(line.id for line in case.lines), case.digest

    def together(text: bytes) -> object:
        found = read(intake, text)
        return found.name, found.lines, found.digest

    def outcome(read: Callable[[bytes], object], text: bytes) -> object:
        try:
            return read(text)
        except Rejected as rejected:
            return rejected.problems

    for text in cases(kb, 150, 5):
        for one in (text, change(text, chance), change(change(text, chance), chance)):
            assert outcome(together, one.encode()) == outcome(alone, one.encode()), one
