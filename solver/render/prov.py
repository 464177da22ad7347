"""The proof graph in PROV-JSON, the provenance format of the W3C.

A step is an entity. A clause is a plan, and each of its instances an activity of this software by that plan: it used
the premises and generated the conclusion. What is no conclusion of a clause was derived from its parts, a statement of
the chart from its document. Not here: the proof as the checker reads it (`solver.render.proof_json`).
"""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from solver.decide import Outcome
from solver.explain.wording import sentence
from solver.graph import Graph, edges, is_cut, premises_first
from solver.proof import Node
from solver.render.tree import WORDS, evidence_text

SPACES = ("step", "clause", "document", "is")
Statement = tuple[str, str, Mapping[str, object]]
"""The kind of a statement in PROV-JSON, its id and its attributes."""

SOFTWARE = "is:necessity"
KNOWLEDGE = "is:knowledge_base"
ACTIVITIES = ("clause", "inapplicable")


def prov(outcome: Outcome, found: Graph) -> str:
    """A proof graph as PROV-JSON."""
    from msgspec import json

    said: dict[str, dict[str, object]] = {"prefix": {name: f"urn:necessity:{name}:" for name in SPACES}}
    for kind, name, attributes in _statements(outcome, found):
        said.setdefault(kind, {})[name] = attributes
    return json.format(json.encode(said), indent=2).decode() + "\n"


def _statements(outcome: Outcome, found: Graph) -> Iterator[Statement]:
    nodes = premises_first(found)
    yield "agent", SOFTWARE, {"prov:type": _typed("prov:SoftwareAgent"), "prov:label": "Necessity"}
    yield "entity", KNOWLEDGE, {"prov:type": _typed("prov:Collection"), "is:digest": outcome.kb.digest}
    yield "entity", "is:case", {"prov:label": outcome.case.id, "is:digest": outcome.case.digest}
    for rule in dict.fromkeys(node.rule for node in nodes if node.rule and node.kind in ACTIVITIES):
        yield from _plan(outcome, rule)
    for document in dict.fromkeys(node.evidence.document for node in nodes if node.evidence):
        yield from _document(outcome, document) if document else ()
    for node in nodes:
        yield from _step(outcome, node, cut=is_cut(found, node))
    for whole, part, data in edges(found):
        yield _relation(found.nodes[whole]["node"], found.nodes[part]["node"], data)


def _plan(outcome: Outcome, rule: str) -> Iterator[Statement]:
    path = outcome.kb.sections[rule.rpartition("/")[0]].path
    yield "entity", f"clause:{rule}", {"prov:type": _typed("prov:Plan"), "prov:label": f"{rule}, {' > '.join(path)}"}
    yield "hadMember", f"_:member-{rule}", {"prov:collection": KNOWLEDGE, "prov:entity": f"clause:{rule}"}


def _document(outcome: Outcome, name: str) -> Iterator[Statement]:
    """A document of the case, with what the case says of it."""
    known = next((record for record in outcome.case.documents if record.id == name), None)
    about = {"is:kind": known.kind, "is:date": known.date, "is:title": known.title} if known else {}
    here = _document_id(name)
    yield "entity", here, {"prov:label": name, **{key: text for key, text in about.items() if text}}
    yield "hadMember", f"_:member-{here}", {"prov:collection": "is:case", "prov:entity": here}


def _document_id(name: str) -> str:
    """The name of a document with every sign that PROV gives a meaning to by its number."""
    return "document:" + quote(name, safe="").replace(".", "%2E").replace("~", "%7E")


def _step(outcome: Outcome, node: Node, *, cut: bool) -> Iterator[Statement]:
    """A step as an entity, or as an activity by its plan; a statement of the chart with its source."""
    here = f"step:{node.id}"
    about: dict[str, object] = {
        "prov:label": sentence(outcome.kb, outcome.proof, node),
        "is:kind": node.kind,
        "is:value": WORDS[node.value],
        **({"is:cut": True} if cut else {}),
        **({"is:source": evidence_text(node.evidence)} if node.evidence else {}),
    }
    yield "activity" if node.kind in ACTIVITIES else "entity", here, about
    if node.kind in ACTIVITIES:
        plan = {"prov:activity": here, "prov:agent": SOFTWARE, "prov:plan": f"clause:{node.rule}"}
        yield "wasAssociatedWith", f"_:plan-{node.id}", plan
    if node.evidence and node.evidence.document:
        source = _derived(here, _document_id(node.evidence.document))
        yield "wasDerivedFrom", f"_:source-{node.id}", {**source, "prov:type": _typed("prov:PrimarySource")}


def _relation(whole: Node, part: Node, data: Mapping[str, object]) -> Statement:
    """What an edge of the proof is in PROV."""
    above, below, name = f"step:{whole.id}", f"step:{part.id}", f"_:{data['role']}-{whole.id}-{part.id}"
    if whole.kind in ACTIVITIES:
        return "used", name, {"prov:activity": above, "prov:entity": below, "prov:role": data["role"]}
    if part.kind in ACTIVITIES:
        return "wasGeneratedBy", name, {"prov:entity": above, "prov:activity": below}
    return "wasDerivedFrom", name, _derived(above, below)


def _derived(whole: str, part: str) -> dict[str, str]:
    return {"prov:generatedEntity": whole, "prov:usedEntity": part}


def _typed(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}
