"""Three sides of a premise: how plain Datalog says that it is supported, refuted, or contradicted by the record itself.

Each side is a list of alternatives, each alternative a conjunction. The values and connectives are those of
`solver.values`: `not` swaps supported and refuted; *for every* is refuted by one member and supported by all of at
least one; *at least n* is refuted when too few members are left. Silence refutes where the policy reads the finding as
closed, as an exception, or as the content of a record that was supplied. A finding and the tests on its value are one
unit: it is supported by a documented value that passes all of them, refuted by one that fails, contradicted by both.
"""

from msgspec import Struct

from kb.clauses import Shape, is_test, parameters, variables
from kb.clauses import names as variables_of
from kb.knowledge import KnowledgeBase
from kb.language import syntax
from kb.language.syntax import Comparison, Count, Every, Literal, Never, Premise
from kb.values import unnamed
from solver import names
from solver.datalog import Atom, Goal, Test, Variable
from solver.datalog import Rule as Plain
from solver.encode import comparison, opposite, term

Alternatives = tuple[tuple[Goal, ...], ...]
Question = tuple[Atom, tuple[Goal, ...]]
"""An atom that a premise asks of a criterion, and what binds it beyond the guards of the clause."""
Unit = tuple[tuple[int, Premise], ...]


class Rails(Struct, frozen=True):
    """The three sides, the helper rules that they need, and the questions that they raise."""

    supported: Alternatives = ()
    refuted: Alternatives = ()
    conflicting: Alternatives = ()
    rules: tuple[Plain, ...] = ()
    asks: tuple[Question, ...] = ()

    def swapped(self) -> "Rails":
        """The sides of the negation."""
        return Rails(self.refuted, self.supported, self.conflicting, self.rules, self.asks)


class Scope(Struct, frozen=True):
    """What a premise needs to know of its clause: `frame` is the atom of the clause's instances, or of the members of a
    quantifier in it; `late` are the relations that look at criteria.
    """

    kb: KnowledgeBase
    shape: Shape
    frame: Atom
    late: frozenset[str]

    def atom(self, atom: syntax.Atom, name: str) -> Atom:
        """The atom under another name, its arguments as plain terms."""
        kinds = parameters(self.kb.predicates[atom.predicate])
        return Atom(name, tuple(term(self.kb, t, kind.type) for t, kind in zip(atom.args, kinds, strict=True)))

    def helper(self, place: int, what: str) -> Atom:
        """An atom over the frame that serves the premise at `place`."""
        return Atom(names.helper(self.shape.rule, place, what), self.frame.args)

    def named(self, variables: tuple[str, ...]) -> tuple[Test, ...]:
        """Tests that keep an unnamed member out: nothing is known of it, so nothing is refuted."""
        kinds = {name: self.kb.types[self.shape.types[name]] for name in variables if name in self.shape.nullable}
        return tuple(Test(Variable(name), "!=", unnamed(kind)) for name, kind in kinds.items())


def unit_rails(of: Scope, unit: Unit) -> Rails:
    """The sides of a unit of a clause."""
    place, premise = unit[0]
    match premise:
        case Never():
            return Rails(refuted=((),))
        case Every():
            return _every(of, premise, place)
        case Count():
            return _count(of, premise, place)
        case Comparison():
            return _compared(of, premise) if len(unit) == 1 else _valued(of, unit)
        case Literal():
            alone = len(unit) == 1 and not _has_value(of, premise)
            return _literal(of, premise, place) if alone else _valued(of, unit)


# Literals -------------------------------------------------------------------------------------------------------------


def _literal(of: Scope, literal: Literal, place: int) -> Rails:
    """The sides of a literal that stands alone, in a clause or as the claim about a member."""
    if _has_value(of, literal):
        return _valued(of, ((place, literal),))
    kind = of.kb.predicates[literal.atom.predicate].kind
    sides = {"relation": _relation, "finding": _finding}.get(kind, _criterion)(of, literal.atom)
    return sides.swapped() if literal.negated else sides


def _relation(of: Scope, atom: syntax.Atom) -> Rails:
    plain = of.atom(atom, atom.predicate)
    return Rails(((plain,),), ((*of.named(variables_of(atom.args)), _not(plain)),))


def _criterion(of: Scope, atom: syntax.Atom) -> Rails:
    name = atom.predicate
    sides = (names.supported(name), names.refuted(name), names.conflicting(name))
    supported, refuted, conflicting = (((of.atom(atom, side),),) for side in sides)
    return Rails(supported, refuted, conflicting, (), ((of.atom(atom, names.asked(name)), ()),))


