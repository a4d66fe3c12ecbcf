"""The one table that maps a ticket to a ServiceNow record, and a record back.

| column                       | from                                                                            |
| ---------------------------- | ------------------------------------------------------------------------------- |
| `sys_id`                     | the ticket's id                                                                 |
| `short_description`          | the name, cut to 160 characters at a word                                       |
| `description`                | the description and a footer with link, source, category and sharer, 4,000      |
| `due_date`                   | the end of the due day, UTC                                                     |
| `correlation_id`             | the ticket's id                                                                 |
| `correlation_display`        | what this connector's records are called, by kind                               |
| incident: `impact`, `urgency`| the priority, through ServiceNow's matrix; `priority` is computed there         |
| incident: `caller_id`        | the sharer, when the e-mail is a ServiceNow user's                              |
| change: `type`, `chg_model`  | normal                                                                          |
| change: `priority`, `impact`, `risk` | the priority                                                            |
| change: `start_date`, `end_date` | the due day, UTC                                                            |
| change: `requested_by`       | the sharer, when the e-mail is a ServiceNow user's                              |

Source: ServiceNow, tables task, incident and change_request; incident priority lookup rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connector.adapters.servicenow.client import Row, label, value
from connector.domain.draft import Kind, Priority
from connector.domain.record import Record
from connector.domain.ticket import Ticket
from connector.errors import RemoteProtocolError
from connector.ports.servicenow import SERVICE

CORRELATION_DISPLAY = {
    Kind.INCIDENT: "Microsoft 365 security and configuration incident",
    Kind.CHANGE_REQUEST: "Microsoft 365 security and configuration change request",
}
RECORD_FIELDS = (
    "sys_id",
    "number",
    "state",
    "active",
    "sys_updated_on",
    "sys_mod_count",
    "correlation_id",
    "correlation_display",
)
"""What is read back of every record."""

_SENT_FIELDS = {
    Kind.INCIDENT: ("short_description", "description", "due_date", "impact", "urgency", "caller_id"),
    Kind.CHANGE_REQUEST: (
        "short_description",
        "description",
        "due_date",
        "type",
        "chg_model",
        "priority",
        "impact",
        "risk",
        "start_date",
        "end_date",
        "requested_by",
    ),
}
CREATED_FIELDS = tuple(dict.fromkeys((*RECORD_FIELDS, *(name for names in _SENT_FIELDS.values() for name in names))))
"""What is read back of a new record, to see what was dropped."""

_SHORT_DESCRIPTION = 160
_DESCRIPTION = 4000
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_STAMP = "%Y-%m-%d %H:%M:%S"

_INCIDENT_MATRIX = {  # priority: (impact, urgency)
    Priority.CRITICAL: ("1", "1"),
    Priority.HIGH: ("2", "1"),
    Priority.MODERATE: ("2", "2"),
    Priority.LOW: ("2", "3"),
}
_CHANGE_SCALES = {  # priority: (priority, impact, risk)
    Priority.CRITICAL: ("1", "1", "2"),
    Priority.HIGH: ("2", "2", "2"),
    Priority.MODERATE: ("3", "2", "3"),
    Priority.LOW: ("4", "3", "4"),
}


def to_columns(ticket: Ticket, *, sharer_sys_id: str | None) -> dict[str, str]:
    """What is sent for a ticket."""
    columns = {
        "sys_id": ticket.ticket_id,
        "short_description": cut(ticket.name, _SHORT_DESCRIPTION),
        "description": _description(ticket),
        "due_date": f"{ticket.due_date} 23:59:59",
        "correlation_id": ticket.ticket_id,
        "correlation_display": CORRELATION_DISPLAY[ticket.kind],
    }
    if ticket.kind is Kind.INCIDENT:
        columns["impact"], columns["urgency"] = _INCIDENT_MATRIX[ticket.priority]
        person = "caller_id"
    else:
        columns |= {"type": "normal", "chg_model": "normal"}
        columns["priority"], columns["impact"], columns["risk"] = _CHANGE_SCALES[ticket.priority]
        columns |= {"start_date": f"{ticket.due_date} 00:00:00", "end_date": f"{ticket.due_date} 23:59:59"}
        person = "requested_by"
    return {**columns, person: sharer_sys_id} if sharer_sys_id else columns


def to_record(row: Row, kind: Kind, instance: str) -> Record:
    """
    The record of a row read with `RECORD_FIELDS`. Unknown states and empty columns are taken as they are.

    Raises:
        RemoteProtocolError: without sys_id.
    """
    sys_id = value(row, "sys_id")
    if not sys_id:
        raise RemoteProtocolError(SERVICE, "a record without sys_id", status=200)
    state = value(row, "state")
    return Record(
        sys_id=sys_id,
        number=value(row, "number"),
        state=state,
        state_label=label(row, "state") or state,
        active=value(row, "active") != "false",
        updated_at=parse_stamp(value(row, "sys_updated_on")),
        mod_count=int(value(row, "sys_mod_count") or "0"),
        link=f"{instance}/nav_to.do?uri={kind.value}.do?sys_id={sys_id}",
    )


def dropped(sent: Mapping[str, str], row: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the columns that ServiceNow stored otherwise than sent: no right to write, or a rule changed them."""
    return tuple(name for name, text in sent.items() if not _is_stored(name, text, row))


def cut(text: str, limit: int) -> str:
    """The text within the limit, ended at a word with an ellipsis when it is too long."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at_word = head.rsplit(maxsplit=1)[0] if not text[limit - 1].isspace() else head
    kept = at_word if len(at_word) * 2 > limit else head
    return f"{kept.rstrip()}…"


def parse_stamp(text: str) -> datetime:
    """
    A date-time column's value, UTC; long ago for one that the user may not read.

    Raises:
        RemoteProtocolError: another form.
    """
    if not text:
        return _LONG_AGO
    try:
        return datetime.strptime(text, _STAMP).replace(tzinfo=UTC)
    except ValueError as error:
        raise RemoteProtocolError(SERVICE, "a date-time in another form", status=200) from error


def format_stamp(at: datetime) -> str:
    """A date-time for a query or a column, UTC."""
    return at.astimezone(UTC).strftime(_STAMP)


def _description(ticket: Ticket) -> str:
    """The text, cut where that is needed, and where it comes from; the link always, but once."""
    person = f"{ticket.sharer.name} ({ticket.sharer.object_id})" if ticket.sharer.name else ticket.sharer.object_id
    origin = "\n".join(
        (
            f"Improvement action: {ticket.action_id}",
            f"Recommendation source: {ticket.source}",
            f"Recommendation category: {ticket.category}",
            f"Shared by: {person}",
        )
    )
    link = f"Link: {ticket.action_url}\n" if ticket.action_url else ""
    text = cut(ticket.description, _DESCRIPTION - len(link) - len(origin) - 2)
    return f"{text}\n\n{'' if ticket.action_url in text.split() else link}{origin}"


def _is_stored(name: str, sent: str, row: Mapping[str, Any]) -> bool:
    if name == "chg_model":  # Sent by name, stored as a reference.
        return bool(value(row, name))
    return _folded(value(row, name)) == _folded(sent)


def _folded(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
