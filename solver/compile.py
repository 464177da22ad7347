"""The knowledge base as one plain stratified Datalog program, the same for every engine and every case.

Each criterion gets a supported and a refuted side, and a third for what the record contradicts. It is evaluated only
where the case asks for it (`p__asked`, the idea of magic sets: Bancilhon et al., 1986). For a clause
`p(X) :- guards, premises` with the instance predicate `in`:

    in(X, Y)          :- p__asked(X), guards.
    p__supported(X)   :- in(X, Y), every premise supported.
    out(X, Y)         :- in(X, Y), some premise refuted.          one rule for each way
    p__possible(X)    :- in(X, Y), not out(X, Y).
    p__refuted(X)     :- p__asked(X), not p__possible(X).
    p__conflicting(X) :- in(X, Y), some premise conflicting, not out(X, Y), not p__supported(X).

so that a criterion is refuted when every instance of every clause has a refuted premise. (A single clause without
guards needs only the first, second and last of these ideas: a refuted premise refutes it.) An open relation has an
unnamed member wherever none is named; a guard over such a member neither holds nor fails, so the clause stays possible.

Not here: what a premise's two sides are (`rails`), or the facts of a case (`facts`).
"""

from collections.abc import Iterator

from msgspec import structs

from kb.clauses import Shape, Shapes, apart_from, is_open, late_relations, variables
from kb.clauses import names as variables_of
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Comparison, Literal, Predicate
from kb.problems import Problem, Rejected
from kb.values import unnamed
from solver import names
from solver.datalog import Atom, Goal, Program, Rule, Test, Variable
from solver.encode import comparison
from solver.rails import Rails, Scope, unit_rails
from solver.strata import NotStratified, components
from solver.wellformed import check_rules


def compile_program(kb: KnowledgeBase) -> Program:
    """The program of a checked knowledge base; what the case must supply are its inputs. Raises `Rejected` where
    asking would depend on answering.
    """
    shapes = Shapes(kb)
    rules = (*_all_rules(kb, shapes), *(r for p in kb.predicates.values() for r in _closing_rules(kb, shapes, p)))
    unique = tuple(dict.fromkeys(Rule(r.head, ordered(r.body)) for r in rules))
    program = Program(unique, tuple(_inputs(unique)))
    check_rules(program)
    return structs.replace(program, order=_order(program))


def _order(program: Program) -> tuple[tuple[str, ...], ...]:
    """The order of evaluation. Refuses a knowledge base where a criterion is asked only of what it decides itself."""
    try:
        return components(program)
    except NotStratified as cycle:
        named = dict.fromkeys(name.partition("__")[0] for name in cycle.component)
        message = f"what is asked of a criterion hangs on its own answer, through {', '.join(named)}"
        hint = "let the relation that names what is asked look at no criterion"
        raise Rejected([Problem(code="N207", message=message, file="knowledge base", hint=hint)]) from None


def ordered(body: tuple[Goal, ...]) -> tuple[Goal, ...]:
    """What binds first, then tests, then negations."""
    return tuple(sorted(body, key=_turn))


def _turn(goal: Goal) -> int:
    if isinstance(goal, Test):
        return 1
    return 2 if goal.negated else 0


def _all_rules(kb: KnowledgeBase, shapes: Shapes) -> Iterator[Rule]:
    late = late_relations(kb)
    for rule in kb.rules:
        relation = kb.predicates[rule.clause.head.predicate].kind == "relation"
        shape = shapes[rule]
        of = Scope(kb, shape, _frame(kb, shape), late)
        yield from _relation_rules(of) if relation else _criterion_rules(of)


# Relations ------------------------------------------------------------------------------------------------------------


def _relation_rules(of: Scope) -> Iterator[Rule]:
    """A relation's clause as it stands, and the questions that it asks of criteria."""
    clause = of.shape.rule.clause
    head = clause.head.predicate
    body = tuple(goal for premise in clause.body for goal in _plain(of, premise))
    if is_open(of.kb.predicates[head]):
        given = of.named(variables_of(clause.head.args[-1:]))
        yield Rule(of.atom(clause.head, names.given(head)), (*body, *given))
    else:
        yield Rule(of.atom(clause.head, head), body)
    for premise in clause.body:
        if isinstance(premise, Literal) and of.kb.predicates[premise.atom.predicate].kind == "criterion":
            yield _question(of, of.atom(premise.atom, names.asked(premise.atom.predicate)), (), ())


