"""The one error a start of the sandbox ends in."""

from __future__ import annotations


class SandboxError(Exception):
    """The sandbox could not start or go on. The message says what happened and what to do, for a person to read."""
