"""Policy files become a checked knowledge base, or every problem in them.

The shared documents (request, anatomy, findings, adjudication) come first, then our policies; further folders add to
them, and a file there replaces ours when it has the same id. Not here: parsing (`kb.language`) or the checks
(`kb.checks`).
"""

from collections.abc import Iterable
from pathlib import Path

from kb.cache import digest, remembered
from kb.code_tables import Listing, listings
from kb.knowledge import KnowledgeBase, index
from kb.language.syntax import Document
from kb.problems import Problem, Rejected

OURS = Path(__file__).parent / "policies"
CODES = Path(__file__).parent / "codes"
Texts = dict[str, str]


def load(*folders: Path | str) -> KnowledgeBase:
    """The knowledge base of our policies and those in `folders`. Raises `Rejected` with every problem."""
    places = (OURS, *map(Path, folders))
    texts, tables = read_texts(places), read_tables((CODES, *(place / "codes" for place in places[1:])))
    key, table_key = (digest(*(part for item in found.items() for part in item)) for found in (texts, tables))
    documents = remembered(tuple[Document, ...], "kb", key, lambda: _checked(texts))
    codes = remembered(tuple[Listing, ...], "codes", table_key, lambda: _listed(tables))
    return index(documents, digest(key, table_key), codes)


def load_texts(texts: Texts) -> KnowledgeBase:
    """A knowledge base from texts by source name, without the cache. Raises `Rejected`."""
    return index(_checked(texts), digest(*(part for item in texts.items() for part in item)))


def check_files(paths: Iterable[Path]) -> tuple[Problem, ...]:
    """Every problem of the given files, read together with our shared documents and policies."""
    found = dict.fromkeys((*sorted(OURS.glob("*.md")), *paths))
    try:
        load_texts({_shown(p): _read(p) for p in found})
    except Rejected as rejected:
        return rejected.problems
    return ()


def read_texts(folders: Iterable[Path]) -> Texts:
    """The texts of all `*.md` files of the folders by their shown name, in the order of the folders."""
    found: list[Path] = []
    for folder in folders:
        if not folder.is_dir():
            raise Rejected([Problem(code="N101", message="there is no such folder of policies", file=str(folder))])
        found.extend(sorted(folder.glob("*.md")))
    return {_shown(path): _read(path) for path in found}


def read_tables(folders: Iterable[Path]) -> Texts:
    """The texts of all code tables (`*.csv`) of the folders by their shown name; a folder need not be there."""
    return {_shown(path): _read(path) for folder in folders for path in sorted(folder.glob("*.csv"))}


def _listed(tables: Texts) -> tuple[Listing, ...]:
    found: list[Listing] = []
    for name, text in tables.items():
        try:
            found.extend(listings(text))
        except ValueError as error:
            raise Rejected([Problem(code="N105", message=str(error), file=name)]) from None
    return tuple(found)


def _shown(path: Path) -> str:
    return path.name if path.parent in (OURS, CODES) else str(path)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = (
            "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or "it cannot be read"
        )
        raise Rejected([Problem(code="N101", message=reason, file=str(path))]) from None


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
        if same and Path(kept[same[0]].source).parent != Path(document.source).parent:
            kept[same[0]] = document
        else:
            kept.append(document)
    return tuple(kept)
