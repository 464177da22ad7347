"""What `kb test` prints: the tests that failed, how many passed, and what the policies' clauses were not seen to do.

Not here: running tests (`solver.testing.run`), or XML for build servers (`solver.testing.junit`).
"""

from collections.abc import Iterator, Sequence

from kb.problems import TITLES, Problem
from solver.render.table import coloured, paragraph, table
from solver.testing.cases import PolicyTest
from solver.testing.coverage import SHARED, VALUE, Clause, Coverage, Part
from solver.testing.expect import Difference
from solver.testing.run import Ran, Result

HEADERS = ("policy", "clauses", "seen supported", "refuted", "silent", "to be seen", "seen", "coverage")


def results_text(ran: Sequence[Ran], width: int) -> str:
    """The failures and the number of tests."""
    failed = [one for one in ran if not one.result.passed]
    blocks = ["\n".join(_failure(one, width)) for one in failed]
    passed = f"{len(ran) - len(failed)} passed"
    ends = coloured("met", passed) if not failed else f"{coloured('not met', f'{len(failed)} failed')}, {passed}"
    files = len({one.test.file for one in ran})
    return "\n\n".join((*blocks, f"{len(ran)} tests in {files} {'file' if files == 1 else 'files'}: {ends}"))


def _failure(one: Ran, width: int) -> Iterator[str]:
    yield coloured("not met", f"{one.test.file}:{one.test.line}: {one.test.name}")
    yield from (f"  {line}" for problem in one.result.problems for line in str(problem).split("\n"))
    for found in one.result.differences:
        yield from (paragraph(f"  {line}", width, "      ") for line in difference_lines(one.test, found))


def difference_lines(test: PolicyTest, found: Difference) -> Iterator[str]:
    """A difference: where it is, what was expected, what was found, and the deciding criteria."""
    yield f"{test.file}:{found.line}: {found.about}: {found.field}"
    yield f"  expected: {found.expected}"
    yield f"  found:    {found.found}"
    yield from (f"  because {reason}" for reason in found.because)


def results_json(ran: Sequence[Ran]) -> dict[str, object]:
    """The results as plain data."""
    return {
        "passed": sum(one.result.passed for one in ran),
        "failed": sum(not one.result.passed for one in ran),
        "tests": [
            {"file": one.test.file, "line": one.test.line, "name": one.test.name, **_result_json(one.result)}
            for one in ran
        ],
    }


def _result_json(result: Result) -> dict[str, object]:
    return {
        "passed": result.passed,
        "differences": result.differences,
        "problems": [problem_json(problem) for problem in result.problems],
    }


def problem_json(problem: Problem) -> dict[str, object]:
    """A problem as plain data."""
    return {**_fields(problem), "title": TITLES[problem.code]}


def _fields(record: object) -> dict[str, object]:
    from msgspec import to_builtins

    found: dict[str, object] = to_builtins(record)
    return found


# Coverage -------------------------------------------------------------------------------------------------------------


def coverage_text(found: Sequence[Coverage], width: int) -> str:
    """The figures for each policy, and what was not seen of them; of the shared documents the figures alone."""
    rows = [_row(one) for one in found]
    gaps = [line for one in found if one.policy != SHARED for clause in one.clauses for line in _gaps(clause, width)]
    return "\n\n".join(part for part in (table(HEADERS, rows, width), "\n".join(gaps)) if part)


def _row(one: Coverage) -> tuple[str, ...]:
    counts = (one.count(VALUE[side]) for side in ("T", "F", "N"))
    seen = one.wanted - one.missing
    return (one.policy, *map(str, (len(one.clauses), *counts, one.wanted, seen)), f"{one.percent:.1f} %")


def _gaps(clause: Clause, width: int) -> Iterator[str]:
    for part in clause.parts:
        if part.missing:
            which = clause.rule if part.place == 0 else f"{clause.rule} premise {part.place}"
            never = coloured("not met", f"never {' nor '.join(part.missing)}")
            said = f"{clause.file}:{part.line}: {which}: {never} ({part.why}): {part.text}"
            yield paragraph(said, width, "    ")
        for side, why in part.unreachable:
            which = clause.rule if part.place == 0 else f"{clause.rule} premise {part.place}"
            yield paragraph(f"{clause.file}:{part.line}: {which}: out of reach, {side}: {why}", width, "    ")


def coverage_json(found: Sequence[Coverage]) -> list[dict[str, object]]:
    """The same as plain data, with every clause and premise."""
    return [
        {
            "policy": one.policy,
            "percent": one.percent,
            "wanted": one.wanted,
            "missing": one.missing,
            "clauses": [
                {"clause": clause.rule, "file": clause.file, "parts": [_part(part) for part in clause.parts]}
                for clause in one.clauses
            ],
        }
        for one in found
    ]


def _part(part: Part) -> dict[str, object]:
    fields = _fields(part)
    why = fields.pop("why")
    return {**fields, "missing": part.missing, "why": why if part.missing else None}
