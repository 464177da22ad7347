"""The engine for chunks finds for each case of a chunk the model that clingo finds for the case alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from solver.datalog import Atom, Facts, Program, Rule, Variable
from solver.datalog import Test as Comparison
from solver.engines.bitsets import BitSets, gathered, model_of
from solver.engines.loops import loops
from solver.strata import NotStratified
from solver.wellformed import IllFormed
from tests.engines.programs import cases, clingo_model, programs

X, Y, Z = Variable("X"), Variable("Y"), Variable("Z")


@settings(max_examples=500, deadline=None)
@given(programs(), cases())
def test_agrees_with_clingo_on_the_model_of_one_case(program: Program, facts: Facts) -> None:
    assert BitSets(program).solve(facts) == clingo_model(program, facts)


@settings(max_examples=200, deadline=None)
@given(programs(), some.lists(cases(), min_size=1, max_size=5))
def test_agrees_with_clingo_on_every_case_of_a_chunk(program: Program, chunk: list[Facts]) -> None:
    found = BitSets(program).solve_all(gathered(chunk), (1 << len(chunk)) - 1)
    assert [model_of(found, place) for place in range(len(chunk))] == [clingo_model(program, one) for one in chunk]


def test_a_chunk_leaves_nothing_for_the_next() -> None:
    engine = BitSets(Program((Rule(Atom("p", (X,)), (Atom("q", (X,)),)),), ()))
    assert engine.solve_all({"q": {("a",): 1}}, 1) == {"q": {("a",): 1}, "p": {("a",): 1}}
    assert engine.solve_all({"q": {("b",): 1}}, 1) == {"q": {("b",): 1}, "p": {("b",): 1}}


def test_what_the_program_states_holds_in_every_case() -> None:
    engine = BitSets(Program((Rule(Atom("p", ("a",)), ()), Rule(Atom("r", ()), (Atom("q", (), negated=True),))), ()))
    assert engine.solve_all({"q": {(): 0b10}}, 0b11) == {"q": {(): 0b10}, "p": {("a",): 0b11}, "r": {(): 0b01}}


def test_no_text_of_a_program_is_read_as_code() -> None:
    odd = "'); raise SystemExit('"
    rules = (Rule(Atom(odd, (odd, X)), (Atom("import os", (X,)), Comparison(X, "!=", odd), Comparison(X, "<", odd))),)
    assert BitSets(Program(rules, ())).solve({"import os": frozenset({("#",)})})[odd] == {(odd, "#")}


def test_a_column_that_nothing_else_looks_at_is_cut() -> None:
    found = loops(Rule(Atom("p", (X,)), (Atom("q", (X, Y, Z)),)))
    assert [lookup.wanted for lookup in found.lookups] == [(0,)]


def test_a_bad_program_or_fact_is_refused() -> None:
    with pytest.raises(IllFormed):
        BitSets(Program((Rule(Atom("p", (X,)), ()),), ()))
    with pytest.raises(NotStratified):
        BitSets(Program((Rule(Atom("p", ()), (Atom("p", (), negated=True),)),), ()))
    with pytest.raises(IllFormed):
        BitSets(Program((Rule(Atom("p", (X,)), (Atom("q", (X,)),)),), ())).solve({"q": frozenset({("a", "b")})})
