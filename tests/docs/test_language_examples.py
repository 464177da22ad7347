"""The examples of `docs/language.md` are policies that load and mean what the page says, on both sides of each bar."""

import json
import re
from typing import Any

import pytest

from kb.case import Case, Constant
from kb.intake.case_file import read_case
from kb.knowledge import KnowledgeBase
from kb.load import OURS, load_texts, read_texts
from kb.values import BadValue, encode
from solver import names
from solver.compile import compile_program
from solver.decide import Solver
from solver.engines.pydatalog import PyDatalog
from solver.facts import facts
from solver.values import Value
from tests.docs.console import ROOT

PAGE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
CHECKED = re.compile(
    r"^<!-- checked -->\n(?P<ticks>`{3,})(?P<language>datalog|markdown)\n(?P<body>.*?)^(?P=ticks)$",
    re.MULTILINE | re.DOTALL,
)
FENCES = [(found["language"], found["body"]) for found in CHECKED.finditer(PAGE)]
CLAUSES = [body for language, body in FENCES if language == "datalog"]
(WHOLE,) = [body for language, body in FENCES if language == "markdown"]
SHAPES = PAGE[PAGE.index("## Shapes of a policy") :]
"""The part of the page of which every criterion stands in the table of cases below."""


def document(*fences: str) -> str:
    """A policy with one section for each fence, read and concluded from outside."""
    sections = (
        f"# Example {n} {{#PAGE-{n} .input .output}}\n\n```datalog\n{fence}```\n" for n, fence in enumerate(fences, 1)
    )
    return "\n".join(("---\nid: PAGE\ntitle: Examples\n---", *sections))


def loaded(text: str) -> KnowledgeBase:
    """Our knowledge base with one more policy. Raises `Rejected` when that has a problem."""
    return load_texts({**read_texts((OURS,)), "page.md": text})


KB = loaded(document(*CLAUSES))
ENGINE = PyDatalog(compile_program(KB))

# Cases ----------------------------------------------------------------------------------------------------------------

LINE = {"id": "1", "code": "22848", "procedure": "fusion", "levels": ["L3-L5"]}
"""A line with two interspaces, L3-L4 and L4-L5."""


def case(*findings: dict[str, Any], kb: KnowledgeBase = KB, **parts: Any) -> Case:
    """A case with these findings; `parts` replace the line, the request and the documents."""
    whole = {"case": "example", "lines": [LINE], "findings": findings, **parts}
    return read_case("case.json", kb, text=json.dumps(whole))


def said(finding: str, said: Any = None, **at: Any) -> dict[str, Any]:
    """A finding with its value, or documented absent when the value is False."""
    if said is False:
        return {"finding": finding, "present": False, "at": at}
    return {"finding": finding, "at": at} | ({} if said is None else {"value": said})


def dated(day: str, *findings: dict[str, Any], review: str = "prospective") -> Case:
    """A case with a service date."""
    return case(*findings, request={"service_date": day, "review": review})


def compression(level: str, said_: Any = None) -> dict[str, Any]:
    return said("neural_compression", said_, level=level)


def stenosis(*grades: Any) -> Case:
    """A case with these grades at L4-L5."""
    return case(*(said("stenosis", grade, level="L4-L5") for grade in grades))


def stopped(*days: str) -> Case:
    """A case with service on 10 March 2025 and these days on which nicotine was stopped."""
    return dated("2025-03-10", *(said("nicotine_stopped", day) for day in days))


def sessions(*days: str) -> list[dict[str, Any]]:
    """A session for each of the days."""
    return [said("injection_session", day, session=name) for name, day in zip(SESSIONS, days, strict=False)]


SESSIONS = ("first", "second", "third", "fourth")
HOSTED = [LINE | {"parent": "2"}, LINE | {"id": "2"}]
REPORT = [{"id": "a", "kind": "operative_report"}]
DEFICIT, INFECTION, NO_INFECTION = (
    said("worsening_deficit"),
    said("active_infection"),
    said("active_infection", False),
)
MATCH = said("findings_match_imaging", level="L4-L5")
BOTH_WAYS = [said("spondylolisthesis", present, level="L4-L5") for present in (None, False)]
LEVEL, ONE = ("L4-L5",), ("1",)

