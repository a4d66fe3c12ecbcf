"""Operator commands.

    python -m connector doctor             settings, every dependency, the installation checklist
    python -m connector show TICKET_ID     one ticket with its timeline as JSON
    python -m connector sync               read now what changed in ServiceNow
    python -m connector replay             failed tickets; --show TICKET_ID, TICKET_ID, --all --yes
    python -m connector recount            figures against tickets; --mend
    python -m connector export --to DIR    tickets, events and connections as readable JSON
    python -m connector backup --to DIR    every table; restore --from DIR puts it back
    python -m connector erase OBJECT_ID    take one person's data out of the tables; --yes

Settings come from the environment, or from the `Values` of a file given with --settings, which
`python -m infra.operator_settings FILE` writes for a deployed app. Azure is asked as whoever signed in with `az login`.
Exit status: 0 well, 1 trouble, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from connector.application.container import Container
from connector.application.state_names import names_of
from connector.application.tickets import get_ticket
from connector.bootstrap import build
from connector.cli import backup, doctor, erase, export, recount, replay, sync
from connector.cli.usage import ENGLISH
from connector.errors import ConnectorError, SettingsError
from connector.functions import messages
from connector.functions.views import WholeTicketView
from connector.ports import Caller
from connector.settings import Settings


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m connector", description="Operator commands of the connector.")
    parser.add_argument("--settings", type=Path, help="a file of settings instead of the environment")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("doctor", help="check settings, every dependency and the instance")
    show = commands.add_parser("show", help="print one ticket as JSON")
    show.add_argument("ticket_id")
    commands.add_parser("sync", help="read now what changed in ServiceNow")
    replay.add_to(commands)
    recount.add_to(commands)
    export.add_to(commands)
    backup.add_to(commands)
    erase.add_to(commands)
    options = parser.parse_args(arguments)
    try:
        settings = Settings.load(_environment(options.settings))
        return _COMMANDS[options.command](options, settings, build(settings))
    except SettingsError as error:
        print("app settings:", *str(error).split("; "), sep="\n  ", file=sys.stderr)
    except ConnectorError as error:
        print(messages.text(error.code, ENGLISH, error.params), f"({error})", file=sys.stderr)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
    return 1


def _show(options: argparse.Namespace, settings: Settings, c: Container) -> int:
    ticket = get_ticket(options.ticket_id, _operator(settings), c)
    print(WholeTicketView.of(ticket, ENGLISH, names_of(settings.tenant_id, c)).model_dump_json(by_alias=True, indent=2))
    return 0


_COMMANDS: dict[str, Callable[[argparse.Namespace, Settings, Container], int]] = {
    "doctor": lambda _, settings, c: doctor.run(settings.tenant_id, c),
    "show": _show,
    "sync": lambda _, settings, c: sync.run(settings.tenant_id, c),
    "replay": lambda options, settings, c: replay.run(options, _operator(settings), c),
    "recount": lambda options, settings, c: recount.run(options, settings.tenant_id, c),
    "export": lambda options, settings, c: export.run(options, _operator(settings), c),
    "backup": lambda options, _, c: backup.run_backup(options, c),
    "restore": lambda options, _, c: backup.run_restore(options, c),
    "erase": lambda options, settings, c: erase.run(options, settings.tenant_id, c),
}


def _environment(file: Path | None) -> Mapping[str, str]:
    if file is None:
        return os.environ
    try:
        values = json.loads(file.read_text(encoding="utf-8")).get("Values", {})
    except ValueError as error:
        raise ValueError(f"{file} is not a settings file: {error}") from error
    environment = {**os.environ, **{str(name): str(value) for name, value in values.items()}}
    os.environ.update(environment)  # The identity endpoint and the CA file are read by the libraries themselves.
    return environment


def _operator(settings: Settings) -> Caller:
    return Caller(settings.tenant_id, "operator", "operator", "", frozenset(), in_browser=False)
