"""The same jobs as people do them with PySNC, ServiceNow's own Python client."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import Any

import pysnc
import requests
from requests.adapters import HTTPAdapter

from bench.lab import Lab
from connector.domain.draft import Kind

IN_PARALLEL = 4
"""Requests of one user that a ServiceNow node works on at a time."""
CHUNK = 200
"""sys_ids in one query: more make an address longer than instances take."""
BATCH = 50
_READ = ["sys_id", "number", "state", "active", "sys_updated_on", "sys_mod_count"]

Record = tuple[Kind, Mapping[str, str]]
"""Kind and columns of a record to be made."""


class _WithoutTls(HTTPAdapter):
    """PySNC takes https addresses only; the simulator spares all sides the encryption."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = (request.url or "").replace("https:", "http:", 1)
        return super().send(request, *args, **kwargs)


class PySnc:
    """One client per thread: its session is not for sharing."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._local = threading.local()

    def read_in_chunks(self, ids: Mapping[Kind, list[str]]) -> int:
        """Every ticket's record by `sys_id IN`. Returns how many were read."""
        return sum(
            self._read(kind, some) for kind, of_kind in ids.items() for some in batched(of_kind, CHUNK, strict=False)
        )

    def read_one_by_one(self, ids: Mapping[Kind, list[str]]) -> int:
        """Every ticket's record by a request of its own, as many at a time as a node works on."""
        wanted = [(kind, id_) for kind, of_kind in ids.items() for id_ in of_kind]
        return sum(self._each(lambda item: self._read(item[0], (item[1],)), wanted))

    def insert(self, records: Iterable[Record]) -> int:
        """A record per request. Returns how many were made."""
        return sum(self._each(self._insert, records))

    def insert_in_batches(self, records: Iterable[Record]) -> int:
        """Batches of 50. Returns how many records were made."""
        return sum(self._each(self._insert_batch, batched(records, BATCH, strict=False)))

    def _read(self, kind: Kind, ids: tuple[str, ...]) -> int:
        record = self._client().GlideRecord(kind.value, batch_size=CHUNK)
        record.fields = _READ
        record.add_query("sys_id", "IN", ",".join(ids))
        record.query()
        return sum(1 for row in record if row.get_value("state"))

    def _insert(self, item: Record) -> int:
        return int(bool(self._new(item).insert()))

    def _insert_batch(self, items: tuple[Record, ...]) -> int:
        made: list[int] = []
        batch = self._client().batch_api
        for item in items:
            batch.post(self._new(item), lambda answer: made.append(answer.status_code))
        batch.execute()
        return made.count(requests.codes.created)

    def _new(self, item: Record) -> Any:
        kind, columns = item
        record = self._client().GlideRecord(kind.value)
        record.initialize()
        for name, text in columns.items():
            record.set_value(name, text)
        return record

    def _client(self) -> Any:
        if not hasattr(self._local, "client"):
            session = requests.Session()
            session.headers["Authorization"] = f"Bearer {self._lab.token()['access_token']}"
            instance = self._lab.servicenow.replace("http:", "https:")
            session.mount(instance, _WithoutTls())
            self._local.client = pysnc.ServiceNowClient(instance, session, auto_retry=False)
        return self._local.client

    @staticmethod
    def _each[Item](work: Callable[[Item], int], items: Iterable[Item]) -> list[int]:
        with ThreadPoolExecutor(IN_PARALLEL) as pool:
            return list(pool.map(work, items))
