"""Documents at a glance, the vocabulary among them, and single sections: what `kb list` and `kb show` print."""

from typing import Any

import pytest
from click.testing import CliRunner
from msgspec import json

from cli import main
from kb.knowledge import KnowledgeBase, is_policy
from kb.load import OURS, load_texts, read_texts
from solver.render.documents import document_text, first_day, list_json
from tests.ours import knowledge_base

DATED = """---
id: OAK-7
title: Cooling
---
# Services {#OAK-7-0}
```datalog
in_force_from(oak_7, 2025-07-01).
in_force_from(oak_7, 2025-01-01).
in_scope(oak_7, Line) :- code(Line, "0991T").
necessary(oak_7, Line) :- code(Line, "0991T"), never.
```
"""


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["kb", *words])
    return done.exit_code, done.output


def listed(*words: str) -> dict[str, Any]:
    return {document["id"]: document for document in json.decode(run("list", "--json", *words)[1])}


def dated() -> KnowledgeBase:
    return load_texts({**read_texts((OURS,)), "oak.md": DATED})


# Listing --------------------------------------------------------------------------------------------------------------


def test_policies_are_listed_by_default_and_shared_documents_on_demand() -> None:
    policies = {document.front["id"] for document in knowledge_base().documents if is_policy(document)}
    everything = {document.front["id"]: document for document in knowledge_base().documents}
    assert set(listed()) == policies and set(listed("--all")) == set(everything)
    assert {name for name, document in listed("--all").items() if document["kind"] == "shared"} == set(
        everything
    ) - policies


def test_every_finding_is_listed_with_its_arguments_its_value_its_silence_and_its_wordings() -> None:
    found = {f["name"]: f for d in listed("--all").values() for s in d["sections"] for f in s["findings"]}
    assert set(found) == {name for name, declared in knowledge_base().predicates.items() if declared.kind == "finding"}
    stenosis = found["stenosis"]
    assert stenosis["arguments"] == [{"name": "Level", "type": "level"}]
    assert (stenosis["value"], stenosis["silence"]) == ({"name": "Grade", "type": "stenosis_grade"}, "open")
    assert stenosis["wordings"]["silent"] == "the grade of stenosis at {Level} is not documented"
    assert found["scoliosis"]["arguments"] == [] and found["scoliosis"]["value"] is None


def test_the_vocabulary_reads_as_a_table() -> None:
    printed = run("list", "--all")[1]
    assert "stenosis                              level -> stenosis_grade  open     stenosis at {Level} is" in printed
    assert "FINDINGS, Clinical findings (shared)" in printed and "FINDINGS" not in run("list")[1]


def test_the_first_day_of_a_version_is_what_its_clauses_state() -> None:
    base = dated()
    documents = {document.front["id"]: document for document in base.documents}
    days = {name: first_day(base, documents[name]) for name in ("OAK-7", "IOM", "TSA")}
    assert days == {"OAK-7": "2025-01-01", "IOM": "2024-09-15", "TSA": None}
    assert document_text(base, documents["OAK-7"], 80).startswith("OAK-7, Cooling (in force: 2025-01-01)\n")
    assert document_text(base, documents["TSA"], 80).startswith(
        "TSA, Two-stage lumbar surgery assessment (in force: undated)"
    )
    stated = {document["id"]: document["in_force"] for document in list_json(base, shared=True)}
    assert (stated["OAK-7"], stated["TSA"], stated["ADJUDICATION"]) == ("2025-01-01", None, None)


def test_no_policy_states_its_first_day_in_its_front_matter() -> None:
    assert not [document for document in knowledge_base().documents if "in_force" in document.front]


# Showing --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["TSA", "CGS", "FINDINGS"])
def test_a_document_is_shown_with_all_its_headings(name: str) -> None:
    status, printed = run("show", name)
    (document,) = [document for document in knowledge_base().documents if document.front["id"] == name]
    assert status == 0 and all(section.id in printed for section in document.sections if section.id)
    assert json.decode(run("show", name, "--json")[1]) == listed("--all")[name]


def test_a_section_is_shown_with_prose_clauses_and_predicates() -> None:
    status, printed = run("show", "TSA-FUS-3a")
    assert (
        status == 0 and "TSA-FUS-3a  Slippage" in printed and "slipped(Level) :- spondylolisthesis(Level)." in printed
    )
    found = json.decode(run("show", "TSA-FUS-3a", "--json")[1])
    assert (found["id"], found["policy"], found["citation"][-1]) == ("TSA-FUS-3a", "TSA", "Slippage")
    assert found["predicates"] == [
        {"name": "spondylolisthesis", "section": "FINDINGS-IMAGING", "kind": "finding", "silence": "open"}
    ]


def test_a_predicate_is_shown_by_the_section_that_declares_it() -> None:
    assert run("show", "slipped")[1] == run("show", "TSA-FUS-3a")[1]


def test_a_name_that_nothing_has_is_refused_with_the_closest() -> None:
    status, printed = run("show", "TSA-FUS-33")
    assert status == 1 and "N402" in printed and "did you mean TSA-FUS-3?" in printed
