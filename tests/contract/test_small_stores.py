"""StateNameStore, DefaultsStore, ChecklistLog and PushLog: what is kept comes back, and a push is accepted once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from connector.adapters.tables.checklists import ChecklistTable
from connector.adapters.tables.defaults import DefaultsTable
from connector.adapters.tables.pushes import PushTable
from connector.adapters.tables.state_names import StateNameTable
from connector.domain.draft import BY_RULE, Defaults, Kind, Priority
from connector.domain.setup import Checked
from connector.errors import ConflictError
from connector.ports import KeptNames
from tests.builders import CONNECTION_ID, NOW, OTHER_TENANT_ID, TENANT_ID, make_connection
from tests.contract.conftest import BOTH
from tests.fakes import FakeChecklists, FakeDefaults, FakePushes, FakeStateNames

LISTS = {Kind.INCIDENT: {"en": {"1": "New"}, "zh": {"1": "新建"}}, Kind.CHANGE_REQUEST: {"fr": {"-5": "Nouveau"}}}


@pytest.fixture(params=BOTH)
def names(request):
    """A store of state names."""
    return FakeStateNames() if request.param == "memory" else StateNameTable(request.getfixturevalue("new_table")())


@pytest.fixture(params=BOTH)
def pushes(request):
    """A log of pushes."""
    return FakePushes() if request.param == "memory" else PushTable(request.getfixturevalue("new_table")())


@pytest.fixture(params=BOTH)
def defaults(request):
    """A store of what drafts begin with."""
    return FakeDefaults() if request.param == "memory" else DefaultsTable(request.getfixturevalue("new_table")())


@pytest.fixture(params=BOTH)
def checklists(request):
    """A log of checklists."""
    return FakeChecklists() if request.param == "memory" else ChecklistTable(request.getfixturevalue("new_table")())


@pytest.mark.parametrize("checked", [Checked(NOW), Checked(NOW, ("clock", "release"), ("rate_limit",))])
def test_the_last_checklist_comes_back(checklists, checked):
    """
    Of its own connection.
    """
    checklists.keep(CONNECTION_ID, Checked(NOW - timedelta(days=1), ("user_active",)))
    checklists.keep(CONNECTION_ID, checked)

    assert checklists.last(CONNECTION_ID) == checked
    assert checklists.last("d" * 32) is None


@pytest.mark.parametrize("chosen", [Defaults(Kind.CHANGE_REQUEST, Priority.LOW, 365), Defaults(due_days=1), BY_RULE])
def test_defaults_come_back(defaults, chosen):
    """
    For their tenant only; the last choice counts.
    """
    defaults.choose(TENANT_ID, Defaults(Kind.CHANGE_REQUEST, Priority.HIGH, 30))
    defaults.choose(TENANT_ID, chosen)

    assert defaults.get(TENANT_ID) == chosen
    assert defaults.get(OTHER_TENANT_ID) == BY_RULE


def test_a_tenant_without_names_has_none(names):
    """
    Nothing chosen, nothing read.
    """
    assert names.get(TENANT_ID) == KeptNames()


def test_names_and_lists_come_back(names):
    """
    In every script, for their tenant only.
    """
    names.choose(TENANT_ID, {Kind.INCIDENT: {"1": "Neu ✓"}})
    names.keep_choices(make_connection(), LISTS, NOW)

    assert names.get(TENANT_ID) == KeptNames({Kind.INCIDENT: {"1": "Neu ✓"}}, LISTS, NOW)
    assert names.get(OTHER_TENANT_ID) == KeptNames()


def test_what_is_kept_later_replaces(names):
    """
    Choosing nothing leaves nothing; an empty list was read all the same.
    """
    names.choose(TENANT_ID, {Kind.INCIDENT: {"1": "Neu"}})
    names.choose(TENANT_ID, {})
    names.keep_choices(make_connection(), LISTS, NOW)
    names.keep_choices(make_connection(), {}, NOW + timedelta(days=1))

    assert names.get(TENANT_ID) == KeptNames({}, {}, NOW + timedelta(days=1))


def test_the_lists_read_last_count(names):
    """
    Each connection has its own.
    """
    for age, connection_id in ((0, "d" * 32), (1, "b" * 32), (2, "e" * 32)):
        connection = make_connection(connection_id=connection_id)
        lists = {Kind.INCIDENT: {"en": {"1": connection_id[0]}}}
        names.keep_choices(connection, lists, NOW - timedelta(hours=age))

    assert names.get(TENANT_ID).choices == {Kind.INCIDENT: {"en": {"1": "d"}}}


def test_a_signature_is_accepted_once(pushes):
    """
    Per connection.
    """
    pushes.accept(CONNECTION_ID, "ab", until=NOW)

    with pytest.raises(ConflictError):
        pushes.accept(CONNECTION_ID, "ab", until=NOW + timedelta(hours=1))
    pushes.accept("d" * 32, "ab", until=NOW)
    pushes.accept(CONNECTION_ID, "ac", until=NOW)


def test_of_many_at_the_same_time_one_is_accepted(pushes):
    """
    Eight workers get the same push.
    """

    def accept(_):
        try:
            pushes.accept(CONNECTION_ID, "ab", until=NOW)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(8) as workers:
        assert sum(workers.map(accept, range(8))) == 1


def test_a_sweep_forgets_what_lapsed(pushes):
    """
    More than one transaction holds; what is still in its time stays.
    """
    for number in range(103):
        pushes.accept(CONNECTION_ID, f"{number:04x}", until=NOW - timedelta(seconds=1))
    pushes.accept(CONNECTION_ID, "now", until=NOW)

    assert (pushes.sweep(NOW), pushes.sweep(NOW)) == (103, 0)
    with pytest.raises(ConflictError):
        pushes.accept(CONNECTION_ID, "now", until=NOW)
    pushes.accept(CONNECTION_ID, "0000", until=NOW)
