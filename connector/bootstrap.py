"""What a process has one of, built on first use: the container and the spans."""

from __future__ import annotations

import logging
import os
import threading
from functools import cache
from typing import TYPE_CHECKING

from connector.application.container import Container
from connector.settings import Settings, telemetry_target

if TYPE_CHECKING:
    from connector.adapters.telemetry.spans import Spans

log = logging.getLogger(__name__)

_BUILDING = threading.Lock()


def container() -> Container:
    """The one container of this process. Raises SettingsError, again at each call, until the settings are right."""
    with _BUILDING:
        return _built()


def spans() -> Spans:
    """The spans of this process. Without a target for telemetry, or with one that is none, they lead nowhere."""
    with _BUILDING:
        return _spans()


def forget() -> None:
    """Build the container anew on the next use, from the settings as they are then."""
    _built.cache_clear()


def build(settings: Settings) -> Container:
    """
    A container of real adapters; nothing is sent yet.

    The adapters and their SDKs load here: while the host lists the functions it needs none of them.
    """
    from connector.wiring import wire

    return wire(settings)


@cache
def _built() -> Container:
    return build(Settings.load(os.environ))


@cache
def _spans() -> Spans:
    from connector.adapters.telemetry.spans import Spans

    if target := telemetry_target(os.environ):
        try:
            from connector.adapters.telemetry.export import start

            start(target)
        except Exception as error:  # noqa: BLE001 - whatever it is, requests go on without telemetry
            log.error("telemetry_off", extra={"error": type(error).__name__})  # noqa: TRY400 - its text may quote keys
    return Spans()
