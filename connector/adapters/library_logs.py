"""What the libraries below may write to the log."""

from __future__ import annotations

import logging


def quiet() -> None:
    """Leave out what holds bodies, and what says in several lines that all is well."""
    logging.getLogger("azure").setLevel(logging.WARNING)  # The SDKs log each request at INFO, in several lines.
    logging.getLogger("msal").setLevel(logging.CRITICAL)  # It logs a token answer whole when that is not as expected.
