"""msal on our wire: its requests by our client, its errors as ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests
from msal.exceptions import MsalError

from connector.adapters.entra import SERVICE
from connector.adapters.http import HttpClient
from connector.errors import RemoteUnavailableError

_MAY_PASS = ("server_error", "temporarily_unavailable")
"""OAuth's words for trouble of the server."""


class MsalTransport:
    """msal's requests, sent as all others are: with timeouts, counted, and trouble on the way named as such."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> requests.Response:
        """Called by msal."""
        return self._http.send("GET", url, params=params, headers=headers)

    def post(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Called by msal."""
        return self._http.send("POST", url, params=params, headers=headers, form=data)


@contextmanager
def msal_errors() -> Iterator[None]:
    """What msal raises when Entra is in trouble: a 5xx, no JSON, metadata that lead elsewhere."""
    try:
        yield
    except (MsalError, OSError, ValueError, RuntimeError) as error:
        raise RemoteUnavailableError(SERVICE, type(error).__name__) from error


def raise_if_it_may_pass(result: Mapping[str, Any]) -> None:
    """Raises RemoteUnavailableError when msal's result names trouble of the server."""
    if result.get("error") in _MAY_PASS:
        raise RemoteUnavailableError(SERVICE, str(result["error"]))
