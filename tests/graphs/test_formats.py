"""Each format of the proof graph is read back by a tool of its own, and holds the same steps and the same edges."""

import json
import os
import re
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from prov.model import ProvActivity, ProvDocument, ProvEntity, ProvRecord

from cli import main
from solver.decide import Outcome
from solver.graph import graph, is_cut
from solver.proof import Proof
from solver.render.dot import SHAPES, dot
from solver.render.graphml import graphml
from solver.render.mermaid import SHAPES as FLOW_SHAPES
from solver.render.mermaid import mermaid
from solver.render.prov import prov
from tests.graphs.hostile import MARKUP, SIGNS, hostile_case
from tests.ours import EXAMPLES, example, solver

NAMES = [path.stem for path in EXAMPLES]
HOSTILE = {"markup": MARKUP, "signs": SIGNS}


@pytest.fixture(scope="module", params=[*NAMES, *HOSTILE])
def outcome(request: pytest.FixtureRequest) -> Outcome:
    name = request.param
    return solver().decide(hostile_case(HOSTILE[name]) if name in HOSTILE else example(name))


def _steps(outcome: Outcome) -> set[str]:
    proof = outcome.proof
    return {node.id for root in proof.roots for node in proof.walk(root)}


def _edges(outcome: Outcome) -> set[tuple[str, str]]:
    nodes = outcome.proof.nodes
    return {(name, part) for name in _steps(outcome) for part in (*nodes[name].guards, *nodes[name].children)}


def test_graphml_is_read_back_with_every_step_and_edge(outcome: Outcome) -> None:
    found = nx.read_graphml(StringIO(graphml(outcome, graph(outcome.proof))))
    assert set(found) == _steps(outcome)
    assert set(found.edges) == _edges(outcome)


def test_graphml_says_what_a_step_says(outcome: Outcome) -> None:
    found = nx.read_graphml(StringIO(graphml(outcome, graph(outcome.proof))))
    nodes = outcome.proof.nodes
    assert all(
        (said["kind"], said["value"]) == (nodes[name].kind, nodes[name].value) for name, said in found.nodes.items()
    )
    rules = {name: said.get("rule") for name, said in found.nodes.items() if said["kind"] == "clause"}
    assert rules == {name: nodes[name].rule for name in rules}
    notes = [said.get("note") for said in found.nodes.values() if said["kind"] == "evidence"]
    assert len(notes) == sum(nodes[name].kind == "evidence" for name in _steps(outcome))


def _names(document: ProvDocument, kind: type[ProvRecord]) -> set[str]:
    """The steps among the records of a kind."""
    names = [record.identifier for record in document.get_records(kind)]
    return {name.localpart for name in names if name is not None and name.namespace.prefix == "step"}


def test_prov_is_read_back_by_its_library_with_every_step(outcome: Outcome) -> None:
    document = ProvDocument.deserialize(content=prov(outcome, graph(outcome.proof)), format="json")
    acting, being = _names(document, ProvActivity), _names(document, ProvEntity)
    nodes = outcome.proof.nodes
    assert acting == {name for name in _steps(outcome) if nodes[name].kind in ("clause", "inapplicable")}
    assert being == _steps(outcome) - acting


def test_prov_relates_what_the_proof_relates(outcome: Outcome) -> None:
    said = json.loads(prov(outcome, graph(outcome.proof)))
    ends = {
        "used": ("activity", "entity"),
        "wasGeneratedBy": ("entity", "activity"),
        "wasDerivedFrom": ("generatedEntity", "usedEntity"),
    }
    related = {
        (record[f"prov:{above}"], record[f"prov:{below}"])
        for kind, (above, below) in ends.items()
        for record in said.get(kind, {}).values()
    }
    assert {edge for edge in related if edge[1].startswith("step:")} == {
        (f"step:{above}", f"step:{below}") for above, below in _edges(outcome)
    }


def test_prov_relates_entities_and_activities_each_in_its_place(outcome: Outcome) -> None:
    said = json.loads(prov(outcome, graph(outcome.proof)))
    places = {
        "used": {"activity": "activity", "entity": "entity"},
        "wasGeneratedBy": {"activity": "activity", "entity": "entity"},
        "wasDerivedFrom": {"generatedEntity": "entity", "usedEntity": "entity"},
        "wasAssociatedWith": {"activity": "activity", "agent": "agent", "plan": "entity"},
        "hadMember": {"collection": "entity", "entity": "entity"},
    }
    for kind, wanted in places.items():
        for place, of in wanted.items():
            assert {record[f"prov:{place}"] for record in said.get(kind, {}).values()} <= set(said.get(of, {}))


@pytest.mark.skipif(shutil.which("dot") is None, reason="graphviz is not installed")
def test_dot_is_drawn_by_graphviz_with_every_step_and_edge(outcome: Outcome) -> None:
    done = subprocess.run(
        ["dot", "-Tjson"], input=dot(outcome, graph(outcome.proof)), capture_output=True, text=True, check=True
    )
    drawn = json.loads(done.stdout)
    names = {one["_gvid"]: one["name"] for one in drawn.get("objects", ())}
    assert set(names.values()) == _steps(outcome)
    assert {(names[edge["tail"]], names[edge["head"]]) for edge in drawn.get("edges", ())} == _edges(outcome)


