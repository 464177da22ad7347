"""Random stratified programs with facts, and the model that clingo finds. Not here: what is asserted of them."""

import clingo
from hypothesis import strategies as some

from solver.datalog import Atom, Facts, Goal, Model, Operator, Program, Row, Rule, Term, Test, Variable
from solver.dialects import clingo as dialect
from solver.wellformed import arities, variables

# Names that mean something to some engine or dialect, a text for every number, texts that are hard to quote.
INPUTS = (("flag", 0), ("max", 1), ("id", 1), ("count", 2), ("edge", 2), ("filter", 3))
LAYERS = (
    (("len_", 1), ("min", 2), ("write", 0)),
    (("sum_", 1), ("reach", 2), ("str__format", 2)),
    (("halt", 1), ("table", 1), ("match", 2), ("ask", 0)),
)
NUMBERS = (-2, -1, 0, 1, 10)
TEXTS = ("1", "True", "X", "", 'a"b\\n', "two\nlines", "é", "#1")
NAMES = ("X", "Y", "lower", "_", "V1", "Line 2")

Operators = tuple[Operator, ...]
Offsets = tuple[int, ...]
ORDER: Operators = ("<", "<=", ">", ">=")
EQUALITY: Operators = ("=", "!=")

constants = some.sampled_from(NUMBERS + TEXTS)
variable = some.sampled_from(NAMES).map(Variable)


def atoms(predicates: tuple[tuple[str, int], ...], term: some.SearchStrategy[Term]) -> some.SearchStrategy[Atom]:
    """Atoms over `predicates` with arguments drawn from `term`."""
    return some.sampled_from(predicates).flatmap(
        lambda found: some.lists(term, min_size=found[1], max_size=found[1]).map(
            lambda args: Atom(found[0], tuple(args))
        )
    )


@some.composite
def rules(draw: some.DrawFn, layer: int, operators: Operators, offsets: Offsets) -> Rule:
    """A safe rule for a predicate of `layer`: it reads that layer and those below, and negates those below only."""
    below = INPUTS + tuple(predicate for lower in LAYERS[:layer] for predicate in lower)
    binding = draw(some.lists(atoms(below + LAYERS[layer], variable | variable | constants), max_size=3))
    bound = sorted({name for atom in binding for name in variables(atom)})
    term = some.one_of(*[some.sampled_from(bound).map(Variable)] * (4 if bound else 0), constants)
    tests = some.builds(Test, term, some.sampled_from(operators), term, some.sampled_from(offsets))
    tail = (*draw(some.lists(tests, max_size=1)), *draw(negations(below, term)))
    return Rule(draw(atoms(LAYERS[layer], term)), (*binding, *tail))


def negations(below: tuple[tuple[str, int], ...], term: some.SearchStrategy[Term]) -> some.SearchStrategy[list[Goal]]:
    """Up to two negated atoms."""
    return some.lists(atoms(below, term).map(lambda atom: Atom(atom.predicate, atom.args, negated=True)), max_size=2)


@some.composite
def programs(draw: some.DrawFn, operators: Operators = ORDER + EQUALITY, offsets: Offsets = (0, 1, -3)) -> Program:
    """Rules of all layers in any order, with tests of the kinds given."""
    layers = [
        draw(some.lists(rules(layer, operators, offsets), min_size=1, max_size=5)) for layer in range(len(LAYERS))
    ]
    return Program(tuple(draw(some.permutations([rule for layer in layers for rule in layer]))), INPUTS)


@some.composite
def cases(draw: some.DrawFn) -> Facts:
    """Rows for the inputs, and now and then for a derived predicate."""
    listed = draw(some.lists(atoms((*INPUTS, *INPUTS, *LAYERS[0]), constants), min_size=6, max_size=20))
    found: dict[str, frozenset[Row]] = {}
    for atom in listed:
        row = tuple(value for value in atom.args if not isinstance(value, Variable))
        found[atom.predicate] = found.get(atom.predicate, frozenset()) | {row}
    return found


def clingo_model(program: Program, facts: Facts) -> Model:
    """The one answer set that clingo finds for the program as written in its dialect."""
    known = tuple(dict.fromkeys((*arities(program), *sorted(name for name in facts if facts[name]))))
    control = clingo.Control(["--warn=none"], message_limit=1)
    control.add("base", [], dialect.render(program, facts, known))
    control.ground([("base", [])])
    model: dict[str, set[Row]] = {}
    with control.solve(yield_=True) as answers:
        shown = [symbol for answer in answers for symbol in answer.symbols(shown=True)]
    for symbol in shown:
        model.setdefault(symbol.name, set()).add(tuple(map(_value, symbol.arguments)))
    return {name: frozenset(rows) for name, rows in model.items()}


def _value(symbol: clingo.Symbol) -> str | int:
    return symbol.number if symbol.type is clingo.SymbolType.Number else symbol.string
