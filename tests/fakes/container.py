"""A container of fakes."""

from __future__ import annotations

import re
from typing import Any

from connector.application.container import Container, Policy
from tests.builders import TENANT_ID
from tests.fakes.archive import FakeArchive
from tests.fakes.identity import FakeIdentity, FakeSealer
from tests.fakes.local import FakeClock, FakeEvents, FakeQueue, FakeScores, FakeSecrets
from tests.fakes.meter import FakeMeter
from tests.fakes.oauth import FakeOAuth
from tests.fakes.servicenow import FakeDesks
from tests.fakes.stores import FakeConnections
from tests.fakes.tables import FakeChecklists, FakeDefaults, FakePushes, FakeStateNames, FakeThrottles
from tests.fakes.tickets import FakeTickets

PUBLIC_URL = "https://connector.sandbox.example"


def make_container(**parts: Any) -> Container:
    """Everything a verb may use, in memory; a part given by name takes the place of its fake. Jitter is none."""
    clock = parts.pop("clock", None) or FakeClock()
    secrets = parts.pop("secrets", None) or FakeSecrets()
    fakes: dict[str, Any] = {
        "policy": Policy(PUBLIC_URL, TENANT_ID),
        "tickets": FakeTickets(),
        "connections": FakeConnections(),
        "state_names": FakeStateNames(),
        "checklists": FakeChecklists(),
        "defaults": FakeDefaults(),
        "throttles": FakeThrottles(),
        "pushes": FakePushes(),
        "events": FakeEvents(clock),
        "jobs": FakeQueue(),
        "scores": FakeScores(),
        "desks": FakeDesks(clock, secrets),
        "oauth": FakeOAuth(clock),
        "identity": FakeIdentity(),
        "sealer": FakeSealer(clock),
        "archive": FakeArchive(),
        "html_to_text": _plain,
        "jitter": lambda: 0.0,
        "meter": FakeMeter(),
    }
    return Container(clock=clock, secrets=secrets, **{**fakes, **parts})


def _plain(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html).strip()
