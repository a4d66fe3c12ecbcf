"""`python -m sandbox.microsoft`: one process, four ports, a clean end."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from sandbox.microsoft.__main__ import parse_arguments

ROOT = Path(__file__).parents[3]


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "sandbox.microsoft", *arguments]


def test_it_serves_until_it_is_told_to_stop(certificates, tmp_path):
    """The first line of output holds the addresses; SIGTERM ends it with 0; every part answers."""
    controls = tmp_path / "controls.json"
    profile = {"id": "only", "title": "Only one", "controlCategory": "Apps", "maxScore": 3}
    controls.write_text(json.dumps([profile]))
    command = _command("--tls", str(certificates.server), "--redirect-uri", "http://x", "--controls", str(controls))
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            addresses = json.loads(process.stdout.readline())
            names = {
                requests.get(f"{url}/_sandbox/health", verify=str(certificates.ca), timeout=10).json()["name"]
                for url in addresses.values()
            }
            process.send_signal(signal.SIGTERM)
            code = process.wait(10)
        finally:
            process.kill()

    assert names == {"entra", "graph", "keyvault", "monitor"}
    assert set(addresses) == {"entra", "pages", "graph", "vault", "monitor"}
    assert code == 0


def test_a_taken_port_is_said(certificates):
    """Exit code 1 and a sentence, no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = _command("--tls", str(certificates.server), "--graph-port", str(taken.getsockname()[1]))
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)

    assert result.returncode == 1
    assert "address already in use" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--controls", "{tmp}/absent.json"], "absent.json: No such file"),
        (["--controls", "{tmp}/bad.json"], "profile 0: 'title'"),
        (["--page-size", "0"], "--page-size"),
        (["--graph-port", "70000"], "no port"),
        (["--tls", "{tmp}/absent.pem"], "no such file"),
    ],
)
def test_a_wrong_command_line_ends_with_2(certificates, tmp_path, capsys, arguments, complaint):
    """The message says what is wrong, before anything listens."""
    (tmp_path / "bad.json").write_text('[{"id": "a"}]')
    filled = [argument.format(tmp=tmp_path) for argument in arguments]

    with pytest.raises(SystemExit) as ended:
        parse_arguments(["--tls", str(certificates.server), *filled])

    assert ended.value.code == 2
    assert complaint in capsys.readouterr().err
