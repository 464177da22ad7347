"""Every sentence of a letter rests on the proof, says what kind of reason it is, and cannot break out of its form."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from msgspec import json, to_builtins

from cli import main
from solver.alternatives.changes import Explorer
from solver.decide import Outcome
from solver.render.checklist import checklist
from solver.render.filled import filled
from solver.render.letter import Letter, LineLetter, letter
from solver.render.notice import NOTICE
from solver.render.sentence import LABELS, READ_AS_NOT_SO, Sentence
from tests.explain import fusion
from tests.ours import FOLDER, example, solver

NAMES = (
    "two_stage",
    "two_payers",
    "contradiction_one_level",
    "cam401hb_root_abscess",
    "cgs_two_levels",
    "iom_cervical_tumour",
    "therapy_42_days",
)
FORMS = ("text", "markdown", "html")


@cache
def of(name: str) -> tuple[Outcome, Letter]:
    outcome = solver().decide(example(name))
    return outcome, letter(Explorer(solver(), outcome.case), outcome, outcome.lines)


@cache
def of_fusion() -> Letter:
    return letter(fusion.explorer(), fusion.outcome(), fusion.outcome().lines)


def line(found: Letter, name: str) -> LineLetter:
    return next(one for one in found.lines if one.line == name)


def sentences(part: Any) -> Iterator[dict[str, Any]]:
    """Every sentence in plain data."""
    if isinstance(part, dict):
        if "nodes" in part:
            yield part
        for one in part.values():
            yield from sentences(one)
    elif isinstance(part, list | tuple):
        for one in part:
            yield from sentences(one)


def block(found: LineLetter, kind: str, level: str | None = None) -> list[Sentence]:
    return [s for one in found.blocks if (one.kind, one.level) == (kind, level) for s in one.sentences]


# Sentences and the proof ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_maps_to_steps_of_the_proof(name: str) -> None:
    outcome, found = of(name)
    told = list(sentences(to_builtins(found)))
    assert len(told) > 5
    for one in told:
        assert one["nodes"], one["text"]
        assert set(one["nodes"]) <= set(outcome.proof.nodes), one["text"]


@pytest.mark.parametrize("name", NAMES)
def test_a_reason_cites_its_criterion_and_the_evidence_of_its_steps(name: str) -> None:
    outcome, found = of(name)
    for one in (s for part in found.lines for each in part.blocks if each.kind == "reasons" for s in each.sentences):
        for told in (one, *one.below):
            assert told.criterion in outcome.kb.sections and told.label
            stated = {
                child.evidence for name_ in told.nodes for child in outcome.proof.children(outcome.proof.nodes[name_])
            }
            assert not told.below or not told.evidence
            assert set(told.evidence) <= stated | {r.evidence for r in _below(outcome, told)}


def _below(outcome: Outcome, told: Sentence) -> Iterator[Any]:
    return (node for name in told.nodes for node in outcome.proof.walk(name))


def test_documented_absent_and_not_documented_never_read_the_same() -> None:
    (deciding, silent) = block(of_fusion().lines[0], "reasons")
    told = {one.text: one.label for one in (*deciding.below, silent)}
    assert told == {
        "Stenosis at L2-L3 is documented as mild; at least moderate to severe is asked for.": "Not met",
        "Instability at L2-L3 is documented as absent.": "Documented absent",
        "Instability at L4-L5 is not documented.": "Not documented",
    }


@pytest.mark.parametrize("name", NAMES)
def test_no_text_has_two_labels_and_a_silent_slot_is_never_called_absent(name: str) -> None:
    outcome, found = of(name)
    for one in sentences(to_builtins(found)):
        findings = [outcome.proof.nodes[node] for node in one["nodes"] if outcome.proof.nodes[node].kind == "finding"]
        silent = [node for node in findings if not node.children]
        if one["label"] and findings:
            assert (one["label"] == LABELS["absent"]) <= (not silent)
            assert (one["label"] in (LABELS["silent"], READ_AS_NOT_SO)) <= bool(silent)


def test_silence_that_is_read_as_not_so_says_that_it_is_silence() -> None:
    _, found = of("two_stage")
    labels = {s.label for one in block(line(found, "22214"), "reasons") for s in (one, *one.below)}
    assert READ_AS_NOT_SO in labels and LABELS["absent"] not in labels


# What would re-open it ------------------------------------------------------------------------------------------------


def test_what_the_record_says_against_a_level_is_shown_with_its_evidence() -> None:
    standing = block(of_fusion().lines[0], "standing", "L2-L3")
    assert [one.sources for one in standing] == [
        ("imaging report (mri), page 1, 2025-04-02",),
        ("imaging report (films), page 1, 2025-04-09",),
    ]
    assert (
        "would have to be shown instead that stenosis at L2-L3 is documented as at least moderate" in standing[0].text
    )


def test_what_is_to_be_documented_is_only_what_leads_to_an_approval() -> None:
    found = of_fusion().lines[0]
    assert [one.text for one in block(found, "needed", "L4-L5")] == [
        "Is L4-L5 unstable? Needed: Instability at L4-L5 is documented."
    ]
    assert [one.text.partition("?")[0] for one in block(found, "needed", "L2-L3")] == [
        "Does imaging show a compressed nerve root or cord at L2-L3"
    ]


def test_a_request_that_leaves_something_open_is_told_so_before_anything_else() -> None:
    _, found = of("two_stage")
    told = line(found, "63052")
    assert [one.text for one in block(told, "open")] == ["No level of line 63052 is named."]
    assert not [one for one in told.blocks if one.kind in ("needed", "remarks")]


def test_an_approval_asks_for_nothing_more() -> None:
    _, found = of("therapy_42_days")
    assert not {one.kind for part in found.lines for one in part.blocks} & {"open", "standing", "needed", "either"}
    assert found.adverse is None


@pytest.mark.parametrize("name", ["therapy_41_days", "two_stage", "iom_cervical_tumour"])
@pytest.mark.parametrize("form", FORMS)
def test_an_adverse_recommendation_asks_for_a_clinician(name: str, form: Any) -> None:
    _, found = of(name)
    assert found.adverse is not None and found.adverse.nodes
    text = " ".join(filled("letter", form, found).split())
    assert "is adverse, so a clinician has to review it before it is sent" in text
    assert "Reviewed by: " in text and "Date: " in text


def test_criteria_that_approve_what_the_coding_excludes_are_not_recommended() -> None:
    _, found = of("iom_cervical_tumour")
    told = [one.text for one in line(found, "monitoring").found]
    assert not any("recommend approval" in text for text in told)
    assert any("the coding stands in the way" in text for text in told)


def test_another_defensible_reading_is_told_with_its_section() -> None:
    _, found = of("two_stage")
    (told,) = block(line(found, "stage-1-fusion"), "judgement")
    assert told.criterion == "TSA-FUS-2a" and "plain moderate" in told.text


# Forms ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES[:3])
def test_every_form_has_every_sentence_and_the_notice(name: str, form: Any) -> None:
    _, found = of(name)
    shown = _plain(filled("letter", form, found), form)
    for one in sentences(to_builtins(found)):
        assert _words(one["text"]) in shown
    assert _words(NOTICE) in shown


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_checklist_has_every_point_and_the_notice(form: Any) -> None:
    outcome = solver().decide(example("two_stage"))
    found = checklist(Explorer(solver(), outcome.case), outcome, outcome.lines)
    shown = _plain(filled("checklist", form, found), form)
    for one in (point for part in found.lines for point in part.points):
        assert _words(one.ask.text) in shown and _words(one.missing) in shown
    assert _words(NOTICE) in shown


def _words(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str, form: str) -> str:
    if form == "html":
        reader = _Reader()
        reader.feed(text)
        return _words(" ".join(reader.texts))
    return _words(re.sub(r"\\(.)", r"\1", text) if form == "markdown" else text)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as it is called
        self.tags.append(tag)


HOSTILE = '<script>alert(1)</script> [x](javascript:y) **b** `c` # "d" & {{ 7 * 7 }}'


@pytest.fixture
def hostile(tmp_path: Path) -> Letter:
    """A letter under a policy whose sentences are written to break out of their form."""
    text = (Path(fusion.POLICIES) / "fusion.md").read_text(encoding="utf-8")
    quoted = HOSTILE.replace('"', "'").replace("{", "(").replace("}", ")")
    (tmp_path / "fusion.md").write_text(text.replace("instability at {Level}", quoted), encoding="utf-8")
    from kb.intake.case_file import read_case
    from kb.load import load
    from solver.decide import Solver

    chosen = Solver(load(tmp_path))
    outcome = chosen.decide(read_case(fusion.PATH, chosen.kb))
    return letter(Explorer(chosen, outcome.case), outcome, outcome.lines)


def test_hostile_texts_are_escaped_in_html(hostile: Letter) -> None:
    reader = _Reader()
    page = filled("letter", "html", hostile)
    reader.feed(page)
    assert "script" not in reader.tags and "alert(1)" in " ".join(reader.texts)
    assert "&lt;script&gt;" in page and "<script" not in page


def test_hostile_texts_are_escaped_in_markdown(hostile: Letter) -> None:
    page = filled("letter", "markdown", hostile)
    told = next(text for text in page.splitlines() if "alert" in text)
    for sign in ("<", "[", "]", "*b", "`", "#", "&"):
        assert re.search(rf"(?<!\\){re.escape(sign)}", told.replace("**", "", 2)) is None, sign


def test_notes_and_titles_of_documents_are_left_out() -> None:
    found = of_fusion()
    for form in FORMS:
        page = filled("letter", form, found)  # type: ignore[arg-type]
        assert "no motion in flexion" not in page and "MRI of the lumbar spine" not in page


# The command ----------------------------------------------------------------------------------------------------------


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["letter", *words])


def test_one_line_can_be_chosen_and_written_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    done = run(str(FOLDER / "two_stage.yaml"), "--line", "22214", "--format", "markdown", "-o", str(path))
    assert done.exit_code == 0 and done.output == ""
    page = path.read_text(encoding="utf-8")
    assert "## Line 22214" in page and "22848" not in page


def test_the_json_has_the_sentences_with_their_nodes() -> None:
    done = run(fusion.PATH, "--policies", fusion.POLICIES, "--json")
    found = json.decode(done.stdout)
    assert found["notice"] == NOTICE and all(one["nodes"] for one in sentences(found))


def test_a_line_that_is_not_there_is_a_problem() -> None:
    done = run(str(FOLDER / "two_stage.yaml"), "--line", "9")
    assert done.exit_code == 1 and "N401" in done.stderr
