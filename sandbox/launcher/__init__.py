"""Starts and stops the whole sandbox: Azurite, the simulators and the local host, each a process of its own.

with Sandbox(SandboxConfig(folder=Path(".sandbox"), ports=Ports.from_environ(os.environ))) as sandbox:
    print(sandbox.addresses.app)
"""

from sandbox.launcher.addresses import Addresses
from sandbox.launcher.errors import SandboxError
from sandbox.launcher.ports import Ports
from sandbox.launcher.sandbox import Sandbox, SandboxConfig

__all__ = ["Addresses", "Ports", "Sandbox", "SandboxConfig", "SandboxError"]
