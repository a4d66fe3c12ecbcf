"""Ports that count what they change, and a process that dies at one of these points.

A point is a place between two changes. Two points without a writing request between them leave the same world behind,
so each is named by the number of writing requests that were carried out before it, and tried once.
"""

from __future__ import annotations

import http.client
import os
import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, get_origin, get_type_hints

from connector.adapters.servicenow.desks import ServiceNowDesks
from connector.application.container import Container
from connector.ports import TicketDesks
from tests.crash.effects import WRITES, methods_of, port_classes

_READING = ("GET", "HEAD")


@dataclass(slots=True)
class Watch:
    """What one process changes. With a point it is killed there."""

    die_after: int | None = None
    effects: list[str] = field(default_factory=list)
    """The writing methods called, in order."""
    requests: list[str] = field(default_factory=list)
    """The writing requests carried out, in order."""
    places: dict[int, str] = field(default_factory=dict)
    """Where each point is, by the number of requests before it."""
    unmarked: list[str] = field(default_factory=list)
    """Writing requests that no writing method accounts for."""
    _depth: int = 0

    @contextmanager
    def change(self, name: str) -> Iterator[None]:
        """A writing method at work."""
        self.effects.append(name)
        self._at(f"before {name}")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            self._at(f"after {name}")

    def answered(self, method: str, path: str) -> None:
        """A request was carried out, and its answer is not read yet."""
        if method in _READING:
            return
        request = f"{method} {path.partition('?')[0]}"
        self.requests.append(request)
        if not self._depth:
            self.unmarked.append(request)
        self._at(f"answer unread: {request}")

    def _at(self, place: str) -> None:
        self.places.setdefault(len(self.requests), place)
        if self.die_after == len(self.requests):
            os.kill(os.getpid(), signal.SIGKILL)


def watch_wire(watch: Watch) -> None:
    """Tell the watch of every HTTP request of this process, whichever library sends it. There is no way back."""
    send, answer = http.client.HTTPConnection.putrequest, http.client.HTTPConnection.getresponse

    def putrequest(connection: Any, method: str, url: str, *args: Any, **options: Any) -> None:
        connection.asked = (method, url)
        send(connection, method, url, *args, **options)

    def getresponse(connection: Any, *args: Any, **options: Any) -> http.client.HTTPResponse:
        response = answer(connection, *args, **options)
        watch.answered(*connection.asked)
        return response

    http.client.HTTPConnection.putrequest = putrequest  # type: ignore[method-assign]
    http.client.HTTPConnection.getresponse = getresponse  # type: ignore[method-assign]


def watch_container(c: Container, watch: Watch) -> Container:
    """The container with every port watched, also those that an adapter holds."""
    desks = c.desks
    if isinstance(desks, ServiceNowDesks):
        desks = watch_port(TicketDesks, _with_watched_ports(desks, watch), watch)
    return replace(_with_watched_ports(c, watch), desks=desks)


def watch_port(port: type, adapter: Any, watch: Watch) -> Any:
    """The adapter as its port describes it, and nothing more."""
    return _Watched(port, adapter, watch)


def _with_watched_ports(holder: Any, watch: Watch) -> Any:
    """A copy of a dataclass whose fields that are ports are watched."""
    hints = get_type_hints(type(holder))
    ports = {name: hint for name, hint in hints.items() if hint in port_classes()}
    return replace(holder, **{name: watch_port(port, getattr(holder, name), watch) for name, port in ports.items()})


class _Watched:
    def __init__(self, port: type, adapter: Any, watch: Watch) -> None:
        self._port, self._adapter, self._watch = port, adapter, watch

    def __getattr__(self, name: str) -> Any:
        promised = get_type_hints(methods_of(self._port)[name]).get("return")
        writes = f"{self._port.__name__}.{name}"

        def call(*args: Any, **options: Any) -> Any:
            if get_origin(promised) is AbstractContextManager:
                return self._around(writes, *args, **options)
            if writes not in WRITES:
                answer = getattr(self._adapter, name)(*args, **options)
            else:
                with self._watch.change(writes):
                    answer = getattr(self._adapter, name)(*args, **options)
            return watch_port(promised, answer, self._watch) if promised in port_classes() else answer

        return call

    @contextmanager
    def _around(self, name: str, *args: Any, **options: Any) -> Iterator[None]:
        """A block that something is held around: taking it and letting it go are two changes."""
        block = getattr(self._adapter, name.partition(".")[2])(*args, **options)
        with self._watch.change(f"{name}, begin"):
            block.__enter__()
        try:
            yield
        finally:
            with self._watch.change(f"{name}, end"):
                block.__exit__(None, None, None)
