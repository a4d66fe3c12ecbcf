"""TicketDesk on the wire: what each verb asks of ServiceNow, and what it believes of the answers."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from connector.adapters.servicenow.client import ServiceNowClient
from connector.adapters.servicenow.desk import ServiceNowDesk
from connector.adapters.servicenow.fields import CORRELATION_DISPLAY, to_columns
from connector.adapters.servicenow.people import People
from connector.domain.draft import Kind
from connector.domain.ticket import Sharer, Ticket
from connector.errors import NotConnectedError, RemoteProtocolError, RemoteRejectedError, RemoteUnavailableError
from connector.ports import Created
from tests.builders import INSTANCE, NOW, make_id, make_ticket
from tests.fakes import FakeClock
from tests.unit.adapters.wire import Wire, response

NOBODY = Sharer("oid-1", "", "")
"""Has no e-mail address, so that no user is looked up."""


class Token:
    """A token that always holds."""

    def current(self) -> str:
        return "token"

    def after(self, refused: str) -> str:
        return refused


def desk(*answers: Any) -> tuple[ServiceNowDesk, Wire]:
    """A desk whose instance gives these answers."""
    wire = Wire(list(answers))
    client = ServiceNowClient(INSTANCE, Token(), wire)
    return ServiceNowDesk(INSTANCE, client, People(client, FakeClock())), wire


def ticket(**fields: Any) -> Ticket:
    """A ticket of somebody without an address."""
    return make_ticket(sharer=NOBODY, **fields)


def row(id_: str, kind: Kind = Kind.INCIDENT, **changes: str) -> dict[str, Any]:
    """A record's row, by its ticket's id."""
    return {
        "sys_id": id_,
        "number": f"N{id_[-4:]}",
        "state": {"value": "1", "display_value": "New"},
        "active": "true",
        "sys_updated_on": "2026-03-02 09:00:00",
        "sys_mod_count": "0",
        "correlation_id": id_,
        "correlation_display": CORRELATION_DISPLAY[kind],
    } | changes


def stored(of: Ticket, **changes: str) -> dict[str, Any]:
    """The row that a ticket's columns make."""
    return row(of.ticket_id, of.kind) | to_columns(of, sharer_sys_id=None) | changes


def rows(*found: dict[str, Any], link: bool = False) -> Any:
    """A list answer."""
    return response(200, {"result": list(found)}, {"Link": '<https://x/>;rel="next"'} if link else {})


def serviced(of: Ticket, body: Any, status: int = 201) -> dict[str, Any]:
    """One item of a batch answer."""
    return {"id": of.ticket_id, "status_code": status, "body": base64.b64encode(json.dumps(body).encode()).decode()}


def test_one_ticket_is_one_request() -> None:
    """
    A single share goes to the Table API.
    """
    one = ticket()
    servicenow, wire = desk(response(201, {"result": stored(one)}))

    outcome = servicenow.create([one])[one.ticket_id]

    assert isinstance(outcome, Created)
    assert (outcome.record.sys_id, outcome.warnings) == (one.ticket_id, ())
    assert [asked.url for asked in wire.asked] == [f"{INSTANCE}/api/now/table/incident"]


def test_many_tickets_are_one_batch() -> None:
    """
    Of both kinds together, each with its own outcome.
    """
    first, second, third = ticket(), ticket(kind=Kind.CHANGE_REQUEST), ticket()
    items = [
        serviced(first, {"result": stored(first)}),
        serviced(second, {"error": {"message": "Operation Failed"}}, 403),
        serviced(third, {"result": {"number": "without an id"}}),
    ]
    servicenow, wire = desk(response(200, {"serviced_requests": items}))

    outcomes = servicenow.create([first, second, third])

    assert [asked.url for asked in wire.asked] == [f"{INSTANCE}/api/now/v1/batch"]
    kinds = [type(outcomes[t.ticket_id]) for t in (first, second, third)]
    assert kinds == [Created, RemoteRejectedError, RemoteProtocolError]


def test_dropped_columns_are_warnings() -> None:
    """
    A field that the integration user may not write, or a rule changed, is named on the ticket.
    """
    one = ticket()
    servicenow, _ = desk(response(201, {"result": stored(one, impact="3", due_date="")}))

    outcome = servicenow.create([one])[one.ticket_id]

    assert isinstance(outcome, Created)
    assert outcome.warnings == ("due_date", "impact")


