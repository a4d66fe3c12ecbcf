"""ConnectionStore: connections, authorizations under way, and how far each connection is synced."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.adapters.tables.connections import ConnectionTable
from connector.domain.authorization import Authorization
from connector.domain.connection import ConnectionStatus, Doubt
from connector.domain.draft import Kind
from connector.domain.reconciling import Pass
from connector.errors import ConflictError, NotConnectedError, NotFoundError
from connector.ports import SyncState
from tests.builders import (
    CONNECTION_ID,
    INTEGRATION_USER,
    NOW,
    OTHER_TENANT_ID,
    TENANT_ID,
    make_authorization,
    make_connection,
)
from tests.contract.conftest import BOTH
from tests.fakes import FakeConnections


@pytest.fixture(params=BOTH)
def connections(request):
    """A store without connections."""
    return FakeConnections() if request.param == "memory" else ConnectionTable(request.getfixturevalue("new_table")())


def _other(number, **fields):
    return make_connection(connection_id=f"{number:032x}", **fields)


@pytest.mark.parametrize(
    "connection",
    [
        make_connection(),
        make_connection(consented_at=None, integration_user=None, last_success_at=None),
        make_connection().troubled("consent_needed", "l’instance “dort” — 休眠", NOW),
        make_connection().consented(replace(INTEGRATION_USER, is_admin=True), tuple(Doubt), NOW),
        make_connection(consent_life=timedelta(days=30)).disconnected(NOW + timedelta(microseconds=1)),
    ],
)
def test_saved_connection_comes_back_whole(connections, connection):
    """
    With or without consent, trouble and doubts.
    """
    saved = connections.save(connection)

    assert saved.version
    assert connections.get(CONNECTION_ID) == connection
    assert connections.get(CONNECTION_ID).version == saved.version


def test_second_writer_is_told(connections):
    """
    A change of what somebody else changed meanwhile is not stored.
    """
    read = connections.save(make_connection())
    first = connections.save(read.disconnected(NOW))

    with pytest.raises(ConflictError):
        connections.save(read.troubled("x", "y", NOW))
    assert connections.get(CONNECTION_ID) == first


def test_new_connection_takes_nobodys_place(connections):
    """
    A connection without a version is a new one, and its id must be new.
    """
    connections.save(make_connection())

    with pytest.raises(ConflictError):
        connections.save(make_connection())


def test_unknown_connection_is_not_found(connections):
    """
    Nor is one that another store made.
    """
    with pytest.raises(NotFoundError):
        connections.get(CONNECTION_ID)
    with pytest.raises(NotFoundError):
        connections.save(replace(make_connection(), version=_elsewhere(connections)))


def _elsewhere(connections):
    return connections.save(_other(1)).version


def test_tenant_has_one_current_connection(connections):
    """
    The one that was made so last, as it stands now.
    """
    for number in (1, 2):
        connections.make_current(connections.save(_other(number)))
    changed = connections.save(connections.get(f"{2:032x}").disconnected(NOW))

    assert connections.current(TENANT_ID) == changed


def test_tenant_that_was_never_connected_has_none(connections):
    """
    A connection that was only saved, or is another tenant's, does not count.
    """
    connections.save(make_connection())
    connections.make_current(connections.save(_other(1, tenant_id=OTHER_TENANT_ID)))

    with pytest.raises(NotConnectedError):
        connections.current(TENANT_ID)


def test_all_are_those_that_can_be_used(connections):
    """
    Of every tenant; also those in trouble.
    """
    connections.save(_other(1))
    connections.save(_other(2, tenant_id=OTHER_TENANT_ID).troubled("x", "y", NOW))
    for number, status in enumerate(ConnectionStatus, start=10):
        connections.save(_other(number, status=status, consented_at=None))

    assert {connection.connection_id for connection in connections.all()} == {f"{1:032x}", f"{2:032x}"}


def test_authorization_is_taken_once(connections):
    """
    Whole, with its verifier; the second time it is not found.
    """
    begun = make_authorization(browser_bound=False)
    connections.begin(begun)

    assert connections.take(begun.state) == begun
    with pytest.raises(NotFoundError):
        connections.take(begun.state)


@pytest.mark.parametrize("state", ["unknown", "", "a/b#c?d\\e", "é" * 3000])
def test_unknown_state_is_not_found(connections, state):
    """
    Whatever letters a redirect brings.
    """
    connections.begin(make_authorization())

    with pytest.raises(NotFoundError):
        connections.take(state)


def test_of_many_takers_at_once_one_wins(connections):
    """
    A redirect that arrives several times at the same moment is followed once.
    """
    begun = make_authorization()
    connections.begin(begun)

    def take(_):
        try:
            return connections.take(begun.state)
        except NotFoundError:
            return None

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(take, range(16)))

    assert [answer for answer in taken if isinstance(answer, Authorization)] == [begun]


def test_lapsed_authorizations_are_swept(connections):
    """
    Used or not; the connections they were for are named, living ones stay.
    """
    lapsed, living = make_authorization(expires_at=NOW - timedelta(seconds=1)), make_authorization()
    connections.begin(lapsed)
    connections.begin(living)

    assert connections.lapsed(NOW) == {lapsed.connection_id}
    connections.forget_lapsed(lapsed.connection_id, NOW)
    assert connections.lapsed(NOW) == set()
    assert connections.take(living.state) == living
    with pytest.raises(NotFoundError):
        connections.take(lapsed.state)


def test_lapsed_authorizations_of_other_connections_stay(connections):
    """
    Each is deleted when what its connection leaves behind has gone.
    """
    earlier = NOW - timedelta(seconds=1)
    connections.begin(make_authorization(expires_at=earlier))
    connections.begin(make_authorization(expires_at=earlier, connection_id="d" * 32))

    connections.forget_lapsed(CONNECTION_ID, NOW)

    assert connections.lapsed(NOW) == {"d" * 32}


def test_fresh_sync_state_begins_at_nothing(connections):
    """
    A connection that was never synced has no watermark.
    """
    assert connections.sync_state(make_connection()) == SyncState(CONNECTION_ID, TENANT_ID)


def test_sync_state_comes_back_whole(connections):
    """
    Each connection has its own.
    """
    state = SyncState(
        CONNECTION_ID,
        TENANT_ID,
        watermarks={Kind.INCIDENT: NOW, Kind.CHANGE_REQUEST: NOW - timedelta(days=1)},
        labels={Kind.INCIDENT: {"-17": "停放"}},
        synced_at=NOW,
        passes={
            Kind.INCIDENT: Pass(NOW - timedelta(microseconds=1)).at("a" * 32),
            Kind.CHANGE_REQUEST: Pass(NOW).done(),
        },
        choices_at=NOW - timedelta(hours=1),
    )
    first = connections.save_sync_state(SyncState(CONNECTION_ID, TENANT_ID, synced_at=NOW))
    connections.save_sync_state(replace(state, version=first.version))

    assert connections.sync_state(make_connection()) == state
    assert connections.sync_state(_other(1)).synced_at is None


def test_sync_state_that_someone_wrote_is_not_overwritten(connections):
    """
    Of two syncs that read the same one goes on; also when neither found a state.
    """
    fresh = connections.sync_state(make_connection())
    first = connections.save_sync_state(replace(fresh, synced_at=NOW))
    second = connections.save_sync_state(replace(first, choices_at=NOW))

    for stale in (fresh, first):
        with pytest.raises(ConflictError):
            connections.save_sync_state(stale)
    assert connections.sync_state(make_connection()) == second


def test_a_tenants_connections_are_all_found(connections):
    """
    Whatever became of them; those of other tenants are not.
    """
    mine = [connections.save(_other(n, status=status)) for n, status in enumerate(ConnectionStatus, start=1)]
    connections.save(_other(99, tenant_id=OTHER_TENANT_ID))

    assert sorted(connections.of_tenant(TENANT_ID), key=lambda each: each.connection_id) == mine


def test_a_consent_is_waited_for_until_it_is_used_or_lapses(connections):
    """
    Of several the last counts.
    """
    first, last = (make_authorization(expires_at=NOW + timedelta(minutes=minutes)) for minutes in (5, 10))
    connections.begin(first)
    connections.begin(last)
    assert connections.authorization_until(CONNECTION_ID, NOW) == last.expires_at

    connections.take(last.state)
    assert connections.authorization_until(CONNECTION_ID, NOW) == first.expires_at
    assert connections.authorization_until(CONNECTION_ID, first.expires_at) is None
    assert connections.authorization_until("d" * 32, NOW) is None


def test_every_tenant_that_connected_is_known(connections):
    """
    Also one whose connection is no longer usable.
    """
    connections.make_current(connections.save(make_connection(status=ConnectionStatus.NOT_CONNECTED)))

    assert connections.tenants() == [TENANT_ID]
