"""Errors of the Azure SDKs, as the application meets them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
    ServiceRequestError,
    ServiceResponseError,
)

from connector.adapters.azure_errors import azure_errors
from connector.errors import (
    ConflictError,
    ConnectorError,
    NotFoundError,
    RemoteRejectedError,
    RemoteUnavailableError,
)


def response(status: int, reason: str = "Reason", headers: dict[str, str] | None = None) -> Any:
    """What the SDKs hang on their errors."""
    return SimpleNamespace(status_code=status, reason=reason, headers=headers or {})


def translated(error: Exception) -> ConnectorError:
    """The error of this connector that stands for one of an SDK."""
    with pytest.raises(ConnectorError) as caught, azure_errors("Table Storage"):
        raise error
    return caught.value


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ResourceNotFoundError(response=response(404)), NotFoundError),
        (ResourceExistsError(response=response(409)), ConflictError),
        (ResourceModifiedError(response=response(412)), ConflictError),
        (ClientAuthenticationError(response=response(401)), RemoteRejectedError),
        (HttpResponseError(response=response(403)), RemoteRejectedError),
        (HttpResponseError(response=response(400)), RemoteRejectedError),
        (HttpResponseError(response=response(408)), RemoteUnavailableError),
        (HttpResponseError(response=response(429)), RemoteUnavailableError),
        (HttpResponseError(response=response(500)), RemoteUnavailableError),
        (HttpResponseError(response=response(507)), RemoteUnavailableError),
        (HttpResponseError("no response at all"), RemoteUnavailableError),
        (ServiceRequestError("no connection"), RemoteUnavailableError),
        (ServiceResponseError("it broke off"), RemoteUnavailableError),
        (AzureError("no token"), RemoteUnavailableError),
    ],
)
def test_each_sdk_error_has_its_meaning(error: Exception, kind: type[ConnectorError]) -> None:
    """
    Missing, conflicting, refused, or unavailable: what a caller can act on, with the SDK's error as the cause.
    """
    result = translated(error)

    assert type(result) is kind
    assert result.__cause__ is error


def test_the_wait_that_a_service_asks_for_is_passed_on() -> None:
    """
    Retry-After in seconds reaches the caller; in another form it is left out.
    """
    throttled = translated(HttpResponseError(response=response(503, headers={"Retry-After": "7"})))
    dated = translated(HttpResponseError(response=response(503, headers={"Retry-After": "Wed, 21 Oct"})))

    assert isinstance(throttled, RemoteUnavailableError)
    assert throttled.retry_after_s == 7.0
    assert isinstance(dated, RemoteUnavailableError)
    assert dated.retry_after_s is None


def test_the_reason_names_the_service_and_never_the_request() -> None:
    """
    An SDK's own message may hold addresses and bodies: only the short reason is kept.
    """
    error = HttpResponseError(message="PUT https://a.example/?sig=secret", response=response(403, "Forbidden"))

    assert str(translated(error)) == "Table Storage: Forbidden (HTTP 403)"


def test_other_errors_pass_through() -> None:
    """
    A defect stays what it is.
    """
    with pytest.raises(KeyError), azure_errors("Table Storage"):
        raise KeyError("x")
