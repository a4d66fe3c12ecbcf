"""Whether each share has exactly one record, judged at the ServiceNow end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sandbox.demo.app_client import Json
from sandbox.demo.servicenow_end import Record


@dataclass
class Audit:
    """The count, and what is wrong, in words."""

    created: int = 0
    duplicates: int = 0
    problems: list[str] = field(default_factory=list)


def audit(
    tickets: Mapping[str, Json], records: Mapping[str, Record], *, before: Collection[str], deleted: Iterable[str] = ()
) -> Audit:
    """
    Compare the app's tickets with ServiceNow's records.

    Args:
        tickets: By id, which is the record's sys_id and correlation_id too.
        records: By sys_id.
        before: The sys_ids that existed before the first share.
        deleted: Tickets whose record an agent deleted: they had one and must have none now.
    """
    gone = set(deleted)
    ours = {sys_id: record for sys_id, record in records.items() if sys_id not in before}
    result = Audit()
    for ticket_id, ticket in tickets.items():
        problem = _compare(ticket, ours.get(ticket_id), deleted=ticket_id in gone)
        if problem:
            result.problems.append(f"ticket {ticket_id} ({ticket['actionId']}): {problem}")
        elif ticket_id not in gone:
            result.created += 1
    correlated = Counter(record.correlation_id for record in ours.values() if record.correlation_id in tickets)
    for ticket_id, count in correlated.items():
        if count > 1:
            result.duplicates += count - 1
            result.problems.append(f"ticket {ticket_id} stands in ServiceNow {count} times")
    foreign = [record for record in ours.values() if record.correlation_id not in tickets]
    result.problems += [f"{record.number} in ServiceNow belongs to no ticket" for record in foreign]
    numbers = Counter(record.number for record in ours.values())
    result.problems += [
        f"the number {number} was given {count} times" for number, count in numbers.items() if count > 1
    ]
    return result


def not_offered(actions: Iterable[Json], profiles: Iterable[Json]) -> list[str]:
    """What is wrong with the app's list of actions, when it lacks a control profile in use or has something twice."""
    listed = Counter(action["id"] for action in actions)
    in_use = {profile["id"] for profile in profiles if not profile.get("deprecated")}
    twice = [name for name, count in listed.items() if count > 1]
    return [f"the app does not offer {name}" for name in sorted(in_use - listed.keys())] + [
        f"the app offers {name} more than once" for name in sorted(twice)
    ]


def _compare(ticket: Json, record: Record | None, *, deleted: bool) -> str:
    """What is wrong between a ticket and its record; empty when nothing is."""
    if ticket["delivery"] != "created":
        return f"its delivery is {ticket['delivery']}: {ticket.get('error')}"
    if deleted:
        return "its record was deleted and exists again" if record else ""
    if record is None:
        return "has no record in ServiceNow"
    if record.table != ticket["kind"]:
        return f"is a {ticket['kind']}, its record a {record.table}"
    if record.correlation_id != ticket["id"]:
        return f"its record names {record.correlation_id or 'nothing'} as correlation_id"
    if record.number != ticket["number"]:
        return f"shows the number {ticket['number']}, its record {record.number}"
    return ""
