"""The ServiceNow end of the run: what its tables hold, what it was asked, and an agent's hands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from sandbox import seed
from sandbox.demo.browser import TIMEOUT_S
from sandbox.demo.errors import DemoError

TABLES = ("incident", "change_request")
READ_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Record:
    """A row of `incident` or `change_request`; `state` is its value ("2"), `state_label` the word for it."""

    table: str
    sys_id: str
    number: str
    correlation_id: str
    state: str
    state_label: str
    active: bool


class ServiceNowEnd:
    """
    Works by the instance's control paths, so that nothing it asks counts among the requests of clients.

    Every method raises DemoError when the answer is not a 2xx.
    """

    def __init__(self, session: requests.Session, base_url: str) -> None:
        self._session = session
        self._base_url = base_url

    def records(self) -> dict[str, Record]:
        """Every incident and change request, by sys_id."""
        labels = self._state_labels()
        return {row["sys_id"]: _record(table, row, labels) for table in TABLES for row in self._rows(table)}

    def record(self, table: str, sys_id: str) -> Record:
        """One record."""
        (row,) = self._rows(table, sysId=sys_id)
        return _record(table, row, self._state_labels())

    def request_counts(self) -> Counter[str]:
        """Requests of clients so far, by kind: create, sync, read, update, oauth."""
        return Counter(self._call("GET", "/_sandbox/wire-counts").json())

    def update_as_agent(self, table: str, sys_id: str, fields: Mapping[str, str]) -> None:
        """Change a record as the service agent, under the rules that hold for people."""
        body = {"as": seed.AGENT_USER.name, "fields": dict(fields)}
        self._call("PATCH", f"/_sandbox/records/{table}/{sys_id}", json=body)

    def delete(self, table: str, sys_id: str) -> None:
        """Delete a record, as an administrator would."""
        self._call("DELETE", f"/_sandbox/records/{table}/{sys_id}")

    def add_state(self, table: str, value: str, label: str) -> None:
        """Add a state with its label to a table's choices."""
        self._call("POST", "/_sandbox/choices", json={"table": table, "value": value, "label": label})

    def group(self, name: str) -> str:
        """The sys_id of an assignment group."""
        return next(str(row["sys_id"]) for row in self._rows("sys_user_group") if row["name"] == name)

    def _state_labels(self) -> dict[tuple[str, str], str]:
        """The English label of each state, by table and value."""
        return {
            (row["name"], row["value"]): row["label"]
            for row in self._rows("sys_choice")
            if row["element"] == "state" and row["language"] == "en"
        }

    def _rows(self, table: str, **narrow: str) -> list[dict[str, Any]]:
        params = {"limit": READ_LIMIT, **narrow}
        rows: list[dict[str, Any]] = self._call("GET", f"/_sandbox/records/{table}", params=params).json()["records"]
        return rows

    def _call(self, method: str, path: str, **options: Any) -> requests.Response:
        response = self._session.request(method, self._base_url + path, timeout=TIMEOUT_S, **options)
        if not response.ok:
            raise DemoError(f"ServiceNow: {method} {path} answered {response.status_code}: {response.text[:300]}")
        return response


def _record(table: str, row: Mapping[str, Any], labels: Mapping[tuple[str, str], str]) -> Record:
    return Record(
        table=table,
        sys_id=row["sys_id"],
        number=row["number"],
        correlation_id=row["correlation_id"],
        state=row["state"],
        state_label=labels.get((table, row["state"]), row["state"]),
        active=row["active"] == "true",
    )
