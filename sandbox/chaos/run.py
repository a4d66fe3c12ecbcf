"""One run on a started sandbox: connect, share under fire, wait for calm, judge."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import requests

from sandbox import seed
from sandbox.chaos.clients import Crowd, Shared
from sandbox.chaos.controls import make_drafts
from sandbox.chaos.killer import Killer, Target, Tell
from sandbox.chaos.log_end import read_events
from sandbox.chaos.plan import Mode, Plan
from sandbox.chaos.report import Report
from sandbox.chaos.storage_end import messages_left
from sandbox.chaos.verdict import judge, judge_figures
from sandbox.chaos.weather import Weather
from sandbox.demo.app_client import AppClient, Json
from sandbox.demo.browser import Browser
from sandbox.demo.connecting import connect, sign_in
from sandbox.demo.leaks import find_leaks, given_secrets
from sandbox.demo.servicenow_end import Record, ServiceNowEnd
from sandbox.launcher import Sandbox

ADMINISTRATOR = seed.ENTRA_USERS[0]
OUTAGE_AT, EXPIRY_AT = 0.15, 0.6
"""The parts of all shares that are accepted when the outage begins and when the tokens lapse."""
POLL_S = 0.5
WEATHER_S = 180.0
"""How long trouble goes on at most after the last kill."""
START_S = 60.0


class Run:
    """What it does it tells, with the time since the first share."""

    def __init__(self, sandbox: Sandbox, plan: Plan, second_port: int, tell: Tell) -> None:
        self._sandbox = sandbox
        self._plan = plan
        self._tell = tell
        self._known = given_secrets(sandbox)
        self._browser = Browser(sandbox.session(), self._known)
        self._app = AppClient(self._browser.session, sandbox.addresses.app)
        self._servicenow = ServiceNowEnd(sandbox.session(), sandbox.addresses.servicenow)
        self._weather = Weather(sandbox.session(), sandbox.addresses.servicenow, plan.chance("weather"))
        self._second_port = second_port
        self._shared = Shared()
        self.report = Report(plan)

    def run(self) -> Report:
        """All of it. Raises ChaosError or DemoError when the run cannot go on."""
        with self._stage("connect"):
            self._connect()
            targets = self._targets()
        before = set(self._servicenow.records())
        killer = Killer(self._sandbox, targets, self._plan.chance("killer"), self._tell)
        drafts = make_drafts(self._plan.shares, self._plan.chance("drafts"), datetime.now(UTC).date())
        with self._stage("storm"):
            self._storm(killer, targets, drafts)
        with self._stage("calm"):
            self._calm(targets)
        with self._stage("verdict"):
            self.report.kills, self.report.struck = killer.kills, self._weather.struck
            self._judge(before)
        return self.report

    def _connect(self) -> None:
        sign_in(self._browser, self._app, self._sandbox.addresses, ADMINISTRATOR)
        connect(self._browser, self._app, self._sandbox.addresses)
        if self._plan.mode is Mode.IGNORED_SYS_ID:
            self._weather.ignore_client_sys_id()

    def _targets(self) -> list[Target]:
        config = self._sandbox.config
        own = next(child for child in self._sandbox.children if child.name == "host")
        targets = [Target("host", config.ports.app, own)]
        if self._plan.mode is Mode.TWO_HOSTS:
            child = self._sandbox.start_host("host-2", port=self._second_port)
            targets.append(Target("host-2", self._second_port, child))
            self._wait_ready(targets)
        return targets

    def _storm(self, killer: Killer, targets: list[Target], drafts: list[Json]) -> None:
        """
        Kills and trouble until every share is accepted, the outage is over, and a while longer; then trouble alone, for
        a while or until everything is delivered: a connection that backs off meets little of it in a short storm.
        """
        marks = _Marks(self._plan, self._weather, self._shared, self._tell)
        crowd = Crowd(self._plan, drafts, self._session_of, [target.url for target in targets], self._shared)
        self._weather.storm()
        with crowd:
            end: float | None = None
            while end is None or time.monotonic() < end:
                time.sleep(killer.pause_s())
                killer.strike()
                marks.look()
                if end is None and crowd.is_done and marks.are_over:
                    self._tell(f"all {len(self._shared.tickets)} shares are accepted")
                    end = time.monotonic() + self._plan.tail_s
        self._tell("no more kills")
        while not killer.is_noticed:
            time.sleep(POLL_S)
        self._wait_ready(targets)
        over = time.monotonic() + WEATHER_S
        while time.monotonic() < over and self._pending():
            time.sleep(POLL_S)
        self._weather.clear()
        self._tell("no more trouble")

    def _session_of(self, number: int) -> requests.Session:
        """Half of the clients are the person who is signed in, half a program with a token of its own."""
        session = self._sandbox.session()
        if number % 2 == 0:
            session.cookies.update(self._browser.session.cookies)
            return session
        form = {
            "grant_type": "client_credentials",
            "client_id": seed.MACHINE_CLIENT_ID,
            "client_secret": seed.MACHINE_CLIENT_SECRET,
            "scope": f"api://{seed.APP_CLIENT_ID}/.default",
        }
        url = f"{self._sandbox.addresses.entra}/{seed.TENANT_ID}/oauth2/v2.0/token"
        token = session.post(url, data=form, timeout=30).json()["access_token"]
        self._known.add("machine token", token)
        session.headers["Authorization"] = f"Bearer {token}"
        return session

    def _calm(self, targets: list[Target]) -> None:
        """Wait until nothing is pending, and a sync has come through since, at most as long as the plan says."""
        self._wait_ready(targets)
        deadline = time.monotonic() + self._plan.calm_s
        while pending := self._pending():
            if time.monotonic() > deadline:
                self._tell(f"{pending} tickets still wait after {self._plan.calm_s:.0f} s of calm")
                return
            time.sleep(POLL_S)
        settled_at = datetime.now(UTC)
        self._tell("nothing is pending any more")
        while not self._synced_since(settled_at) or self._poisoned():
            if time.monotonic() > deadline:
                return
            time.sleep(POLL_S)

    def _pending(self) -> int:
        return sum(ticket["delivery"] in ("queued", "creating") for ticket in self._app.tickets())

    def _synced_since(self, moment: datetime) -> bool:
        synced_at = self._app.summary()["syncedAt"]
        return synced_at is not None and datetime.fromisoformat(synced_at) >= moment

    def _poisoned(self) -> int:
        return sum(count for name, count in messages_left(self._sandbox.storage).items() if name.endswith("-poison"))

    def _wait_ready(self, targets: list[Target]) -> None:
        for target in targets:
            target.child.wait_ready(self._sandbox.answers(f"{target.url}/api/health"), timeout_s=START_S)

    def _judge(self, before: set[str]) -> None:
        report, shared = self.report, self._shared
        shown = list(self._app.tickets())
        summary = self._app.summary()
        records: list[Record] = [r for sys_id, r in self._servicenow.records().items() if sys_id not in before]
        report.verdict = judge(shared.tickets, shown, records, shares=self._plan.shares)
        wrong = judge_figures(summary, shown)
        report.figures_wrong, report.poisoned = len(wrong), self._poisoned()
        report.events, raised = read_events(self._sandbox.logs)
        report.raised = len(raised)
        leaks = find_leaks(self._sandbox, self._known)
        report.leaks, report.secrets_searched = len(leaks), len(self._known)
        report.requests, report.repeats = self._servicenow.request_counts(), shared.repeats
        report.problems = [*shared.problems, *report.verdict.problems, *wrong, *raised]
        report.problems += [f"a secret stands in the logs: {leak}" for leak in leaks]
        if report.poisoned:
            report.problems.append(f"{report.poisoned} messages are left in poison queues")
        if summary["syncedAt"] is None:
            report.problems.append("no sync came through")

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.report.seconds[name] = time.monotonic() - started


class _Marks:
    """What happens once: the outage, and the end of all access tokens."""

    def __init__(self, plan: Plan, weather: Weather, shared: Shared, tell: Tell) -> None:
        self._plan = plan
        self._weather = weather
        self._shared = shared
        self._tell = tell
        self._outage_ends: float | None = None
        self._outage_is_over = plan.outage_s == 0
        self._expired = False

    @property
    def are_over(self) -> bool:
        """Whether all of it has been."""
        return self._outage_is_over and self._expired

    def look(self) -> None:
        """Do what is due by now."""
        now, done = time.monotonic(), len(self._shared.tickets) / self._plan.shares
        if not self._outage_is_over and self._outage_ends is None and done >= OUTAGE_AT:
            self._tell(f"ServiceNow is out for {self._plan.outage_s:.0f} s")
            self._weather.outage()
            self._outage_ends = now + self._plan.outage_s
        elif self._outage_ends is not None and not self._outage_is_over and now >= self._outage_ends:
            self._tell("ServiceNow is back, with its usual trouble")
            self._weather.storm()
            self._outage_is_over = True
        if not self._expired and done >= EXPIRY_AT and self._outage_is_over:
            self._tell("all access tokens lapse")
            self._weather.expire_tokens()
            self._expired = True
