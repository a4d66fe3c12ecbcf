"""One fake per port, in memory. `tests/contract` runs the same suites on the fakes and on the adapters."""

from tests.fakes.archive import FakeArchive
from tests.fakes.container import PUBLIC_URL, make_container
from tests.fakes.identity import FakeIdentity, FakeSealer
from tests.fakes.inspector import FakeInspector
from tests.fakes.local import FakeClock, FakeEvents, FakeLeases, FakeQueue, FakeScores, FakeSecrets
from tests.fakes.meter import FakeMeter
from tests.fakes.oauth import FakeOAuth
from tests.fakes.servicenow import FakeDesk, FakeDesks
from tests.fakes.stores import FakeConnections
from tests.fakes.tables import FakeChecklists, FakeDefaults, FakePushes, FakeStateNames, FakeThrottles
from tests.fakes.tickets import FakeTickets

__all__ = [
    "PUBLIC_URL",
    "FakeArchive",
    "FakeChecklists",
    "FakeClock",
    "FakeConnections",
    "FakeDefaults",
    "FakeDesk",
    "FakeDesks",
    "FakeEvents",
    "FakeIdentity",
    "FakeInspector",
    "FakeLeases",
    "FakeMeter",
    "FakeOAuth",
    "FakePushes",
    "FakeQueue",
    "FakeScores",
    "FakeSealer",
    "FakeSecrets",
    "FakeStateNames",
    "FakeThrottles",
    "FakeTickets",
    "make_container",
]
