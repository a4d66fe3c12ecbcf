"""The small stores of the table `connections`: names of states, pushes that were accepted, leases."""

from datetime import timedelta

import pytest

from connector.adapters.tables.leases import LeaseTable
from connector.adapters.tables.pushes import PushTable
from connector.adapters.tables.state_names import StateNameTable
from connector.domain.draft import Kind
from connector.errors import ConflictError, RemoteUnavailableError
from connector.ports import KeptNames
from tests.builders import CONNECTION_ID, NOW, OTHER_TENANT_ID, TENANT_ID, make_connection
from tests.contract.conftest import BOTH
from tests.fakes import FakeLeases, FakePushes, FakeStateNames

CHOSEN = {Kind.INCIDENT: {"1": "Neu – “offen” 新"}, Kind.CHANGE_REQUEST: {"-5": "x"}}
LISTS = {Kind.INCIDENT: {"en": {"1": "New"}, "zh": {"1": "新建"}}}
LATER = NOW + timedelta(microseconds=1)


@pytest.fixture(params=BOTH)
def names(request):
    """A store without names."""
    return FakeStateNames() if request.param == "memory" else StateNameTable(request.getfixturevalue("new_table")())


@pytest.fixture(params=BOTH)
def pushes(request):
    """A log without pushes."""
    return FakePushes() if request.param == "memory" else PushTable(request.getfixturevalue("new_table")())


@pytest.fixture(params=BOTH)
def leases(request, clock):
    """Leases that nobody holds; two processes share them."""
    if request.param == "memory":
        return [FakeLeases()] * 2
    table = request.getfixturevalue("new_table")()
    return [LeaseTable(table, clock, sleep=lambda _: None) for _ in range(2)]


def test_nothing_is_kept_at_first(names):
    """
    No names, no lists, never read.
    """
    assert names.get(TENANT_ID) == KeptNames()


def test_chosen_names_come_back(names):
    """
    The last choice replaces the one before; another tenant has its own.
    """
    names.choose(TENANT_ID, {Kind.INCIDENT: {"7": "gone"}})
    names.choose(TENANT_ID, CHOSEN)

    assert names.get(TENANT_ID) == KeptNames(chosen=CHOSEN)
    assert names.get(OTHER_TENANT_ID) == KeptNames()


def test_lists_read_last_count(names):
    """
    Of several connections of a tenant; chosen names stay beside them.
    """
    names.choose(TENANT_ID, CHOSEN)
    names.keep_choices(make_connection(connection_id="b" * 32), LISTS, LATER)
    names.keep_choices(make_connection(connection_id="a" * 32), {Kind.INCIDENT: {"en": {"1": "Old"}}}, NOW)

    assert names.get(TENANT_ID) == KeptNames(CHOSEN, LISTS, LATER)


def test_choice_of_nothing_removes_the_names(names):
    """
    Then the instance's own labels are shown again.
    """
    names.choose(TENANT_ID, CHOSEN)
    names.choose(TENANT_ID, {})

    assert names.get(TENANT_ID) == KeptNames()


def test_push_is_accepted_once(pushes):
    """
    The same signature again is a replay; at another connection it is another push.
    """
    pushes.accept(CONNECTION_ID, "a" * 64, until=LATER)
    pushes.accept("d" * 32, "a" * 64, until=LATER)

    with pytest.raises(ConflictError):
        pushes.accept(CONNECTION_ID, "a" * 64, until=LATER)


def test_lapsed_pushes_are_forgotten(pushes):
    """
    However many there are; living ones stay.
    """
    for number in range(101):
        pushes.accept(CONNECTION_ID, f"{number:064}", until=NOW - timedelta(seconds=1))
    pushes.accept(CONNECTION_ID, "living", until=NOW)

    assert (pushes.sweep(NOW), pushes.sweep(NOW)) == (101, 0)
    with pytest.raises(ConflictError):
        pushes.accept(CONNECTION_ID, "living", until=NOW)


def test_lease_has_one_holder(leases):
    """
    Another process is told; another name is free.
    """
    one, other = leases

    with (
        one.hold(CONNECTION_ID),
        other.hold("d" * 32),
        pytest.raises(RemoteUnavailableError),
        other.hold(CONNECTION_ID),
    ):
        raise AssertionError("held twice")


def test_lease_is_free_after_its_block(leases):
    """
    Also when the block failed.
    """
    one, other = leases
    with pytest.raises(KeyError), one.hold(CONNECTION_ID):
        raise KeyError("trouble inside")

    with other.hold(CONNECTION_ID), pytest.raises(RemoteUnavailableError), one.hold(CONNECTION_ID):
        raise AssertionError("held twice")


@pytest.mark.e2e
def test_lease_of_a_killed_process_lapses(new_table, clock):
    """
    A minute and a half later it may be taken; the one that lost it does not free it for others.
    """
    table = new_table()
    killed, next_one, third = (LeaseTable(table, clock, sleep=lambda _: None) for _ in range(3))

    with killed.hold(CONNECTION_ID):
        clock.advance(seconds=91)
        holding = next_one.hold(CONNECTION_ID)
        holding.__enter__()
    with pytest.raises(RemoteUnavailableError), third.hold(CONNECTION_ID):
        raise AssertionError("held twice")
    holding.__exit__(None, None, None)
    with third.hold(CONNECTION_ID):
        pass
