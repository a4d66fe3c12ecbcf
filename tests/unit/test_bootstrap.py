"""What a process starts with: telemetry never stands in the way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

USE = """
import logging, sys
logging.basicConfig(format="%(message)s %(error)s", level=logging.ERROR)
from connector.bootstrap import spans
with spans().request("GET", "/", "") as answered:
    answered(200, "r")
print([name for name in ("opentelemetry.sdk", "azure.monitor.opentelemetry.exporter") if name in sys.modules])
"""


def first_request(**environ: str) -> subprocess.CompletedProcess[str]:
    """A process of its own that answers one request."""
    return subprocess.run(
        [sys.executable, "-c", USE], cwd=REPOSITORY, env=environ, capture_output=True, text=True, check=True
    )


def test_without_a_target_nothing_is_loaded_and_nothing_breaks() -> None:
    """
    Neither SDK nor exporter costs a cold start anything.
    """
    done = first_request()

    assert (done.stdout.strip(), done.stderr) == ("[]", "")


@pytest.mark.parametrize(
    "target", ["nonsense", "InstrumentationKey=secret-key", "IngestionEndpoint=https://a.example/"]
)
def test_a_target_that_is_none_is_said_and_breaks_nothing(target: str) -> None:
    """
    The log names the kind of trouble, not the setting's value.
    """
    done = first_request(APPLICATIONINSIGHTS_CONNECTION_STRING=target)

    assert done.stderr.strip() == "telemetry_off ValueError"
    assert "secret-key" not in done.stdout + done.stderr
