"""Two versions of a knowledge base and what lies between them: the sections in which they differ, and the knowledge
base that has some of these sections from the one and the rest from the other.

Clauses and readings of silence go with their section. Declarations of both versions are there in any case. Not here:
which sections matter to a verdict (`contrast_policies`).
"""

from collections.abc import Collection, Iterator

from msgspec import structs

from kb.checks import check
from kb.knowledge import KnowledgeBase, index, is_policy, policy_symbol
from kb.language.literate import read_document
from kb.language.printer import print_document, print_statement
from kb.language.syntax import Clause, Document, Reading, Section

HARMLESS = frozenset({"N210", "N211"})
"""Problems that a mixture may have: what nobody reads, or what both versions declare."""
TABLES = "code tables"
"""What stands for the code tables among the sections."""
Sections = dict[str | None, Section]


class Versions:
    """An old and a new version, as far as some policies and the shared documents go."""

    def __init__(self, old: KnowledgeBase, new: KnowledgeBase, policies: Collection[str]) -> None:
        self.old, self.new = old, new
        self._old, self._new = _documents(old, policies), _documents(new, policies)
        self._read: dict[tuple[str, frozenset[str]], tuple[Document, str]] = {}
        self.differing = (*self._differing(), *((TABLES,) if old.codes != new.codes else ()))

    def hybrid(self, taken: Collection[str]) -> KnowledgeBase | None:
        """The old version with some of the differing sections as they are in the new one; None where that is no policy
        that passes the checks."""
        read = [self._mixed(name, frozenset(taken)) for name in dict.fromkeys((*self._old, *self._new))]
        documents = tuple(document for document, _ in read)
        texts = {document.source: text for document, text in read}
        if any(problem.code not in HARMLESS for problem in check(documents, texts)):
            return None
        digest = " ".join((self.old.digest, self.new.digest, *sorted(taken)))
        return structs.replace(index(documents, digest), codes=(self.new if TABLES in taken else self.old).codes)

    def _differing(self) -> Iterator[str]:
        for name in dict.fromkeys((*self._old, *self._new)):
            old, new = self._sections(self._old, name), self._sections(self._new, name)
            for here in dict.fromkeys((*old, *new)):
                if here is not None and _said(old.get(here)) != _said(new.get(here)):
                    yield here

    def _sections(self, documents: dict[str, Document], name: str) -> Sections:
        return {section.id: section for section in documents[name].sections} if name in documents else {}

    def _mixed(self, name: str, taken: frozenset[str]) -> tuple[Document, str]:
        """A document with the sections that are taken, and its text."""
        document = self._old[name] if name in self._old else self._new[name]
        old, new = self._sections(self._old, name), self._sections(self._new, name)
        key = name, taken & {here for here in (*old, *new) if here is not None}
        if key not in self._read:
            found = (_chosen(old.get(here), new.get(here), here in taken) for here in dict.fromkeys((*old, *new)))
            self._read[key] = _read_again(structs.replace(document, source=name, sections=tuple(found)))
        return self._read[key]


def _documents(kb: KnowledgeBase, policies: Collection[str]) -> dict[str, Document]:
    kept = (d for d in kb.documents if not is_policy(d) or policy_symbol(d) in policies)
    return {document.front["id"]: document for document in kept}


def _chosen(old: Section | None, new: Section | None, taken: bool) -> Section:  # noqa: FBT001 - a fact of the section
    """A section as it is on the chosen side; where it is not there, what the other side declares in it."""
    chosen, other = (new, old) if taken else (old, new)
    if chosen is not None:
        return chosen
    assert other is not None
    return structs.replace(other, statements=tuple(s for s in other.statements if not isinstance(s, Clause | Reading)))


def _said(section: Section | None) -> tuple[str, ...]:
    return tuple(map(print_statement, section.statements)) if section else ()


def _read_again(document: Document) -> tuple[Document, str]:
    """A document whose places are those of its printed text, and that text."""
    text = print_document(document)
    return read_document(text, document.source)[0], text
