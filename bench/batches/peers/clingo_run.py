"""Run the exported program through clingo's Python package: arguments PROGRAM FACTS OUTPUT CHUNK.

FACTS has the facts of a case on each line. So many cases as CHUNK says are grounded together with a new copy of the
program. Verdicts are rows of tabs: case, line, policy, rank; without the last two where no policy has rules.
"""

import sys
from collections.abc import Iterator
from itertools import islice

from clingo import Control, Symbol


def main() -> None:
    """Decide all cases."""
    program, facts, output, chunk = sys.argv[1:]
    with open(program, encoding="utf-8") as file:
        text = file.read()
    with open(facts, encoding="utf-8") as lines, open(output, "w", encoding="utf-8") as out:
        while some := "".join(islice(lines, int(chunk))):
            out.writelines(decided(text, some))


def decided(program: str, facts: str) -> Iterator[str]:
    """The rows of the cases with these facts."""
    control = Control(["--warn=none"])
    control.add("base", [], program)
    control.add("base", [], facts)
    control.ground()
    with control.solve(yield_=True) as handle:
        model = handle.model()
        assert model is not None
        yield from map(_row, model.symbols(shown=True))


def _row(shown: Symbol) -> str:
    values = [one.string if one.type.name == "String" else str(one.number) for one in shown.arguments]
    if shown.name == "verdict":
        case, policy, line, rank = values
        return f"{case}\t{line}\t{policy}\t{rank}\n"
    return "\t".join(values) + "\n"


if __name__ == "__main__":
    main()
