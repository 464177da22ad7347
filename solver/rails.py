"""Two rails for a premise: how plain Datalog says that it is supported, and how that it is refuted.

Each side is a list of alternatives, each alternative a conjunction. The semantics is Belnap's four-valued one on the
two sides (N. Belnap, "A useful four-valued logic", 1977), with strong Kleene connectives: `not` swaps the sides; *for
every* is refuted by one member and supported by all of at least one; *at least n* is refuted when too few members are
left. Silence refutes where the policy reads the finding as closed, as an exception, or as the content of a record that
was supplied.
"""

from msgspec import Struct

from kb.clauses import Shape, parameters, variables
from kb.clauses import names as variables_of
from kb.knowledge import KnowledgeBase
from kb.language import syntax
from kb.language.syntax import Comparison, Count, Every, Literal, Never, Premise
from kb.values import UNNAMED
from solver import names
from solver.datalog import Atom, Goal, Test, Variable
from solver.datalog import Rule as Plain
from solver.encode import comparison, opposite, term

Alternatives = tuple[tuple[Goal, ...], ...]
Range = tuple[tuple[Variable | int, ...], tuple[Atom, ...], Literal]
"""The member (its variables, or its place in a list), what binds it, and the claim about it."""


class Rails(Struct, frozen=True):
    """Both sides of a premise, the helper rules they need, and the criteria atoms that the premise asks for with what
    binds them beyond the clause's guards."""

    supported: Alternatives
    refuted: Alternatives
    rules: tuple[Plain, ...] = ()
    asks: tuple[tuple[Atom, tuple[Goal, ...]], ...] = ()


class Scope(Struct, frozen=True):
    """What a premise needs to know of its clause: `frame` is the atom of the clause's instances, `late` the relations
    that look at criteria.
    """

    kb: KnowledgeBase
    shape: Shape
    frame: Atom
    late: frozenset[str]

    def atom(self, atom: syntax.Atom, name: str) -> Atom:
        """The atom under another name, its arguments as plain terms."""
        kinds = parameters(self.kb.predicates[atom.predicate])
        places = enumerate(zip(atom.args, kinds, strict=True))
        return Atom(name, tuple(term(self.kb, t, kind.type, f"Any{i}") for i, (t, kind) in places))


def premise_rails(of: Scope, premise: Premise, place: int) -> Rails:
    """Both sides of the premise at `place` of its clause."""
    match premise:
        case Literal():
            return _with_binders(of, premise, _literal(of, premise, f"_{place}"))
        case Comparison():
            return _compared(of, premise)
        case Every():
            return _every(of, premise, place)
        case Count():
            return _count(of, premise, place)
        case Never():
            return Rails((), ((),))


# Literals -------------------------------------------------------------------------------------------------------------


def _literal(of: Scope, literal: Literal, mark: str) -> Rails:
    kind = of.kb.predicates[literal.atom.predicate].kind
    sides = _RAILS[kind](of, literal.atom, mark)
    return Rails(sides.refuted, sides.supported, sides.rules, sides.asks) if literal.negated else sides


def _relation(of: Scope, atom: syntax.Atom, mark: str) -> Rails:
    plain = of.atom(atom, atom.predicate)
    return Rails(((plain,),), ((*_named(of, atom.args), Atom(plain.predicate, plain.args, negated=True)),))


def _criterion(of: Scope, atom: syntax.Atom, mark: str) -> Rails:
    asked = of.atom(atom, names.asked(atom.predicate))
    yes, no = of.atom(atom, names.supported(atom.predicate)), of.atom(atom, names.refuted(atom.predicate))
    return Rails(((yes,),), ((no,),), (), ((asked, ()),))


def _finding(of: Scope, atom: syntax.Atom, mark: str) -> Rails:
    declared = of.kb.predicates[atom.predicate]
    whole = of.atom(atom, names.supported(atom.predicate))
    key = whole.args if declared.value is None else whole.args[:-1]
    refuted: list[tuple[Goal, ...]] = [(Atom(names.refuted(atom.predicate), key),), *_silence(of, atom, key)]
    if declared.value is not None and not isinstance(whole.args[-1], Variable):
        other = Variable("Other" + mark)
        refuted.append((Atom(whole.predicate, (*key, other)), Test(other, "!=", whole.args[-1])))
    return Rails(((whole,),), tuple(refuted))


def _silence(of: Scope, atom: syntax.Atom, key: tuple[object, ...]) -> Alternatives:
    """How a silent slot refutes, as this policy reads it; an unnamed member is never refuted so."""
    silent = Atom(names.told(atom.predicate), key, negated=True)  # type: ignore[arg-type]
    named = _named(of, atom.args[: len(key)])
    match of.kb.world(of.shape.rule.policy, atom.predicate):
        case "closed" | "exception":
            return ((*named, silent),)
        case "record":
            kinds = of.kb.record_kinds(of.shape.rule.policy, atom.predicate)
            return tuple((Atom("supplied", (kind,)), *named, silent) for kind in kinds)
        case _:
            return ()


def _named(of: Scope, args: tuple[syntax.Term, ...]) -> tuple[Test, ...]:
    """Tests that keep an unnamed member out: nothing is known of it, so nothing is refuted."""
    return tuple(Test(Variable(name), "!=", UNNAMED) for name in variables_of(args) if name in of.shape.nullable)


_RAILS = {"relation": _relation, "criterion": _criterion, "note": _criterion, "finding": _finding}