def _question(of: Scope, question: Atom, asked: tuple[Goal, ...], also: tuple[Goal, ...]) -> Rule:
    """The rule that raises a question of a criterion. It looks at guards that no verdict feeds, so that what is asked
    never depends on an answer; for a variable that only such a guard binds, it looks at the list of its type, or where
    there is none at the guard after all.
    """
    guards = [g for g in of.shape.guards if not g.negated and g.rail is None]
    binding = (*(goal for g in guards for goal in _plain(of, g)), *also)
    early = [g for g in binding if not (isinstance(g, Atom) and g.predicate in of.late)]
    bound = {v.name for g in (*asked, *early) for v in _variables(g)}
    missing = [v for v in dict.fromkeys(_variables(question)) if v.name not in bound]
    listed = {v.name: Atom(of.shape.types[v.name], (v,)) for v in missing if _is_listed(of.kb, of.shape.types[v.name])}
    needed = {v.name for v in missing} - listed.keys()
    kept = [g for g in binding if g in early or needed & {v.name for v in _variables(g)}]
    return Rule(question, (*asked, *kept, *listed.values()))


def _is_listed(kb: KnowledgeBase, type_name: str) -> bool:
    declared = kb.predicates.get(type_name)
    return declared is not None and declared.kind == "relation" and [p.type for p in declared.keys] == [type_name]


def _variables(goal: Goal) -> tuple[Variable, ...]:
    return tuple(t for t in goal.args if isinstance(t, Variable)) if isinstance(goal, Atom) else ()


def _plain(of: Scope, premise: object) -> tuple[Goal, ...]:
    if isinstance(premise, Comparison):
        calendar, test = comparison(of.kb, of.shape.types, premise)
        return (*calendar, test)
    assert isinstance(premise, Literal)
    name, args = names.on_rail(premise), of.atom(premise.atom, "").args
    valued = of.kb.predicates[premise.atom.predicate].value is not None
    return (Atom(name, args[:-1] if valued and premise.rail in names.WITHOUT_VALUE else args, premise.negated),)


def _open_rules(kb: KnowledgeBase, declared: Predicate) -> Iterator[Rule]:
    """The unnamed member of an open relation, one for each key that has none."""
    args = tuple(Variable(p.name) for p in declared.keys)
    key = args[:-1]
    some = Atom(declared.name + "__some", key)
    kinds = tuple(Atom(p.type, (Variable(p.name),)) for p in declared.keys[:-1])
    yield Rule(Atom(declared.name, args), (Atom(names.given(declared.name), args),))
    yield Rule(some, (Atom(names.given(declared.name), args),))
    nobody = unnamed(kb.types[declared.keys[-1].type])
    yield Rule(Atom(declared.name, (*key, nobody)), (*kinds, Atom(some.predicate, key, negated=True)))


# Criteria -------------------------------------------------------------------------------------------------------------


def _criterion_rules(of: Scope) -> Iterator[Rule]:
    rule = of.shape.rule
    head = rule.clause.head.predicate
    plain_head = of.atom(rule.clause.head, head)
    asked = () if of.kb.predicates[head].kind == "note" else (Atom(names.asked(head), plain_head.args),)
    if asked != (of.frame,):
        looked_at = tuple(dict.fromkeys(variable for variable, _ in _uncertain(of, asked)))
        guarding = (goal for guard in of.shape.guards for goal in _plain(of, guard))
        yield Rule(of.frame, (*asked, *guarding, *of.named(looked_at)))
    rails = tuple(unit_rails(of, unit) for unit in of.shape.units)
    yield from (r for side in rails for r in side.rules)
    yield from (_question(of, question, asked, also) for side in rails for question, also in side.asks)
    yield from _supported(of, Atom(names.supported(head), plain_head.args), rails)
    if asked:
        yield from _unsupported(of, plain_head, rails)


def _unsupported(of: Scope, head: Atom, rails: tuple[Rails, ...]) -> Iterator[Rule]:
    """The rules for what refutes a criterion, or leaves it contradicted."""
    refuted = tuple(body for side in rails for body in side.refuted)
    torn = tuple(body for side in rails for body in side.conflicting)
    conflicting = Atom(names.conflicting(head.predicate), head.args)
    if stands_alone(of.kb, of.shape):
        out = Atom(names.refuted(head.predicate), head.args)
        otherwise: tuple[Atom, ...] = ()
    else:
        out = Atom(names.blocked(of.shape.rule), of.frame.args)
        otherwise = (Atom(names.supported(head.predicate), head.args, negated=True),)
        yield from _possible(of, head, out if refuted else None)
    yield from (Rule(out, (of.frame, *body)) for body in refuted)
    if refuted:
        otherwise = (Atom(out.predicate, out.args, negated=True), *otherwise)
    yield from (Rule(conflicting, (of.frame, *body, *otherwise)) for body in torn)


