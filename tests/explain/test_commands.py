"""The commands `missing`, `changes` and `why-not`: what they print, as text and as JSON, and what they refuse."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from msgspec import json

from cli import main
from solver.render.missing import EXHAUSTED
from solver.render.notice import NOTICE
from tests.docs.console import ROOT
from tests.explain.fusion import PATH, POLICIES
from tests.ours import FOLDER

FUSION = (PATH, "--policies", POLICIES)
TWO_STAGE = str(FOLDER / "two_stage.yaml")
TWO_PAYERS = str(FOLDER / "two_payers.yaml")


def run(*args: str) -> Result:
    """The command line with these arguments."""
    return CliRunner().invoke(main, list(args))


def printed(*args: str) -> str:
    """What a command that succeeds prints, in one line."""
    done = run(*args)
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def data(*args: str) -> Any:
    """The JSON of a command that succeeds."""
    done = run(*args, "--json")
    assert done.exit_code == 0, done.output
    found = json.decode(done.stdout)
    assert found["notice"] == NOTICE
    return found


def test_missing_tells_decisive_from_moot() -> None:
    text = printed("missing", *FUSION)
    assert "at L2-L3 under FUSION: not_necessary; decided anyway, whatever more is documented: not_necessary" in text
    assert "moot: changes nothing compression of neural tissue at L2-L3 is not documented" in text
    assert "decisive instability at L4-L5 is not documented Is L4-L5 unstable?" in text
    assert NOTICE in text


def test_missing_as_json() -> None:
    upper, lower = data("missing", *FUSION)["missing"]
    assert (upper["level"], upper["verdict"], upper["decided_anyway"]) == ("L2-L3", "not_necessary", "not_necessary")
    assert [one["finding"] for one in upper["moot"]] == ["neural_compression"]
    assert (lower["level"], lower["verdict"], lower["decided_anyway"]) == ("L4-L5", "undetermined", None)
    assert lower["decisive"] == [
        {
            "finding": "instability_documented",
            "at": {"level": "L4-L5"},
            "text": "instability at L4-L5 is not documented",
            "ask": "Is L4-L5 unstable?",
        }
    ]
    assert upper["complete"] is lower["complete"] is True


def test_changes_by_level_as_json() -> None:
    upper, lower = data("changes", *FUSION[:1], "fusion", *FUSION[1:], "--by-level")["changes"]
    ((stenosis, unstable, compressed),) = upper["sets"]
    assert (upper["from"], upper["to"], upper["complete"]) == ("not_necessary", "necessary", True)
    assert (stenosis["change"], stenosis["at_least"], stenosis["at_most"]) == ("revise", "moderate to severe", None)
    assert (unstable["change"], unstable["present"], unstable["absent"]) == ("revise", True, False)
    assert (compressed["change"], compressed["at"]) == ("add", {"level": "L2-L3"})
    assert [one["finding"] for (one,) in lower["sets"]] == ["instability_documented"]


def test_changes_counts_the_ways_and_says_that_they_are_all() -> None:
    assert "3 ways, and no others" in printed("changes", TWO_STAGE, "22214")


def test_no_change_is_needed_for_the_verdict_that_is_there() -> None:
    assert "nothing has to change" in printed("changes", TWO_STAGE, "22214", "--to", "not_necessary")


def test_where_no_record_leads_the_request_is_what_would_have_to_change() -> None:
    assert "it would take another request or another policy" in printed(
        "changes", TWO_STAGE, "22214", "--to", "incidental"
    )
    open_levels = "as long as this is open: no level of line 22633 is named no level of line 22634 is named"
    assert f"no change of the record leads there {open_levels}" in printed("changes", TWO_STAGE, "22848")
    assert "a review follows from a record that contradicts itself" in printed(
        "changes", TWO_STAGE, "22214", "--to", "review"
    )


def test_why_not_shows_the_reasons_and_the_ways() -> None:
    text = printed("why-not", FUSION[0], "fusion", *FUSION[1:])
    assert "at least moderate to severe is asked for, mild is documented" in text
    assert "1 way, and no others" in text
    (found,) = data("why-not", FUSION[0], "fusion", *FUSION[1:])["why_not"]
    assert [reason["type"] for reason in found["reasons"]] == ["not_met", "silent", "absent", "silent"]
    assert len(found["sets"]) == 1


def test_each_policy_that_gives_a_verdict_is_asked() -> None:
    lines = {one["line"] for one in data("missing", TWO_PAYERS)["missing"]}
    line = min(lines)
    every = data("changes", TWO_PAYERS, line)["changes"]
    assert len({one["policy"] for one in every}) == len(every) > 1
    (one,) = data("changes", TWO_PAYERS, line, "--policy", every[0]["policy"])["changes"]
    assert one == every[0]


@pytest.mark.parametrize(
    "command", [("missing", TWO_STAGE), ("changes", TWO_STAGE, "22214"), ("why-not", TWO_STAGE, "22214")]
)
def test_an_exhausted_budget_is_said(command: tuple[str, ...]) -> None:
    assert EXHAUSTED in printed(*command, "--budget", "1")
    (_, found), _ = data(*command, "--budget", "1").items()
    assert not any(one["complete"] for one in found)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("changes", TWO_STAGE, "22214", "--to", "nothing"), "N406"),
        (("why-not", TWO_STAGE, "22214", "--verdict", "nothing"), "N406"),
        (("changes", TWO_STAGE, "nothing"), "N401"),
        (("missing", TWO_STAGE, "nothing"), "N401"),
        (("missing", TWO_STAGE, "22214", "--policy", "NONE"), "N404"),
    ],
)
def test_what_is_not_there_is_a_problem(args: tuple[str, ...], code: str) -> None:
    done = run(*args)
    assert done.exit_code == 1
    assert code in done.stderr
    assert done.stdout == ""


UNGOVERNED = "case: a\nlines: [{id: cold, code: '99213'}]\n"


@pytest.mark.parametrize("command", [("missing",), ("changes", "cold"), ("why-not", "cold")])
def test_a_line_that_no_policy_has_rules_for_is_said_to_be_out_of_scope(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(UNGOVERNED, encoding="utf-8")
    args = (command[0], str(case), *command[1:])
    assert "out of scope: no policy here applies to it" in printed(*args)
    assert [] in data(*args).values()


def test_missing_asks_one_policy_where_one_is_named() -> None:
    every = data("missing", TWO_PAYERS)["missing"]
    name = every[0]["policy"]
    assert data("missing", TWO_PAYERS, "--policy", name)["missing"] == [one for one in every if one["policy"] == name]
    assert data("missing", TWO_PAYERS, "--policy", name.lower()) == data("missing", TWO_PAYERS, "--policy", name)
    refused = run("missing", TWO_PAYERS, "--policy", "NONE")
    assert refused.exit_code == 1 and "on any line\n    expected: one of CAM401HB, TSA" in refused.stderr


def test_the_hash_seed_changes_no_byte() -> None:
    commands = (("missing", TWO_STAGE), ("changes", TWO_STAGE, "27280"), ("changes", TWO_PAYERS, "fusion"))
    seen = {tuple(with_seed(seed, *args) for args in commands) for seed in ("0", "1", "42")}
    assert len(seen) == 1
    assert all(len(one) > 500 for one in seen.pop())


def with_seed(seed: str, *args: str) -> bytes:
    """What a command prints as JSON in a process with this hash seed."""
    program = (sys.executable, "-c", "from cli import main; main()", *args, "--json")
    return subprocess.run(
        program, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
    ).stdout


def test_why_says_of_each_silence_whether_it_matters() -> None:
    text = printed("why", PATH, "fusion", *FUSION[1:])
    assert "not documented compression of neural tissue at L2-L3 is not documented (moot)" in text
    assert "not documented instability at L4-L5 is not documented (decisive)" in text
    bearings = [(one["type"], one["bearing"]) for one in data("why", PATH, "fusion", *FUSION[1:])["reasons"]]
    assert bearings == [("not_met", None), ("silent", "moot"), ("absent", None), ("silent", "decisive")]
