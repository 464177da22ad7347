"""Small knowledge bases for the checks: a shared vocabulary, and one policy whose rules a test writes.

In the rules `…` stands for all wordings, and `^` marks the place where a problem is expected.
"""

from collections.abc import Mapping

from kb.checks import check
from kb.language.literate import read_document
from kb.problems import Problem

Expected = tuple[str, str, str, str]
"""A code, rules with a mistake at `^`, a part of the hint, and nearly the same rules without the mistake."""

WORDINGS = ' holds "h" fails "f" silent "s" conflict "c" ask "a"'

SHARED = """---
id: SHARED
kind: shared
---
# Types {#TYPES}
```datalog
entity line.
entity level.
entity policy.
choice cause: tumour, infection.
scale grade: mild < moderate < severe.
measure count: one = 1.
measure duration: day = 1, week = 7.
measure percent: percent = 10 from 0 to 100.
```
# Stated {#STATED .input}
```datalog
relation line(Line: line)….
relation line_level(Line: line, Level: level)….
relation below(Level: level, Lower: level)….
relation chosen(Policy: policy)….
relation starts(Line: line, Day: date)….
relation ends(Line: line, Day: date)….
relation waited(Line: line, Length: duration)….
relation units(Line: line, Number: count)….
```
# Findings {#FINDINGS}
```datalog
finding slipped(Level: level)….
finding stenosis(Level: level -> Grade: grade)….
finding cause_of(Level: level -> Cause: cause)….
finding relief(-> Share: percent)….
finding therapy(-> Length: duration)….
```
# Derived {#DERIVED .output}
```datalog
criterion ok(Line: line)….
ok(Line) :- line(Line), relief(_).
criterion fine(Level: level)….
fine(Level) :- slipped(Level).
criterion approved(Policy: policy, Line: line)….
approved(Policy, Line) :- chosen(Policy), ok(Line).
relation picked(Line: line)….
picked(Line) :- line(Line).
note remark(Line: line)….
remark(Line) :- line(Line), relief(_).
```
"""
POLICY = """---
id: P
---
# Rules {#P-1 .output}
```datalog
"""


def problems(rules: str, **files: str) -> tuple[Problem, ...]:
    """The problems of the shared vocabulary, a policy P in `p.md` with these rules, and further files by name."""
    return problems_of({"p.md": policy(rules), **{f"{name}.md": text for name, text in files.items()}})


def problems_of(files: Mapping[str, str]) -> tuple[Problem, ...]:
    """The problems of these files beside the shared vocabulary, all of which can be read."""
    texts = {name: full(text) for name, text in {"shared.md": SHARED, **files}.items()}
    read = [read_document(text, name) for name, text in texts.items()]
    assert [problem for _, found in read for problem in found] == []
    return check(tuple(document for document, _ in read), texts)


def policy(rules: str) -> str:
    """A file with one section that holds these rules."""
    return f"{POLICY}{rules}\n```\n"


def full(text: str) -> str:
    """The text as it stands in a file."""
    return text.replace("…", WORDINGS).replace("^", "")


def marked(text: str) -> tuple[int, int]:
    """The line and column of the mark."""
    before = text.replace("…", WORDINGS).partition("^")[0].split("\n")
    return len(before), len(before[-1]) + 1


def assert_refused(expected: Expected) -> None:
    """The rules have the one problem that is expected, where it is marked; without the mistake they have none."""
    code, bad, hint, good = expected
    (found,) = problems(bad)
    line, column = marked(policy(bad))
    assert found.span
    assert (found.code, found.file, found.span.line, found.span.column) == (code, "p.md", line, column), str(found)
    assert found.section == "P-1"
    assert found.excerpt == full(policy(bad)).split("\n")[line - 1]
    assert found.found and found.expected and hint in (found.hint or ""), str(found)
    assert problems(good) == ()
