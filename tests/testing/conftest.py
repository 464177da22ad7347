"""The small policy, read once."""

import pytest

from kb.knowledge import KnowledgeBase
from tests.testing import small


@pytest.fixture(scope="package")
def kb() -> KnowledgeBase:
    return small.small()
