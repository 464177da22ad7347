"""The yearly figures, reckoned by hand."""

import csv
import io
from pathlib import Path

import pytest
from msgspec import json

from kb.intake.case_file import read_case
from kb.intake.text import content, tree
from kb.problems import Rejected
from solver.batch.deciders import OneByOne
from solver.batch.metrics import metrics
from solver.batch.records import Record
from solver.batch.requests import requests
from solver.batch.rows import Row
from solver.batch.tally import Request, Tally
from tests.batch import kit
from tests.ours import EXAMPLES, FOLDER, example, knowledge_base, solver

DAY = 24 * 60


def figures(**counts: dict[object, int]) -> dict[tuple[str, ...], dict[str, str]]:
    text = metrics(Tally(**counts)).decode()  # type: ignore[arg-type]
    found = list(csv.DictReader(io.StringIO(text)))
    return {(one["figure"], one["policy"], one["name"], one["result"]): one for one in found}


def row(request: str | None, policy: str | None = "TSA") -> Row:
    return Row("a", "1", policy, "necessary", None, (), (), None, None, "", "", request=request)


def asked(*rows: Row, text: str = "{}") -> list[Request]:
    return list(requests(Record("cases.jsonl", 1, text.encode()), rows))


def test_shares_are_of_the_requests_of_their_kind() -> None:
    found = figures(
        requests={
            Request("TSA", "necessary", False, 7 * DAY): 3,
            Request("TSA", "not_necessary", False, 7 * DAY + 1): 1,
            Request("TSA", "undetermined", False, None): 1,
            Request("TSA", "partial", False, 0): 3,
            Request("CGS", "not_necessary", True, 3 * DAY): 1,
            Request("CGS", "not_necessary", True, 3 * DAY + 1): 3,
        }
    )
    shares = {
        key[1:]: float(one["share"]) for key, one in found.items() if key[0] in ("request", "time") and one["share"]
    }
    assert shares["TSA", "standard", "approved"] == 0.375 and shares["TSA", "standard", "partial"] == 0.375
    assert shares["TSA", "standard", "denied"] == shares["TSA", "standard", "pended"] == 0.125
    assert shares["TSA", "standard", "in time"] == 0.75 and shares["TSA", "standard", "late"] == 0.125
    assert shares["TSA", "standard", "no times"] == 0.125
    assert shares["CGS", "expedited", "in time"] == 0.25 and shares["CGS", "expedited", "late"] == 0.75
    assert ("request", "TSA", "expedited", "approved") not in found
    assert found["request", "all policies", "standard", "approved"]["count"] == "3"


def test_mean_and_median_are_those_of_the_requests_that_tell_their_times() -> None:
    times = {60: 1, 120: 2, 600: 1}
    timed: dict[object, int] = {Request("TSA", "necessary", False, minutes): count for minutes, count in times.items()}
    found = figures(requests={**timed, Request("TSA", "not_necessary", False, None): 5})
    assert found["hours", "TSA", "standard", "mean"]["hours"] == "3.75"
    assert found["hours", "TSA", "standard", "median"]["hours"] == "2.00"
    even = figures(requests={Request("TSA", "necessary", False, 60): 1, Request("TSA", "necessary", False, 180): 1})
    assert even["hours", "TSA", "standard", "median"]["hours"] == "2.00"


def test_verdicts_and_criteria_are_shares_of_the_lines_of_their_policy() -> None:
    found = figures(
        verdicts={("TSA", "necessary"): 3, ("TSA", "review"): 1, (None, "out_of_scope"): 4},
        criteria={("TSA", "TSA-FUS-1", "necessary"): 2},
    )
    assert found["verdict", "TSA", "", "necessary"]["share"] == "0.7500"
    assert found["verdict", "", "", "out_of_scope"]["share"] == "1.0000"
    assert found["criterion", "TSA", "TSA-FUS-1", "necessary"]["share"] == "0.5000"


