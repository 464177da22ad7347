"""What is said of a code: its tables with their days, the clauses that name it, its neighbours; and the tables in numbers."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import json

from cli import main
from kb.code_tables import listings
from kb.load import CODES
from kb.problems import Rejected
from solver.codes import Counted, look_up, systems, tables
from tests.ours import knowledge_base

ROWS = {
    "CAM_CPT": {"CPT": 38},
    "T01_IOM_CONTINUOUS": {"CPT": 2, "HCPCS": 1},
    "T02_BL_EEG": {"CPT": 7},
    "T03_BL_SSEP": {"CPT": 4},
    "T04_BL_MEP": {"CPT": 3},
    "T05_BL_ABR": {"CPT": 2},
    "T06_BL_PNS": {"CPT": 10},
    "T07_BL_CRANIAL": {"CPT": 3},
    "T08_BL_FREERUN_EMG": {"CPT": 6},
    "T09_VEP": {"CPT": 1},
    "T10_NMB": {"CPT": 2},
    "T11_SEMG": {"HCPCS": 1},
    "T12_PAIN_HOST": {"CPT": 30},
    "T13_NC_IOM_BL": {"CPT": 37, "HCPCS": 1},
    "T14_NC_LUMBAR_DX": {"ICD10CM": 530},
    "T15_NC_CERVICAL_DX": {"ICD10CM": 258},
    "T16_NC_HOST_SURG": {"CPT": 102},
}
"""Rows of each table and system, counted in the sources. No table holds a code twice."""


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["kb", "codes", *words])
    return done.exit_code, done.output


def standings(code: str, on: str | None) -> dict[str, str | None]:
    return {row.listing.table: row.standing for row in look_up(knowledge_base(), code, on).rows}


# Tables ---------------------------------------------------------------------------------------------------------------


def test_every_table_has_the_rows_of_its_source_and_no_code_twice() -> None:
    found = tables(knowledge_base())
    assert {t.name: {system: counted.rows for system, counted in t.systems.items()} for t in found} == ROWS
    assert all(counted.rows == counted.distinct for t in found for counted in t.systems.values())


def test_the_rows_of_the_monitoring_tables_add_up_by_system() -> None:
    found = listings((Path(CODES) / "iom.csv").read_text(encoding="utf-8"))
    rows = {name: [listing.code for listing in found if listing.system == name] for name in ("CPT", "HCPCS", "ICD10CM")}
    assert len(found) == 1000 and len({listing.table for listing in found}) == 16
    assert {name: (len(codes), len(set(codes))) for name, codes in rows.items()} == {
        "CPT": (209, 172),
        "HCPCS": (3, 2),
        "ICD10CM": (788, 788),
    }


def test_only_the_lumbar_diagnoses_have_dates_and_those_meet_without_a_gap() -> None:
    assert {t.name: t.dated for t in tables(knowledge_base()) if t.dated} == {"T14_NC_LUMBAR_DX": 11}
    found = [listing for rows in knowledge_base().codes.values() for listing in rows]
    assert {listing.code for listing in found if listing.valid_to == "2024-09-30"} == {"M51.36", "M51.37"}
    assert {listing.code for listing in found if listing.valid_from == "2024-10-01"} == set(
        "M51.360 M51.361 M51.362 M51.369 M51.370 M51.371 M51.372 M51.379 M62.85".split()
    )


def test_the_sum_counts_a_code_of_several_tables_once() -> None:
    assert systems(knowledge_base()) == {"CPT": Counted(247, 192), "HCPCS": Counted(3, 2), "ICD10CM": Counted(788, 788)}


# One code -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "day", "standing"),
    [
        ("M51.36", "2024-09-30", "valid"),
        ("M51.36", "2024-10-01", "no longer valid"),
        ("M51.360", "2024-09-30", "not yet valid"),
        ("M51.360", "2024-10-01", "valid"),
        ("C41.4", "1999-01-01", "valid"),
        ("M51.36", None, None),
    ],
)
def test_both_days_at_the_ends_of_a_listing_count(code: str, day: str | None, standing: str | None) -> None:
    assert standings(code, day) == {"T14_NC_LUMBAR_DX": standing}


def test_a_code_of_several_tables_is_told_from_each() -> None:
    assert set(standings("22633", None)) == {"CAM_CPT", "T16_NC_HOST_SURG"}
    assert set(standings("95940", None)) == {"T01_IOM_CONTINUOUS", "T13_NC_IOM_BL"}


def test_clauses_that_name_a_code_are_found_beside_the_tables() -> None:
    entry = look_up(knowledge_base(), "62323")
    assert [row.listing.table for row in entry.rows] == ["T12_PAIN_HOST"]
    assert {rule.section for rule in entry.named} == {"CGS-ESI-0", "IOM-X-3"}
    assert [rule.section for rule in look_up(knowledge_base(), "22634").named].count("TSA-SERVICES") == 2


def test_a_table_names_the_clauses_that_read_it() -> None:
    (row,) = look_up(knowledge_base(), "62323").rows
    assert {rule.section for rule in row.readers} == {"IOM-HOST", "IOM-CODE-T12"}


def test_no_table_is_left_unread() -> None:
    assert [found.name for found in tables(knowledge_base()) if not found.readers] == []


def test_a_longer_code_is_another_code_and_is_shown_as_such() -> None:
    assert look_up(knowledge_base(), "M51.36").neighbours == ("M51.360", "M51.361", "M51.362", "M51.369")
    assert look_up(knowledge_base(), "M51.360").neighbours == ("M51.36",)
    assert look_up(knowledge_base(), "22633").neighbours == ()


def test_an_unlisted_code_is_no_problem_but_is_told_apart_from_coverage() -> None:
    status, printed = run("63048")
    assert status == 0 and "No table lists this code" in printed and "absence from a list is not coverage" in printed
    assert "No clause names this code." in printed and "Other codes, not this one: " in printed
    assert "63045" in look_up(knowledge_base(), "63048").neighbours


def test_a_code_that_only_clauses_name_is_shown_with_them() -> None:
    status, printed = run("63685")
    assert status == 0 and "No table lists this code" in printed and 'cgs_code("63685", ' in printed


@pytest.mark.parametrize(
    ("code", "on", "number", "told"),
    [
        ("m51.36", None, "N310", "did you mean M51.36?"),
        ("CPT 62323", None, "N310", "did you mean 62323?"),
        ("spine", None, "N310", None),
        ("\x1b[2J", None, "N310", None),
        ("62323", "2024-02-30", "N309", None),
        ("62323", "today", "N309", None),
    ],
)
def test_what_is_no_code_or_no_day_is_refused(code: str, on: str | None, number: str, told: str | None) -> None:
    with pytest.raises(Rejected) as rejected:
        look_up(knowledge_base(), code, on)
    (problem,) = rejected.value.problems
    assert (problem.code, problem.hint) == (number, told)
    assert problem.found is not None and problem.found.isprintable()


# The command ----------------------------------------------------------------------------------------------------------


def test_the_command_says_the_same_in_json() -> None:
    status, printed = run("M51.36", "--on", "2024-10-01", "--json")
    found = json.decode(printed)
    assert status == 0 and (found["code"], found["on"], found["clauses"]) == ("M51.36", "2024-10-01", [])
    assert [(t["table"], t["valid_from"], t["valid_to"], t["standing"]) for t in found["tables"]] == [
        ("T14_NC_LUMBAR_DX", None, "2024-09-30", "no longer valid")
    ]


def test_the_command_counts_tables_without_a_code() -> None:
    status, printed = run("--json")
    found = json.decode(printed)
    assert status == 0 and len(found["tables"]) == len(ROWS)
    assert found["systems"]["HCPCS"] == {"rows": 3, "distinct": 2}
    assert "247 (192 different)" in run()[1]


def test_a_refused_code_leaves_with_status_1_and_a_day_without_code_with_2() -> None:
    assert run("m51.36")[0] == 1 and run("--on", "2024-10-01")[0] == 2
