"""ServiceNow's own states and labels as delivered; an instance may rename them and add others.

Source: ServiceNow, incident management state model and change management state model.
"""

from __future__ import annotations

from connector.domain.draft import Kind

DEFAULT_LABELS: dict[Kind, dict[str, str]] = {
    Kind.INCIDENT: {
        "1": "New",
        "2": "In Progress",
        "3": "On Hold",
        "6": "Resolved",
        "7": "Closed",
        "8": "Canceled",
    },
    Kind.CHANGE_REQUEST: {
        "-5": "New",
        "-4": "Assess",
        "-3": "Authorize",
        "-2": "Scheduled",
        "-1": "Implement",
        "0": "Review",
        "3": "Closed",
        "4": "Canceled",
    },
}
