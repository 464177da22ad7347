"""Files of tests: a whole case, and tests that change it and say what is then expected.

A file is read without a knowledge base, so that its tests can be listed. Not here: the shape of its parts
(`solver.testing.form`), or what a test makes of the case (`solver.testing.cases`).
"""

import os
from collections.abc import Iterable, Iterator
from typing import TypeVar

from msgspec import Struct, ValidationError, convert
from msgspec.structs import replace

from kb.intake import shape
from kb.intake.mistake import Mistake, Path, problems
from kb.intake.structure import CaseForm
from kb.intake.text import content, tree
from kb.problems import Problem, Rejected
from solver.testing.cases import PolicyTest
from solver.testing.each import expanded
from solver.testing.form import ExpectForm, FileForm, PolicyTestForm, UnreachableForm

ENDINGS = (".yaml", ".yml")
OF_A_LEVEL = ("verdict", "because", "criterion")
OF_A_GROUP = ("verdict", "wanted", "approved")
ABOUT = ("line", "group", "policy", "level")
Form = TypeVar("Form", bound=Struct)


def files(paths: Iterable[str]) -> tuple[str, ...]:
    """The files of tests among paths: of a folder every YAML file below it, by name. Raises `Rejected` for a path
    without any.
    """
    found = {path: tuple(_files(path)) for path in paths}
    none = [
        Problem(code="N502", message="there are no tests here", file=p) for p, inside in found.items() if not inside
    ]
    if none:
        raise Rejected(none)
    return tuple(dict.fromkeys(file for inside in found.values() for file in inside))


def _files(path: str) -> Iterator[str]:
    if os.path.isfile(path):
        yield path
    for folder, folders, names in os.walk(path):
        folders.sort()
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(ENDINGS))


def read_tests(file: str, text: str | None = None) -> tuple[PolicyTest, ...]:
    """The tests of a file, in order; `text` stands for its content when it is given. Raises `Rejected`."""
    return read_file(file, text)[0]


def read_file(file: str, text: str | None = None) -> tuple[tuple[PolicyTest, ...], tuple[UnreachableForm, ...]]:
    """The tests of a file, and what it says to be out of reach. Raises `Rejected`."""
    text = content(file, text)
    found = tree(text, file, references=True)
    form = _form(found, FileForm, ())
    made = tuple(_tests(found.get("tests")))
    wrong = [m for part in (form, *(test for _, test in made)) if isinstance(part, tuple) for m in part]
    if wrong or isinstance(form, tuple):
        raise Rejected(problems(wrong, file, text))
    good = [(at, test) for at, test in made if isinstance(test, PolicyTestForm)]
    return _placed(file, text, form.case, good), form.unreachable


def _placed(file: str, text: str, base: CaseForm, made: list[tuple[Path, PolicyTestForm]]) -> tuple[PolicyTest, ...]:
    from kb.intake import yaml_text

    root = yaml_text.places(text)

    def line(path: Path) -> int:
        return 1 if root is None else yaml_text.place(root, path).line

    lines = [(line(at), tuple(line((*at, "expect", n)) for n, _ in enumerate(form.expect))) for at, form in made]
    return tuple(PolicyTest(file, text, at, *where, base, form) for (at, form), where in zip(made, lines, strict=True))


def _tests(entries: object) -> Iterator[tuple[Path, PolicyTestForm | tuple[Mistake, ...]]]:
    """The tests that well-shaped entries stand for, each with its place, or what is wrong with them."""
    for place, entry in enumerate(entries if isinstance(entries, list) else ()):
        at: Path = ("tests", place)
        for one in expanded(entry, at) if isinstance(entry, dict) else ():
            yield at, (one,) if isinstance(one, Mistake) else _test(one, at)


def _test(entry: dict[str, object], at: Path) -> PolicyTestForm | tuple[Mistake, ...]:
    form = _form(entry, PolicyTestForm, at)
    return form if isinstance(form, tuple) else tuple(_unclear(form, at)) or form


def _form(part: object, kind: type[Form], at: Path) -> Form | tuple[Mistake, ...]:
    try:
        return convert(part, kind)
    except ValidationError:
        return tuple(replace(m, path=(*at, *m.path)) for m in shape.mistakes(part, kind))


def _unclear(form: PolicyTestForm, at: Path) -> Iterator[Mistake]:
    """What keeps an expectation from meaning one thing."""
    for place, wanted in enumerate(form.expect):
        for message, expected in _doubts(wanted):
            yield Mistake(code="N501", path=(*at, "expect", place), message=message, expected=expected)


def _doubts(wanted: ExpectForm) -> Iterator[tuple[str, str]]:
    said = {name for name in wanted.__struct_fields__ if getattr(wanted, name) not in (None, ())} - {*ABOUT, "value"}
    said |= {name for name in ("because", "follows", "wanted") if getattr(wanted, name) is not None}
    if (wanted.line is None) == (wanted.group is None):
        yield "an expectation is about a line or about a group", "line, or group"
    if (wanted.criterion is None) != (wanted.value is None):
        yield "a criterion is expected to have a value", "criterion and value together"
    if not said:
        yield "nothing is expected", "a verdict, for instance"
    if wanted.level is not None and not said <= {*OF_A_LEVEL}:
        yield "this is not said of a level", ", ".join(OF_A_LEVEL)
    if wanted.group is not None and not said <= {*OF_A_GROUP}:
        yield "this is not said of a group", ", ".join(OF_A_GROUP)
