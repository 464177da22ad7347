"""Made-up cases: the same for the same seed, valid, and of every kind."""

import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from bench.generate import verdicts, write_lines
from bench.generating.cases import cases
from bench.generating.vocabulary import vocabulary
from kb.case import Case
from kb.intake.case_file import case_from
from kb.intake.scope import vocabulary as known_to_the_intake
from tests.ours import knowledge_base

ROOT = Path(__file__).parents[2]
NUMBER = 1000


@pytest.fixture(scope="module")
def made() -> list[str]:
    return list(cases(knowledge_base(), NUMBER, 7))


@pytest.fixture(scope="module")
def read(made: list[str]) -> list[Case]:
    known = known_to_the_intake(knowledge_base())
    return [case_from(case, "made-up.json", known) for case in made]


def test_every_case_can_be_read_and_has_a_name_of_its_own(read: list[Case]) -> None:
    assert len({case.id for case in read}) == len({case.digest for case in read}) == NUMBER


def test_cases_have_one_to_four_lines_and_mostly_five_to_thirty_findings(read: list[Case]) -> None:
    assert {len(case.lines) for case in read} == {1, 2, 3, 4}
    assert sum(5 <= len(case.findings) <= 30 for case in read) > 0.7 * NUMBER


def test_the_first_cases_of_a_long_stream_are_those_of_a_short_one(made: list[str]) -> None:
    assert list(islice(cases(knowledge_base(), 10**9, 7), 60)) == made[:60] == list(cases(knowledge_base(), 60, 7))


def test_another_seed_gives_other_cases(made: list[str]) -> None:
    assert set(cases(knowledge_base(), 20, 8)).isdisjoint(made)


def test_the_script_writes_the_same_bytes_however_python_hashes(made: list[str], tmp_path: Path) -> None:
    command = (sys.executable, "bench/generate.py", "--cases", "80", "--seed", "7")
    written = [
        subprocess.run(
            command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    write_lines(made[:80], str(tmp_path / "cases.jsonl"))
    assert written[0] == written[1] == (tmp_path / "cases.jsonl").read_bytes()


def test_all_policies_give_verdicts_and_at_least_nine_kinds_of_them_occur(made: list[str]) -> None:
    found = verdicts(knowledge_base(), made)
    assert {policy for policy, _ in found} == {"none", *knowledge_base().policies}
    assert {"necessary", "not_necessary", "undetermined", "review", "not_covered", "coding_error"} <= {
        v for _, v in found
    }
    assert len({verdict for _, verdict in found}) >= 9
    assert all(found[policy, "necessary"] and found[policy, "not_necessary"] for policy in knowledge_base().policies)


def test_some_findings_are_absent_some_contradict_each_other_and_some_are_without_evidence(read: list[Case]) -> None:
    findings = [finding for case in read for finding in case.findings]
    assert any(not finding.present for finding in findings)
    assert any(finding.evidence.document is None for finding in findings)
    assert any(_contradicts_itself(case) for case in read)


def _contradicts_itself(case: Case) -> bool:
    said = {(one.predicate, one.key, one.present, one.value) for one in case.findings}
    return len({each[:2] for each in said}) < len(said)


BARS = {
    "failed_conservative_care": 28,
    "pain_duration": 28,
    "injection_relief": 500,
    "ablation_relief": 500,
    "cases_at_once": 1,
}
"""What policies ask for at least or at most, in days and in tenths of a percent."""


def test_values_on_both_sides_of_a_threshold_occur(read: list[Case]) -> None:
    said = {(one.predicate, one.value) for case in read for one in case.findings}
    straddled = [name for name, bar in BARS.items() if {(name, bar + step) for step in (-1, 0, 1)} <= said]
    assert len(straddled) >= 3


def test_only_the_policies_that_are_asked_for_are_named() -> None:
    known = known_to_the_intake(knowledge_base())
    made = [case_from(case, "made-up.json", known) for case in cases(knowledge_base(), 30, 1, ("CGS",))]
    codes = next(words.codes for words in vocabulary(knowledge_base()).policies if words.id == "CGS")
    assert {case.request.policy for case in made} == {"CGS", None}
    assert sum(line.code in codes for case in made for line in case.lines) > 30


def test_a_parquet_file_holds_the_same_cases(made: list[str], read: list[Case], tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from bench.generating.long_rows import write_parquet
    from solver.batch.reading.long_parquet import entries
    from solver.batch.records import Record

    write_parquet(made, str(tmp_path / "cases.parquet"))
    found = list(entries(str(tmp_path / "cases.parquet"), lambda _: None))
    known = known_to_the_intake(knowledge_base())
    texts = [record.text.decode() for record in found if isinstance(record, Record)]
    assert [case_from(text, "long.json", known).digest for text in texts] == [case.digest for case in read]
