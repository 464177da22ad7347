"""A program as SWI-Prolog text: `swipl FILE` prints the rows of the output predicates as facts, one a line, and halts.

Derived predicates are tabled: recursion ends, and nothing is worked out twice. Texts are strings, so `"1"` and `1`
differ; comparisons use the standard order of terms (numbers before strings), or arithmetic where there is an offset.
Not here: running it.
"""

from solver.datalog import Constant, Facts, Program, Test
from solver.dialects.layout import Layout, Style, in_range, lay_out, quoted, shifted
from solver.strata import components

CONTROLS = {number: f"\\x{number:x}\\" for number in (*range(32), 127, 0x85, 0xA0, 0xAD, 0x2028, 0x2029, 0xFEFF)}
ESCAPES = CONTROLS | str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t"})
ORDERED = {"<": "@<", "<=": "@=<", ">": "@>", ">=": "@>=", "=": "==", "!=": r"\=="}
COUNTED = {"<": "<", "<=": "=<", ">": ">", ">=": ">=", "=": "=:=", "!=": r"=\="}

# Built in and locked, operators, and hooks of the loader.
RESERVED = frozenset(
    """abolish acyclic_term arg as asserta assertz at_end_of_stream atom atom_chars atom_codes atom_concat
    atom_length atomic bagof call callable catch char_code char_conversion clause close compare compound
    copy_term current_char_conversion current_input current_op current_output current_predicate
    current_prolog_flag discontiguous div dynamic exception fail false findall float flush_output functor
    get_byte get_char get_code goal_expansion ground halt initialization integer is keysort length message_hook
    message_queue_create message_queue_destroy message_queue_property meta_predicate mod module_transparent
    multifile mutex_create mutex_destroy mutex_lock mutex_property mutex_trylock mutex_unlock nl nonvar number
    number_chars number_codes numbervars once op open peek_byte peek_char peek_code phrase portray
    predicate_property prolog_load_file public put_byte put_char put_code rdiv read read_term rem repeat retract
    retractall set_input set_output set_prolog_flag set_stream_position setof sort stream_property sub_atom
    subsumes_term table term_expansion term_variables thread_create thread_detach thread_get_message
    thread_initialization thread_local thread_peek_message thread_property thread_self thread_send_message
    thread_signal throw true unify_with_occurs_check var volatile with_mutex write write_canonical write_term
    writeq xor""".split()
)

# Capitalised names cannot meet a predicate of the program; the built-in predicates are locked ones.
PRINTING = """'Print'(Fact) :- findall(Fact, Fact, Found), sort(Found, Facts), 'Write'(Facts).
'Write'([]).
'Write'([Fact|Facts]) :- writeq(Fact), nl, 'Write'(Facts)."""


def render(program: Program, facts: Facts | None, outputs: tuple[str, ...]) -> str:
    """The program, its facts if given, and what to print.

    Raises:
        IllFormed: an unsafe rule, arities that differ, an output that is no predicate, or a constant that cannot be
            written.
        NotStratified: a cycle through a negation.
    """
    layout = lay_out(STYLE, program, facts, outputs)
    goals = [f"'Print'({layout.atom(name, '_' * layout.arity[name])})" for name in outputs]
    start = f":- initialization(({', '.join((*goals, 'halt'))}))."
    return (
        "\n\n".join((_directives(program, layout), *layout.groups(), f"% what is printed\n{PRINTING}\n{start}")) + "\n"
    )


def _directives(program: Program, layout: Layout) -> str:
    tabled = [f":- table {layout.indicator(name)}." for component in components(program) for name in component]
    empty = [f":- dynamic {layout.indicator(name)}." for name in layout.names if not layout.has_text(name)]
    return "\n".join((":- encoding(utf8).", *tabled, *empty))


def _constant(value: Constant) -> str:
    return quoted(value, ESCAPES) if isinstance(value, str) else in_range(value)


def _test(test: Test, left: str, right: str) -> str:
    if not test.offset:
        return f"{left} {ORDERED[test.operator]} {right}"
    sides = ((test.left, left), (test.right, right))
    checked = "".join(f"integer({name}), " for term, name in sides if not isinstance(term, int))
    return f"{checked}{left} {COUNTED[test.operator]} {right}{shifted(test.offset)}"


STYLE = Style(comment="%", negation=r"\+ ", nullary="", constant=_constant, test=_test, reserved=RESERVED)