def _finding(of: Scope, atom: syntax.Atom) -> Rails:
    """A finding without a value: evidence for it, against it, or both."""
    holds, fails = of.atom(atom, names.supported(atom.predicate)), of.atom(atom, names.refuted(atom.predicate))
    refuted = ((fails, _not(holds)), *_silence(of, atom))
    return Rails(((holds, _not(fails)),), refuted, ((holds, fails),))


def _silence(of: Scope, atom: syntax.Atom) -> Alternatives:
    """How a silent slot refutes, as this policy reads it; an unnamed member is never refuted so."""
    policy, keys = of.shape.rule.policy, len(of.kb.predicates[atom.predicate].keys)
    told = of.atom(atom, names.told(atom.predicate))
    unspoken = Atom(told.predicate, told.args[:keys], negated=True)
    silent: tuple[Goal, ...] = (*of.named(variables_of(atom.args[:keys])), unspoken)
    match of.kb.world(policy, atom.predicate):
        case "closed" | "exception":
            return (silent,)
        case "record":
            kinds = of.kb.record_kinds(policy, atom.predicate)
            return tuple((Atom("supplied", (kind,)), *silent) for kind in kinds)
        case _:
            return ()


def _has_value(of: Scope, literal: Literal) -> bool:
    return of.kb.predicates[literal.atom.predicate].value is not None


# Findings with a value, and tests -------------------------------------------------------------------------------------


def _valued(of: Scope, unit: Unit) -> Rails:
    """Findings with the tests on their values: what passes, what fails, and so what is settled."""
    passes, fails = of.helper(unit[0][0], "passes"), of.helper(unit[0][0], "fails")
    binding = tuple(_bound(of, p) for _, p in unit if isinstance(p, Literal) and not is_test(of.kb, p))
    tests = [(p, *_tested(of, p)) for _, p in unit if is_test(of.kb, p)]
    passing = Plain(passes, (of.frame, *binding, *(goal for _, ok, _ in tests for goal in ok)))
    failing = [(*_looked_at(of, p), *bad) for p, _, bad in tests]
    failing += [way for _, p in unit if isinstance(p, Literal) and not is_test(of.kb, p) for way in _missing(of, p)]
    rules = (passing, *(Plain(fails, (of.frame, *way)) for way in failing))
    sides = Rails(((passes, _not(fails)),), ((fails, _not(passes)),), ((passes, fails),), rules)
    return (
        sides.swapped()
        if any(isinstance(p, Literal) and p.negated for _, p in unit if not is_test(of.kb, p))
        else sides
    )


def _looked_at(of: Scope, test: Premise) -> tuple[Atom, ...]:
    """The findings whose values a test looks at; it needs no other to fail."""
    literals = (of.shape.values[name] for name in variables(test) if name in of.shape.values)
    return tuple(dict.fromkeys(_bound(of, literal) for literal in literals))


def _bound(of: Scope, literal: Literal) -> Atom:
    return of.atom(literal.atom, names.supported(literal.atom.predicate))


def _missing(of: Scope, literal: Literal) -> Alternatives:
    """How a finding with a value fails by itself: documented absent, silent where that counts, or another value."""
    whole = _bound(of, literal)
    key, wanted = whole.args[:-1], whole.args[-1]
    ways: tuple[tuple[Goal, ...], ...] = (
        (Atom(names.refuted(literal.atom.predicate), key),),
        *_silence(of, literal.atom),
    )
    if isinstance(wanted, Variable):
        return ways
    other = Variable("Other")
    return (*ways, (Atom(whole.predicate, (*key, other)), Test(other, "!=", wanted)))


def _tested(of: Scope, premise: Premise) -> tuple[tuple[Goal, ...], tuple[Goal, ...]]:
    """How a test passes and how it fails, given the values it looks at."""
    named = of.named(variables(premise))
    if isinstance(premise, Comparison):
        calendar, test = comparison(of.kb, of.shape.types, premise)
        return (*calendar, *named, test), (*calendar, *named, opposite(test))
    assert isinstance(premise, Literal)
    plain = of.atom(premise.atom, premise.atom.predicate)
    holds: tuple[Goal, ...] = (plain,)
    breaks: tuple[Goal, ...] = (*named, _not(plain))
    return (breaks, holds) if premise.negated else (holds, breaks)


def _compared(of: Scope, premise: Comparison) -> Rails:
    passing, failing = _tested(of, premise)
    return Rails((passing,), (failing,))


# Quantifiers ----------------------------------------------------------------------------------------------------------


