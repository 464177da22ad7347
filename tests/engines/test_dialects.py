"""Every dialect is run by the program it is meant for, and says there what it says here."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from solver.datalog import Atom, Facts, Model, Program, Row, Rule, Variable
from solver.datalog import Test as Comparison
from solver.dialects import clingo as clingo_dialect
from solver.dialects import prolog, souffle
from solver.dialects.columns import settle
from solver.engines.pydatalog import PyDatalog
from solver.strata import NotStratified
from solver.wellformed import IllFormed, arities
from tests.engines.programs import EQUALITY, cases, clingo_model, programs

DIALECTS = (clingo_dialect, souffle, prolog)
X, Y, Z = Variable("X"), Variable("Y"), Variable("Z")
SWIPL, SOUFFLE = shutil.which("swipl"), shutil.which("souffle")
needs_swipl = pytest.mark.skipif(SWIPL is None, reason="SWI-Prolog (swipl) is not installed")
needs_souffle = pytest.mark.skipif(SOUFFLE is None, reason="Soufflé (souffle) is not installed")
STYLE_OF_SOUFFLE = ("No rules/facts defined for relation", "only occurs once")
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

SMALL = Program(
    (
        Rule(Atom("reach", (X, Y)), (Atom("edge", (X, Y)),)),
        Rule(Atom("reach", (X, Z)), (Atom("reach", (X, Y)), Atom("edge", (Y, Z)))),
        Rule(
            Atom("late", (Variable("who is"), "yes")),
            (
                Atom("age", (Variable("who is"), X)),
                Atom("age", (Variable("_"), Y)),
                Comparison(Y, "<", X, -3),
                Atom("reach", ("a", "b"), negated=True),
            ),
        ),
        Rule(Atom("any", ()), (Atom("late", (X, Y)),)),
        Rule(Atom("write", (-1,)), ()),
    ),
    (("edge", 2), ("age", 2)),
)
CASE: Facts = {"age": frozenset({('b"\\\n', 10), ("a", -8), ("c", -5)}), "unused": frozenset({()})}


def model_of(program: Program, facts: Facts, reserved: frozenset[str]) -> Model:
    """The model by pyDatalog, under the names that the dialect gives."""
    found = PyDatalog(program).solve(facts)
    return {f"{name}_" if name in reserved else name: rows for name, rows in found.items()}


def everything(program: Program, facts: Facts) -> tuple[str, ...]:
    """All predicates, to be printed."""
    return tuple(dict.fromkeys((*arities(program), *sorted(facts))))


# clingo ---------------------------------------------------------------------------------------------------------------


def test_clingo_text_reads_as_the_program() -> None:
    assert clingo_dialect.render(SMALL, CASE, ("late", "any")) == (
        r"""% age/2
age("a", -8).
age("b\"\\\n", 10).
age("c", -5).

% reach/2
reach(X, Y) :- edge(X, Y).
reach(X, Z) :- reach(X, Y), edge(Y, Z).

% late/2
late(V1, "yes") :- age(V1, X), age(_, Y), Y < X - 3, not reach("a", "b").

% any/0
any :- late(_, _).

% write/1
write(-1).

% unused/0
unused.

#defined edge/2.
#show.
#show late/2.
#show any/0.
"""
    )


def test_without_facts_the_program_stands_alone() -> None:
    text = clingo_dialect.render(SMALL, None, ())
    assert "#defined age/2." in text
    assert "unused" not in text


@given(some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_clingo_reads_every_text_back(text: str) -> None:
    facts = {"value": frozenset({(text,)})}
    assert clingo_model(Program((), ()), facts) == facts


# SWI-Prolog -----------------------------------------------------------------------------------------------------------


def run(command: list[str], harmless: tuple[str, ...] = ()) -> str:
    """What a program prints; it must end well and complain of nothing but what is harmless."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
        env=os.environ | {"LANG": "C.UTF-8"},
    )
    complaints = re.findall(r"^(?:Error|ERROR|Warning).*", done.stderr.decode(), re.MULTILINE)
    assert done.returncode == 0, done.stderr
    assert [each for each in complaints if not any(text in each for text in harmless)] == []
    return done.stdout.decode()


def run_prolog(folder: Path, text: str) -> str:
    """What swipl prints for a file with `text`."""
    file = folder / "program.pl"
    file.write_text(text, encoding="utf-8")
    return run([str(SWIPL), str(file)])


def read_facts(printed: str) -> Model:
    """Facts, one a line, as rows."""
    found: dict[str, set[Row]] = {}
    for line in printed.splitlines():
        name, _, arguments = line.partition("(")
        found.setdefault(name, set()).add(tuple(read_values(arguments)))
    return {name: frozenset(rows) for name, rows in found.items()}


def read_values(arguments: str) -> Iterator[str | int]:
    """Quoted texts and numbers."""
    escapes = {"n": "\n", '"': '"', "\\": "\\"}
    for text, number in re.findall(r'"((?:[^"\\]|\\.)*)"|(-?\d+)', arguments):
        yield int(number) if number else re.sub(r"\\(.)", lambda found: escapes[found[1]], text)


