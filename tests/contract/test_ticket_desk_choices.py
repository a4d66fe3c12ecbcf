"""TicketDesk: labels of states come from the instance's choice lists, where the user may read them."""

import pytest

from connector.domain.draft import Kind
from connector.domain.states import StateNames

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(
    ("kind", "state", "language", "name"),
    [
        (Kind.INCIDENT, "6", "fr", "Résolu"),
        (Kind.INCIDENT, "1", "zh-CN", "新建"),
        (Kind.INCIDENT, "3", "en", "On Hold"),
        (Kind.CHANGE_REQUEST, "-5", "de", "New"),
    ],
)
def test_states_are_called_as_in_the_instance(instance, kind, state, language, name):
    """
    In the reader's language; incident 3 is on hold, although task 3 is closed.
    """
    assert StateNames(choices=instance.desk().choices()).name(kind, state, language) == name


def test_a_state_of_the_instances_own_is_among_them(instance):
    """
    One request brings both kinds.
    """
    instance.control("POST", "choices", {"table": "incident", "value": "12", "label": "Archived"})
    desk = instance.desk()
    instance.requests()

    assert desk.choices()[Kind.INCIDENT]["en"]["12"] == "Archived"
    assert instance.requests() == 1


def test_an_instance_that_refuses_to_sort_shows_its_lists(instance):
    """
    In their own order all the same.
    """
    desk = instance.desk()
    before = desk.choices()[Kind.INCIDENT]["en"]
    instance.switch(denyRangeQueries=True)

    assert list(desk.choices()[Kind.INCIDENT]["en"].items()) == list(before.items())


@pytest.mark.parametrize("unreadable", ["forbidden", "empty"])
def test_without_the_role_nothing_is_known(instance, unreadable):
    """
    Refused or shown nothing: the same.
    """
    instance.control("POST", "users/secure.score.integration", {"roles": ["itil"]})
    if unreadable == "empty":
        instance.switch(unreadableTables="empty")

    assert instance.desk().choices() == {}