class Members(Struct, frozen=True):
    """What a quantifier ranges over, within an instance: an atom for all members, one for each side of the claim about
    them, and one over the frame that says whether some member's claim is refuted.
    """

    every: Atom
    supported: Atom
    refuted: Atom
    conflicting: Atom
    some_refuted: Atom
    rules: tuple[Plain, ...]
    asks: tuple[Question, ...]


def _every(of: Scope, premise: Every, place: int) -> Rails:
    found = _members(of, premise.domain, (premise.claim,), place)
    lacking = of.helper(place, "lacking")
    lacks = Plain(lacking, (found.every, _not(found.supported)))
    return Rails(
        ((_aside(of, found.every), _not(lacking)),),
        ((found.some_refuted,),),
        ((_aside(of, found.conflicting), _not(found.some_refuted)),),
        (*found.rules, lacks),
        found.asks,
    )


def _count(of: Scope, premise: Count, place: int) -> Rails:
    found = _members(of, premise.domain, premise.claims, place)
    left = Atom(names.helper(of.shape.rule, place, "left"), found.every.args)
    needed = premise.number if premise.bound == "least" else premise.number + 1
    enough, reachable = of.helper(place, "enough"), of.helper(place, "reachable")
    remains = Plain(left, (found.every, _not(found.refuted)))
    rules = (*found.rules, remains, _distinct(enough, found.supported, needed), _distinct(reachable, left, needed))
    torn = (_aside(of, found.conflicting), reachable, _not(enough))
    known = of.named(variables_of(premise.domain.args)) if premise.domain is not None else ()
    named = tuple(test for test in known if test.left in of.frame.args)
    least = Rails(((enough,),), ((*named, _not(reachable)),), (torn,), rules, found.asks)
    return least if premise.bound == "least" else least.swapped()


def _members(of: Scope, domain: syntax.Atom | None, claims: tuple[Literal, ...], place: int) -> Members:
    """The members of a domain, or of a list, whose members are its places."""
    inside: list[tuple[Atom, tuple[Goal, ...], Literal]]
    if domain is None:
        inside = [(Atom("", (number,)), (), claim) for number, claim in enumerate(claims, 1)]
    else:
        inner = of.atom(domain, domain.predicate)
        own = tuple(v for v in map(Variable, variables_of(domain.args)) if v not in of.frame.args)
        seen = tuple(name for name in variables_of(domain.args) if Variable(name) in of.frame.args)
        inside = [(Atom("", own), (inner, *of.named(seen)), claims[0])]
    helper = {what: names.helper(of.shape.rule, place, what) for what in ("member", "holds", "breaks", "torn")}
    rules: list[Plain] = []
    asks: list[Question] = []
    for number, (member, binding, claim) in enumerate(inside):
        args = (*of.frame.args, *member.args)
        every = Atom(helper["member"], args)
        sides = _literal(Scope(of.kb, of.shape, every, of.late), claim, 1000 * place + number)
        rules += (Plain(every, (of.frame, *binding)), *sides.rules)
        for what, side in (("holds", sides.supported), ("breaks", sides.refuted), ("torn", sides.conflicting)):
            rules += (Plain(Atom(helper[what], args), (every, *body)) for body in side)
        asks += ((asked, (*binding, *also)) for asked, also in sides.asks)
    args = (*of.frame.args, Variable("Member")) if domain is None else args
    every, holds, breaks, torn = (Atom(helper[what], args) for what in ("member", "holds", "breaks", "torn"))
    broken = of.helper(place, "broken")
    return Members(every, holds, breaks, torn, broken, (*rules, Plain(broken, (breaks,))), tuple(asks))


def _distinct(head: Atom, member: Atom, number: int) -> Plain:
    """`head` holds where `number` different members are there; a member is one constant."""
    copies = [Variable(f"Member{i}") for i in range(number)]
    found = tuple(
        Atom(member.predicate, (*head.args, *([copy] * (len(member.args) - len(head.args))))) for copy in copies
    )
    return Plain(head, (*found, *(Test(copies[i], "!=", copies[j]) for j in range(number) for i in range(j))))


def _aside(of: Scope, atom: Atom) -> Atom:
    """The atom with the member's own variables renamed, so that two quantifiers of a clause do not share them."""
    keep = set(of.frame.args)
    renamed = (Variable(t.name + "__of") if isinstance(t, Variable) and t not in keep else t for t in atom.args)
    return Atom(atom.predicate, tuple(renamed), atom.negated)


def _not(atom: Atom) -> Atom:
    return Atom(atom.predicate, atom.args, negated=not atom.negated)
