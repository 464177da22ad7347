"""The program with a case argument finds for each of many cases what the program finds for it alone."""

from hypothesis import given, settings
from hypothesis import strategies as some

from bench.batches.many import CASE, hanging_on_facts, inputs, of_case, with_case
from solver.datalog import Atom, Facts, Model, Program, Row, Rule, Variable
from tests.engines.programs import cases, clingo_model, programs

X = Variable("X")


def together(program: Program, chunk: list[Facts]) -> Facts:
    found: dict[str, set[Row]] = {}
    for number, stated in enumerate(chunk):
        for name, row in of_case(number, stated, inputs(program)):
            found.setdefault(name, set()).add(row)
    return {name: frozenset(rows) for name, rows in found.items()}


def of_one(program: Program, model: Model, number: int) -> Model:
    """What holds in a case: rows with its number, and those of predicates that have none."""
    hanging = hanging_on_facts(program)
    found = {
        name: frozenset(row[1:] if name in hanging else row for row in rows if name not in hanging or row[0] == number)
        for name, rows in model.items()
        if name != CASE
    }
    return {name: rows for name, rows in found.items() if rows}


@settings(max_examples=100, deadline=None)
@given(programs(), some.lists(cases(), min_size=1, max_size=3))
def test_each_case_gets_its_own_model(program: Program, chunk: list[Facts]) -> None:
    read = [{name: rows for name, rows in one.items() if name in inputs(program)} for one in chunk]
    model = clingo_model(with_case(program), together(program, chunk))
    assert [of_one(program, model, place) for place in range(len(chunk))] == [
        clingo_model(program, one) for one in read
    ]


def test_tables_get_no_case() -> None:
    table, read = Rule(Atom("table", ("a",)), ()), Rule(Atom("found", (X,)), (Atom("table", (X,)), Atom("q", (X,))))
    table_rule, found_rule = with_case(Program((table, read), (("q", 1),))).rules
    assert table_rule == table
    assert found_rule.head.args != (X,)


def test_a_rule_that_only_denies_holds_in_each_case_by_itself() -> None:
    program = Program((Rule(Atom("p", ()), (Atom("q", (), negated=True),)),), (("q", 0),))
    chunk: list[Facts] = [{"q": frozenset({()})}, {}]
    assert clingo_model(with_case(program), together(program, chunk))["p"] == {(1,)}
