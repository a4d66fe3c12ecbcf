"""Rules of the recount."""

import pytest

from connector.application.recount import recount
from connector.errors import ConflictError
from tests.builders import TENANT_ID, TODAY, make_created_ticket, make_ticket


@pytest.fixture
def wrong(c):
    """Two tickets, and a figure that says three."""
    c.tickets.put(make_ticket("A"), make_created_ticket("B"))
    c.tickets.miscount(TENANT_ID, "incident/queued", 1)
    return c


def test_differences_name_the_figure_with_both_counts(wrong):
    """
    Looking changes nothing and leaves no event.
    """
    for _ in range(2):
        assert recount(TENANT_ID, wrong).differences == {"incident/queued": (2, 1)}
    assert wrong.events.names() == []


def test_mending_makes_the_figures_what_was_counted(wrong):
    """
    It goes on record with what was wrong.
    """
    recount(TENANT_ID, wrong, mend=True)

    assert wrong.tickets.figures(TENANT_ID, since=TODAY).totals == {"incident/queued": 1, "incident/state/1": 1}
    [event] = wrong.events.page(TENANT_ID, cursor=None, limit=9).events
    assert (event.name, event.facts) == ("figures_mended", {"incident/queued": "[2, 1]"})


def test_mending_what_is_right_is_no_event(c):
    """
    Nothing was wrong, so nothing was mended.
    """
    c.tickets.put(make_ticket("A"), make_created_ticket("B"))

    assert recount(TENANT_ID, c, mend=True).differences == {}
    assert c.events.names() == []


def test_tickets_that_change_all_the_time_are_no_answer(wrong):
    """
    Rather none than one that is not of one moment.
    """
    wrong.tickets.fail("recount", ConflictError("tickets changed"))

    with pytest.raises(ConflictError):
        recount(TENANT_ID, wrong, mend=True)
    assert wrong.events.names() == []
