"""The exported program and the facts of many cases for Soufflé: a file of facts for each predicate.

Not here: running it (`bench.batches.engines`).
"""

from collections.abc import Iterable
from contextlib import ExitStack

from bench.batches.made import OUTPUTS, Cases
from bench.batches.many import Fact, inputs, of_case, with_case
from kb.load import load
from solver.compile import compile_program
from solver.datalog import Facts, Row
from solver.dialects import souffle
from solver.dialects.columns import Column, settle
from solver.dialects.layout import lay_out

FOLDER = "souffle"


def write_tables(cases: Cases) -> None:
    """The program with a case argument, and the facts. Those that tell the types of columns stand in it as well."""
    kb = load()
    program = compile_program(kb)
    many, known = with_case(program), inputs(program)
    telling = _telling(fact for number, facts in cases.facts(kb) for fact in of_case(number, facts, known))
    names = lay_out(souffle.STYLE, many, telling, OUTPUTS).names
    text = souffle.render(many, telling, OUTPUTS).replace("(IO=stdout)", "")
    reading = "".join(f".input {names[name]}\n" for name, _ in many.inputs)
    (cases.folder / FOLDER).mkdir(exist_ok=True)
    (cases.folder / "program.dl").write_text(text + reading, encoding="utf-8")
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(open(cases.folder / FOLDER / f"{names[name]}.facts", "w", encoding="utf-8"))
            for name, _ in many.inputs
        }
        mixed = settle(many, telling).mixed
        for number, facts in cases.facts(kb):
            for name, row in of_case(number, facts, known):
                files[name].write("\t".join(_cells(name, row, mixed)) + "\n")


def _telling(facts: Iterable[Fact]) -> Facts:
    """One fact for each way in which the columns of a predicate have numbers and texts."""
    found: dict[tuple[str, tuple[type, ...]], Row] = {}
    for name, row in facts:
        found.setdefault((name, tuple(map(type, row))), row)
    together: dict[str, set[Row]] = {}
    for (name, _), row in found.items():
        together.setdefault(name, set()).add(row)
    return {name: frozenset(rows) for name, rows in together.items()}


def _cells(name: str, row: Row, mixed: frozenset[Column]) -> Iterable[str]:
    """A row as Soufflé reads it; where numbers and texts share a column, as `solver.dialects.columns` writes them."""
    for column, value in enumerate(row):
        marked = (name, column) in mixed and (isinstance(value, int) or value.startswith("#"))
        yield f"#{value}" if marked else str(value)
