"""The functions of an app, as its worker describes them, with `%NAME%` replaced by app settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.host.ncrontab import Schedule, ScheduleError

_SETTING = re.compile(r"%([^%]+)%")
_RESERVED = re.compile(r"/?(admin|runtime)(/|$)", re.IGNORECASE)
DEFAULT_CONNECTION = "AzureWebJobsStorage"


class FunctionError(ValueError):
    """A function this host cannot run; the message says why. The others run."""


@dataclass(frozen=True, slots=True)
class HttpTrigger:
    """An HTTP trigger. `methods` in capitals, empty for all; `auth_level` anonymous, function or admin."""

    parameter: str
    route: str
    methods: frozenset[str]
    auth_level: str


@dataclass(frozen=True, slots=True)
class QueueTrigger:
    """A queue trigger; `connection` is the name of an app setting, or its prefix."""

    parameter: str
    queue_name: str
    connection: str


@dataclass(frozen=True, slots=True)
class TimerTrigger:
    """A timer trigger."""

    parameter: str
    schedule: Schedule
    run_on_startup: bool
    use_monitor: bool


Trigger = HttpTrigger | QueueTrigger | TimerTrigger


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the app. `id` is the worker library's id."""

    name: str
    id: str
    trigger: Trigger


def parse_function(described: Mapping[str, Any], settings: Mapping[str, str]) -> Function:
    """From a worker's description {"name", "id", "bindings", "hasRetryPolicy"}. Raises FunctionError."""
    name = described["name"]
    triggers = [binding for binding in described["bindings"] if binding["type"].lower().endswith("trigger")]
    others = [
        binding
        for binding in described["bindings"]
        if binding not in triggers and (binding["type"], binding["name"]) != ("http", "$return")
    ]
    if len(triggers) != 1:
        raise FunctionError(f"{name} has {len(triggers)} triggers, not one")
    if others:
        raise FunctionError(f"{name}: this host does not offer the binding {others[0]['type']!r}")
    if described.get("hasRetryPolicy"):
        raise FunctionError(f"{name}: this host does not offer retry policies")
    return Function(name, described["id"], _trigger(name, triggers[0], settings))


def is_disabled(name: str, settings: Mapping[str, str]) -> bool:
    """Whether the app setting `AzureWebJobs.<name>.Disabled` switches the function off."""
    return settings.get(f"AzureWebJobs.{name}.Disabled", "").lower() in ("true", "1")


def _trigger(name: str, binding: Mapping[str, Any], settings: Mapping[str, str]) -> Trigger:
    match binding["type"]:
        case "httpTrigger":
            # An empty route means the function's name, here as in Azure; "/" is the way to say root.
            route = binding.get("route") or name
            if _RESERVED.match(route):
                raise FunctionError(f"{name}: the route {route!r} begins with a reserved word")
            return HttpTrigger(
                parameter=binding["name"],
                route=route,
                methods=frozenset(str(method).upper() for method in binding.get("methods") or ()),
                auth_level=str(binding.get("authLevel") or "function").lower(),
            )
        case "queueTrigger":
            return QueueTrigger(
                parameter=binding["name"],
                queue_name=_resolved(name, "queue name", binding["queueName"], settings),
                connection=binding.get("connection") or DEFAULT_CONNECTION,
            )
        case "timerTrigger":
            return _timer(name, binding, settings)
    raise FunctionError(f"{name}: this host does not offer the trigger {binding['type']!r}")


def _timer(name: str, binding: Mapping[str, Any], settings: Mapping[str, str]) -> TimerTrigger:
    expression = _resolved(name, "schedule", binding["schedule"], settings)
    try:
        schedule = Schedule.parse(expression)
    except ScheduleError as error:
        raise FunctionError(f"{name}: {error}") from error
    return TimerTrigger(
        parameter=binding["name"],
        schedule=schedule,
        run_on_startup=bool(binding.get("runOnStartup")),
        use_monitor=binding.get("useMonitor") is not False and not schedule.is_more_often_than_minutely(),
    )


def _resolved(name: str, what: str, text: str, settings: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] not in settings:
            raise FunctionError(f"{name}: the app setting {found[1]} in its {what} {text!r} is missing")
        return settings[found[1]]

    return _SETTING.sub(value, text)
