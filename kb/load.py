"""Policy files become a checked knowledge base, or every problem in them.

The shared documents (request, anatomy, findings, adjudication) come first, then our policies; further folders add to
them, and a file there replaces ours when it has the same id. Not here: parsing (`kb.language`) or the checks
(`kb.checks`).
"""

import os
from collections.abc import Iterable

from kb.cache import digest, remembered
from kb.code_tables import Listing, listings
from kb.knowledge import KnowledgeBase, index
from kb.language.syntax import Document
from kb.problems import Problem, Rejected

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = os.path.join(HERE, "policies")
CODES = os.path.join(HERE, "codes")
Texts = dict[str, str]
Place = str | os.PathLike[str]


def load(*folders: Place, files: Iterable[Place] = ()) -> KnowledgeBase:
    """The knowledge base of our policies and those in `folders` and `files`. Raises `Rejected` with every problem."""
    places = tuple(os.fspath(folder) for folder in folders)
    texts = {**read_texts((OURS, *places)), **{_apart(os.fspath(file)): _read(os.fspath(file)) for file in files}}
    tables = read_tables((CODES, *(os.path.join(place, "codes") for place in places)))
    key, table_key = (digest(*(part for item in found.items() for part in item)) for found in (texts, tables))
    documents = remembered(tuple[Document, ...], "kb", key, lambda: _checked(texts))
    codes = remembered(tuple[Listing, ...], "codes", table_key, lambda: _listed(tables))
    return index(documents, digest(key, table_key), codes)


def load_texts(texts: Texts) -> KnowledgeBase:
    """A knowledge base from texts by source name, without the cache. Raises `Rejected`."""
    return index(_checked(texts), digest(*(part for item in texts.items() for part in item)))


def check_files(paths: Iterable[Place]) -> tuple[Problem, ...]:
    """Every problem of the given files, read together with our shared documents and policies."""
    found = dict.fromkeys((*_files(OURS, ".md"), *(os.fspath(path) for path in paths)))
    try:
        load_texts({_shown(p): _read(p) for p in found})
    except Rejected as rejected:
        return rejected.problems
    return ()


def read_texts(folders: Iterable[str]) -> Texts:
    """The texts of all `*.md` files of the folders by their shown name, in the order of the folders."""
    found: list[str] = []
    for folder in folders:
        if not os.path.isdir(folder):
            raise Rejected([Problem(code="N101", message="there is no such folder of policies", file=folder)])
        found.extend(_files(folder, ".md"))
    return {_shown(path): _read(path) for path in found}


def read_tables(folders: Iterable[str]) -> Texts:
    """The texts of all code tables (`*.csv`) of the folders by their shown name; a folder need not be there."""
    return {_shown(path): _read(path) for folder in folders for path in _files(folder, ".csv")}


def _files(folder: str, ending: str) -> list[str]:
    """The files of a folder with an ending, by name; none where there is no such folder."""
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return [os.path.join(folder, name) for name in sorted(names) if name.endswith(ending)]


def _listed(tables: Texts) -> tuple[Listing, ...]:
    found: list[Listing] = []
    for name, text in tables.items():
        try:
            found.extend(listings(text))
        except ValueError as error:
            raise Rejected([Problem(code="N105", message=str(error), file=name)]) from None
    return tuple(found)


def _shown(path: str) -> str:
    return os.path.basename(path) if os.path.dirname(path) in (OURS, CODES) else path


def _apart(path: str) -> str:
    """The name of a file that is never that of one of ours, which go by their names alone."""
    return path if os.path.dirname(path) else os.path.join(os.curdir, path)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = (
            "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or "it cannot be read"
        )
        raise Rejected([Problem(code="N101", message=reason, file=path)]) from None


def _checked(texts: Texts) -> tuple[Document, ...]:
    from kb.checks import check
    from kb.language.literate import read_document

    read = [read_document(text, source) for source, text in texts.items()]
    problems = tuple(problem for _, found in read for problem in found)
    if problems:
        raise Rejected(problems)
    documents = _replaced(document for document, _ in read)
    if found := check(documents, texts):
        raise Rejected(found)
    return documents


def _replaced(documents: Iterable[Document]) -> tuple[Document, ...]:
    """The documents, one of a later folder in the place of an earlier folder's with the same id."""
    kept: list[Document] = []
    for document in documents:
        same = [i for i, other in enumerate(kept) if other.front["id"] == document.front["id"]]
        if same and os.path.dirname(kept[same[0]].source) != os.path.dirname(document.source):
            kept[same[0]] = document
        else:
            kept.append(document)
    return tuple(kept)