def _with_binders(of: Scope, premise: Premise, rails: Rails) -> Rails:
    """Add the findings that bind the values which the refuted side and the questions look at."""
    found = binders(of, premise)
    if not found:
        return rails
    refuted = tuple((*found, *body) for body in rails.refuted)
    asks = tuple((asked, (*found, *also)) for asked, also in rails.asks)
    return Rails(rails.supported, refuted, rails.rules, asks)


def binders(of: Scope, premise: Premise) -> tuple[Atom, ...]:
    """The finding atoms that bind the value variables in a premise, without the premise itself."""
    values = of.shape.values
    needed = (values[name] for name in variables(premise) if name in values and values[name] is not premise)
    return tuple(dict.fromkeys(of.atom(lit.atom, names.supported(lit.atom.predicate)) for lit in needed))


def _compared(of: Scope, premise: Comparison) -> Rails:
    calendar, test = comparison(of.kb, of.shape.types, premise)
    return Rails(((*calendar, test),), ((*binders(of, premise), *calendar, opposite(test)),))


# Quantifiers ----------------------------------------------------------------------------------------------------------


class Members(Struct, frozen=True):
    """The members that a quantifier ranges over, within an instance: one predicate for those whose claim is supported,
    one for those whose claim is refuted, one for all."""

    supported: Atom
    refuted: Atom
    every: Atom
    rules: tuple[Plain, ...]
    asks: tuple[tuple[Atom, tuple[Goal, ...]], ...]


def _every(of: Scope, premise: Every, place: int) -> Rails:
    found = _members(of, premise.domain, (premise.claim,), place)
    lacking = Atom(names.helper(of.shape.rule, place, "lacking"), of.frame.args)
    lacks = Plain(lacking, (found.every, _not(found.supported)))
    supported = (found.every, _not(lacking))
    return Rails((_anonymous(of, supported),), (_anonymous(of, (found.refuted,)),), (*found.rules, lacks), found.asks)


def _count(of: Scope, premise: Count, place: int) -> Rails:
    found = _members(of, premise.domain, premise.claims, place)
    left = Atom(names.helper(of.shape.rule, place, "left"), found.every.args)
    remains = Plain(left, (found.every, _not(found.refuted)))
    needed = premise.number if premise.bound == "least" else premise.number + 1
    enough = Atom(names.helper(of.shape.rule, place, "enough"), of.frame.args)
    reachable = Atom(names.helper(of.shape.rule, place, "reachable"), of.frame.args)
    rules = (*found.rules, remains, _distinct(enough, found.supported, needed), _distinct(reachable, left, needed))
    least = Rails(((enough,),), ((_not(reachable),),), rules, found.asks)
    return least if premise.bound == "least" else Rails(least.refuted, least.supported, rules, found.asks)


def _members(of: Scope, domain: syntax.Atom | None, claims: tuple[Literal, ...], place: int) -> Members:
    """The members of a domain, or of a list, whose members are its places."""
    if domain is None:
        ranges: list[Range] = [((place_in_list,), (), claim) for place_in_list, claim in enumerate(claims, 1)]
    else:
        inner = of.atom(domain, domain.predicate)
        own = tuple(t for t in inner.args if isinstance(t, Variable) and t not in of.frame.args)
        ranges = [(own, (inner,), claims[0])]
    atoms = {what: names.helper(of.shape.rule, place, what) for what in ("member", "holds", "fails")}
    rules: list[Plain] = []
    asks: list[tuple[Atom, tuple[Goal, ...]]] = []
    for member, binding, claim in ranges:
        args = (*of.frame.args, *member)
        sides = _literal(of, claim, f"_{place}")
        every = Atom(atoms["member"], args)
        rules.append(Plain(every, (of.frame, *binding)))
        rules.extend(Plain(Atom(atoms["holds"], args), (every, *body)) for body in sides.supported)
        rules.extend(Plain(Atom(atoms["fails"], args), (every, *body)) for body in sides.refuted)
        asks.extend((asked, (*binding, *also)) for asked, also in sides.asks)
    width = len(ranges[0][0])
    args = (*of.frame.args, *(Variable(f"Member{i}") for i in range(width))) if domain is None else args
    return Members(
        Atom(atoms["holds"], args), Atom(atoms["fails"], args), Atom(atoms["member"], args), tuple(rules), tuple(asks)
    )


def _distinct(head: Atom, member: Atom, number: int) -> Plain:
    """`head` holds where `number` different members are there."""
    width = len(member.args) - len(head.args)
    copies = [tuple(Variable(f"M{i}_{k}") for k in range(width)) for i in range(number)]
    found = tuple(Atom(member.predicate, (*head.args, *copy)) for copy in copies)
    pairs = ((copies[i], copies[j]) for j in range(number) for i in range(j))
    apart = tuple(Test(a[-1], "!=", b[-1]) for a, b in pairs if a)
    return Plain(head, (*found, *apart))


def _anonymous(of: Scope, body: tuple[Goal, ...]) -> tuple[Goal, ...]:
    """The body with the member's own variables renamed, so that two quantifiers of a clause do not share them."""
    keep = set(of.frame.args)
    return tuple(
        Atom(
            g.predicate, tuple(_aside(t) if isinstance(t, Variable) and t not in keep else t for t in g.args), g.negated
        )
        if isinstance(g, Atom)
        else g
        for g in body
    )


def _aside(variable: Variable) -> Variable:
    return Variable(variable.name + "__of")


def _not(atom: Atom) -> Atom:
    return Atom(atom.predicate, atom.args, negated=not atom.negated)
