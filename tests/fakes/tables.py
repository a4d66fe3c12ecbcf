"""Fakes of the small stores beside the connections."""

from __future__ import annotations

import threading
from datetime import datetime

from connector.domain.connection import Connection
from connector.domain.draft import BY_RULE, Defaults
from connector.domain.setup import Checked
from connector.domain.states import Choices, Names
from connector.domain.throttle import Throttle
from connector.errors import ConflictError
from connector.ports import KeptNames
from tests.fakes.trouble import Troublesome


class FakeStateNames(Troublesome):
    """Names of states."""

    def __init__(self) -> None:
        super().__init__()
        self._chosen: dict[str, Names] = {}
        self._choices: dict[str, dict[str, tuple[Choices, datetime]]] = {}

    def get(self, tenant_id: str) -> KeptNames:
        """What is kept."""
        self._meet("get")
        chosen = self._chosen.get(tenant_id, {})
        lists = self._choices.get(tenant_id, {}).values()
        return KeptNames(chosen, *max(lists, key=lambda kept: kept[1])) if lists else KeptNames(chosen)

    def choose(self, tenant_id: str, names: Names) -> None:
        """Replace the tenant's own names."""
        self._meet("choose")
        self._chosen[tenant_id] = names

    def keep_choices(self, connection: Connection, choices: Choices, now: datetime) -> None:
        """Replace a connection's choice lists."""
        self._meet("keep_choices")
        self._choices.setdefault(connection.tenant_id, {})[connection.connection_id] = (choices, now)


class FakeChecklists(Troublesome):
    """How checklists came out."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[str, Checked] = {}

    def last(self, connection_id: str) -> Checked | None:
        """The last time."""
        self._meet("last")
        return self._kept.get(connection_id)

    def keep(self, connection_id: str, checked: Checked) -> None:
        """Replace what was kept."""
        self._meet("keep")
        self._kept[connection_id] = checked


class FakeDefaults(Troublesome):
    """What drafts begin with."""

    def __init__(self) -> None:
        super().__init__()
        self._chosen: dict[str, Defaults] = {}

    def get(self, tenant_id: str) -> Defaults:
        """What was chosen, else the rule."""
        self._meet("get")
        return self._chosen.get(tenant_id, BY_RULE)

    def choose(self, tenant_id: str, defaults: Defaults) -> None:
        """Replace the tenant's defaults."""
        self._meet("choose")
        self._chosen[tenant_id] = defaults


class FakeThrottles(Troublesome):
    """Throttles; `reads` and `writes` count."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0
        self.writes = 0
        self._lock = threading.Lock()
        self._throttles: dict[str, Throttle] = {}

    def get(self, connection_id: str) -> Throttle:
        """The connection's throttle."""
        self._meet("get")
        self.reads += 1
        return self._throttles.get(connection_id, Throttle(connection_id))

    def save(self, throttle: Throttle) -> Throttle:
        """Store."""
        self._meet("save")
        with self._lock:
            held = self._throttles.get(throttle.connection_id)
            if throttle.version != (held.version if held else ""):
                raise ConflictError("throttles: someone wrote first")
            self.writes += 1
            stored = self._throttles[throttle.connection_id] = throttle.stored(f"v{self.writes}")
            return stored


class FakePushes(Troublesome):
    """Signatures of pushes that were accepted."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[tuple[str, str], datetime] = {}

    def accept(self, connection_id: str, signature: str, *, until: datetime) -> None:
        """Remember a signature."""
        self._meet("accept")
        if (connection_id, signature) in self._seen:
            raise ConflictError("pushes: seen before")
        self._seen[connection_id, signature] = until

    def sweep(self, now: datetime) -> int:
        """Forget what lapsed."""
        self._meet("sweep")
        lapsed = [key for key, until in self._seen.items() if until < now]
        for key in lapsed:
            del self._seen[key]
        return len(lapsed)
