"""The digest of a case: a tree of SHA-256 hashes (Merkle, "A digital signature based on a conventional encryption
function", CRYPTO 1987), which no order of its lists and no file format changes.

A part has a mark: the hash of what it says, and the hash of the evidence for it, so that a reader of many cases can
keep both. Not here: the digest of a knowledge base (`kb.load`).
"""

from hashlib import sha256
from struct import unpack

from msgspec import json, structs

from kb.case import Case, Evidence, Finding, Line, Record, Request

NOWHERE = Evidence()
HASH = 32
SIZE = 2 * HASH
"""The bytes of a hash, and of a mark."""


def sealed(case: Case) -> Case:
    """The same case with its digest, whatever digest it had."""
    marks = [mark(case.request), *map(mark, case.lines), *map(mark, case.documents)]
    marks += [hashed(stated(finding)) + hashed(finding.evidence) for finding in case.findings]
    return structs.replace(case, digest=digest(case.id, b"".join(marks)))


def mark(part: Request | Line | Record | Finding) -> bytes:
    """The mark of a part for which there is no evidence."""
    return hashed(part) + hashed(NOWHERE)


def hashed(part: Request | Line | Record | Finding | Evidence) -> bytes:
    """The hash of the fields of a part."""
    return sha256(json.encode(part)).digest()


def stated(finding: Finding) -> Finding:
    """What a finding says, wherever it stands in the file and in the documents."""
    return structs.replace(finding, number=0, evidence=NOWHERE)


def digest(name: str, marks: bytes) -> str:
    """The digest of a case with this id, and with the marks of all its parts, one after the other."""
    return of_sorted(name, b"".join(sorted(unpack(f"{SIZE}s" * (len(marks) // SIZE), marks))))


def of_sorted(name: str, marks: bytes | memoryview) -> str:
    """The same, where the marks are in order."""
    found = sha256(b"%b\0" % name.encode())
    found.update(marks)
    return found.hexdigest()
