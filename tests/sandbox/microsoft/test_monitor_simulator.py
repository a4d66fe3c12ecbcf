"""The ingestion endpoint, driven by Microsoft's own exporter and by bare requests."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from azure.monitor.opentelemetry.exporter import AzureMonitorTraceExporter
from microsoft_clients import CloudClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from sandbox import seed
from sandbox.microsoft.monitor import BIGGEST_ITEM, connection_string
from sandbox.microsoft.telemetry import spans_in

SCOPE = "https://monitor.azure.com//.default"


def envelope(**changes: Any) -> dict[str, Any]:
    """A log record as clients send it."""
    data = {"baseType": "MessageData", "baseData": {"ver": 2, "message": "request"}}
    value = {"name": "Microsoft.ApplicationInsights.Message", "time": "2026-01-02T03:04:05.000000Z", "data": data}
    return {**value, "iKey": seed.INSTRUMENTATION_KEY, **changes}


def send(cloud: CloudClient, content: Any, *, token: str | None = None) -> requests.Response:
    """A bare request with the identity's token."""
    token = cloud.identity().get_token(SCOPE).token if token is None else token
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return requests.post(f"{cloud.at.monitor}/v2.1/track", json=content, headers=headers, timeout=10)


def received(cloud: CloudClient) -> list[dict[str, Any]]:
    """What control shows."""
    items: list[dict[str, Any]] = requests.get(f"{cloud.at.monitor}/_sandbox/items", timeout=10).json()["items"]
    return items


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The exporter reports nothing about itself, anywhere."""
    for name in ("STATSBEAT_DISABLED_ALL", "SDKSTATS_DISABLED", "CONTROLPLANE_DISABLED"):
        monkeypatch.setenv(f"APPLICATIONINSIGHTS_{name}", "true")


def test_the_exporter_delivers_spans(cloud: CloudClient, quiet: None) -> None:
    """
    With the managed identity's token, over TLS, to the address of the connection string.
    """
    exporter = AzureMonitorTraceExporter(
        connection_string=connection_string(cloud.at.monitor),
        credential=cloud.identity(),
        disable_offline_storage=True,
    )
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = provider.get_tracer("test")
    with tracer.start_as_current_span("outer"), tracer.start_as_current_span("inner"):
        pass

    inner, outer = spans_in(received(cloud))
    assert (inner.name, inner.parent_id, inner.trace_id) == ("inner", outer.span_id, outer.trace_id)


def test_without_the_role_nothing_is_taken(cloud: CloudClient) -> None:
    """
    The identity has to be Monitoring Metrics Publisher.
    """
    cloud.control(cloud.at.monitor, "monitor", {"role": "none"})

    assert send(cloud, [envelope()]).status_code == 403
    assert received(cloud) == []


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_local_authentication_is_off(cloud: CloudClient, token: str) -> None:
    """
    The instrumentation key alone opens nothing.
    """
    assert send(cloud, [envelope()], token=token).status_code == 401
    assert received(cloud) == []


def test_a_token_for_another_service_is_refused(cloud: CloudClient) -> None:
    """
    Tokens are for one service.
    """
    token = cloud.identity().get_token("https://storage.azure.com/.default").token

    assert send(cloud, [envelope()], token=token).status_code == 401


@pytest.mark.parametrize(
    "flaw",
    [
        {"iKey": "5ec0de00-0000-4000-8000-0000000000ff"},
        {"name": ""},
        {"data": {"baseType": "Unknown", "baseData": {}}},
        {"tags": {"ai.operation.name": "x" * BIGGEST_ITEM}},
    ],
)
def test_envelopes_that_are_none_are_refused_one_by_one(cloud: CloudClient, flaw: dict[str, Any]) -> None:
    """
    206 names them; the others are taken.
    """
    answer = send(cloud, [envelope(), envelope(**flaw)])

    assert (answer.status_code, [error["index"] for error in answer.json()["errors"]]) == (206, [1])
    assert (answer.json()["itemsReceived"], answer.json()["itemsAccepted"], len(received(cloud))) == (2, 1, 1)


def test_what_is_no_list_of_envelopes_is_refused(cloud: CloudClient) -> None:
    """
    As a whole.
    """
    assert send(cloud, [1, 2]).status_code == 400
    assert send(cloud, [envelope(name="")]).status_code == 400


def test_control_gives_what_is_new(cloud: CloudClient) -> None:
    """
    So that a reader asks for each envelope once.
    """
    send(cloud, [envelope(), envelope()])
    url = f"{cloud.at.monitor}/_sandbox/items"
    first = requests.get(url, params={"after": "1"}, timeout=10).json()
    send(cloud, [envelope()])

    assert (len(first["items"]), first["next"]) == (1, 2)
    assert requests.get(url, params={"after": "2"}, timeout=10).json()["next"] == 3


def test_durations_are_read_with_and_without_days() -> None:
    """
    Both forms of a .NET time span.
    """
    durations = ("0.00:00:01.500", "1.00:00:00.000", "00:01:00.250")

    assert [_ms(duration) for duration in durations] == [1500.0, 86_400_000.0, 60_250.0]


def _ms(duration: str) -> float:
    data = {"id": "a", "duration": duration}
    item = {"time": "2026-01-02T03:04:05+00:00", "data": {"baseType": "RequestData", "baseData": data}}
    return next(spans_in([item])).elapsed_ms
