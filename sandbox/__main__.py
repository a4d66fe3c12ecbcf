"""`python -m sandbox serve`, `demo` and `chaos`. Environment variables set them: docs/sandbox/commands.md."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from types import FrameType

from rich.console import Console

from sandbox.chaos.command import run_chaos
from sandbox.demo.command import run_demo
from sandbox.launcher.serve import run_serve

COMMANDS = {"demo": run_demo, "serve": run_serve, "chaos": run_chaos}


def main() -> int:
    """Run one command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A whole cloud on one machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="everything up until Ctrl-C")
    commands.add_parser("demo", help="the main job, unattended")
    commands.add_parser("chaos", help="shares under kill -9 and a ServiceNow in trouble, then a count")
    command = COMMANDS[parser.parse_args().command]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # A script's background job starts with it ignored.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        return command(os.environ, Console())
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _leave(number: int, _: FrameType | None) -> None:
    """Unwind as for an error, so that everything started is stopped; a second signal does not cut that short."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
