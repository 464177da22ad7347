"""Sentences for the nodes of a proof, from the wordings that the vocabulary and the policies give.

No sentence shows a variable or a generated name. *Documented absent* and *not documented* never read the same.
"""

import re
from collections.abc import Mapping

from kb.case import Constant
from kb.clauses import parameters, variable_types
from kb.knowledge import KnowledgeBase, Rule, policy_symbol
from kb.language.syntax import Arithmetic, Comparison, Count, Literal, Predicate, Var
from kb.values import is_unnamed, show
from solver.encode import constant
from solver.proof import Node, Proof
from solver.values import Value

COMPARED: Mapping[str, str] = {
    ">=": "at least {}",
    ">": "more than {}",
    "<=": "at most {}",
    "<": "less than {}",
    "=": "{}",
    "!=": "anything but {}",
}


def sentence(kb: KnowledgeBase, proof: Proof, node: Node) -> str:
    """What a node says, in one sentence without a full stop."""
    match node.kind:
        case "goal" | "relation":
            return atom_sentence(kb, node)
        case "finding":
            return slot_sentence(kb, proof, node)
        case "evidence":
            return _evidence(kb, node)
        case "not":
            return sentence(kb, proof, proof.nodes[node.children[0]])
        case "comparison":
            return _comparison(kb, node)
        case "every":
            return f"every one of {len(node.children)} must hold"
        case "count":
            return _counted(kb, proof, node)
        case "never":
            return "the policy never accepts this"
        case _:
            return kb.sections[(node.rule or "").rpartition("/")[0]].title


def atom_sentence(kb: KnowledgeBase, node: Node) -> str:
    """The wording of a criterion or relation for its value."""
    assert node.atom is not None
    declared = kb.predicates[node.atom[0]]
    return fill(kb, declared, _template(declared, node.value), node.atom[1])


def slot_sentence(kb: KnowledgeBase, proof: Proof, node: Node) -> str:
    """The wording of a finding: what the record says, whatever the policy makes of it."""
    assert node.atom is not None
    declared = kb.predicates[node.atom[0]]
    below = proof.children(node)
    if not below:
        return fill(kb, declared, declared.wordings.silent or "", node.atom[1])
    stated = {leaf.value for leaf in below}
    values = tuple(dict.fromkeys(v for leaf in below for v in leaf.shown))
    if len(stated) > 1 or len(values) > 1:
        return fill(kb, declared, declared.wordings.conflict or "", node.atom[1])
    template = declared.wordings.holds if "T" in stated else declared.wordings.fails
    return fill(kb, declared, template or "", node.atom[1], values)


def question(kb: KnowledgeBase, node: Node) -> str:
    """The question that asks for a finding."""
    assert node.atom is not None
    declared = kb.predicates[node.atom[0]]
    return fill(kb, declared, declared.wordings.ask or "", node.atom[1])


def fill(
    kb: KnowledgeBase, declared: Predicate, template: str, args: tuple[Constant, ...], values: tuple[str, ...] = ()
) -> str:
    """A template with its arguments in people's words."""
    said = {p.name: word(kb, p.type, a) for p, a in zip(parameters(declared), args, strict=False)}
    if declared.value is not None and len(args) < len(parameters(declared)):
        said[declared.value.name] = " and ".join(values)
    for name, text in said.items():
        template = template.replace("{" + name + "}", text)
    return template


def word(kb: KnowledgeBase, type_name: str, constant: Constant) -> str:
    """A constant as people say it."""
    if is_unnamed(constant):
        return f"an unnamed {type_name.replace('_', ' ')}"
    if constant == "_":
        return f"some {type_name.replace('_', ' ')}"
    if isinstance(constant, str) and constant.startswith("?"):
        return f"the same {type_name.replace('_', ' ')}"
    if type_name == "policy":
        return next((d.front["id"] for d in kb.documents if policy_symbol(d) == constant), str(constant))
    if type_name == "line":
        return f"line {constant}"
    return show(kb.types[type_name], constant)


def _template(declared: Predicate, value: Value) -> str:
    wordings = declared.wordings
    found = {"T": wordings.holds, "F": wordings.fails, "N": wordings.silent, "B": wordings.conflict}[value]
    return found or wordings.fails or declared.name


def _evidence(kb: KnowledgeBase, node: Node) -> str:
    assert node.atom is not None
    declared = kb.predicates[node.atom[0]]
    template = declared.wordings.holds if node.value == "T" else declared.wordings.fails
    return fill(kb, declared, template or "", node.atom[1], node.shown)


def _comparison(kb: KnowledgeBase, node: Node) -> str:
    """What a test asks for, and the values that were put to it; never a variable."""
    from kb.language.printer import print_premise, print_term

    rule = kb.rule(node.rule or "")
    premise = rule.clause.body[(node.place or 1) - 1]
    if isinstance(premise, Literal):
        return _listed(kb, premise, node)
    simple = (
        isinstance(premise, Comparison)
        and isinstance(premise.left, Var)
        and not isinstance(premise.right, Var | Arithmetic)
    )
    if simple:
        assert isinstance(premise, Comparison) and not isinstance(premise.right, Arithmetic)
        bar = COMPARED[premise.operator].format(print_term(premise.right).replace("_", " "))
        return f"{bar} is asked for" + (f", {' and '.join(node.shown)} is documented" if node.shown else "")
    return _substituted(kb, rule, print_premise(premise), node)


def _listed(kb: KnowledgeBase, premise: Literal, node: Node) -> str:
    """What a relation says of the values that were put to it, in its own words."""
    declared, bound = kb.predicates[premise.atom.predicate], dict(node.bindings)
    holds = (node.value != "F") != premise.negated
    text = (declared.wordings.holds if holds else declared.wordings.fails) or ""
    documented = " and ".join(node.shown) or "the value"
    for parameter, term in zip(parameters(declared), premise.atom.args, strict=True):
        given = bound.get(term.name) if isinstance(term, Var) else constant(kb, term, parameter.type)
        said = documented if given is None else word(kb, parameter.type, given)
        text = text.replace("{" + parameter.name + "}", said)
    return text


def _substituted(kb: KnowledgeBase, rule: Rule, text: str, node: Node) -> str:
    types = variable_types(kb, rule.clause)
    for name, given in node.bindings:
        text = re.sub(rf"\b{name}\b", word(kb, types[name], given), text)
    documented = " and ".join(node.shown)
    return re.sub(r"\b[A-Z]\w*\b", "the value", text) + (f" for {documented}" if documented else "")


def _counted(kb: KnowledgeBase, proof: Proof, node: Node) -> str:
    holding = sum(child.value == "T" for child in proof.children(node))
    premise = kb.rule(node.rule or "").clause.body[(node.place or 1) - 1]
    assert isinstance(premise, Count)
    return f"{holding} of {len(node.children)} hold, at {premise.bound} {premise.number} must"
