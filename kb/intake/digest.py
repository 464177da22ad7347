"""The digest of a case: the SHA-256 of its canonical form, which no order of its lists and no file format changes.

Not here: the digest of a knowledge base (`kb.load`).
"""

from hashlib import sha256

from msgspec import json, structs

from kb.case import Case


def sealed(case: Case) -> Case:
    """The same case with its digest, whatever digest it had. Where a finding stands in the file does not count."""
    unnumbered = [structs.replace(finding, number=0) for finding in case.findings]
    lists = [sorted(members, key=json.encode) for members in (case.lines, unnumbered, case.documents)]
    canonical = json.encode((case.id, case.request, lists))
    return structs.replace(case, digest=sha256(canonical).hexdigest())
