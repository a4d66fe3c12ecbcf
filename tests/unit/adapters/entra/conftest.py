"""An Entra for each test."""

from __future__ import annotations

import pytest

from tests.unit.adapters.entra.fake_entra import Entra


@pytest.fixture
def entra() -> Entra:
    """An Entra that knows one key."""
    return Entra()
