"""Rules of state names: chosen by an administrator, else the instance's own."""

import json
from dataclasses import replace

import pytest

from connector.application.state_names import all_names, choose, names_of
from connector.application.summary import summarize
from connector.application.sync import sync_connection
from connector.domain.draft import Kind
from connector.errors import InvalidRequestError, NotConnectedError, RemoteUnavailableError
from connector.ports import SyncJob
from tests.builders import CONNECTION_ID, NOW, OTHER_TENANT_ID, TENANT_ID, make_created_ticket

LISTS = {Kind.INCIDENT: {"en": {"1": "Fresh"}, "fr": {"1": "Nouveau"}}}


@pytest.fixture
def sync(c):
    """One sync of the connection."""
    return lambda: sync_connection(SyncJob(CONNECTION_ID), c)


def test_choosing_is_kept_for_the_tenant_and_goes_on_record(c, caller):
    """
    The event says who, and which names.
    """
    choose({Kind.INCIDENT: {"1": " Neu "}}, caller, c)

    assert names_of(TENANT_ID, c).name(Kind.INCIDENT, "1", "fr") == "Neu"
    assert names_of(OTHER_TENANT_ID, c).name(Kind.INCIDENT, "1", "fr") == "New"
    [event] = c.events.page(TENANT_ID, cursor=None, limit=9).events
    assert (event.name, event.by) == ("state_names_chosen", caller.object_id)
    assert json.loads(event.facts["incident"]) == {"1": "Neu"}


def test_choosing_replaces_all_that_was_chosen(c, caller):
    """
    Nothing at all gives the instance's names back.
    """
    choose({Kind.INCIDENT: {"1": "Neu"}, Kind.CHANGE_REQUEST: {"0": "Blick"}}, caller, c)
    choose({Kind.INCIDENT: {"2": "Dran"}}, caller, c)
    assert names_of(TENANT_ID, c).chosen == {Kind.INCIDENT: {"2": "Dran"}}

    choose({}, caller, c)
    assert names_of(TENANT_ID, c).chosen == {}


def test_a_refused_choice_changes_nothing(c, caller):
    """
    One state at fault refuses the whole.
    """
    with pytest.raises(InvalidRequestError):
        choose({Kind.INCIDENT: {"1": "Neu", "2": ""}}, caller, c)

    assert (names_of(TENANT_ID, c).chosen, c.events.names()) == ({}, [])


def test_the_first_sync_reads_the_choice_lists(c, caller, sync):
    """
    From then on tickets are called as in the instance.
    """
    c.desks.desk.choice_lists = LISTS
    sync()

    known = all_names(caller, c)
    names, read_at = known.names, known.read_at
    assert (names.name(Kind.INCIDENT, "1", "fr"), read_at) == ("Nouveau", NOW)


def test_choice_lists_are_read_again_after_a_day(c, clock, sync):
    """
    Not with every sync; an empty list counts as read, because a right is missing.
    """
    for hours in (0, 1, 22, 1, 1):
        clock.advance(hours=hours)
        sync()

    assert c.desks.desk.choice_reads == 2


@pytest.mark.parametrize("error", [RemoteUnavailableError("ServiceNow", "no answer"), NotConnectedError("401")])
def test_choice_lists_that_cannot_be_read_stop_no_sync(c, sync, error):
    """
    The connection stays well, and the next sync asks again.
    """
    c.desks.desk.fail("choices", error)
    sync()

    assert c.connections.get(CONNECTION_ID).trouble is None
    assert c.connections.sync_state(c.connections.get(CONNECTION_ID)).synced_at == NOW
    sync()
    assert c.desks.desk.choice_reads == 2


def test_the_cards_use_the_names(c, caller, sync):
    """
    In the reader's language, the administrator's word first, the states in the instance's order.
    """
    c.desks.desk.choice_lists = {Kind.INCIDENT: {"en": {"7": "Done", "1": "Fresh"}, "fr": {"1": "Nouveau"}}}
    sync()
    choose({Kind.INCIDENT: {"7": "Fertig"}}, caller, c)
    c.tickets.put(make_created_ticket("A"), make_created_ticket("B", state="7"), make_created_ticket("C", state="9"))

    [incident, _] = summarize(caller, c, language="fr").cards
    assert [state.label for state in incident.states] == ["Fertig", "Nouveau", "9"]


def test_names_need_no_connection(unconnected, caller):
    """
    An administrator may choose before connecting; the rest is as delivered.
    """
    choose({Kind.INCIDENT: {"1": "Neu"}}, caller, unconnected)

    known = all_names(caller, unconnected)
    names, read_at = known.names, known.read_at
    assert (names.name(Kind.INCIDENT, "1", "en"), names.name(Kind.INCIDENT, "2", "en")) == ("Neu", "In Progress")
    assert read_at is None


def test_the_newest_connections_lists_count(c):
    """
    After a move to another instance its words replace the old ones.
    """
    connection = c.connections.get(CONNECTION_ID)
    c.state_names.keep_choices(connection, LISTS, NOW)
    other = replace(connection, connection_id="d" * 32)
    c.state_names.keep_choices(other, {Kind.INCIDENT: {"en": {"1": "Raised"}}}, c.clock.advance(hours=1))

    assert names_of(TENANT_ID, c).name(Kind.INCIDENT, "1", "fr") == "Raised"
