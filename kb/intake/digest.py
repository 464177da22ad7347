"""The digest of a case: a tree of SHA-256 hashes (Merkle, "A digital signature based on a conventional encryption
function", CRYPTO 1987), which no order of its lists and no file format changes.

A part has a mark, the hash of its fields, so that a reader of many cases can keep what it has seen. Not here: the
digest of a knowledge base (`kb.load`).
"""

from collections.abc import Collection
from hashlib import sha256

from msgspec import json, structs

from kb.case import Case, Evidence, Finding, Line, Record, Request

NOWHERE = Evidence()


def sealed(case: Case) -> Case:
    """The same case with its digest, whatever digest it had."""
    findings = [stated_mark(finding) + mark(finding.evidence) for finding in case.findings]
    lists = (list(map(mark, case.lines)), findings, list(map(mark, case.documents)))
    return structs.replace(case, digest=digest(case.id, mark(case.request), *lists))


def mark(part: Request | Line | Finding | Record | Evidence) -> bytes:
    """The mark of a part of a case."""
    return sha256(json.encode(part)).digest()


def stated_mark(finding: Finding) -> bytes:
    """The mark of what a finding says. Its place in the file does not count, and its evidence has a mark of its own,
    which follows in the digest of the case."""
    return mark(structs.replace(finding, number=0, evidence=NOWHERE))


def digest(
    name: str, request: bytes, lines: Collection[bytes], findings: Collection[bytes], records: Collection[bytes]
) -> str:
    """The digest of a case with this id and parts with these marks."""
    lists = [b"%d:%b" % (len(marks), b"".join(sorted(marks))) for marks in (lines, findings, records)]
    return sha256(b"".join((request, *lists, name.encode()))).hexdigest()
