"""The container of this process, built on first use."""

from __future__ import annotations

import os
import threading
from functools import cache

from connector.application.container import Container
from connector.settings import Settings

_BUILDING = threading.Lock()


def container() -> Container:
    """The one container of this process. Raises SettingsError, again at each call, until the settings are right."""
    with _BUILDING:
        return _built()


def forget() -> None:
    """Build anew on the next use, from the settings as they are then."""
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