TABLE: list[tuple[str, tuple[Constant, ...], Case, Value]] = [
    ("compression_explains", LEVEL, case(compression("L4-L5"), MATCH), "T"),
    ("compression_explains", LEVEL, case(compression("L4-L5")), "N"),
    ("compression_explains", LEVEL, case(compression("L4-L5", False)), "F"),
    ("compression_explains", LEVEL, case(compression("L4-L5"), compression("L4-L5", False), MATCH), "B"),
    ("any_instability", LEVEL, case(said("spondylolisthesis", level="L4-L5")), "T"),
    ("any_instability", LEVEL, case(said("spondylolisthesis", False, level="L4-L5")), "N"),
    (
        "any_instability",
        LEVEL,
        case(*(said(way, False, level="L4-L5") for way in ("spondylolisthesis", "flexion_extension_motion"))),
        "F",
    ),
    ("any_instability", LEVEL, case(*BOTH_WAYS), "B"),
    ("any_instability", LEVEL, case(*BOTH_WAYS, said("flexion_extension_motion", False, level="L4-L5")), "B"),
    ("two_burdens", (), case(said("scoliosis"), said("broken_hardware")), "T"),
    ("two_burdens", (), case(said("scoliosis"), said("broken_hardware", False)), "N"),
    ("two_burdens", (), case(said("scoliosis", False), said("broken_hardware", False)), "F"),
    ("two_burdens", (), case(said("scoliosis"), said("broken_hardware"), said("broken_hardware", False)), "B"),
    ("at_least_moderate", LEVEL, stenosis("moderate"), "T"),
    ("at_least_moderate", LEVEL, stenosis("mild"), "F"),
    ("at_least_moderate", LEVEL, stenosis(), "N"),
    ("at_least_moderate", LEVEL, stenosis(False), "F"),
    ("at_least_moderate", LEVEL, stenosis("moderate", "severe"), "T"),
    ("at_least_moderate", LEVEL, stenosis("mild", "severe"), "B"),
    ("above_moderate", LEVEL, stenosis("moderate"), "F"),
    ("above_moderate", LEVEL, stenosis("moderate_to_severe"), "T"),
    ("compressed_throughout", ONE, case(compression("L3-L4"), compression("L4-L5")), "T"),
    ("compressed_throughout", ONE, case(compression("L3-L4")), "N"),
    ("compressed_throughout", ONE, case(compression("L3-L4"), compression("L4-L5", False)), "F"),
    ("compressed_throughout", ONE, case(compression("L4-L5", False), lines=[{"id": "1", "code": "22848"}]), "N"),
    ("care_or_waiver", (), case(said("physical_therapy", "6 weeks")), "T"),
    ("care_or_waiver", (), case(said("physical_therapy", "41 days")), "F"),
    ("care_or_waiver", (), case(said("physical_therapy", "41 days"), DEFICIT), "T"),
    ("care_or_waiver", (), case(), "N"),
    ("ready_for_surgery", (), case(DEFICIT, NO_INFECTION), "T"),
    ("ready_for_surgery", (), case(DEFICIT), "N"),
    ("ready_for_surgery", (), case(DEFICIT, INFECTION), "F"),
    ("host_is_compressed", ONE, case(compression("L3-L4"), compression("L4-L5"), lines=HOSTED), "T"),
    ("host_is_compressed", ONE, case(compression("L3-L4", False), lines=HOSTED), "F"),
    ("host_is_compressed", ONE, case(compression("L3-L4"), compression("L4-L5")), "N"),
    ("level_compressed", ONE, case(compression("L3-L4", False)), "F"),
    ("billed_by_valid_code", ONE, dated("2023-12-31"), "F"),
    ("billed_by_valid_code", ONE, dated("2024-01-01"), "T"),
    ("billed_by_valid_code", ONE, dated("2024-12-31"), "T"),
    ("billed_by_valid_code", ONE, dated("2025-01-01"), "F"),
    ("billed_by_valid_code", ONE, dated("2025-07-01"), "T"),
    ("billed_by_valid_code", ONE, case(), "N"),
    ("nicotine_free", (), stopped("2025-02-10"), "T"),
    ("nicotine_free", (), stopped("2025-02-11"), "F"),
    ("nicotine_free", (), stopped(), "N"),
    ("nicotine_free", (), stopped("2025-02-10", "2025-02-11"), "B"),
    ("nicotine_free", (), case(said("nicotine_stopped", "2025-02-10")), "N"),
    ("within_a_year", ("first",), dated("2025-03-10", *sessions("2024-03-11")), "T"),
    ("within_a_year", ("first",), dated("2025-03-10", *sessions("2024-03-10")), "F"),
    ("within_a_year", ("first",), dated("2025-03-10", *sessions("2025-03-10")), "T"),
    ("within_a_year", ("first",), dated("2025-03-10", *sessions("2025-03-11")), "F"),
    ("within_a_year", ("first",), dated("2025-03-10"), "F"),
    ("within_a_year", ("first",), dated("2025-02-28", *sessions("2024-02-29")), "T"),
    ("within_a_year", ("first",), dated("2025-03-01", *sessions("2024-02-29")), "F"),
    ("few_sessions", (), dated("2025-03-10", *sessions("2024-03-10", "2024-06-01", "2024-09-01")), "T"),
    ("few_sessions", (), dated("2025-03-10", *sessions("2024-03-11", "2024-06-01", "2024-09-01")), "F"),
    ("few_sessions", (), dated("2025-03-10"), "T"),
    ("few_sessions", (), case(), "N"),
    ("level_confirmed", LEVEL, dated("2025-03-10", MATCH), "T"),
    ("level_confirmed", LEVEL, dated("2025-03-10", MATCH, review="retrospective"), "N"),
    ("level_confirmed", LEVEL, case(MATCH, request={"review": "retrospective"}, documents=REPORT), "F"),
    (
        "level_confirmed",
        LEVEL,
        dated("2025-03-10", said("level_decompressed", level="L4-L5"), review="retrospective"),
        "T",
    ),
    ("hardware_may_be_removed", ONE, case(said("broken_hardware")), "T"),
    ("hardware_may_be_removed", ONE, case(), "N"),
    ("cosmetic_service", ONE, case(lines=[{"id": "1", "procedure": "scar_revision"}]), "F"),
]


