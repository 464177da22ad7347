"""A program as clingo text: `clingo FILE` prints its one answer set, shown for the output predicates only.

Not here: running it.
"""

from solver.datalog import Constant, Facts, Program
from solver.dialects.layout import Style, compared, in_range, lay_out, quoted

ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
RESERVED = ("not",)


def render(program: Program, facts: Facts | None, outputs: tuple[str, ...]) -> str:
    """The program, its facts if given, and what to show.

    Raises:
        IllFormed: an unsafe rule, arities that differ, an output that is no predicate, or a constant that cannot be
            written.
    """
    layout = lay_out(STYLE, program, facts, outputs)
    empty = [f"#defined {layout.indicator(name)}." for name in layout.names if not layout.has_text(name)]
    shown = ["#show.", *(f"#show {layout.indicator(name)}." for name in outputs)]
    return "\n\n".join((*layout.groups(), "\n".join((*empty, *shown)))) + "\n"


def _constant(value: Constant) -> str:
    return quoted(value, ESCAPES) if isinstance(value, str) else in_range(value)


STYLE = Style(comment="%", negation="not ", nullary="", constant=_constant, test=compared, reserved=RESERVED)
