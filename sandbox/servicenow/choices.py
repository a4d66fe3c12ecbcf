"""Choice lists: the values and labels of `sys_choice` at start, and how a label is found."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.servicenow.store import Row, Store
from sandbox.servicenow.switches import Switches
from sandbox.servicenow.tables_platform import TABLES

LANGUAGES = ("en", "fr", "zh")

# table, element: value -> labels in the order of LANGUAGES
_STATES: dict[tuple[str, str], dict[str, tuple[str, str, str]]] = {
    ("task", "state"): {
        "-5": ("Pending", "En attente", "待处理"),
        "1": ("Open", "Ouvert", "打开"),
        "2": ("Work in Progress", "Travail en cours", "工作正在进行"),
        "3": ("Closed Complete", "Fermé - terminé", "已关闭 - 已完成"),
        "4": ("Closed Incomplete", "Fermé - incomplet", "已关闭 - 未完成"),
        "7": ("Closed Skipped", "Fermé - ignoré", "已关闭 - 已跳过"),
    },
    ("incident", "state"): {
        "1": ("New", "Nouveau", "新建"),
        "2": ("In Progress", "En cours", "进行中"),
        "3": ("On Hold", "En attente", "暂停"),
        "6": ("Resolved", "Résolu", "已解决"),
        "7": ("Closed", "Fermé", "已关闭"),
        "8": ("Canceled", "Annulé", "已取消"),
    },
    ("change_request", "state"): {
        "-5": ("New", "Nouveau", "新建"),
        "-4": ("Assess", "Évaluer", "评估"),
        "-3": ("Authorize", "Autoriser", "授权"),
        "-2": ("Scheduled", "Planifié", "已计划"),
        "-1": ("Implement", "Implémenter", "实施"),
        "0": ("Review", "Réviser", "审核"),
        "3": ("Closed", "Fermé", "已关闭"),
        "4": ("Canceled", "Annulé", "已取消"),
    },
}
_STATES["incident", "incident_state"] = _STATES["incident", "state"]

_ENGLISH: dict[tuple[str, str], dict[str, str]] = {
    ("task", "impact"): {"1": "1 - High", "2": "2 - Medium", "3": "3 - Low"},
    ("task", "urgency"): {"1": "1 - High", "2": "2 - Medium", "3": "3 - Low"},
    ("task", "priority"): {
        "1": "1 - Critical",
        "2": "2 - High",
        "3": "3 - Moderate",
        "4": "4 - Low",
        "5": "5 - Planning",
    },
    ("task", "approval"): {
        "not requested": "Not Yet Requested",
        "requested": "Requested",
        "approved": "Approved",
        "rejected": "Rejected",
    },
    ("task", "contact_type"): {
        "email": "Email",
        "phone": "Phone",
        "self-service": "Self-service",
        "walk-in": "Walk-in",
    },
    ("incident", "severity"): {"1": "1 - High", "2": "2 - Medium", "3": "3 - Low"},
    ("incident", "category"): {
        "inquiry": "Inquiry / Help",
        "software": "Software",
        "hardware": "Hardware",
        "network": "Network",
        "database": "Database",
        "security": "Security",
    },
    ("incident", "hold_reason"): {
        "1": "Awaiting Caller",
        "3": "Awaiting Problem",
        "4": "Awaiting Vendor",
        "5": "Awaiting Change",
    },
    ("incident", "notify"): {"1": "Do Not Notify", "2": "Send Email"},
    ("incident", "close_code"): {
        name: name
        for name in (
            "Duplicate",
            "Known error",
            "No resolution provided",
            "Resolved by caller",
            "Resolved by change",
            "Resolved by problem",
            "Resolved by request",
            "Solution provided",
            "Workaround provided",
            "User error",
        )
    },
    ("change_request", "type"): {"standard": "Standard", "normal": "Normal", "emergency": "Emergency"},
    ("change_request", "risk"): {"1": "Very High", "2": "High", "3": "Moderate", "4": "Low"},
    ("change_request", "priority"): {"1": "1 - Critical", "2": "2 - High", "3": "3 - Moderate", "4": "4 - Low"},
    ("change_request", "category"): {name: name for name in ("Hardware", "Software", "Service", "Network", "Other")},
    ("change_request", "close_code"): {
        "successful": "Successful",
        "successful_issues": "Successful with issues",
        "unsuccessful": "Unsuccessful",
    },
    ("change_request", "phase"): {"requested": "Requested", "plan": "Plan", "build": "Build"},
    ("change_request", "phase_state"): {"open": "Open", "closed": "Closed"},
}


def seed_choices() -> Iterator[Row]:
    """Rows of `sys_choice` without system columns: name, element, value, label, language, sequence, inactive."""
    for (table, element), values in _STATES.items():
        for position, (value, labels) in enumerate(values.items(), 1):
            for language, label in zip(LANGUAGES, labels, strict=True):
                yield _row(table, element, value, label, language, position)
    for (table, element), english in _ENGLISH.items():
        for position, (value, label) in enumerate(english.items(), 1):
            yield _row(table, element, value, label, "en", position)


def _row(table: str, element: str, value: str, label: str, language: str, position: int) -> Row:
    names = ("name", "element", "value", "label", "language", "sequence", "inactive")
    return dict(zip(names, (table, element, value, label, language, str(position), "false"), strict=True))


class Choices:
    """Labels by value, read from `sys_choice` and kept until that table changes."""

    def __init__(self, store: Store, switches: Switches) -> None:
        self._store = store
        self._switches = switches
        self._kept: dict[tuple[str, ...], dict[str, str]] = {}
        self._seen = -1

    def labels(self, table: str, element: str, language: str) -> dict[str, str]:
        """
        Value -> label of the active choices, in sequence. A table's own set replaces its parent's; a value without
        a label in this language has the English one. Switches change both.
        """
        if self._seen != self._store.writes["sys_choice"]:
            self._seen = self._store.writes["sys_choice"]
            self._kept.clear()
        key = (table, element, language, self._switches.child_choices, self._switches.missing_translation)
        if key not in self._kept:
            self._kept[key] = self._read(table, element, language)
        return self._kept[key]

    def value_of(self, table: str, element: str, label: str, language: str) -> str | None:
        """The value whose label this is, letter case aside."""
        found = self.labels(table, element, language).items()
        return next((value for value, text in found if text.casefold() == label.casefold()), None)

    def _read(self, table: str, element: str, language: str) -> dict[str, str]:
        rows = self._store.select(
            "sys_choice", "name = ? AND element = ? AND inactive = 'false'", (table, element), order="sequence"
        )
        parent = TABLES[table].parent
        merges = self._switches.child_choices == "merge"
        inherited = self._read(parent, element, language) if parent and (merges or not rows) else {}
        labels = {row["value"]: row["value"] for row in rows}
        if self._switches.missing_translation == "english":
            labels |= {row["value"]: row["label"] for row in rows if row["language"] == "en"}
        return inherited | labels | {row["value"]: row["label"] for row in rows if row["language"] == language}