STEP = re.compile(r'  n([0-9a-f]{16})(\[|\{\{|\(\[|\{)"([^"]*)"(\]|\}\}|\]\)|\}):::([TFNB])')
ARROW = re.compile(r"  n([0-9a-f]{16}) (?:-->|-\.->) n([0-9a-f]{16})")


def test_mermaid_has_a_line_for_every_step_and_edge(outcome: Outcome) -> None:
    first, *lines = mermaid(outcome, graph(outcome.proof)).splitlines()
    steps, arrows = (
        [found for line in lines if (found := STEP.fullmatch(line))],
        [found for line in lines if (found := ARROW.fullmatch(line))],
    )
    assert first == "flowchart LR"
    assert {found[1] for found in steps} == _steps(outcome)
    assert {(found[1], found[2]) for found in arrows} == _edges(outcome)
    assert len(steps) + len(arrows) + len(FLOW_SHAPES) + 1 == len(lines)
    assert lines[0].startswith("  accDescr: Decision support")


def test_mermaid_writes_signs_by_their_numbers() -> None:
    outcome = solver().decide(hostile_case(MARKUP))
    text = mermaid(outcome, graph(outcome.proof))
    assert "<script" not in text and "#60;script#62;" in text


def test_each_value_has_its_own_shape() -> None:
    for shapes in (SHAPES, FLOW_SHAPES):
        assert len(set(shapes.values())) == len(shapes) == 4


def _without_guards(proof: Proof, depth: int) -> set[str]:
    """The steps at most so deep, counted by hand."""
    front, found = set(proof.roots), set(proof.roots)
    for _ in range(depth):
        front = {part for name in front for part in (*proof.nodes[name].guards, *proof.nodes[name].children)}
        found |= front
    return found


@pytest.mark.parametrize("depth", [0, 1, 4, 100])
def test_a_depth_leaves_out_what_is_deeper_and_marks_what_is_cut(depth: int) -> None:
    proof = solver().decide(example("two_stage")).proof
    found = graph(proof, depth=depth)
    assert set(found) == _without_guards(proof, depth)
    cut = {name for name in found if is_cut(found, proof.nodes[name])}
    assert cut == {name for name in found if not {*proof.nodes[name].guards, *proof.nodes[name].children} <= set(found)}
    assert bool(cut) == (depth < 100)


def test_a_cut_step_says_so_in_every_drawing() -> None:
    outcome = solver().decide(example("two_stage"))
    found = graph(outcome.proof, depth=1)
    assert dot(outcome, found).count(" ...") == mermaid(outcome, found).count(" ...") > 0
    assert prov(outcome, found).count('"is:cut": true') == graphml(outcome, found).count(">True</data>") > 0


def test_what_several_verdicts_share_stands_once() -> None:
    outcome = solver().decide(example("two_stage"))
    apart = sum(len(graph(outcome.proof, line.proof)) for line in outcome.lines)
    assert len(graph(outcome.proof)) < apart


def test_a_graph_of_some_roots_holds_what_is_below_them() -> None:
    proof = solver().decide(example("two_payers")).proof
    assert len(proof.roots) == 2
    for root in proof.roots:
        assert set(graph(replace(proof, roots=(root,)))) == {node.id for node in proof.walk(root)}


def _run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["graph", *words])
    return done.exit_code, done.output


TWO_PAYERS = "examples/two_payers.yaml"


def test_a_line_that_several_policies_decide_is_drawn_under_each_unless_one_is_named() -> None:
    drawn = {
        words: _run(TWO_PAYERS, *words)[1].count("shape=") for words in ((), ("fusion",), ("fusion", "--policy", "TSA"))
    }
    assert drawn["fusion",] == drawn[()] > drawn["fusion", "--policy", "TSA"] > 0


def test_json_proves_one_verdict_and_asks_which() -> None:
    status, said = _run(TWO_PAYERS, "fusion", "--format", "json")
    assert status == 1 and "N404" in said and "--policy" in said
    status, said = _run(TWO_PAYERS, "fusion", "--format", "json", "--policy", "TSA")
    assert status == 0 and len(json.loads(said)["roots"]) == 1


def test_a_line_without_a_proof_is_refused_and_not_drawn_as_the_whole_case(tmp_path: object) -> None:
    case = f"{tmp_path}/case.yaml"
    with open(case, "w", encoding="utf-8") as file:
        file.write('case: none\nlines: [{id: a, procedure: unheard_of}, {id: b, code: "22633"}]\n')
    status, said = _run(case, "a")
    assert status == 1 and "N404" in said


@pytest.mark.parametrize("words", [("--policy", "TSA"), ("--format", "json", "--depth", "2"), ("--depth", "-1")])
def test_options_that_mean_nothing_together_are_wrong_use(words: tuple[str, ...]) -> None:
    assert _run(TWO_PAYERS, *words)[0] == 2


def test_a_pipe_that_is_there_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert _run(TWO_PAYERS, "--depth", "0", "-o", str(pipe)) == (0, "")
    assert os.read(reader, 1 << 16).decode() == _run(TWO_PAYERS, "--depth", "0")[1] and pipe.is_fifo()
    os.close(reader)
