"""Run one instance: `python -m sandbox.servicenow --port 8081 --redirect-uri http://localhost:7071/...`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib

from sandbox.server import Listener, build_app, serve
from sandbox.servicenow import ServiceNow


def main() -> None:
    """Listen until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.servicenow", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1")
    parser.add_argument("--tls", metavar="PEM", help="file with key and certificates; plain HTTP without it")
    parser.add_argument(
        "--redirect-uri", action="append", default=[], help="redirect URL of the OAuth entity; repeatable"
    )
    parser.add_argument("--seed-random", type=int, help="make sys_ids and tokens repeat from run to run")
    options = parser.parse_args()
    simulator = ServiceNow(redirect_uris=options.redirect_uri, seed=options.seed_random)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(build_app(simulator), [Listener(options.port, options.tls)]))


if __name__ == "__main__":
    main()
