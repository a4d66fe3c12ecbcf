"""Write the settings of a deployed app to a file, for `python -m connector --settings FILE`.

    python -m infra.operator_settings FILE     of the azd environment that is selected

`azd` says which app it is, `az` what its settings are. No key and no secret is among them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Write one file; returns the exit status."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    file = Path(arguments[0])
    try:
        content = {"Values": settings()}
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    except subprocess.CalledProcessError as error:
        print(f"{' '.join(error.cmd)}: {error.stderr.strip()}", file=sys.stderr)
        return 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{file}: {len(content['Values'])} settings")
    return 0


def settings() -> dict[str, str]:
    """The app's settings by name. The address is there too: in Azure the platform tells it to the app."""
    app, group, url = (_azd(name) for name in ("CONNECTOR_APP_NAME", "AZURE_RESOURCE_GROUP", "CONNECTOR_URL"))
    command = ["az", "functionapp", "config", "appsettings", "list", "--output", "json"]
    listed = json.loads(_answer([*command, "--name", app, "--resource-group", group]))
    return {setting["name"]: setting["value"] for setting in listed} | {"PUBLIC_URL": url}


def _azd(name: str) -> str:
    return _answer(["azd", "env", "get-value", name]).strip()


def _answer(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - no shell, own words


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
