"""A case with some of its findings set or unset, and what is decided of it then.

Not here: how a finding is written (`kb.intake.written`), or which criteria turn (`turning`).
"""

from collections.abc import Collection

from msgspec import structs

from kb.case import Case, Finding
from kb.intake.digest import sealed
from solver.proof import Ground


def supposed(case: Case, added: Collection[Finding], unset: Collection[Ground] = ()) -> Case:
    """The case that says of each slot of `added` what stands there and nothing else, and of each slot of `unset`
    nothing at all."""
    slots = {slot(finding) for finding in added} | set(unset)
    kept = (finding for finding in case.findings if slot(finding) not in slots)
    return sealed(structs.replace(case, findings=(*kept, *added)))


def slot(finding: Finding) -> Ground:
    """The slot that a finding speaks of."""
    return finding.predicate, finding.key
