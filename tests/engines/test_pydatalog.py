"""pyDatalog finds the same model as clingo, and each of its known traps stays shut."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from pyDatalog import Logic, pyDatalog, pyEngine

from solver.datalog import Atom, Facts, Model, Program, Rule, Variable
from solver.datalog import Test as Comparison
from solver.engines.pydatalog import PyDatalog
from solver.strata import NotStratified
from solver.wellformed import IllFormed
from tests.engines.programs import cases, clingo_model, programs

if TYPE_CHECKING:
    from solver.engines.engine import Engine

X, Y, Z = Variable("X"), Variable("Y"), Variable("Z")


def model(rules: tuple[Rule, ...], facts: Facts) -> Model:
    """The model of rules whose inputs are not declared."""
    return PyDatalog(Program(rules, ())).solve(facts)


def atom(predicate: str, *args: Variable | str | int) -> Atom:
    """A positive atom."""
    return Atom(predicate, args)


def no(predicate: str, *args: Variable | str | int) -> Atom:
    """A negated atom."""
    return Atom(predicate, args, negated=True)


def rows(*found: str | int) -> frozenset[tuple[str | int, ...]]:
    """Rows of one column."""
    return frozenset((value,) for value in found)


REACH = (
    Rule(atom("reach", X, Y), (atom("edge", X, Y),)),
    Rule(atom("reach", X, Z), (atom("reach", X, Y), atom("reach", Y, Z))),
)


@settings(max_examples=500, deadline=None)
@given(programs(), cases())
def test_agrees_with_clingo_on_the_whole_model(program: Program, facts: Facts) -> None:
    engine: Engine = PyDatalog(program)
    assert engine.solve(facts) == clingo_model(program, facts)


@settings(max_examples=50, deadline=None)
@given(programs(), cases(), cases())
def test_a_case_leaves_nothing_for_the_next(program: Program, one: Facts, other: Facts) -> None:
    engine = PyDatalog(program)
    first, between, again = engine.solve(one), engine.solve(other), engine.solve(one)
    assert first == again == PyDatalog(program).solve(one)
    assert between == PyDatalog(program).solve(other)


def test_two_engines_in_one_process_do_not_see_each_other() -> None:
    one = PyDatalog(Program((Rule(atom("answer", X), (atom("fact", X),)),), ()))
    other = PyDatalog(Program((Rule(atom("answer", "other"), (atom("fact", X),)),), ()))
    assert one.solve({"fact": rows(1)})["answer"] == rows(1)
    assert other.solve({"fact": rows(2)})["answer"] == rows("other")
    assert "answer" not in one.solve({})
    assert other.solve({"fact": rows(3)})["fact"] == rows(3)


def test_threads_that_share_an_engine_get_their_own_answers() -> None:
    engine = PyDatalog(Program(REACH, ()))
    chains = [{"edge": frozenset({(n, n + 1), (n + 1, n + 2)})} for n in range(40)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(engine.solve, chains))
    finally:
        sys.setswitchinterval(interval)
    assert [each["reach"] for each in found] == [frozenset({(n, n + 1), (n + 1, n + 2), (n, n + 2)}) for n in range(40)]


def test_a_thread_without_pydatalog_stays_without() -> None:
    seen: list[object] = []

    def work() -> None:
        seen.append(model(REACH, {"edge": frozenset({(1, 2)})})["reach"])
        seen.append(vars(Logic.tl))

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [frozenset({(1, 2)}), {}]


def test_a_program_of_the_user_in_the_same_thread_is_untouched() -> None:
    Logic()
    pyDatalog.assert_fact("fact", "mine")
    before, counter = Logic.tl.logic, pyEngine.Fresh_var.tl.counter
    assert model((Rule(atom("answer", X), (atom("fact", X),)),), {"fact": rows("yours")})["answer"] == rows("yours")
    assert Logic.tl.logic is before
    assert pyEngine.Fresh_var.tl.counter == counter
    assert pyDatalog.ask("fact(X)").answers == [("mine",)]


def test_a_refused_case_leaves_the_engine_usable() -> None:
    engine = PyDatalog(Program(REACH, (("edge", 2),)))
    with pytest.raises(IllFormed, match="edge has rows of"):
        engine.solve({"edge": frozenset({(1, 2, 3)})})
    assert engine.solve({"edge": frozenset({(1, 2)})})["reach"] == frozenset({(1, 2)})


def test_a_predicate_that_nothing_fills_is_empty() -> None:
    rules = (
        Rule(atom("never", X), (atom("thing", X), atom("mispelt", X))),
        Rule(atom("always", X), (atom("thing", X), no("mispelt", X))),
    )
    assert model(rules, {"thing": rows("a")}) == {"thing": rows("a"), "always": rows("a")}


def test_predicates_without_rows_are_left_out_and_unknown_ones_pass_through() -> None:
    assert model(REACH, {"edge": frozenset(), "other": rows(1)}) == {"other": rows(1)}


def test_negation_of_a_derived_predicate_waits_for_all_of_its_rules() -> None:
    rules = (
        Rule(atom("fails", X), (atom("thing", X), no("passes", X))),
        Rule(atom("passes", X), (atom("thing", X), Comparison(X, ">=", 3))),
        Rule(atom("passes", 1), ()),
    )
    assert model(rules, {"thing": rows(1, 2, 3)})["fails"] == rows(2)


def test_numbers_and_texts_that_look_alike_differ() -> None:
    rules = (
        Rule(atom("number", X), (atom("value", X), Comparison(X, "=", 1))),
        Rule(atom("text", X), (atom("value", X), Comparison(X, "=", "1"))),
        Rule(atom("truth", X), (atom("value", X), Comparison(X, "=", "True"))),
        Rule(atom("one", "yes"), (atom("value", 1),)),
        Rule(atom("other", X), (atom("value", X), no("number", X))),
    )
    found = model(rules, {"value": rows(1, "1", "True", "1 ")})
    assert [found[name] for name in ("number", "text", "truth")] == [rows(1), rows("1"), rows("True")]
    assert found["one"] == rows("yes")
    assert found["other"] == rows("1", "True", "1 ")


@pytest.mark.parametrize("odd", [True, None, 1.5, ("a",)])
def test_constants_that_are_neither_text_nor_number_are_refused(odd: object) -> None:
    with pytest.raises(IllFormed, match=type(odd).__name__):
        model(REACH, {"edge": frozenset({(odd, 1)})})  # type: ignore[arg-type]
    with pytest.raises(IllFormed, match=type(odd).__name__):
        model((Rule(atom("p", odd), ()),), {})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    [
        "max",
        "filter",
        "id",
        "len_",
        "==",
        "<",
        "~p",
        "p.q",
        "p[X]==Y",
        "_pyD_in",
        "_pyD_query",
        "rule 1",
        "facts 1",
        "",
    ],
)
def test_no_name_means_anything_to_the_engine(name: str) -> None:
    rules = (
        Rule(atom("copy", X, Y), (atom(name, X, Y),)),
        Rule(atom("missing", X), (atom("thing", X), no(name, X, X))),
        Rule(atom(name, 7, 8), (atom("thing", 1),)),
    )
    found = model(rules, {name: frozenset({(1, 1), (2, 1)}), "thing": rows(1, 2)})
    assert found["copy"] == frozenset({(1, 1), (2, 1), (7, 8)})
    assert found["missing"] == rows(2)


@pytest.mark.parametrize("text", ["", "X", "_", "'", '"', "a\nb", "\0", "True", "None", "_pyD_class", "é", "\ud800"])
def test_texts_are_exact(text: str) -> None:
    rules = (Rule(atom("same", X), (atom("value", X), Comparison(X, "=", text))),)
    assert model(rules, {"value": rows(text, text + " ", "other")})["same"] == rows(text)


@pytest.mark.parametrize(
    ("operator", "offset", "expected"),
    [
        ("<", 0, (-2, -1)),
        ("<=", 0, (-2, -1, 0)),
        (">", -2, (-1, 0, 3)),
        (">=", -2, (-2, -1, 0, 3)),
        ("=", 3, (3,)),
        ("!=", -1, (-2, 0, 3)),
    ],
)
def test_comparisons_with_negative_numbers_and_offsets(operator: str, offset: int, expected: tuple[int, ...]) -> None:
    test = Comparison(X, operator, Y, offset)  # type: ignore[arg-type]
    rules = (Rule(atom("found", X), (atom("value", X), atom("zero", Y), test)),)
    assert model(rules, {"value": rows(-2, -1, 0, 3), "zero": rows(0)})["found"] == rows(*expected)


def test_constants_whose_hashes_collide_differ() -> None:
    rules = (Rule(atom("found", X), (atom("value", X), atom("value", -2))),)
    assert hash(-1) == hash(-2)
    assert "found" not in model(rules, {"value": rows(-1)})


def test_numbers_of_any_size_are_exact() -> None:
    big = 10**30
    rules = (Rule(atom("found", X), (atom("value", X), Comparison(X, ">", big - 1, 1))),)
    assert model(rules, {"value": rows(big - 1, big, big + 1)})["found"] == rows(big + 1)


def test_predicates_without_arguments_hold_or_not() -> None:
    rules = (
        Rule(atom("wet"), (atom("rain"),)),
        Rule(atom("dry"), (no("wet"),)),
        Rule(atom("told"), ()),
    )
    assert model(rules, {"rain": frozenset({()})}) == dict.fromkeys(("rain", "wet", "told"), frozenset({()}))
    assert model(rules, {}) == dict.fromkeys(("dry", "told"), frozenset({()}))


def test_constants_and_repeated_variables_stand_in_heads_and_bodies() -> None:
    rules = (
        Rule(atom("verdict", X, "necessary", -1), (atom("line", X),)),
        Rule(atom("twice", X, X), (atom("pair", X, X),)),
    )
    found = model(rules, {"line": rows("l1"), "pair": frozenset({(1, 1), (1, 2)})})
    assert found["verdict"] == frozenset({("l1", "necessary", -1)})
    assert found["twice"] == frozenset({(1, 1)})


def test_recursion_over_a_circle_ends() -> None:
    circle = frozenset({(1, 2), (2, 3), (3, 1)})
    everything = frozenset((a, b) for a in (1, 2, 3) for b in (1, 2, 3))
    assert model(REACH, {"edge": circle})["reach"] == everything


def test_three_predicates_in_a_circle_end() -> None:
    rules = (
        Rule(atom("one", X, X), (atom("three", X),)),
        Rule(atom("two", Y, 2), (atom("one", Y, Y),)),
        Rule(atom("three", "b"), (atom("two", X, Y),)),
        Rule(atom("three", X), (atom("start", X),)),
    )
    found = model(rules, {"start": rows("a")})
    assert found["three"] == rows("a", "b")
    assert found["two"] == frozenset({("a", 2), ("b", 2)})
    assert "one" not in model(rules, {})


def test_given_rows_of_a_derived_predicate_count() -> None:
    found = model(REACH, {"edge": frozenset({(1, 2)}), "reach": frozenset({(0, 1)})})
    assert found["reach"] == frozenset({(0, 1), (1, 2), (0, 2)})


def test_a_row_of_the_program_outlives_a_case_that_gives_it_too() -> None:
    rules = (Rule(atom("bone", "L5"), ()), Rule(atom("found", X), (atom("bone", X),)))
    engine = PyDatalog(Program(rules, ()))
    assert engine.solve({"bone": rows("L5", "S1")})["found"] == rows("L5", "S1")
    assert engine.solve({}) == {"bone": rows("L5"), "found": rows("L5")}


def test_a_thousand_strata_are_no_deeper_than_one() -> None:
    rules = tuple(Rule(atom(f"p{n + 1}", X), (atom("p0", X), no(f"p{n}", X))) for n in range(1000))
    found = model(rules, {"p0": rows("a")})
    assert sorted(name for name in found if name != "p0") == sorted(f"p{n}" for n in range(2, 1001, 2))


@pytest.mark.parametrize(
    "rule",
    [
        Rule(atom("p", X), ()),
        Rule(atom("p", 1), (Comparison(X, "=", 1), atom("q", X))),
        Rule(atom("p", 1), (no("q", X),)),
        Rule(no("p", 1), ()),
    ],
)
def test_rules_that_cannot_be_read_left_to_right_are_refused(rule: Rule) -> None:
    with pytest.raises(IllFormed):
        model((rule,), {})


def test_two_arities_are_refused() -> None:
    with pytest.raises(IllFormed, match="p has 1 and 2 arguments"):
        model((Rule(atom("q", X), (atom("p", X), atom("p", X, X))),), {})


def test_a_cycle_through_a_negation_is_refused() -> None:
    rules = (Rule(atom("p", X), (atom("v", X), no("q", X))), Rule(atom("q", X), (atom("v", X), no("p", X))))
    with pytest.raises(NotStratified, match="p, q"):
        model(rules, {})


SOURCE_ONLY = """
import importlib.util, pathlib, sys
class SourceOnly:
    def find_spec(name, path, target=None):
        package, _, module = name.rpartition(".")
        if package != "pyDatalog" or module not in ("pyEngine", "fact_storage", "task_storage"):
            return None
        source = pathlib.Path(path[0], module + ".py")
        if not source.exists():
            raise ImportError(name)
        return importlib.util.spec_from_file_location(name, source)
sys.meta_path.insert(0, SourceOnly)
from pyDatalog import pyEngine
assert pyEngine.__file__.endswith("pyEngine.py") and pyEngine.FactDb.__module__ == "pyDatalog.pyEngine"
import pytest
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "-k", "not without_its_compiled_engine", sys.argv[1]]))
"""


def test_all_of_this_holds_without_its_compiled_engine() -> None:
    done = subprocess.run([sys.executable, "-c", SOURCE_ONLY, __file__], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
