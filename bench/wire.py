"""Requests on the wire, counted where they leave this process: the Azure SDKs, the connector and PySNC alike."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

SERVICENOW, OAUTH, TABLE, QUEUE, VAULT, OTHER = "servicenow", "oauth", "table", "queue", "vault", "other"
_TOKEN_PATH = "/oauth_token.do"  # noqa: S105 - a path


class Wire:
    """Counts by service. `services` names them by host and port."""

    def __init__(self, services: Mapping[str, str]) -> None:
        self._services = services

    @contextmanager
    def counted(self) -> Iterator[Counter[str]]:
        """Every request sent inside the block, repeats by the SDKs too."""
        calls: Counter[str] = Counter()
        with watched(lambda request: calls.update([self._service(request.url or "")])):
            yield calls

    def _service(self, url: str) -> str:
        parts = urlsplit(url)
        service = self._services.get(parts.netloc, OTHER)
        return OAUTH if service == SERVICENOW and parts.path == _TOKEN_PATH else service


@contextmanager
def watched(see: Callable[[requests.PreparedRequest], object]) -> Iterator[None]:
    """Call `see` with each prepared request that leaves inside the block, one at a time."""
    lock, before = threading.Lock(), HTTPAdapter.send

    def send(adapter: HTTPAdapter, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        with lock:
            see(request)
        return before(adapter, request, *args, **kwargs)

    HTTPAdapter.send = send  # type: ignore[method-assign]
    try:
        yield
    finally:
        HTTPAdapter.send = before  # type: ignore[method-assign]
