"""TicketStore: pages, filters and cursors."""

from dataclasses import replace

import pytest

from connector.domain.draft import Kind
from connector.domain.ticket import Delivery
from connector.errors import InvalidRequestError
from connector.ports import TicketFilter
from tests.builders import OTHER_TENANT_ID, TENANT_ID, make_created_ticket, make_ticket

ANY = TicketFilter()


@pytest.fixture
def read_all(tickets):
    """Every page of a list, one after the other."""

    def run(wanted=ANY, *, limit=3):
        pages = [tickets.page(TENANT_ID, wanted, cursor=None, limit=limit)]
        while pages[-1].cursor:
            pages.append(tickets.page(TENANT_ID, wanted, cursor=pages[-1].cursor, limit=limit))
        return pages

    return run


def _ids(pages):
    return [ticket.ticket_id for page in pages for ticket in page.tickets]


def _fill(tickets, *some):
    tickets.add(TENANT_ID, some)
    return [ticket.ticket_id for ticket in some]


def test_pages_go_from_the_newest_to_the_oldest(tickets, read_all):
    """
    Every ticket once, none twice, no page longer than asked for.
    """
    ids = _fill(tickets, *(make_ticket(f"Action{number}") for number in range(10)))

    pages = read_all()

    assert _ids(pages) == ids[::-1]
    assert max(len(page.tickets) for page in pages) == 3


def test_empty_list_is_one_empty_page(tickets):
    """
    Without a cursor.
    """
    page = tickets.page(TENANT_ID, ANY, cursor=None, limit=3)

    assert (page.tickets, page.cursor) == ([], None)


def test_newer_tickets_do_not_disturb_a_reader(tickets):
    """
    What is shared between two pages comes before the first; the second goes on where that one ended.
    """
    ids = _fill(tickets, *(make_ticket(f"Action{number}") for number in range(4)))
    first = tickets.page(TENANT_ID, ANY, cursor=None, limit=2)
    _fill(tickets, make_ticket("Newer"))

    second = tickets.page(TENANT_ID, ANY, cursor=first.cursor, limit=2)

    assert _ids([first, second]) == ids[::-1]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (TicketFilter(kind=Kind.CHANGE_REQUEST), ["Change"]),
        (TicketFilter(delivery=Delivery.QUEUED), ["Waiting"]),
        (TicketFilter(delivery=Delivery.CREATED, state="2"), ["Working"]),
        (TicketFilter(state="-5", kind=Kind.INCIDENT), []),
        (TicketFilter(text="improve work"), ["Working"]),
        (TicketFilter(text="inc0000042"), ["Working"]),
        (TicketFilter(text="CHANGE"), ["Change"]),
        (TicketFilter(text="'; or true"), []),
        (TicketFilter(state="' or '1' eq '1"), []),
        (TicketFilter(), ["Change", "Working", "Waiting"]),
    ],
)
def test_filters_narrow_the_list(tickets, read_all, wanted, expected):
    """
    Kind, delivery and state exactly; text in name, number and action id; what looks like a query is text.
    """
    _fill(
        tickets,
        make_ticket("Waiting"),
        make_created_ticket("Working", state="2", number="INC0000042"),
        make_created_ticket("Change", kind=Kind.CHANGE_REQUEST, state="-5", number="CHG0000001"),
    )

    assert [ticket.action_id for page in read_all(wanted) for ticket in page.tickets] == expected


def test_rare_text_is_found_however_far_back(tickets, read_all):
    """
    Pages may be short on the way, even empty; following the cursor finds it.
    """
    [needle, *_] = _fill(tickets, make_ticket("Needle"), *(make_ticket(f"Hay{number}") for number in range(60)))

    assert _ids(read_all(TicketFilter(text="needle"), limit=2)) == [needle]


@pytest.mark.parametrize(
    "cursor",
    ["x", "!!!", "é", "bm90IGpzb24=", "W10=", "bnVsbA==", "eyJQYXJ0aXRpb25LZXkiOiAieCJ9", "AAAA" * 400, "' or true"],
)
def test_bad_cursor_is_refused_by_name(tickets, cursor):
    """
    A cursor that no page gave is the caller's mistake, not ours.
    """
    _fill(tickets, make_ticket())

    with pytest.raises(InvalidRequestError) as refused:
        tickets.page(TENANT_ID, ANY, cursor=cursor, limit=2)
    assert refused.value.fields == {"cursor": "not_a_cursor"}


def test_cursor_of_another_tenant_opens_nothing(tickets):
    """
    Whatever a cursor holds, a page shows its tenant's own tickets only.
    """
    tickets.add(OTHER_TENANT_ID, [replace(make_ticket(f"A{n}"), tenant_id=OTHER_TENANT_ID) for n in range(4)])
    _fill(tickets, make_ticket())
    cursor = tickets.page(OTHER_TENANT_ID, ANY, cursor=None, limit=2).cursor

    try:
        page = tickets.page(TENANT_ID, ANY, cursor=cursor, limit=2)
    except InvalidRequestError:
        return
    assert {ticket.tenant_id for ticket in page.tickets} <= {TENANT_ID}
