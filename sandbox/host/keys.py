"""Access keys: the master key, one host key, one key per function, kept in the state folder."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

ANONYMOUS, FUNCTION, ADMIN = "anonymous", "function", "admin"


class AccessKeys:
    """
    Decides whether a request's key suffices.

    A function's own key opens that function, the host key every function, the master key everything.
    """

    def __init__(self, master: str, host: str, functions: dict[str, str]) -> None:
        self.master = master
        self.host = host
        self.functions = functions

    @classmethod
    def load(cls, folder: Path, names: Iterable[str], *, master: str | None = None) -> AccessKeys:
        """Read `keys.json`, adding what is missing; `master` replaces the kept master key for this run."""
        file = folder / "keys.json"
        kept = json.loads(file.read_text()) if file.is_file() else {}
        functions = kept.get("functions", {})
        keys = cls(
            kept.get("master") or secrets.token_urlsafe(40),
            kept.get("host") or secrets.token_urlsafe(40),
            {**functions, **{name: functions.get(name) or secrets.token_urlsafe(40) for name in names}},
        )
        keys._save(file)
        keys.master = master or keys.master
        return keys

    def allows(self, level: str, key: str | None, function: str | None = None) -> bool:
        """Whether `key` opens something of this auth level."""
        if level == ANONYMOUS:
            return True
        accepted = [self.master]
        if level == FUNCTION:
            accepted += [self.host, self.functions.get(function or "", self.host)]
        return key is not None and any(hmac.compare_digest(key.encode(), value.encode()) for value in accepted)

    def _save(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"master": self.master, "host": self.host, "functions": self.functions}, indent=2)
        draft = file.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(text)
        draft.replace(file)
