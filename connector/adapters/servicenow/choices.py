"""Labels of states from an instance's choice lists.

Source: ServiceNow, table sys_choice: `name` (table), `element` (column), `value`, `label`, `language`, `inactive`.
"""

from __future__ import annotations

from connector.adapters.servicenow.client import Row, ServiceNowClient, value
from connector.domain.draft import Kind
from connector.domain.states import Choices
from connector.errors import RemoteRejectedError

_PARENT = "task"
_ELEMENT = "state"
_LANGUAGES = ("en", "fr", "zh", "zh-CN")
_FIELDS = ("name", "element", "value", "label", "language", "inactive", "sequence")
_LIMIT = 1000
_LONGEST_SEQUENCE = 11


def read_choices(client: ServiceNowClient) -> Choices:
    """
    Labels by kind, language and state, in one request.

    A table's own list replaces its parent's: the same value means something else there. Without the role
    personalize_choices the instance refuses or shows nothing, and nothing is known.
    """
    tables = ",".join((_PARENT, *(kind.value for kind in Kind)))
    query = f"nameIN{tables}^element={_ELEMENT}^inactive=false^languageIN{','.join(_LANGUAGES)}"
    try:
        page = client.rows("sys_choice", query, fields=_FIELDS, limit=_LIMIT)
    except RemoteRejectedError:
        return {}
    lists: dict[str, dict[str, dict[str, str]]] = {}
    for row in sorted(page.rows, key=_place):  # Here: an instance may refuse to sort.
        # Checked here too: an instance drops a condition that it does not know.
        if value(row, "element") == _ELEMENT and value(row, "inactive") != "true":
            labels = lists.setdefault(value(row, "name"), {}).setdefault(value(row, "language"), {})
            labels[value(row, "value")] = value(row, "label")
    return {kind: found for kind in Kind if (found := lists.get(kind.value) or lists.get(_PARENT))}


def _place(row: Row) -> str:
    """Where a choice stands in its list."""
    return value(row, "sequence").zfill(_LONGEST_SEQUENCE)
