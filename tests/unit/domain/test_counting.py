"""Rules of counting."""

from dataclasses import replace

import pytest

from connector.domain.counting import day_moves, figure_of, total_moves
from connector.domain.draft import Kind
from connector.domain.ticket import Delivery, Failure
from tests.builders import NOW, make_created_ticket, make_ticket

FAILED = make_ticket().failed(Failure("remote_rejected", "no"), NOW)
CLOSED = make_created_ticket(state="7", active=False)


@pytest.mark.parametrize(
    ("ticket", "figure"),
    [
        (make_ticket(), "incident/queued"),
        (make_ticket(delivery=Delivery.CREATING), "incident/queued"),
        (FAILED, "incident/failed"),
        (make_created_ticket(), "incident/state/1"),
        (make_created_ticket(state="-7"), "incident/state/-7"),
        (make_created_ticket().vanished(NOW), "incident/deleted"),
        (replace(make_created_ticket(state="-5"), kind=Kind.CHANGE_REQUEST), "change_request/state/-5"),
        (replace(CLOSED, delivery=Delivery.FAILED), "incident/failed"),
    ],
)
def test_each_ticket_counts_in_one_figure(ticket, figure):
    """
    Waiting and being created count alike; a record counts by its state, whatever state that is.
    """
    assert figure_of(ticket) == figure


def test_change_takes_from_one_figure_and_adds_to_another():
    """
    The sum of all figures is the number of tickets.
    """
    ticket = make_ticket()

    assert total_moves(None, ticket) == {"incident/queued": 1}
    assert total_moves(ticket, make_created_ticket()) == {"incident/queued": -1, "incident/state/1": 1}


def test_change_within_one_figure_moves_nothing():
    """
    A claim touches no figure, so it writes no figure row.
    """
    assert not total_moves(make_ticket(), make_ticket(delivery=Delivery.CREATING))


@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        (make_ticket(), make_created_ticket(), {"incident/opened": 1}),
        (make_ticket(), CLOSED, {"incident/opened": 1, "incident/closed": 1}),
        (make_created_ticket(), CLOSED, {"incident/closed": 1}),
        (make_created_ticket(), make_created_ticket().vanished(NOW), {"incident/closed": 1}),
        (make_created_ticket(), make_created_ticket().detach(NOW), {"incident/closed": 1}),
        (CLOSED, make_created_ticket(), {"incident/opened": 1}),
        (CLOSED, CLOSED.vanished(NOW), {}),
        (make_created_ticket(), make_created_ticket(state="2"), {}),
    ],
)
def test_day_counts_records_that_open_and_end(before, after, moves):
    """
    A record opens when it is made or reopened, and ends when it is closed, deleted or let go of.
    """
    assert day_moves(before, after) == moves


@pytest.mark.parametrize(
    ("before", "after"), [(None, make_ticket()), (make_ticket(), FAILED), (FAILED, FAILED.retried(NOW))]
)
def test_day_counts_no_delivery(before, after):
    """
    A ticket without a record is not opened at ServiceNow; when it fails nothing is closed there, and a retry opens
    nothing a second time.
    """
    assert not day_moves(before, after)
