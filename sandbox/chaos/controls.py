"""Improvement actions made up for the run, in Graph's shape, and the drafts to share them with."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

CATEGORIES = ("Identity", "Data", "Device", "Apps", "Infrastructure")
KINDS = ("incident", "change_request")
PRIORITIES = ("critical", "high", "moderate", "low")
DUE = timedelta(days=30)


def action_id(position: int) -> str:
    """The id of the improvement action at this position."""
    return f"chaos_{position:05d}"


def write_controls(path: Path, count: int) -> Path:
    """A file with so many control profiles."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"value": [_profile(position) for position in range(count)]}), "utf-8")
    return path


def make_drafts(count: int, chance: random.Random, today: date) -> list[dict[str, Any]]:
    """A draft for each, of either kind."""
    return [
        {
            "actionId": action_id(position),
            "kind": chance.choice(KINDS),
            "name": f"Made-up improvement {position}",
            "description": f"Do what improvement {position} asks for.",
            "priority": chance.choice(PRIORITIES),
            "dueDate": (today + DUE).isoformat(),
        }
        for position in range(count)
    ]


def _profile(position: int) -> dict[str, Any]:
    return {
        "id": action_id(position),
        "title": f"Made-up improvement {position}",
        "controlCategory": CATEGORIES[position % len(CATEGORIES)],
        "service": "Sandbox",
        "tier": "Core",
        "actionType": "Config",
        "actionUrl": "https://security.microsoft.com/",
        "maxScore": float(1 + position % 10),
        "rank": 1 + position,
        "deprecated": False,
        "implementationCost": "Low",
        "userImpact": "Low",
        "remediation": f"<p>Do what improvement {position} asks for.</p>",
        "remediationImpact": "",
        "threats": ["Account breach"],
        "complianceInformation": [],
        "controlStateUpdates": [],
        "vendorInformation": {"provider": "SecureScore", "vendor": "Microsoft"},
    }
