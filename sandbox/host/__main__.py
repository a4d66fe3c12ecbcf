"""`python -m sandbox.host`: see the package."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from sandbox.host.app import Host, HostOptions
from sandbox.host.host_json import HostJsonError
from sandbox.host.http_front import HttpLimits
from sandbox.host.pool import AppLoadError
from sandbox.host.queue_pump import LEASE_S
from sandbox.host.routing import RouteError

OWN_VARIABLES = ("SANDBOX_MASTER_KEY", "SANDBOX_LEASE_S", "SANDBOX_GRACE_S", "SANDBOX_RESPONSE_LIMIT_S")
"""Read by the host, kept from the app."""


def main() -> int:
    """Run until SIGTERM or SIGINT; 0 then, 1 when the app cannot be loaded."""
    return asyncio.run(_run(_options()))


def _options() -> HostOptions:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.host",
        description="Runs an Azure Functions app of the Python v2 model on this machine. App settings come from the "
        "environment. Prints one line of JSON on standard output when ready; logs go to standard error.",
    )
    env = os.environ
    parser.add_argument("--app-dir", type=Path, default=Path(), help="folder of function_app.py and host.json")
    parser.add_argument("--port", type=int, default=7071, help="on 127.0.0.1; 0 picks a free one")
    parser.add_argument("--workers", type=int, default=2, help="worker processes")
    parser.add_argument("--master-key", default=env.get("SANDBOX_MASTER_KEY"), help="default: $SANDBOX_MASTER_KEY")
    parser.add_argument("--state-dir", type=Path, default=Path(".sandbox/host"), help="keys and timer status")
    parser.add_argument(
        "--lease-s", type=float, default=float(env.get("SANDBOX_LEASE_S", LEASE_S)), help="of a queue message"
    )
    parser.add_argument(
        "--grace-s", type=float, default=float(env.get("SANDBOX_GRACE_S", "20")), help="for invocations at stop"
    )
    parser.add_argument(
        "--response-limit-s", type=float, default=float(env.get("SANDBOX_RESPONSE_LIMIT_S", "230")), help="for HTTP"
    )
    given = parser.parse_args()
    if given.workers < 1:
        parser.error("--workers must be 1 or more")
    if given.lease_s < 1:
        parser.error("--lease-s must be 1 or more: the storage counts in seconds")
    settings = {name: value for name, value in env.items() if name not in OWN_VARIABLES}
    settings.setdefault("FUNCTIONS_WORKER_RUNTIME", "python")
    body_limit = int(settings.get("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", HttpLimits().body_bytes))
    return HostOptions(
        app_dir=given.app_dir.resolve(),
        state_dir=given.state_dir.resolve(),
        settings=settings,
        port=given.port,
        workers=given.workers,
        master_key=given.master_key,
        lease_s=given.lease_s,
        grace_s=given.grace_s,
        limits=HttpLimits(body_bytes=body_limit, response_s=given.response_limit_s),
    )


async def _run(options: HostOptions) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        host = Host(options)
        await host.start()
        print(
            json.dumps({"ready": True, "url": host.url, "pid": os.getpid(), "workers": host.worker_pids()}), flush=True
        )
        await host.wait(stop)
        await host.stop()
    except (AppLoadError, HostJsonError, RouteError, OSError) as error:
        print(f"the host cannot start: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
