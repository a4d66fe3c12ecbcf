"""Which port each server gets."""

from __future__ import annotations

import socket
from dataclasses import asdict

import pytest

from sandbox.launcher import Ports, SandboxError
from sandbox.launcher.ports import is_free


def test_ports_are_fixed_unless_the_environment_says_otherwise() -> None:
    """
    Without variables the app is on 7071, as the documentation says; a variable changes its own port only.
    """
    ports = Ports.from_environ({"PORT_SERVICENOW": "9001"})

    assert (ports.app, ports.servicenow) == (7071, 9001)
    assert {**asdict(ports), "servicenow": 7072} == asdict(Ports())


def test_free_ports_differ_and_are_free() -> None:
    """
    Free ports, wished for one by one or altogether, are free and given to one server each.
    """
    ports = asdict(Ports.from_environ({"PORT_GRAPH": "0", "PORT_APP": "9001"}, free=True))

    assert ports.pop("app") == 9001
    assert len(set(ports.values())) == len(ports)
    assert all(is_free(port) for port in ports.values())


@pytest.mark.parametrize("text", ["http", "-1", "65536", "٣"])
def test_what_is_no_port_is_refused_by_name(text: str) -> None:
    """
    A wrong value is named with its variable.
    """
    with pytest.raises(SandboxError, match=f"PORT_ENTRA={text}"):
        Ports.from_environ({"PORT_ENTRA": text})


def test_two_servers_on_one_port_are_refused() -> None:
    """
    Both variables are named when they hold the same port.
    """
    with pytest.raises(SandboxError, match="PORT_APP and PORT_TABLE are both 9001"):
        Ports.from_environ({"PORT_APP": "9001", "PORT_TABLE": "9001"})


def test_a_port_in_use_is_named_with_the_way_out() -> None:
    """
    The message names the held port and the variable that chooses another.
    """
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ports = Ports.from_environ({"PORT_KEYVAULT": str(port)}, free=True)

        with pytest.raises(SandboxError, match=rf"port {port} \(PORT_KEYVAULT\).*PORT_KEYVAULT=0"):
            ports.require_free()
