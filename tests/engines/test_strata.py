"""Components come in evaluation order, and negation inside one is refused."""

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as some

from solver.datalog import Atom, Program, Rule
from solver.strata import NotStratified, components, recursive

EDGES = some.lists(some.tuples(some.sampled_from("abcdefg"), some.sampled_from("abcdefgh")), max_size=20)


def program(*reads: tuple[str, str]) -> Program:
    """One rule for each pair: the first reads the second; `~` before the second negates it."""
    return Program(
        tuple(Rule(Atom(head, ()), (Atom(read.strip("~"), (), negated=read[0] == "~"),)) for head, read in reads), ()
    )


def test_what_is_read_comes_first_and_inputs_are_no_components() -> None:
    assert components(program(("a", "b"), ("b", "c"), ("c", "input"))) == (("c",), ("b",), ("a",))


def test_predicates_that_read_each_other_form_one_component_in_program_order() -> None:
    found = components(program(("top", "a"), ("b", "a"), ("a", "c"), ("c", "b"), ("b", "base"), ("base", "input")))
    assert found == (("base",), ("b", "a", "c"), ("top",))


def test_only_predicates_that_depend_on_themselves_are_recursive() -> None:
    rules = program(("a", "a"), ("b", "c"), ("c", "b"), ("d", "b"))
    assert recursive(rules, components(rules)) == {"a", "b", "c"}


@given(EDGES)
def test_components_are_those_of_networkx_in_an_order_that_respects_reading(edges: list[tuple[str, str]]) -> None:
    heads = {head for head, _ in edges}
    graph = nx.DiGraph([edge for edge in edges if edge[1] in heads])
    graph.add_nodes_from(heads)
    found = components(program(*edges))
    assert sorted(map(sorted, found)) == sorted(map(sorted, nx.strongly_connected_components(graph)))
    place = {name: number for number, component in enumerate(found) for name in component}
    assert all(place[read] <= place[head] for head, read in graph.edges)


@pytest.mark.parametrize("rules", [program(("a", "~a")), program(("a", "b"), ("b", "~c"), ("c", "a"))])
def test_a_negation_inside_a_component_is_refused_by_name(rules: Program) -> None:
    with pytest.raises(NotStratified) as refused:
        components(rules)
    assert refused.value.component == tuple(rule.head.predicate for rule in rules.rules)


def test_a_negation_of_a_lower_component_is_fine() -> None:
    assert components(program(("a", "~b"), ("b", "b"))) == (("b",), ("a",))


def test_a_chain_of_any_length_needs_no_recursion() -> None:
    names = [f"p{n}" for n in range(20_000)]
    found = components(program(*pairwise(names)))
    assert [name for (name,) in found] == names[-2::-1]