def test_another_tickets_record_is_not_believed() -> None:
    """
    A record with another correlation_id is another ticket's.
    """
    one = ticket()
    servicenow, _ = desk(response(201, {"result": stored(one, correlation_id=make_id())}))

    assert isinstance(servicenow.create([one])[one.ticket_id], RemoteProtocolError)


def test_a_single_refusal_is_an_outcome_and_a_lost_consent_is_not() -> None:
    """
    A RemoteError is the ticket's; NotConnectedError concerns the whole job.
    """
    one = ticket()
    servicenow, _ = desk(response(503), response(401, {}), response(401, {}))

    assert isinstance(servicenow.create([one])[one.ticket_id], RemoteUnavailableError)
    with pytest.raises(NotConnectedError):
        servicenow.create([one])


def test_the_sharer_is_looked_up_once() -> None:
    """
    One request per person, however many tickets, also for one who is no user there.
    """
    first, second = make_ticket(), make_ticket()
    answers = [response(201, {"result": stored(t)}) for t in (first, second)]
    servicenow, wire = desk(rows(), *answers)

    servicenow.create([first])
    servicenow.create([second])

    assert [asked.url.rpartition("/")[2] for asked in wire.asked] == ["sys_user", "incident", "incident"]
    assert wire.asked[0].params["sysparm_query"] == "email=security.admin@sandbox.example^active=true"


def test_a_record_is_found_by_either_id() -> None:
    """
    First by correlation_id, then by sys_id, for an instance that dropped the other.
    """
    first, second, third = make_id(), make_id(), make_id()
    servicenow, wire = desk(rows(row(first)), rows(row(second, correlation_id="")))

    found = servicenow.find(Kind.INCIDENT, [first, second, third])

    assert set(found) == {first, second}
    queries = [asked.params["sysparm_query"].partition("^")[0] for asked in wire.asked]
    assert queries == [f"correlation_idIN{first},{second},{third}", f"sys_idIN{second},{third}"]


def test_rows_nobody_asked_for_are_left_out() -> None:
    """
    An instance that drops a condition hands out its whole table: only what was asked for is taken.
    """
    wanted, other = make_id(), make_id()
    servicenow, _ = desk(rows(row(other), row(wanted)))

    assert set(servicenow.read(Kind.INCIDENT, [wanted])) == {wanted}


def test_changes_are_read_page_by_page_after_the_last_row() -> None:
    """
    The next page begins after the last row's time and sys_id: offsets repeat and skip rows under writes.
    """
    first, second = make_id(), make_id()
    servicenow, wire = desk(rows(row(first), link=True), rows(row(second)))

    pages = list(servicenow.changed(Kind.INCIDENT, NOW - timedelta(minutes=2)))

    assert [[ticket_id for ticket_id, _ in page] for page in pages] == [[first], [second]]
    ours = f"correlation_display={CORRELATION_DISPLAY[Kind.INCIDENT]}"
    order = "^ORDERBYsys_updated_on^ORDERBYsys_id"
    assert [asked.params["sysparm_query"] for asked in wire.asked] == [
        f"{ours}^sys_updated_on>=2026-03-02 08:58:00{order}",
        f"{ours}^sys_updated_on=2026-03-02 09:00:00^sys_id>{first}^NQ{ours}^sys_updated_on>2026-03-02 09:00:00{order}",
    ]


def test_a_page_of_hidden_rows_is_passed_over() -> None:
    """
    Rows the user may not see make a page short or empty; what follows them is still wanted.
    """
    seen = make_id()
    servicenow, wire = desk(rows(link=True), rows(row(seen)))

    pages = list(servicenow.changed(Kind.INCIDENT, NOW - timedelta(minutes=2)))

    assert [[ticket_id for ticket_id, _ in page] for page in pages] == [[seen]]
    assert wire.asked[1].params["sysparm_offset"] == "1000"


@pytest.mark.parametrize(
    "changes", [{"correlation_display": "somebody else's"}, {"sys_updated_on": "2026-03-01 00:00:00"}]
)
def test_a_search_that_was_not_honoured_is_refused(changes: dict[str, str]) -> None:
    """
    A foreign or too old row means that the instance dropped a condition: its table is not taken for changes.
    """
    servicenow, _ = desk(rows(row(make_id(), **changes)))

    with pytest.raises(RemoteRejectedError, match="not honoured"):
        list(servicenow.changed(Kind.INCIDENT, NOW - timedelta(minutes=2)))


