"""The one error a chaos run can end in, beside a verdict."""

from __future__ import annotations


class ChaosError(Exception):
    """The run itself could not be carried out. The message says why, never with a secret."""
