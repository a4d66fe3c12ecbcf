"""Run the Microsoft side of the sandbox: `python -m sandbox.microsoft --help`."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path

from aiohttp import web

from sandbox.microsoft.catalogue import CatalogueError, load_profiles, own_profiles
from sandbox.microsoft.cloud import MicrosoftCloud
from sandbox.server import Listener, build_app, start


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line; `profiles` holds the loaded control profiles. Exits with 2 when something is wrong with it."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.microsoft", description=__doc__)
    for name, text in (
        ("entra", "Entra ID, TLS"),
        ("entra-http", "Entra ID's pages and the managed-identity endpoint, plain HTTP"),
        ("graph", "Microsoft Graph, TLS"),
        ("keyvault", "Key Vault, TLS"),
        ("monitor", "Application Insights' ingestion endpoint, TLS"),
    ):
        parser.add_argument(f"--{name}-port", type=_port, default=0, help=f"{text}; 0 or nothing: a free port")
    parser.add_argument("--tls", type=Path, required=True, metavar="PEM", help="key and certificates of the servers")
    parser.add_argument(
        "--redirect-uri", action="append", default=[], metavar="URL", help="registered for the connector; repeatable"
    )
    parser.add_argument("--controls", type=Path, metavar="FILE", help="control profiles in Graph's shape")
    parser.add_argument("--page-size", type=int, default=200, help="improvement actions in a page of Graph")
    parser.add_argument("--seed", type=int, help="makes the lives of tokens repeatable")
    options = parser.parse_args(arguments)
    if not options.tls.is_file():
        parser.error(f"--tls: no such file: {options.tls}")
    if not 1 <= options.page_size <= 1000:
        parser.error("--page-size: has to be between 1 and 1000")
    try:
        options.profiles = load_profiles(options.controls) if options.controls else own_profiles()
    except CatalogueError as error:
        parser.error(f"--controls: {error}")
    return options


async def run(options: argparse.Namespace) -> None:
    """Serve until SIGINT or SIGTERM. Prints the addresses as one line of JSON once all of them answer."""
    cloud = MicrosoftCloud(
        redirect_uris=options.redirect_uri,
        profiles=options.profiles,
        page_size=options.page_size,
        seed_number=options.seed,
    )
    tls = str(options.tls)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as servers:

        async def serve(app: web.Application, *listeners: Listener) -> list[int]:
            runner = await start(app, listeners)
            servers.push_async_callback(runner.cleanup)
            return [address[1] for address in runner.addresses]

        entra, pages = await serve(
            build_app(cloud.entra), Listener(options.entra_port, tls), Listener(options.entra_http_port)
        )
        (graph,) = await serve(build_app(cloud.graph), Listener(options.graph_port, tls))
        (vault,) = await serve(build_app(cloud.vault), Listener(options.keyvault_port, tls))
        (monitor,) = await serve(build_app(cloud.monitor), Listener(options.monitor_port, tls))
        cloud.addresses.entra = f"https://127.0.0.1:{entra}"
        cloud.addresses.pages = f"http://127.0.0.1:{pages}"
        cloud.addresses.graph = f"https://127.0.0.1:{graph}"
        cloud.addresses.vault = f"https://127.0.0.1:{vault}"
        cloud.addresses.monitor = f"https://127.0.0.1:{monitor}"
        print(json.dumps(asdict(cloud.addresses)), flush=True)
        await stop.wait()


def main() -> int:
    """Exit code 0 after a signal, 1 when a port is taken, 2 for a wrong command line."""
    try:
        asyncio.run(run(parse_arguments()))
    except OSError as error:
        print(f"python -m sandbox.microsoft: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port")
    return number


if __name__ == "__main__":
    sys.exit(main())