@needs_swipl
def test_prolog_prints_the_outputs_one_fact_a_line(tmp_path: Path) -> None:
    printed = run_prolog(tmp_path, prolog.render(SMALL, CASE, ("late", "any", "write", "unused")))
    assert printed == 'late("b\\"\\\\\\n","yes")\nany\nwrite_(-1)\nunused\n'


@needs_swipl
@few
@given(programs(offsets=(0,)), cases())
def test_prolog_finds_the_model_of_pydatalog(tmp_path: Path, program: Program, facts: Facts) -> None:
    printed = run_prolog(tmp_path, prolog.render(program, facts, everything(program, facts)))
    assert read_facts(printed) == model_of(program, facts, prolog.RESERVED)


@needs_swipl
@pytest.mark.parametrize(
    ("operator", "offset", "expected"),
    [
        ("<", 1, "-5 0"),
        ("<=", 1, "-5 0 1"),
        (">", -5, "0 1 2"),
        (">=", -5, "-5 0 1 2"),
        ("=", 2, "2"),
        ("!=", -5, "0 1 2"),
    ],
)
def test_prolog_adds_offsets_to_numbers_and_passes_texts_over(
    tmp_path: Path, operator: str, offset: int, expected: str
) -> None:
    body = (Atom("value", (X,)), Atom("zero", (Y,)), Comparison(X, operator, Y, offset))  # type: ignore[arg-type]
    facts: Facts = {"value": frozenset({(-5,), (0,), (1,), (2,), ("b",)}), "zero": frozenset({(0,), ("a",)})}
    printed = run_prolog(tmp_path, prolog.render(Program((Rule(Atom("found", (X,)), body),), ()), facts, ("found",)))
    assert printed.split() == [f"found({value})" for value in expected.split()]


@needs_swipl
def test_prolog_reads_every_text_back(tmp_path: Path) -> None:
    codes = (*range(1, 0x250), *range(0x2000, 0x2070), 0x3042, 0xFEFF, 0x1F600)
    rules = tuple(Rule(Atom("same", (code,)), (Atom("text", (code, chr(code))),)) for code in codes)
    text = prolog.render(Program(rules, ()), None, ("same",))
    given_codes = "".join(f"text({code}, S) :- char_code(C, {code}), atom_string(C, S).\n" for code in codes)
    printed = run_prolog(tmp_path, text.replace(":- dynamic text/2.", given_codes))
    assert printed.split() == [f"same({code})" for code in codes]


@needs_swipl
def test_no_name_means_anything_to_prolog(tmp_path: Path) -> None:
    names = (*sorted(prolog.RESERVED), "append", "forall", "format", "main", "member", "not", "print", "writeln")
    facts: Facts = {name: frozenset({(1, 2)}) for name in names}
    renamed = {f"{name}_" if name in prolog.RESERVED else name: rows for name, rows in facts.items()}
    assert read_facts(run_prolog(tmp_path, prolog.render(Program((), ()), facts, names))) == renamed


@needs_swipl
def test_prolog_works_nothing_out_twice(tmp_path: Path) -> None:
    steps = tuple(Rule(Atom(f"p{n + 1}", (X,)), (Atom(f"p{n}", (X,)), Atom(f"p{n}", (Y,)))) for n in range(200))
    printed = run_prolog(tmp_path, prolog.render(Program(steps, ()), {"p0": frozenset({(1,), (2,)})}, ("p200",)))
    assert printed.split() == ["p200(1)", "p200(2)"]


def test_prolog_refuses_a_cycle_through_a_negation() -> None:
    with pytest.raises(NotStratified):
        prolog.render(Program((Rule(Atom("p", ()), (Atom("p", (), negated=True),)),), ()), None, ())


# Soufflé --------------------------------------------------------------------------------------------------------------


def test_souffle_text_reads_as_the_program() -> None:
    assert souffle.render(SMALL, {"age": frozenset({("a\tb", 1)})}, ("late", "any")) == (
        r"""
.decl edge(a1: symbol, a2: symbol)
.decl age(a1: symbol, a2: number)
.decl reach(a1: symbol, a2: symbol)
.decl late(a1: symbol, a2: symbol)
.decl any()
.decl write(a1: number)

// age/2
age("a\tb", 1).

// reach/2
reach(X, Y) :- edge(X, Y).
reach(X, Z) :- reach(X, Y), edge(Y, Z).

// late/2
late(V1, "yes") :- age(V1, X), age(_, Y), Y < X - 3, !reach("a", "b").

// any/0
any() :- late(_, _).

// write/1
write(-1).

.output late(IO=stdout)
.output any(IO=stdout)
"""
    ).lstrip("\n")


