"""requirements.lock: every library of requirements.txt as it is pinned there, and each line with its hash."""

from __future__ import annotations

import re
from pathlib import Path

_LINE = re.compile(r"([a-z0-9-]+)==(\S+) --hash=sha256:[0-9a-f]{64}")


def problems(root: Path) -> list[str]:
    """What the lock lacks, or holds otherwise than requirements.txt."""
    lines = _lines(root / "requirements.lock")
    found = [f"requirements.lock: {line.split(' ')[0]} has no hash" for line in lines if not _LINE.fullmatch(line)]
    locked = {name: version for line in lines if (match := _LINE.fullmatch(line)) for name, version in [match.groups()]}
    for line in _lines(root / "requirements.txt"):
        name, _, version = line.partition("==")
        name = re.sub(r"[-_.]+", "-", name.split("[")[0]).lower()
        if locked.get(name) != version:
            found.append(f"{line} is not what requirements.lock holds ({locked.get(name)}): make lock")
    return found


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
