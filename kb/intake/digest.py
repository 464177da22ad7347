"""The digest of a case: the SHA-256 of its canonical form, which no order of its lists and no file format changes.

The canonical form is put together from those of the parts, so that a reader of many cases can keep what it has seen.
Not here: the digest of a knowledge base (`kb.load`).
"""

from collections.abc import Iterable
from hashlib import sha256

from msgspec import json, structs

from kb.case import Case, Evidence, Finding, Line, Record, Request

FOUND = b'"evidence":'
END = b',"number":0}'


def sealed(case: Case) -> Case:
    """The same case with its digest, whatever digest it had. Where a finding stands in the file does not count."""
    findings = (canonical(structs.replace(finding, number=0)) for finding in case.findings)
    parts = (map(canonical, case.lines), findings, map(canonical, case.documents))
    return structs.replace(case, digest=digest(case.id, canonical(case.request), *parts))


def canonical(part: Request | Line | Finding | Record | Evidence) -> bytes:
    """The canonical form of a part of a case."""
    return json.encode(part)


def without_evidence(finding: Finding) -> bytes:
    """The canonical form of a finding up to its evidence, which is followed by `END`."""
    whole = canonical(structs.replace(finding, number=0))
    return whole[: whole.rindex(FOUND) + len(FOUND)]


def digest(
    name: str, request: bytes, lines: Iterable[bytes], findings: Iterable[bytes], records: Iterable[bytes]
) -> str:
    """The digest of a case with this id and these parts."""
    return digest_of(name, request, *[b",".join(sorted(members)) for members in (lines, findings, records)])


def digest_of(name: str, request: bytes, lines: bytes, findings: bytes, records: bytes) -> str:
    """The same of lists that are sorted and joined."""
    lists = b"],[".join((lines, findings, records))
    return sha256(b"".join((b"[", json.encode(name), b",", request, b",[[", lists, b"]]]"))).hexdigest()