def valued(name: str, args: tuple[Constant, ...], of: Case) -> Value:
    """The value of an atom in a case, whether or not a line of the case asks for it."""
    model = ENGINE.solve({**facts(KB, of), names.asked(name): frozenset({args})})
    sides: tuple[tuple[Value, str], ...] = (
        ("T", names.supported(name)),
        ("F", names.refuted(name)),
        ("B", names.conflicting(name)),
    )
    held = [value for value, side in sides if args in model.get(side, ())]
    assert len(held) <= 1
    return held[0] if held else "N"


# Tests ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fence", CLAUSES, ids=[" ".join(fence.split()[:2]) for fence in CLAUSES])
def test_an_example_loads_without_problems(fence: str) -> None:
    assert loaded(document(fence)).sections["PAGE-1"].statements


@pytest.mark.parametrize(("name", "args", "of", "expected"), TABLE, ids=[f"{row[0]}-{row[-1]}" for row in TABLE])
def test_an_example_means_what_the_page_says(name: str, args: tuple[Constant, ...], of: Case, expected: Value) -> None:
    assert valued(name, args, of) == expected


def test_every_criterion_and_note_among_the_shapes_has_cases() -> None:
    assert {row[0] for row in TABLE} == set(re.findall(r"^(?:criterion|note) (\w+)", SHAPES, re.MULTILINE))


def test_a_measure_takes_whole_steps_only() -> None:
    assert encode(KB.types["glucose"], "7.4") == 74
    with pytest.raises(BadValue):
        encode(KB.types["glucose"], "7.45")


@pytest.mark.parametrize(
    ("findings", "verdict"),
    [
        ([said("spondylolisthesis", level="L3-L4"), said("flexion_extension_motion", level="L4-L5")], "necessary"),
        ([said("spondylolisthesis", level="L3-L4")], "undetermined"),
        (
            [said(way, False, level="L3-L4") for way in ("spondylolisthesis", "flexion_extension_motion")],
            "not_necessary",
        ),
    ],
)
def test_the_whole_example_is_a_policy_that_decides(findings: list[dict[str, Any]], verdict: str) -> None:
    kb = loaded(WHOLE)
    (line,) = Solver(kb).decide(case(*findings, kb=kb, request={"policy": "EXAMPLE"})).lines
    assert (line.verdict, line.policy) == (verdict, "example")
