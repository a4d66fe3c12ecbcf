"""A fake of an instance as the installation checklist sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from connector.domain.draft import Kind
from connector.domain.observations import Knock, RateLimit, Registration, UserFacts, Visible
from connector.ports import Clock
from tests.builders import INTEGRATION_USER
from tests.fakes.trouble import Troublesome

CALLBACK = "https://connector.sandbox.example/api/connection/callback"


class FakeInspector(Troublesome):
    """An instance on which everything is as it should be, until a test sets one of its attributes or a failure."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.build = "Zurich"
        self.entry = Registration(active=True, redirect_uris=(CALLBACK,), access_life_s=1_800, refresh_life_s=8_640_000)
        self.facts = UserFacts(
            sys_id=INTEGRATION_USER.sys_id,
            user_name=INTEGRATION_USER.name,
            email=INTEGRATION_USER.email,
            time_zone="GMT",
            active=True,
            locked_out=False,
            password_needs_reset=False,
            web_service_only=False,
        )
        self.role_names = frozenset({"itil", "personalize_choices"})
        self.tables = dict.fromkeys(("incident", "change_request", "sys_choice", "sys_user"), Visible(5, 5))
        self.honours_searches = True
        self.labels: dict[Kind, dict[str, str]] = {kind: {"1": "New", "3": "Closed"} for kind in Kind}
        self.policies: dict[Kind, tuple[str, ...]] = dict.fromkeys(Kind, ("close_code", "close_notes"))
        self.limit: RateLimit | None = None
        self.ahead_s = 0.0
        self._clock = clock

    def set_user(self, **fields: object) -> None:
        """Someone edits the integration user's record."""
        self.facts = replace(self.facts, **fields)  # type: ignore[arg-type]

    def knock(self) -> Knock:
        """The answer to a request without a token."""
        self._ask("knock")
        return Knock(401, self._clock.now() + timedelta(seconds=self.ahead_s))

    def release(self) -> str:
        """Name of the build."""
        self._ask("release")
        return self.build

    def registration(self) -> Registration:
        """The client's entry."""
        self._ask("registration")
        return self.entry

    def user(self) -> UserFacts:
        """The user behind the token."""
        self._ask("user")
        return self.facts

    def roles(self, user_sys_id: str) -> frozenset[str]:
        """The user's roles."""
        self._ask("roles")
        return self.role_names

    def visible(self, table: str) -> Visible:
        """How much of a table can be read."""
        self._ask("visible")
        return self.tables[table]

    def search(self, kind: Kind, since: datetime) -> bool:
        """Whether a search is answered as asked."""
        self._ask("search")
        return self.honours_searches

    def states(self, kind: Kind) -> dict[str, str]:
        """The choice list."""
        self._ask("states")
        return self.labels[kind]

    def mandatory(self, kind: Kind) -> tuple[str, ...]:
        """What data policies demand."""
        self._ask("mandatory")
        return self.policies[kind]

    def rate_limit(self) -> RateLimit | None:
        """The rule met so far."""
        return self.limit

    def _ask(self, method: str) -> None:
        self.asked.append(method)
        self._meet(method)
