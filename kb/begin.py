"""The files of a new policy: the policy, its findings and its first tests, which pass all checks as they are written.

The texts are those of `kb/templates`, with the id, the symbol and the title of the policy put in. Not here: what an
analyst writes into them (`docs/writing_a_policy.md`).
"""

import os
import re
from string import Template

from kb.knowledge import symbol_of
from kb.load import OURS, Texts, load, load_texts, read_texts
from kb.problems import Problem, Rejected

TEMPLATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")
ID = re.compile(r"[A-Za-z][A-Za-z0-9]*([-_][A-Za-z0-9]+)*", re.ASCII)
LONGEST = 40
"""Ids stand in every line of a table."""
CHECKED = ".md"


def is_id(name: str) -> bool:
    """Whether a name can be the id of a policy."""
    return len(name) <= LONGEST and ID.fullmatch(name) is not None


def begin(name: str, title: str, folder: str) -> tuple[str, ...]:
    """Write the files of a policy with the id `name` into a folder, and give their paths.

    Raises:
        Rejected: the id is taken (N208), the checks find a problem, or a file is there already (N405).
        OSError: the folder cannot be written.
    """
    _refuse_taken(name)
    found = {os.path.join(folder, *place): text for place, text in _texts(name, " ".join(title.split())).items()}
    load_texts({**read_texts((OURS,)), **{path: text for path, text in found.items() if path.endswith(CHECKED)}})
    _refuse_to_replace(found)
    for path, text in found.items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    return tuple(found)


def _texts(name: str, title: str) -> dict[tuple[str, ...], str]:
    """The text of each file by its place in the folder."""
    symbol = symbol_of(name)
    places = {
        "policy.md": (f"{symbol}.md",),
        "findings.md": (f"02_findings_{symbol}.md",),
        "tests.yaml": ("tests", f"{symbol}.yaml"),
    }
    filled = {"id": name, "symbol": symbol, "title": title}
    return {place: Template(_template(source)).substitute(filled) for source, place in places.items()}


def _template(name: str) -> str:
    with open(os.path.join(TEMPLATES, name), encoding="utf-8") as file:
        return file.read()


def _refuse_taken(name: str) -> None:
    taken = {symbol_of(document.front["id"]): document.front["id"] for document in load().documents}
    if other := taken.get(symbol_of(name)):
        message, hint = "the id is taken", f"necessity kb show {other} shows whose it is"
        raise Rejected([Problem(code="N208", message=message, file="command line", found=name, hint=hint)])


def _refuse_to_replace(found: Texts) -> None:
    there = [path for path in found if os.path.lexists(path)]
    if there:
        hint = "nothing was written; choose another folder, or go on with the file that is there"
        raise Rejected(Problem(code="N405", message="this file is there already", file=p, hint=hint) for p in there)
