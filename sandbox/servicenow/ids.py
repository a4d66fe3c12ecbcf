"""Where sys_ids, codes and tokens come from: the system's randomness, or a seed so that a run can be repeated."""

from __future__ import annotations

import base64
import random
import secrets


class Randomness:
    """Fresh identifiers. With a seed they repeat from run to run."""

    def __init__(self, seed: int | None = None) -> None:
        self._bytes = secrets.token_bytes if seed is None else random.Random(seed).randbytes  # noqa: S311

    def sys_id(self) -> str:
        """32 hex digits."""
        return self._bytes(16).hex()

    def opaque(self) -> str:
        """A code or a token: 86 URL-safe characters."""
        return base64.urlsafe_b64encode(self._bytes(64)).rstrip(b"=").decode()
