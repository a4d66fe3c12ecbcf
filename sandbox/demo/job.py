"""The main job: sign in, connect, share every improvement action, wait, work as an agent, sync, verify."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox import seed
from sandbox.demo.agent import PLAN, wait_followed, work_on
from sandbox.demo.app_client import AppClient, Json
from sandbox.demo.audit import audit, not_offered
from sandbox.demo.browser import TIMEOUT_S, Browser
from sandbox.demo.connecting import connect, sign_in
from sandbox.demo.errors import DemoError
from sandbox.demo.leaks import find_leaks, given_secrets
from sandbox.demo.report import Report
from sandbox.demo.servicenow_end import ServiceNowEnd
from sandbox.demo.sharing import Shares, make_drafts, refresh, share_all, wait_delivered
from sandbox.demo.stages import Stages
from sandbox.launcher import Sandbox
from sandbox.microsoft.catalogue import load_profiles, own_profiles

ADMINISTRATOR = seed.ENTRA_USERS[0]


@dataclass
class Result:
    """
    What a run came to: the figures, the app's tickets, the peak memory of each worker process in KiB, and how many
    secrets the logs were searched for.
    """

    report: Report = field(default_factory=Report)
    tickets: list[Json] = field(default_factory=list)
    worker_peaks_kib: list[int] = field(default_factory=list)
    secrets_searched: int = 0


class Job:
    """One run on a started sandbox. Its steps raise DemoError when something other than a share goes wrong."""

    def __init__(self, sandbox: Sandbox, stages: Stages) -> None:
        self._sandbox = sandbox
        self._stages = stages
        self._secrets = given_secrets(sandbox)
        self._browser = Browser(sandbox.session(), self._secrets)
        self._app = AppClient(self._browser.session, sandbox.addresses.app)
        self._servicenow = ServiceNowEnd(sandbox.session(), sandbox.addresses.servicenow)

    def run(self) -> Result:
        """All of it. What it finds wrong with tickets stands in the report's problems."""
        result = Result()
        report = result.report
        with self._stages.stage("Sign in"):
            sign_in(self._browser, self._app, self._sandbox.addresses, ADMINISTRATOR)
        with self._stages.stage("Connect to ServiceNow"):
            connect(self._browser, self._app, self._sandbox.addresses)
        before = self._servicenow.records().keys()
        actions = list(self._app.actions())
        report.problems += not_offered(actions, self._profiles())
        shares = self._share(actions)
        report.shared = len(shares.tickets)
        with self._stages.stage("Wait for the records", report.shared) as step:
            wait_delivered(self._app, shares, step)
        delivered = audit(shares.tickets, self._servicenow.records(), before=before)
        report.created = delivered.created
        self._follow(shares, report, before)
        report.duplicates = max(report.duplicates, delivered.duplicates)
        failed = [ticket for ticket in shares.tickets.values() if ticket["delivery"] == "failed"]
        report.failed = len(failed) + len(shares.refused)
        report.problems += [*shares.refused, *(text for text in delivered.problems if text not in report.problems)]
        result.tickets = list(shares.tickets.values())
        result.worker_peaks_kib = self._worker_peaks_kib()
        with self._stages.stage("Search the logs for secrets"):
            report.problems += [
                f"a secret stands in the logs: {leak}" for leak in find_leaks(self._sandbox, self._secrets)
            ]
            result.secrets_searched = len(self._secrets)
        report.elapsed_s = self._stages.elapsed_s
        return result

    def _profiles(self) -> list[Json]:
        controls = self._sandbox.config.controls
        return load_profiles(controls) if controls else own_profiles()

    def _share(self, actions: list[Json]) -> Shares:
        if not actions:
            raise DemoError("there is no improvement action to share")
        with self._stages.stage("Prefill the drafts", len(actions)) as step:
            drafts = list(make_drafts(self._app, actions, step))
        with self._stages.stage("Share", len(drafts)) as step:
            return share_all(self._app, drafts, step)

    def _follow(self, shares: Shares, report: Report, before: Any) -> None:
        """Let an agent work, wait for the timer, and look once more that each ticket has its one record."""
        created = [ticket for ticket in shares.tickets.values() if ticket["delivery"] == "created"]
        with self._stages.stage("Work on tickets as an agent", len(PLAN)) as step:
            worked = work_on(self._servicenow, created, step)
        with self._stages.stage("Wait for the sync", len(worked)) as step:
            behind = wait_followed(self._app, worked, step)
        report.synced = len(worked) - len(behind)
        report.problems += [
            f"{each.number} was {each.what} in ServiceNow, and the app did not follow" for each in behind
        ]
        report.requests = self._servicenow.request_counts()
        with self._stages.stage("Verify at the ServiceNow end"):
            refresh(self._app, shares)
            deleted = [each.ticket_id for each in worked if each.record is None]
            final = audit(shares.tickets, self._servicenow.records(), before=before, deleted=deleted)
        report.duplicates = final.duplicates
        report.problems += final.problems

    def _worker_peaks_kib(self) -> list[int]:
        url, headers = f"{self._sandbox.addresses.app}/admin/host/stats", {"x-functions-key": self._sandbox.master_key}
        response = self._sandbox.session().get(url, headers=headers, timeout=TIMEOUT_S)
        response.raise_for_status()
        return [worker["peakRssKiB"] for worker in response.json()["workers"] if worker["peakRssKiB"]]
