"""Errors of the Azure SDKs as errors of this connector."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from azure.core.exceptions import AzureError, HttpResponseError, ResourceNotFoundError

from connector.adapters.http import retry_after_s
from connector.adapters.telemetry.calls import Calls
from connector.errors import ConflictError, NotFoundError, RemoteRejectedError, RemoteUnavailableError

_CONFLICT = (409, 412)
_TRANSIENT = (0, 408, 429)
_CALLS = Calls()


@contextmanager
def azure_errors(service: str) -> Iterator[None]:
    """
    Translate what the block raises.

    Raises:
        NotFoundError: 404.
        ConflictError: 409 or 412.
        RemoteRejectedError: any other 4xx.
        RemoteUnavailableError: 5xx, 429, no answer, no token.
    """
    try:
        yield
    except ResourceNotFoundError as error:
        raise NotFoundError(service) from error
    except HttpResponseError as error:
        status = error.status_code or 0
        reason = getattr(error.error, "code", None) or error.reason or type(error).__name__
        wait_s = retry_after_s(getattr(error.response, "headers", None) or {})
        _CALLS.refused(service, status, wait_s)
        if status in _CONFLICT:
            raise ConflictError(f"{service}: {reason}") from error
        if status in _TRANSIENT or status >= 500:
            raise RemoteUnavailableError(service, str(reason), status=status, retry_after_s=wait_s) from error
        raise RemoteRejectedError(service, str(reason), status=status) from error
    except AzureError as error:
        _CALLS.refused(service, 0, None)
        raise RemoteUnavailableError(service, type(error).__name__) from error
