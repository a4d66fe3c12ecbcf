"""Labs of a few tickets, so that the benchmarks cannot rot. Nothing here looks at a time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.labs import Labs
from tests.e2e.conftest import require_azurite


@pytest.fixture(scope="session")
def labs() -> Iterator[Labs]:
    """Labs, each started when it is first asked for."""
    require_azurite()
    with Labs() as running:
        yield running
