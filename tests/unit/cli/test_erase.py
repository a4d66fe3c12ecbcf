"""The command `erase`."""

import argparse

import pytest

from connector.cli import erase
from connector.domain.ticket import ERASED
from tests.builders import SHARER, TENANT_ID, make_created_ticket


@pytest.fixture
def run(c):
    """The command with these words; answers its exit status."""
    parser = argparse.ArgumentParser()
    erase.add_to(parser.add_subparsers(dest="command"))
    return lambda *words: erase.run(parser.parse_args(["erase", *words]), TENANT_ID, c)


def test_nothing_is_erased_without_a_word(run, c, stored, capsys):
    """
    Exit status 2 says how many tickets it would be.
    """
    [ticket] = c.tickets.put(make_created_ticket())

    assert run(SHARER.object_id) == 2
    assert "1 tickets" in capsys.readouterr().err
    assert stored(ticket).sharer == SHARER


def test_operator_learns_what_servicenow_still_holds(run, c, stored, capsys):
    """
    The numbers of the records, which name who shared.
    """
    [ticket] = c.tickets.put(make_created_ticket())

    assert run(SHARER.object_id, "--yes") == 0
    assert stored(ticket).sharer == ERASED
    assert capsys.readouterr().out.splitlines()[-1].strip() == ticket.record.number
