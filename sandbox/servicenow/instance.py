"""One instance: all its parts, made from the seed at start and again at every reset."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.seed import SERVICENOW_CLIENT_ID, SERVICENOW_CLIENT_SECRET
from sandbox.server import SandboxClock
from sandbox.servicenow.access import AccessRules
from sandbox.servicenow.accounts import Accounts
from sandbox.servicenow.choices import Choices
from sandbox.servicenow.ids import Randomness
from sandbox.servicenow.journals import Journals
from sandbox.servicenow.limits import RateLimits, Semaphores
from sandbox.servicenow.oauth import Entity, OAuthServer
from sandbox.servicenow.records import Records
from sandbox.servicenow.seeding import seed_instance
from sandbox.servicenow.sessions import Sessions
from sandbox.servicenow.store import Store
from sandbox.servicenow.switches import Switches
from sandbox.servicenow.transform import TransformMap


class Instance:
    """The state of one instance. Its parts are replaced as a whole by `reset`."""

    def __init__(self, clock: SandboxClock, redirect_uris: Iterable[str] = (), seed: int | None = None) -> None:
        self.clock = clock
        self._redirect_uris = list(redirect_uris)
        self._seed = seed
        self.reset()

    def reset(self) -> None:
        """Back to the seed: records, users, tokens, sessions, switches, limits."""
        self.random = Randomness(self._seed)
        self.switches = Switches()
        self.store = Store()
        self.accounts = Accounts(self.store, self.random)
        self.choices = Choices(self.store, self.switches)
        self.journals = Journals(self.store, self.random)
        self.access = AccessRules(self.switches)
        self.records = Records(
            self.store, self.choices, self.journals, self.access, self.switches, self.random, self.clock
        )
        entity = Entity(
            "Secure Score Connector", SERVICENOW_CLIENT_ID, SERVICENOW_CLIENT_SECRET, [*self._redirect_uris]
        )
        self.oauth = OAuthServer(entity, self.accounts, self.switches, self.random, self.clock)
        self.sessions = Sessions()
        self.semaphores = Semaphores()
        self.rate_limits = RateLimits(self.clock, self.random)
        self.tiny_urls: dict[str, str] = {}
        self.transform_maps: dict[str, TransformMap] = {}
        seed_instance(self.store, self.accounts, self.random, entity, self.clock.now())
