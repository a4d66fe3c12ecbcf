"""The chaos run's trouble: so often as the table says, and counted."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
import requests

from sandbox.chaos.weather import OTHERS, STORM, WRITES, Weather
from sandbox.server import BackgroundServer, Fault
from sandbox.servicenow.simulator import ServiceNow


@pytest.fixture
def instance() -> Iterator[str]:
    """The address of an instance."""
    with BackgroundServer(ServiceNow()) as server:
        yield server.url


def weather_at(instance: str) -> Weather:
    """Its weather, from seed 1."""
    return Weather(requests.Session(), instance, random.Random(1))  # noqa: S311 - chance, not secrecy


def test_each_trouble_strikes_its_share_of_all_requests(instance: str) -> None:
    """
    A fault sees only what the ones before it let pass; the rates make up for that.
    """
    weather_at(instance).storm()
    installed = requests.get(f"{instance}/_sandbox/fail", timeout=5).json()["faults"]
    assert [fault["match"] for fault in installed] == [WRITES] * len(STORM) + [OTHERS] * len(STORM)

    left, faults = 1.0, []
    for number, trouble in enumerate(STORM):
        fault = Fault.from_json({**trouble.fault, "rate": trouble.share / left, "seed": number})
        faults.append((trouble.name, fault))
        left -= trouble.share
    struck = Counter(next((name for name, f in faults if f.hits("POST", "/")), "none") for _ in range(20_000))

    assert all(abs(struck[trouble.name] / 20_000 - trouble.share) < 0.006 for trouble in STORM)


def test_strikes_are_counted_until_the_weather_clears(instance: str) -> None:
    """
    In an outage every request of the app's is struck; control paths and pages are not.
    """
    weather = weather_at(instance)
    weather.outage()
    for _ in range(10):
        try:
            assert requests.get(f"{instance}/api/now/table/incident", timeout=5).status_code == 503
        except requests.ConnectionError:
            continue

    weather.clear()

    assert weather.struck.total() == 10
    assert requests.get(f"{instance}/api/now/table/incident", timeout=5).status_code == 401
