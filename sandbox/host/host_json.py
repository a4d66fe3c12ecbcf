"""host.json: the settings of the host this one honours."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_TIMESPAN = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2}(?:\.\d{1,7})?))?")

NO_TIMEOUT = "-1"


class HostJsonError(ValueError):
    """host.json is missing, malformed or out of bounds; the message names the key."""


def parse_timespan(text: str) -> float:
    """Seconds of a .NET time span, "hh:mm:ss", "d.hh:mm:ss" or with a fraction. Raises ValueError."""
    found = _TIMESPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a time span like 00:00:30")
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    if hours > 23 or minutes > 59 or seconds >= 60:
        raise ValueError(f"{text!r} is not a time span: hours to 23, minutes and seconds to 59")
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


@dataclass(frozen=True, slots=True)
class QueueOptions:
    """`extensions.queues`. Times in seconds."""

    batch_size: int = 16
    new_batch_threshold: int = 8
    max_dequeue_count: int = 5
    visibility_timeout_s: float = 0.0
    max_polling_interval_s: float = 2.0  # What a host in development uses; in Azure it is a minute.
    base64: bool = True


@dataclass(frozen=True, slots=True)
class HostJson:
    """What host.json says, with the host's defaults."""

    route_prefix: str = "api"
    queues: QueueOptions = field(default_factory=QueueOptions)
    function_timeout_s: float | None = 30 * 60.0
    log_levels: dict[str, str] = field(default_factory=dict)
    telemetry_mode: str = ""

    @classmethod
    def load(cls, app_dir: Path) -> HostJson:
        """Read `host.json` of an app. Raises HostJsonError."""
        try:
            content = json.loads((app_dir / "host.json").read_text())
        except FileNotFoundError as error:
            raise HostJsonError(f"no host.json in {app_dir}") from error
        except ValueError as error:
            raise HostJsonError(f"host.json is not JSON: {error}") from error
        return cls.parse(content)

    @classmethod
    def parse(cls, content: Any) -> HostJson:
        """From the decoded JSON. Raises HostJsonError."""
        if not isinstance(content, dict) or content.get("version") != "2.0":
            raise HostJsonError('host.json must say "version": "2.0"')
        extensions = content.get("extensions", {})
        return cls(
            route_prefix=str(extensions.get("http", {}).get("routePrefix", "api")).strip("/"),
            queues=_queues(extensions.get("queues", {})),
            function_timeout_s=_function_timeout(content.get("functionTimeout")),
            log_levels=dict(content.get("logging", {}).get("logLevel", {})),
            telemetry_mode=str(content.get("telemetryMode", "")),
        )


def _queues(values: dict[str, Any]) -> QueueOptions:
    encoding = str(values.get("messageEncoding", "base64")).lower()
    if encoding not in ("base64", "none"):
        raise HostJsonError('extensions.queues.messageEncoding must be "base64" or "none"')
    batch_size = _number(values, "batchSize", 16, 1, 32)
    threshold = (batch_size // 2) * (os.cpu_count() or 1)
    polling = _seconds(values, "maxPollingInterval", QueueOptions().max_polling_interval_s)
    if polling < 0.1:
        raise HostJsonError("extensions.queues.maxPollingInterval must be 100 ms or more")
    return QueueOptions(
        batch_size=batch_size,
        new_batch_threshold=_number(values, "newBatchThreshold", threshold, 0, None),
        max_dequeue_count=_number(values, "maxDequeueCount", 5, 1, None),
        visibility_timeout_s=_seconds(values, "visibilityTimeout", 0.0),
        max_polling_interval_s=polling,
        base64=encoding == "base64",
    )


def _number(values: dict[str, Any], key: str, default: int, least: int, most: int | None) -> int:
    value = values.get(key, default)
    if not isinstance(value, int) or value < least or (most is not None and value > most):
        bounds = f"at least {least}" if most is None else f"{least} to {most}"
        raise HostJsonError(f"extensions.queues.{key} must be a whole number, {bounds}; it is {value!r}")
    return value


def _seconds(values: dict[str, Any], key: str, default: float) -> float:
    if key not in values:
        return default
    try:
        return parse_timespan(str(values[key]))
    except ValueError as error:
        raise HostJsonError(f"extensions.queues.{key}: {error}") from error


def _function_timeout(value: str | None) -> float | None:
    if value is None:
        return HostJson().function_timeout_s
    if value == NO_TIMEOUT:
        return None
    try:
        seconds = parse_timespan(value)
    except ValueError as error:
        raise HostJsonError(f"functionTimeout: {error}") from error
    if seconds < 1:
        raise HostJsonError("functionTimeout must be a second or more")
    return seconds
