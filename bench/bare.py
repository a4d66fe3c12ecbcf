"""The requests that a share and its delivery need, by the bare SDKs: no rules, no checks, nothing survives trouble.

Each method sends what the connector sends for the same job, request by request; the benchmark compares the counts.
"""

from __future__ import annotations

import base64
import json
import threading
import uuid
from collections.abc import Sequence
from http.cookiejar import DefaultCookiePolicy
from itertools import batched
from typing import Any

import requests
from azure.core import MatchConditions
from azure.data.tables import UpdateMode

from bench.deliver import WORKERS, drain, side_by_side
from bench.lab import Lab, Place

_ROWS = 98
"""Of the 100 operations of a transaction; the figures take the other two."""
_HEADERS = {"Accept": "application/json", "Content-Type": "application/json"}
_JOB = 50


class Bare:
    """A client of the lab's storage and of ServiceNow for one place."""

    def __init__(self, lab: Lab, place: Place, entity: dict[str, Any], columns: dict[str, str], fields: str) -> None:
        self._place, self._entity, self._columns = place, entity, columns
        self._tickets, self._connections = lab.table("tickets"), lab.table("connections")
        self._jobs = lab.queue("bare-jobs")
        self._url = lab.servicenow
        self._params = {
            "sysparm_fields": fields,
            "sysparm_display_value": "all",
            "sysparm_exclude_reference_link": "true",
        }
        self._headers = {**_HEADERS, "Authorization": f"Bearer {lab.token()['access_token']}"}
        self._local = threading.local()

    def singly(self, count: int, *, workers: int = WORKERS) -> None:
        """`count` shares, then their deliveries."""
        side_by_side(lambda _: self._share(1), list(range(count)), workers=workers)
        drain(self._jobs, self._deliver, workers=workers)

    def in_bulk(self, count: int, size: int, *, workers: int = WORKERS) -> None:
        """Shares of `size` tickets at most, then their deliveries."""
        for first in range(0, count, size):
            self._share(min(size, count - first))
        drain(self._jobs, self._deliver, workers=workers)

    def _share(self, count: int) -> None:
        pointer = self._connections.get_entity("current", self._place.tenant_id)
        self._connections.get_entity("connection", pointer["connection_id"])
        moment = uuid.uuid4().hex[:12]
        ids = sorted(moment + uuid.uuid4().hex[12:] for _ in range(count))
        for some in batched(ids, _ROWS // 3, strict=False):
            creates = [("create", row) for id_ in some for row in self._new_rows(id_)]
            self._tickets.submit_transaction(creates + self._figures(2))
        for some in batched(ids, _JOB, strict=False):
            self._jobs.send_message(json.dumps({"connection": self._place.connection.connection_id, "tickets": some}))

    def _deliver(self, body: bytes) -> None:
        job = json.loads(body)
        self._connections.get_entity("connection", job["connection"])
        rows = self._read(job["tickets"])
        held = self._tickets.submit_transaction([_replace(row, row.metadata["etag"]) for row in rows])
        self._create(job["tickets"])
        pairs = list(zip(rows, held, strict=True))
        for some in batched(pairs, _ROWS // 2, strict=False):
            operations: list[Any] = []
            for row, written in some:
                row.update({"delivery": "created", "number": "INC0010001", "state": "1", "link": self._url})
                mark = {"PartitionKey": row["PartitionKey"], "RowKey": f"pending_{row['ticket_id']}"}
                operations += [_replace(row, written["etag"]), ("delete", mark)]
            self._tickets.submit_transaction(operations + self._figures(1))

    def _create(self, ids: Sequence[str]) -> None:
        if len(ids) == 1:
            answer = self._session().post(
                f"{self._url}/api/now/table/incident", params=self._params, json=self._record(ids[0]), timeout=60
            )
            answer.raise_for_status()
            answer.json()
            return
        path = requests.Request("POST", f"{self._url}/api/now/table/incident", params=self._params).prepare().path_url
        items = [
            {
                "id": id_,
                "method": "POST",
                "url": path,
                "headers": [{"name": name, "value": value} for name, value in _HEADERS.items()],
                "body": base64.b64encode(json.dumps(self._record(id_)).encode()).decode(),
            }
            for id_ in ids
        ]
        wish = {"batch_request_id": "1", "rest_requests": items}
        answer = self._session().post(f"{self._url}/api/now/v1/batch", json=wish, timeout=60)
        answer.raise_for_status()
        for item in answer.json()["serviced_requests"]:
            json.loads(base64.b64decode(item["body"]))

    def _record(self, id_: str) -> dict[str, str]:
        return {**self._columns, "sys_id": id_, "correlation_id": id_}

    def _read(self, ids: Sequence[str]) -> list[Any]:
        tenant = self._place.tenant_id
        if len(ids) == 1:
            return [self._tickets.get_entity(tenant, f"ticket_{ids[0]}")]
        wanted = "PartitionKey eq @tenant and RowKey ge @first and RowKey le @last"
        parameters = {"tenant": tenant, "first": f"ticket_{ids[0]}", "last": f"ticket_{ids[-1]}"}
        return list(self._tickets.query_entities(wanted, parameters=parameters, results_per_page=len(ids) * 2))

    def _new_rows(self, id_: str) -> list[dict[str, Any]]:
        mark = {"PartitionKey": self._place.tenant_id, "ticket_id": id_, "action_id": id_}
        ticket = {**self._entity, "PartitionKey": self._place.tenant_id, "RowKey": f"ticket_{id_}", "ticket_id": id_}
        return [ticket, {**mark, "RowKey": f"action_{id_}"}, {**mark, "RowKey": f"pending_{id_}"}]

    def _figures(self, count: int) -> list[Any]:
        """Rows of this thread's own, so that no writer meets another."""
        names = [f"figure_{position}_{threading.get_ident()}" for position in range(count)]
        counts = json.dumps({"incident/state/1": 1, "incident/queued": 2})
        tenant = self._place.tenant_id
        return [("upsert", {"PartitionKey": tenant, "RowKey": name, "counts": counts}) for name in names]

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.headers.update(self._headers)
            self._local.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session: requests.Session = self._local.session
        return session


def _replace(row: Any, etag: str) -> Any:
    how = {"mode": UpdateMode.REPLACE, "etag": etag, "match_condition": MatchConditions.IfNotModified}
    return ("update", row, how)
