"""Which port each server listens on: fixed ones, chosen ones, or free ones."""

from __future__ import annotations

import random
import socket
from collections.abc import Mapping
from dataclasses import dataclass, fields

from sandbox.launcher.errors import SandboxError

FREE = 0
"""In an environment variable: take any free port."""

_SEARCHED = range(20_000, 32_000)
"""Free ports are looked for here, below the range that systems hand out to outgoing connections: a port found free
stays free until the server that shall have it listens."""


@dataclass(frozen=True, slots=True)
class Ports:
    """One TCP port on 127.0.0.1 per server. The variable for `app` is `PORT_APP`, and so on."""

    app: int = 7071
    servicenow: int = 7072
    entra: int = 7073
    identity: int = 7074
    graph: int = 7075
    keyvault: int = 7076
    monitor: int = 7077
    blob: int = 10000
    queue: int = 10001
    table: int = 10002

    @classmethod
    def from_environ(cls, environ: Mapping[str, str], *, free: bool = False) -> Ports:
        """
        The ports that `PORT_…` variables name; for the others the fixed ones, or free ones when `free` is set.

        Raises:
            SandboxError: A variable is not a port number, two servers share a port, or no free port was found.
        """
        chosen: dict[str, int] = {}
        for name in _names():
            text = environ.get(variable(name), "").strip()
            chosen[name] = _port(variable(name), text) if text else FREE if free else getattr(cls(), name)
        _refuse_doubles(chosen)
        taken = set(chosen.values())
        for name in (name for name, port in chosen.items() if port == FREE):
            chosen[name] = _find_free(taken)
            taken.add(chosen[name])
        return cls(**chosen)

    def require_free(self) -> None:
        """Raises SandboxError naming every port that another program holds, and the variables to choose others with."""
        held = [name for name in _names() if not is_free(getattr(self, name))]
        if held:
            ports = ", ".join(f"{getattr(self, name)} ({variable(name)})" for name in held)
            raise SandboxError(
                f"in use by another program: port {ports}. "
                f"Stop it, or choose others, for example {variable(held[0])}=0 for any free port."
            )


def free_port(beside: Ports) -> int:
    """A free port that is none of these."""
    return _find_free({getattr(beside, name) for name in _names()})


def variable(name: str) -> str:
    """The environment variable that sets a server's port."""
    return f"PORT_{name.upper()}"


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _names() -> list[str]:
    return [field.name for field in fields(Ports)]


def _port(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65_535):
        raise SandboxError(f"{name}={text} is not a port: give a number up to 65535, or 0 for any free port.")
    return int(text)


def _refuse_doubles(chosen: Mapping[str, int]) -> None:
    owners: dict[int, str] = {}
    for name, port in chosen.items():
        if port != FREE and (other := owners.setdefault(port, name)) != name:
            raise SandboxError(f"{variable(other)} and {variable(name)} are both {port}: each server needs its own.")


def _find_free(taken: set[int]) -> int:
    for port in random.sample(_SEARCHED, 500):
        if port not in taken and is_free(port):
            return port
    raise SandboxError(f"no free port found between {_SEARCHED.start} and {_SEARCHED.stop}.")
