"""Write what the engines read for so many cases: python -m bench.batches.inputs CASES SIZE FOLDER KIND...

CASES is a file of cases of which the first so many are taken. The kinds are the cases as JSON Lines, in the long form
and as a wide table, and the exported program with the facts of all cases for each dialect. What two processes share out
is there in two halves as well. Not here: who reads which (`bench.batches.engines`).
"""

import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bench.batches.made import OUTPUTS, Cases
from bench.batches.many import Fact, in_order, inputs, of_case, with_case
from bench.batches.tables import write_tables
from bench.generating.long_rows import write_parquet
from kb.load import load
from solver.compile import compile_program
from solver.dialects import clingo, prolog
from solver.dialects.layout import Layout, lay_out

PEERS = Path(__file__).with_name("peers")
LAST_DIRECTIVE = "\n:- initialization"
"""Begins what would print the verdicts of one case and halt."""


def main() -> None:
    """Write the kinds that are named."""
    path, size, folder, *kinds = sys.argv[1:]
    for kind in kinds:
        KINDS[kind](Cases(path, int(size), Path(folder)))


def write_json_lines(cases: Cases) -> None:
    """The cases themselves."""
    with open(cases.folder / "cases.jsonl", "w", encoding="utf-8") as file:
        file.writelines(cases.texts())


def write_long(cases: Cases) -> None:
    """The long form, as Parquet."""
    write_parquet(cases.texts(), str(cases.folder / "cases.parquet"))


def write_wide(cases: Cases) -> None:
    """The wide table of the slice that is decided by hand."""
    script, given, made = PEERS / "duckdb_run.py", cases.folder / "cases.jsonl", cases.folder / "wide.parquet"
    subprocess.run([sys.executable, script, "make", given, made, "1"], check=True)


def write_clingo(cases: Cases) -> None:
    """The program with a case argument, and the facts of a case on each line."""
    kb = load()
    program = compile_program(kb)
    many, known = with_case(program), inputs(program)
    (cases.folder / "program.lp").write_text(clingo.render(many, None, OUTPUTS), encoding="utf-8")
    layout = lay_out(clingo.STYLE, many, None, OUTPUTS)
    stated = (_written(layout, of_case(number, facts, known)) for number, facts in cases.facts(kb))
    _in_halves(cases, "facts.{}lp", (f"{'. '.join(atoms)}.\n" for atoms in stated))


def write_prolog(cases: Cases) -> None:
    """The program without its last directive, and a term for each case with its number and facts."""
    kb = load()
    program = compile_program(kb)
    known = inputs(program)
    text, _, _ = prolog.render(program, None, OUTPUTS).rpartition(LAST_DIRECTIVE)
    (cases.folder / "program.pl").write_text(f"{text}\n", encoding="utf-8")
    layout = lay_out(prolog.STYLE, program, None, OUTPUTS)
    stated = ((number, _written(layout, in_order(facts, known))) for number, facts in cases.facts(kb))
    _in_halves(cases, "facts.{}pl", (f"case({number}, [{', '.join(atoms)}]).\n" for number, atoms in stated))


def _written(layout: Layout, facts: Iterable[Fact]) -> list[str]:
    return [layout.atom(name, map(layout.style.constant, row)) for name, row in facts]


def _in_halves(cases: Cases, name: str, lines: Iterable[str]) -> None:
    """Write all lines, and every other line to each half."""
    whole, *halves = [open(cases.folder / name.format(which), "w", encoding="utf-8") for which in ("", "0.", "1.")]  # noqa: SIM115
    with whole, halves[0], halves[1]:
        for place, line in enumerate(lines):
            whole.write(line)
            halves[place % len(halves)].write(line)


KINDS: Mapping[str, Callable[[Cases], None]] = {
    "jsonl": write_json_lines,
    "long": write_long,
    "wide": write_wide,
    "clingo": write_clingo,
    "prolog": write_prolog,
    "souffle": write_tables,
}

if __name__ == "__main__":
    main()
