"""The local Azure Functions host: runs a function app inside Microsoft's Python worker library.

    python -m sandbox.host --port 7071 --workers 2 --app-dir .

What it imitates and what not stands in `docs/sandbox/host.md`. Programs and tests start one with `HostProcess`.
"""

from sandbox.host.process import HostProcess, HostStartError

__all__ = ["HostProcess", "HostStartError"]