def test_pages_out_of_order_are_refused() -> None:
    """
    An instance that drops the order makes the next page skip rows.
    """
    first, second = make_id(), make_id()
    servicenow, _ = desk(rows(row(second), row(first), link=True))

    with pytest.raises(RemoteRejectedError, match="not honoured"):
        list(servicenow.changed(Kind.INCIDENT, NOW - timedelta(minutes=2)))


def test_a_page_that_comes_again_is_refused() -> None:
    """
    An instance that drops the conditions of the next page would be read for ever.
    """
    one = row(make_id())
    servicenow, _ = desk(rows(one, link=True), rows(one, link=True))

    with pytest.raises(RemoteRejectedError, match="not honoured"):
        list(servicenow.changed(Kind.INCIDENT, NOW - timedelta(minutes=2)))


def test_the_only_page_needs_no_order() -> None:
    """
    Nothing is skipped behind it.
    """
    first, second = make_id(), make_id()
    servicenow, _ = desk(rows(row(second), row(first)))

    [page] = servicenow.changed(Kind.INCIDENT, NOW - timedelta(minutes=2))

    assert [ticket_id for ticket_id, _ in page] == [second, first]


def test_a_row_without_a_number_stops_no_sync() -> None:
    """
    It is followed like the others; only a new ticket's record must have one.
    """
    one, other = ticket(), make_id()
    servicenow, _ = desk(
        rows(row(one.ticket_id, number=""), row(other)), response(201, {"result": stored(one, number="")})
    )

    [page] = servicenow.changed(Kind.INCIDENT, NOW - timedelta(minutes=2))

    assert [record.number for _, record in page] == ["", f"N{other[-4:]}"]
    assert isinstance(servicenow.create([one])[one.ticket_id], RemoteProtocolError)


def test_whether_any_record_is_shown_is_one_request() -> None:
    """
    Without conditions: an instance may refuse those.
    """
    servicenow, wire = desk(rows(row(make_id())), rows())

    assert (servicenow.shows(Kind.INCIDENT), servicenow.shows(Kind.CHANGE_REQUEST)) == (True, False)
    assert [asked.params["sysparm_query"] for asked in wire.asked] == ["", ""]


def test_records_without_a_tickets_id_are_passed_over() -> None:
    """
    Somebody may have copied a record and cleared or changed its correlation_id.
    """
    servicenow, _ = desk(rows(row(make_id(), correlation_id="by hand")))

    assert list(servicenow.changed(Kind.INCIDENT, NOW - timedelta(minutes=2))) == []


@pytest.mark.parametrize(
    ("roles", "is_admin"),
    [
        (lambda: rows({"user": "5" * 32, "role.name": "admin"}), True),
        (lambda: rows({"user": "6" * 32, "role.name": "admin"}), False),
        (lambda: rows(), False),
        (lambda: response(403, {"error": {"message": "Insufficient rights to query records", "detail": None}}), False),
    ],
    ids=["has it", "another's row", "none", "may not be read"],
)
def test_the_role_admin_is_seen_where_roles_can_be_read(roles: Callable[[], Any], is_admin: bool) -> None:
    """
    Only the user's own row of the role admin counts; whoever may not read roles is no administrator.
    """
    user = {"sys_id": "5" * 32, "user_name": "u", "name": "U", "email": ""}
    servicenow, _ = desk(rows(user), roles())

    assert servicenow.who_am_i().is_admin is is_admin


def test_the_user_of_the_token_is_asked_for() -> None:
    """
    The instance says whose token it is; more or fewer than one row says nothing.
    """
    user = {"sys_id": "5" * 32, "user_name": "integration", "name": {"display_value": "Integration"}, "email": "a@b"}
    servicenow, _ = desk(rows(user), rows(), rows(), rows(user, user))

    assert servicenow.who_am_i().name == "integration"
    for _ in range(2):
        with pytest.raises(NotConnectedError) as caught:
            servicenow.who_am_i()
        assert caught.value.code == "user_unreadable"
