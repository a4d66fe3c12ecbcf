"""The one error a run of the demo ends in."""

from __future__ import annotations


class DemoError(Exception):
    """A step did not do what it should. The message names the step and what was answered, never a secret."""