def read_tables(printed: str, text: str) -> dict[str, set[tuple[str, ...]]]:
    """What Soufflé prints, by predicate; the one text with a line break is joined first."""
    blocks = re.findall(r"-{15}\n(\w+)\n={15}\n(.*?)={15}\n", printed.replace("two\nlines", "two\\lines"), re.DOTALL)
    nullary = set(re.findall(r"^\.decl (\w+)\(\)", text, re.MULTILINE))
    return {
        name: {() if name in nullary else tuple(line.replace("two\\lines", "two\nlines").split("\t")) for line in lines}
        for name, lines in ((name, block.removesuffix("\n").split("\n")) for name, block in blocks if block)
    }


def run_souffle(folder: Path, text: str) -> dict[str, set[tuple[str, ...]]]:
    """The tables that souffle prints for a file with `text`."""
    file = folder / "program.dl"
    file.write_text(text, encoding="utf-8")
    return read_tables(run([str(SOUFFLE), str(file)], harmless=STYLE_OF_SOUFFLE), text)


@needs_souffle
@few
@given(programs(EQUALITY, offsets=(0,)), cases())
def test_souffle_finds_the_model_of_pydatalog(tmp_path: Path, program: Program, facts: Facts) -> None:
    mixed = settle(program, facts).mixed
    expected = {
        name: {tuple(as_printed(value, (name, column) in mixed) for column, value in enumerate(row)) for row in rows}
        for name, rows in PyDatalog(program).solve(facts).items()
    }
    found = run_souffle(tmp_path, souffle.render(program, facts, everything(program, facts)))
    assert found == {f"{name}_" if name in souffle.RESERVED else name: rows for name, rows in expected.items()}


@needs_souffle
@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "=", "!="])
@pytest.mark.parametrize(
    ("values", "offset"), [((-10, -9, 0, 9, 10), 0), ((-1, 0, 1, 2, 3), -2), (("10", "9", "Z", "a", "é", ""), 0)]
)
def test_souffle_compares_as_pydatalog_does(
    tmp_path: Path, operator: str, values: tuple[str | int, ...], offset: int
) -> None:
    body = (Atom("value", (X,)), Atom("value", (Y,)), Comparison(X, operator, Y, offset))  # type: ignore[arg-type]
    program = Program((Rule(Atom("found", (X, Y)), body),), ())
    facts: Facts = {"value": frozenset((value,) for value in values)}
    expected = {tuple(map(str, row)) for row in PyDatalog(program).solve(facts)["found"]}
    assert run_souffle(tmp_path, souffle.render(program, facts, ("found",))) == {"found": expected}


@needs_souffle
def test_no_name_means_anything_to_souffle(tmp_path: Path) -> None:
    facts: Facts = {name: frozenset({(1, "a")}) for name in sorted(souffle.RESERVED)}
    text = souffle.render(Program((), ()), facts, tuple(facts))
    assert run_souffle(tmp_path, text) == {f"{name}_": {("1", "a")} for name in facts}


def as_printed(value: str | int, mixed: bool) -> str:
    """A constant as Soufflé prints it: `#` marks a number in a mixed column."""
    return f"#{value}" if mixed and (isinstance(value, int) or value.startswith("#")) else str(value)


def test_words_of_souffle_are_renamed_without_a_clash() -> None:
    facts: Facts = {"max": frozenset({(1,)}), "max_": frozenset({(2,)}), "cat": frozenset({()})}
    text = souffle.render(Program((), ()), facts, ("max", "max_"))
    assert "// max/1, here max__\nmax__(1).\n" in text
    assert "// max_/1\nmax_(2).\n" in text
    assert "cat_()." in text


# All of them ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, "a\0b"])
def test_constants_that_cannot_be_written_are_refused(dialect: object, value: str | int) -> None:
    with pytest.raises(IllFormed):
        dialect.render(Program((), ()), {"p": frozenset({(value,)})}, ("p",))  # type: ignore[attr-defined]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("value", [2**31 - 1, -(2**31)])
def test_the_last_numbers_that_fit_are_written(dialect: object, value: int) -> None:
    assert f"p({value})." in dialect.render(Program((), ()), {"p": frozenset({(value,)})}, ("p",))  # type: ignore[attr-defined]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("name", "output"), [("p", "q"), ("P", "P"), ("a b", "a b"), ("p", "")])
def test_names_that_cannot_be_written_or_shown_are_refused(dialect: object, name: str, output: str) -> None:
    with pytest.raises(IllFormed):
        dialect.render(Program((), ()), {name: frozenset({(1,)})}, (output,))  # type: ignore[attr-defined]


PRINT_ALL = """
from solver.dialects import clingo, prolog, souffle
from tests.engines.test_dialects import CASE, SMALL
for dialect in (clingo, prolog, souffle):
    print(dialect.render(SMALL, {**CASE, "mixed": frozenset({(1,), ("1",), ("a",), (-7,)})}, ("late", "mixed")))
"""


def test_the_bytes_do_not_depend_on_the_hash_seed() -> None:
    root = Path(__file__).parents[2]
    printed = {
        subprocess.run(
            [sys.executable, "-c", PRINT_ALL],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=root,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2", "3")
    }
    assert len(printed) == 1
    assert b"mixed" in printed.pop()
