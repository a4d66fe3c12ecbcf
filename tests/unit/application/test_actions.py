"""Rules of listing improvement actions."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.application.actions import PAGE_SIZE, ActionFilter, Order, Shared, Sort, draft, get_action, list_actions
from connector.domain.action import ActionStatus, Category, Level, ScoreCard
from connector.domain.draft import Kind
from connector.errors import InvalidRequestError, NotFoundError
from tests.builders import TODAY, make_action, make_caller, make_created_ticket, make_score_card, make_ticket

ACTIONS = (
    make_action("AdminMFAV2", title="Require a second factor", threats=("Account breach",)),
    make_action(
        "DLPEnabled", title="Turn on data loss rules", category=Category.DATA, service="Purview", score=10.0, threats=()
    ),
    make_action("IntegratedApps", category=Category.APPS, tenant_status=ActionStatus.IGNORED, threats=()),
)


@pytest.fixture
def found(c, caller):
    """The ids that a search answers."""
    c.scores.card = ScoreCard(ACTIONS, None)
    return lambda **wanted: [item.action.action_id for item in list_actions(caller, c, ActionFilter(**wanted)).items]


def _many(c, count):
    c.scores.card = make_score_card(*(f"Action{number:03}" for number in range(count)))


def test_actions_come_in_microsofts_order_with_the_score(c, caller):
    """
    The first page holds the score, too.
    """
    page = list_actions(caller, c)

    assert [item.action for item in page.items] == list(c.scores.card.actions)
    assert (page.cursor, page.total, page.score) == (None, 3, c.scores.card.score)


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({"category": Category.DATA}, ["DLPEnabled"]),
        ({"status": ActionStatus.COMPLETED}, ["DLPEnabled"]),
        ({"status": ActionStatus.IGNORED}, ["IntegratedApps"]),
        ({"category": Category.APPS, "status": ActionStatus.TO_ADDRESS}, []),
        ({"text": "SECOND factor"}, ["AdminMFAV2"]),
        ({"text": "dlpen"}, ["DLPEnabled"]),
        ({"text": "purview"}, ["DLPEnabled"]),
        ({"text": "breach"}, ["AdminMFAV2"]),
        ({"text": "data turn"}, ["DLPEnabled"]),
        ({"text": "nothing like it"}, []),
    ],
)
def test_filters_narrow_the_list(found, wanted, ids):
    """
    Category and status together; text in title, id, service and threats, whatever its case.
    """
    assert found(**wanted) == ids


def test_cursor_walks_through_every_action_once(c, caller):
    """
    Pages of a hundred; the last one has no cursor; `total` counts all of them on each page.
    """
    _many(c, 2 * PAGE_SIZE + 1)
    pages = [list_actions(caller, c)]
    while pages[-1].cursor:
        pages.append(list_actions(caller, c, cursor=pages[-1].cursor))

    assert [len(page.items) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 1]
    assert {page.total for page in pages} == {201}
    assert len({item.action.action_id for page in pages for item in page.items}) == 201


def test_full_last_page_has_no_cursor(c, caller):
    """
    Nobody is sent to an empty page.
    """
    _many(c, PAGE_SIZE)

    assert list_actions(caller, c).cursor is None


def test_cursor_holds_when_actions_are_added_before_it(c, caller):
    """
    Microsoft's list may grow between two pages: nothing is shown twice.
    """
    _many(c, PAGE_SIZE + 1)
    cursor = list_actions(caller, c).cursor
    c.scores.card = replace(c.scores.card, actions=(make_action("Newest"), *c.scores.card.actions))

    assert [item.action.action_id for item in list_actions(caller, c, cursor=cursor).items] == ["Action100"]


def test_unknown_cursor_is_refused(c, caller):
    """
    A cursor that this list did not give is named as the field at fault.
    """
    with pytest.raises(InvalidRequestError) as refused:
        list_actions(caller, c, cursor="NoSuchAction")
    assert refused.value.fields == {"cursor": "not_a_cursor"}


def test_action_shows_its_open_ticket(c, caller):
    """
    Open tickets only; another action's is not shown here.
    """
    [shared] = c.tickets.put(make_ticket("AdminMFAV2"))
    c.tickets.put(make_created_ticket("BlockLegacyAuth", active=False, state="7"))

    tickets = {item.action.action_id: item.ticket for item in list_actions(caller, c).items}

    assert tickets == {"AdminMFAV2": shared, "BlockLegacyAuth": None, "SelfServicePasswordReset": None}


def test_ticket_of_another_tenant_is_not_shown(c):
    """
    The same action is shared by many tenants.
    """
    c.tickets.put(make_ticket("AdminMFAV2"))

    assert get_action("AdminMFAV2", make_caller(tenant_id="another"), c).ticket is None


def test_one_action_is_read_with_its_ticket(c, caller):
    """
    By its id in any case.
    """
    [shared] = c.tickets.put(make_ticket("AdminMFAV2"))

    item = get_action("ADMINMFAV2", caller, c)

    assert (item.action.action_id, item.ticket) == ("AdminMFAV2", shared)


def test_unknown_action_is_not_found(c, caller):
    """
    Neither as an action nor as a draft.
    """
    with pytest.raises(NotFoundError) as refused:
        get_action("NoSuchAction", caller, c)
    assert refused.value.code == "action_not_found"
    with pytest.raises(NotFoundError):
        draft("NoSuchAction", Kind.INCIDENT, caller, c)


def test_draft_counts_its_due_date_from_today(c, caller):
    """
    Today in UTC, by the container's clock, with HTML turned to text.
    """
    prefilled = draft("adminmfav2", Kind.CHANGE_REQUEST, caller, c)

    assert (prefilled.action_id, prefilled.kind) == ("AdminMFAV2", Kind.CHANGE_REQUEST)
    assert prefilled.due_date == TODAY + timedelta(days=7)
    assert prefilled.description.startswith("Turn it on.\n")


@pytest.fixture
def ordered(c, caller):
    """The ids in this order; two actions are equal in points."""
    c.scores.card = ScoreCard(
        (
            make_action("A", rank=1, score=5.0, user_impact=Level.UNKNOWN),
            make_action("B", rank=2, score=5.0, user_impact=Level.HIGH),
            make_action("C", rank=3, score=1.0, user_impact=Level.NONE),
        ),
        None,
    )
    return lambda sort, order: [item.action.action_id for item in list_actions(caller, c, sort=sort, order=order).items]


@pytest.mark.parametrize(
    ("sort", "ascending", "descending"),
    [(Sort.RANK, "ABC", "CBA"), (Sort.POINTS, "ABC", "CAB"), (Sort.IMPACT, "CBA", "BCA")],
)
def test_lists_are_sorted_both_ways(ordered, sort, ascending, descending):
    """
    Equals stay in Microsoft's order, and an impact that nobody knows comes last.
    """
    assert ordered(sort, Order.ASCENDING) == list(ascending)
    assert ordered(sort, Order.DESCENDING) == list(descending)


def test_actions_with_and_without_a_ticket_are_told_apart(c, caller, found):
    """
    An open one; a ticket that failed or was closed does not count.
    """
    c.tickets.put(make_created_ticket("DLPEnabled"), make_created_ticket("AdminMFAV2", active=False))

    assert found(ticket=Shared.WITH) == ["DLPEnabled"]
    assert found(ticket=Shared.WITHOUT) == ["AdminMFAV2", "IntegratedApps"]


def test_a_page_goes_on_behind_an_action_that_was_shared_meanwhile(c, caller):
    """
    It no longer matches, and none of the others is left out or comes twice.
    """
    _many(c, 4)
    wanted = ActionFilter(ticket=Shared.WITHOUT)
    first = list_actions(caller, c, wanted, limit=2)
    c.tickets.put(make_ticket(first.cursor))

    second = list_actions(caller, c, wanted, limit=2, cursor=first.cursor)

    assert [item.action.action_id for item in second.items] == ["Action002", "Action003"]
    assert second.cursor is None
