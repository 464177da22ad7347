"""Results of tests as JUnit XML, as build servers read it: a suite for each file, a case for each test.

Not here: output for people (`solver.testing.report`).
"""

from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from solver.testing.report import difference_lines
from solver.testing.run import Ran

UNPRINTABLE = {code: "?" for code in range(32) if chr(code) not in "\t\n\r"}


def junit(ran: Sequence[Ran]) -> str:
    """The results as one document."""
    root = Element("testsuites", {"name": "necessity", **_counts(ran)})
    for file, found in groupby(ran, lambda one: one.test.file):
        members = tuple(found)
        suite = SubElement(root, "testsuite", {"name": file, **_counts(members)})
        for one in members:
            _case(suite, one)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _counts(ran: Sequence[Ran]) -> dict[str, str]:
    counts = {
        "tests": len(ran),
        "failures": sum(bool(one.result.differences) for one in ran),
        "errors": sum(bool(one.result.problems) for one in ran),
    }
    return {name: str(count) for name, count in counts.items()}


def _case(suite: Element, one: Ran) -> None:
    place = {"classname": one.test.file, "file": one.test.file, "line": str(one.test.line)}
    case = SubElement(suite, "testcase", {"name": _plain(one.test.name), **place})
    if one.result.problems:
        text = "\n".join(map(str, one.result.problems))
        SubElement(case, "error", message="the test was refused").text = _plain(text)
    elif one.result.differences:
        text = "\n".join(line for found in one.result.differences for line in difference_lines(one.test, found))
        SubElement(case, "failure", message="not as expected").text = _plain(text)


def _plain(text: str) -> str:
    """The text without what XML cannot hold."""
    return text.translate(UNPRINTABLE)