def _possible(of: Scope, head: Atom, out: Atom | None) -> Iterator[Rule]:
    """The rules for what keeps a criterion possible: an instance that no premise rules out, or one that nobody can
    check.
    """
    asked = (Atom(names.asked(head.predicate), head.args),)
    possible = Atom(names.possible(head.predicate), head.args)
    yield Rule(possible, (of.frame,) if out is None else (of.frame, Atom(out.predicate, out.args, negated=True)))
    for variable, bound in _uncertain(of, asked):
        unsure = _unnamed(of, possible, variable)
        assert isinstance(unsure, Atom)
        yield Rule(unsure, tuple(_unnamed(of, goal, variable) for goal in bound))


def _frame(kb: KnowledgeBase, shape: Shape) -> Atom:
    """The atom of a clause's instances: the variables of its head and of its guards."""
    clause = shape.rule.clause
    seen = (*variables_of(clause.head.args), *(name for g in shape.guards for name in variables(g)))
    name = names.asked(clause.head.predicate) if _applies_everywhere(kb, shape) else names.instance(shape.rule)
    return Atom(name, tuple(Variable(n) for n in dict.fromkeys(seen)))


def stands_alone(kb: KnowledgeBase, shape: Shape) -> bool:
    """Whether a criterion has this one clause, which applies wherever it is asked."""
    return len(kb.clauses[shape.rule.clause.head.predicate]) == 1 and _applies_everywhere(kb, shape)


def _applies_everywhere(kb: KnowledgeBase, shape: Shape) -> bool:
    head = shape.rule.clause.head
    free = len(variables_of(head.args)) == len(head.args)
    return kb.predicates[head.predicate].kind == "criterion" and not shape.guards and free


def _supported(of: Scope, head: Atom, rails: tuple[Rails, ...]) -> Iterator[Rule]:
    """The rule for the supported side, which no unnamed member can carry; a premise that can be supported in several
    ways gets a helper."""
    named = (g.atom for g in of.shape.guards if is_open(of.kb.predicates[g.atom.predicate]) and not g.negated)
    body: list[Goal] = [of.frame, *(of.atom(atom, names.given(atom.predicate)) for atom in named)]
    for unit, side in zip(of.shape.units, rails, strict=True):
        if not side.supported:
            return
        if len(side.supported) == 1:
            body.extend(side.supported[0])
            continue
        either = of.helper(unit[0][0], "either")
        yield from (Rule(either, (of.frame, *way)) for way in side.supported)
        body.append(either)
    yield Rule(head, tuple(body))


def _uncertain(of: Scope, asked: tuple[Goal, ...]) -> Iterator[tuple[str, tuple[Goal, ...]]]:
    """For each variable that may be unnamed and that a guard looks at after it is bound: what holds nevertheless, which
    is every guard that neither looks at it nor hangs on one that does.
    """
    bound: tuple[Goal, ...] = asked
    known = set(variables_of(of.shape.rule.clause.head.args)) if asked else set()
    for place, guard in enumerate(of.shape.guards):
        looked_at = [v for v in variables(guard) if v in of.shape.nullable and v in known]
        for variable in looked_at:
            apart = apart_from(of.shape.guards[place:], known - {variable}, variable)
            yield variable, (*bound, *(goal for g in apart for goal in _plain(of, g)))
        bound = (*bound, *_plain(of, guard))
        if not guard.negated:
            known.update(variables(guard))


def _unnamed(of: Scope, goal: Goal, variable: str) -> Goal:
    """The goal with the variable replaced by the unnamed member of its type."""
    if isinstance(goal, Test):
        return goal
    nobody = unnamed(of.kb.types[of.shape.types[variable]])
    return Atom(goal.predicate, tuple(nobody if t == Variable(variable) else t for t in goal.args), goal.negated)


def _closing_rules(kb: KnowledgeBase, shapes: Shapes, declared: Predicate) -> Iterator[Rule]:
    """The rules that a predicate needs besides those of its clauses."""
    if is_open(declared):
        yield from _open_rules(kb, declared)
    if declared.kind == "criterion" and not any(stands_alone(kb, shapes[r]) for r in kb.clauses.get(declared.name, ())):
        args = tuple(Variable(p.name) for p in declared.keys)
        asked = Atom(names.asked(declared.name), args)
        yield Rule(
            Atom(names.refuted(declared.name), args), (asked, Atom(names.possible(declared.name), args, negated=True))
        )


def _inputs(rules: tuple[Rule, ...]) -> Iterator[tuple[str, int]]:
    """Predicates that bodies use and no head defines, with their arity, in order of first use."""
    heads = {r.head.predicate for r in rules}
    used = {g.predicate: len(g.args) for r in rules for g in r.body if isinstance(g, Atom)}
    yield from ((name, arity) for name, arity in used.items() if name not in heads)