@pytest.mark.parametrize("name", sorted({path.stem for path in EXAMPLES}))
def test_requests_come_to_what_the_policies_roll_them_up_to(name: str) -> None:
    outcome = solver().decide(example(name))
    expected = {group.policy: group.verdict for group in outcome.groups if group.group == "request"}
    found = asked(*OneByOne(knowledge_base()).rows(outcome))
    assert {knowledge_base().symbol(one.policy): one.result for one in found} == expected


def test_a_request_is_counted_once_for_each_policy_that_judges_a_line_which_counts() -> None:
    assert asked(row(None), row(None, policy=None)) == []
    assert asked(row("partial"), row("partial"), row("necessary", "CGS")) == [
        Request("TSA", "partial", False, None),
        Request("CGS", "necessary", False, None),
    ]


@pytest.mark.parametrize(
    ("received", "decided", "minutes"),
    [
        ("2025-03-10T09:00Z", "2025-03-13T09:00Z", 3 * DAY),
        ("2025-03-10T09:00Z", "2025-03-13T09:00:01Z", 3 * DAY + 1),
        ("2025-03-10T09:00-05:00", "2025-03-10T14:30Z", 30),
        ("2025-03-09T01:30-05:00", "2025-03-09T03:30-04:00", 60),
        ("2025-03-10T09:00Z", "2025-03-10T09:00Z", 0),
    ],
)
def test_the_time_to_a_decision_is_counted_in_minutes_begun(received: str, decided: str, minutes: int) -> None:
    request = {"received": received, "decided": decided, "expedited": True}
    text = json.encode({"case": "a", "lines": [], "request": request}).decode()
    assert asked(row("necessary"), text=text) == [Request("TSA", "necessary", True, minutes)]


def test_times_are_found_in_yaml_too() -> None:
    text = b"case: a\nrequest: {received: 2025-03-10T09:00Z, decided: 2025-03-10T10:00Z}\n"
    (found,) = requests(Record("a.yaml", None, text), [row("necessary")])
    assert found.minutes == 60


def test_the_times_of_a_request_change_neither_its_digest_nor_a_verdict() -> None:
    path = str(FOLDER / "therapy_41_days.yaml")
    found = tree(content(path), path)
    asked = found["request"]
    assert isinstance(asked, dict)
    timed = {
        **found,
        "request": {**asked, "received": "2025-03-10T09:00Z", "decided": "2025-03-11T09:00Z", "expedited": True},
    }
    assert read_case("a.json", knowledge_base(), text=json.encode(timed)) == read_case(path, knowledge_base())


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"received": "2025-03-10"}, "request.received"),
        ({"received": "2025-03-10T09:00"}, "request.received"),
        ({"received": "2025-02-30T09:00Z"}, "request.received"),
        ({"decided": "2025-03-10T24:01Z"}, "request.decided"),
        ({"received": "2025-03-10T09:00Z", "decided": "2025-03-10T08:59Z"}, "request.decided"),
    ],
    ids=str,
)
def test_times_that_no_clock_shows_are_refused(asked: dict[str, str], field: str) -> None:
    text = json.encode({"case": "a", "lines": [{"id": 1, "code": "22633"}], "request": asked})
    with pytest.raises(Rejected) as refused:
        read_case("a.json", knowledge_base(), text=text)
    assert [(one.code, one.field) for one in refused.value.problems] == [("N309", field)]


def test_the_table_is_written_beside_the_output(tmp_path: Path) -> None:
    path = kit.written(tmp_path / "cases.jsonl", [kit.text("therapy_42_days"), b"no"])
    done = kit.batch(path, "-o", tmp_path / "out.jsonl", "--metrics", tmp_path / "metrics.csv")
    assert done.exit_code == 3
    lines = (tmp_path / "metrics.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "figure,policy,name,result,count,share,hours"
    assert "reject,,N302,,1,0.5000," in lines and "request,TSA,standard,approved,1,1.0000," in lines
