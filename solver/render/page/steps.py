"""The steps of a proof as the page shows them: one for each line of an outline, with what a reader asks of it.

Not here: the lines of the case (`solver.render.page.lines`), or how a page looks (`assets`).
"""

from collections.abc import Iterable, Iterator, Mapping

from kb.case import Constant
from kb.clauses import variable_types
from kb.knowledge import KnowledgeBase
from kb.language.printer import print_statement
from solver.decide import Outcome
from solver.explain.leaves import section_of
from solver.explain.wording import fill, question, sentence, word
from solver.proof import Node, Proof
from solver.render.decision import policy_name
from solver.render.documents import title
from solver.render.fold import beneath, told
from solver.render.tree import WORDS, evidence_text

KINDS: Mapping[str, str] = {
    "clause": "clause",
    "inapplicable": "clause that does not apply",
    "finding": "finding",
    "evidence": "statement of the chart",
    "relation": "record",
    "comparison": "test",
    "not": "denied",
    "every": "for every",
    "count": "count",
    "never": "never",
}
OPEN_VALUE = "…"


def step_data(outcome: Outcome, roots: Iterable[str]) -> dict[str, object]:
    """Everything that the page holds of the proofs below some roots."""
    proof = outcome.proof
    steps = dict(_steps(outcome, proof, roots))
    rules = dict.fromkeys(str(step["rule"]) for step in steps.values() if step["rule"])
    sections = dict.fromkeys(str(step["section"]) for step in steps.values() if step["section"])
    return {
        "steps": steps,
        "told": {inner.id: name for name in steps for inner in told(proof, proof.nodes[name]) if inner.id not in steps},
        "rules": {rule: print_statement(outcome.kb.rule(rule).clause) for rule in rules},
        "sections": {section: _section(outcome.kb, section) for section in sections},
    }


def _steps(outcome: Outcome, proof: Proof, roots: Iterable[str]) -> Iterator[tuple[str, dict[str, object]]]:
    waiting, seen = list(roots), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name, _step(outcome, proof, proof.nodes[name])
            waiting.extend(child.id for child in beneath(proof, proof.nodes[name]))


def _step(outcome: Outcome, proof: Proof, node: Node) -> dict[str, object]:
    """A step with what is told on its line: `last` is the clause, where there is one."""
    *_, last = steps = tuple(told(proof, node))
    about = next((one for one in steps if one.atom), None)
    cited = section_of(last) if last.kind in ("clause", "inapplicable") else None
    home = outcome.kb.home.get(about.atom[0]) if about and about.atom else None
    return {
        "kind": _kind(outcome.kb, node, about),
        "value": node.value,
        "word": WORDS[node.value],
        "text": sentence(outcome.kb, proof, node),
        "below": list(dict.fromkeys(child.id for child in beneath(proof, node))),
        "guards": list(last.guards),
        "rule": last.rule,
        "cited": _cited(outcome.kb, last, alone=last is node) if cited else None,
        "section": cited or (section_of(last) if last.rule else home),
        "predicate": about.atom[0] if about and about.atom else None,
        "bindings": _bindings(outcome.kb, last),
        "source": evidence_text(node.evidence) if node.evidence else None,
        "evidence": [_evidence(outcome, proof, one) for one in (last, *proof.children(last)) if one.evidence],
        "silence": _silence(outcome, last),
        "ask": question(outcome.kb, last) if last.kind == "finding" and not last.children else None,
        "wordings": _wordings(outcome.kb, about),
    }


def _kind(kb: KnowledgeBase, node: Node, about: Node | None) -> str:
    if node.kind == "goal" and about and about.atom:
        return kb.predicates[about.atom[0]].kind
    return KINDS[node.kind]


def _cited(kb: KnowledgeBase, clause: Node, *, alone: bool) -> str:
    """The clause with its headings; one that has a line of its own is called by the last of them already."""
    path = kb.sections[section_of(clause)].path
    return ", ".join(text for text in (clause.rule, " > ".join(path[:-1] if alone else path)) if text)


def _bindings(kb: KnowledgeBase, node: Node) -> list[tuple[str, str]]:
    types = variable_types(kb, kb.rule(node.rule).clause) if node.rule and node.bindings else {}
    return [(name, word(kb, types[name], constant)) for name, constant in node.bindings]


def _evidence(outcome: Outcome, proof: Proof, node: Node) -> dict[str, object]:
    assert node.evidence is not None
    found = node.evidence
    document = next((known for known in outcome.case.documents if known.id == found.document), None)
    return {
        "text": sentence(outcome.kb, proof, node),
        "document": found.document,
        "page": found.page,
        "date": found.date,
        "note": found.note,
        "kind": document and document.kind.replace("_", " "),
        "title": document and document.title,
    }


def _silence(outcome: Outcome, node: Node) -> str | None:
    if node.kind != "finding" or node.world is None:
        return None
    return f"Silence on it is read as {node.world}" + (
        f" by {policy_name(outcome, node.policy)}." if node.policy else "."
    )


def _wordings(kb: KnowledgeBase, node: Node | None) -> list[tuple[str, str]]:
    """What the declaration says of an atom for each value."""
    if node is None or node.atom is None:
        return []
    declared, args = kb.predicates[node.atom[0]], node.atom[1]
    said = declared.wordings
    templates = zip(WORDS, (said.holds, said.fails, said.silent, said.conflict), strict=True)
    values = tuple(map(str, node.shown)) or (OPEN_VALUE,)
    return [(name, _filled(kb, node.atom[0], text, args, values)) for name, text in templates if text]


def _filled(kb: KnowledgeBase, name: str, text: str, args: tuple[Constant, ...], values: tuple[str, ...]) -> str:
    return fill(kb, kb.predicates[name], text, args, values)


def _section(kb: KnowledgeBase, name: str) -> dict[str, object]:
    section = kb.sections[name]
    document = next(one for one in kb.documents if section in one.sections)
    prose = [" ".join(part.split()) for part in section.prose.split("\n\n")]
    return {"document": title(kb, document), "path": list(section.path), "prose": [text for text in prose if text]}
