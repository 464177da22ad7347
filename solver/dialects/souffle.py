"""A program as Soufflé text: `souffle FILE` prints the output predicates, each as a table.

Columns are declared as `number` or `symbol` (see `columns`). Not here: running it.
"""

from solver.datalog import Constant, Facts, Program
from solver.dialects.columns import Typed, settle
from solver.dialects.layout import Layout, Style, compared, in_range, lay_out, quoted

ESCAPES = str.maketrans(
    {"\\": r"\\", '"': r"\"", "\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v"}
)
RESERVED = frozenset(
    """as autoinc band bnot bor brie bshl bshr bshru btree btree_delete bxor cat contains count eqrel false fold
    inline input land lnot lor lxor magic match max mean min nil no_inline no_magic ord output overridable
    printsize range stateful strlen substr sum to_float to_number to_string to_unsigned true""".split()
)


def render(program: Program, facts: Facts | None, outputs: tuple[str, ...]) -> str:
    """The program, its facts if given, and what to print.

    Raises:
        IllFormed: an unsafe rule, arities that differ, an output that is no predicate, a constant that cannot be
            written, or numbers and texts that are compared by size.
    """
    lay_out(STYLE, program, facts, outputs)
    typed = settle(program, facts or {})
    layout = lay_out(STYLE, typed.program, typed.facts, outputs)
    declared = "\n".join(_declaration(layout, name, typed) for name in layout.names)
    printed = "\n".join(f".output {layout.names[name]}(IO=stdout)" for name in outputs)
    return "\n\n".join(part for part in (declared, *layout.groups(), printed) if part) + "\n"


def _declaration(layout: Layout, predicate: str, typed: Typed) -> str:
    columns = [(predicate, column) for column in range(layout.arity[predicate])]
    types = ("number" if column in typed.numeric else "symbol" for column in columns)
    listed = ", ".join(f"a{place}: {kind}" for place, kind in enumerate(types, 1))
    mixed = ", ".join(f"a{place}" for place, column in enumerate(columns, 1) if column in typed.mixed)
    remark = f'  // in {mixed} the number 5 is "#5", the text "#" is "##"' if mixed else ""
    return f".decl {layout.names[predicate]}({listed}){remark}"


def _constant(value: Constant) -> str:
    return quoted(value, ESCAPES) if isinstance(value, str) else in_range(value)


STYLE = Style(comment="//", negation="!", nullary="()", constant=_constant, test=compared, reserved=RESERVED)
