"""Rules of `sync`: it says what it read, or why it read nothing."""

from connector.application.turns import turn
from connector.cli import sync
from connector.domain.draft import Kind
from connector.errors import RemoteUnavailableError
from tests.builders import CONNECTION_ID, TENANT_ID, make_record

BUSY = RemoteUnavailableError("ServiceNow", "429", status=429, retry_after_s=60, service_wide=True)


def test_what_was_read_is_printed(c, capsys):
    """
    Records read, tickets changed, records gone.
    """
    c.desks.desk.put(Kind.INCIDENT, make_record())

    assert sync.run(TENANT_ID, c) == 0
    assert capsys.readouterr().out == "read 1, changed 0, gone 0\n"


def test_trouble_is_printed(c, capsys):
    """
    As it stands on the connection.
    """
    c.desks.desk.fail("changed", RemoteUnavailableError("ServiceNow", "no answer"))

    assert sync.run(TENANT_ID, c) == 1
    assert capsys.readouterr().err == "trouble: remote_unavailable: no answer\n"


def test_nothing_is_read_in_a_pause(c, capsys):
    """
    That is no success: the operator is told until when.
    """
    with turn(CONNECTION_ID, c) as taken:
        taken.note(BUSY)

    assert sync.run(TENANT_ID, c) == 1
    printed = capsys.readouterr()
    assert (printed.out, "until 09:01:00 UTC" in printed.err) == ("", True)
