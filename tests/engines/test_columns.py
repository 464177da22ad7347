"""Columns get one type each, and a mixed one keeps numbers and texts apart."""

import re

import pytest

from solver.datalog import Atom, Facts, Program, Rule, Variable
from solver.datalog import Test as Comparison
from solver.dialects import souffle
from solver.wellformed import IllFormed

X, Y, Z = Variable("X"), Variable("Y"), Variable("Z")


def declared(program: Program, facts: Facts, predicate: str) -> str:
    """The declaration of a predicate, without the predicate."""
    found = re.search(rf"^\.decl {predicate}\((.*?)\)", souffle.render(program, facts, ()), re.MULTILINE)
    assert found
    return found[1]


def test_types_come_from_facts_constants_and_tests_through_the_rules() -> None:
    shifted = (Atom("limit", (X,)), Atom("unknown", (Y,)), Atom("free", (Z,)), Comparison(X, "<", Z, 2))
    rules = (
        Rule(Atom("copy", (Y, X)), (Atom("pair", (X, Y)),)),
        Rule(Atom("copy", (X, Y)), shifted),
        Rule(Atom("five", (5,)), ()),
    )
    program = Program(rules, (("alone", 1),))
    assert declared(program, {"pair": frozenset({("a", 1)})}, "copy") == "a1: number, a2: symbol"
    assert declared(program, {}, "limit") == declared(program, {}, "free") == "a1: number"
    assert declared(program, {}, "five") == "a1: number"
    assert declared(program, {}, "alone") == "a1: symbol"


def test_a_mixed_column_is_of_texts_in_which_a_number_still_differs() -> None:
    rules = (
        Rule(Atom("copy", (X,)), (Atom("value", (X,)), Comparison(X, "!=", 2))),
        Rule(Atom("plain", (X,)), (Atom("number", (X,)),)),
    )
    facts: Facts = {"value": frozenset({(1,), ("1",), ("#1",)}), "number": frozenset({(1,)})}
    text = souffle.render(Program(rules, ()), facts, ("copy",))
    assert 'value("##1").\nvalue("#1").\nvalue("1").\n' in text
    assert 'copy(X) :- value(X), X != "#2".' in text
    assert "number(1)." in text


@pytest.mark.parametrize("test", [Comparison(X, "<", 2), Comparison(X, "=", 2, 1)])
def test_a_mixed_column_cannot_be_compared_by_size(test: Comparison) -> None:
    rules = (Rule(Atom("p", (X,)), (Atom("value", (X,)), test)),)
    with pytest.raises(IllFormed, match="a rule for p"):
        souffle.render(Program(rules, ()), {"value": frozenset({(1,), ("1",)})}, ())
