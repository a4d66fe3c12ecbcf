"""The command `recount`."""

import argparse

import pytest

from connector.cli import recount
from tests.builders import TENANT_ID, make_created_ticket, make_ticket


@pytest.fixture
def run(c):
    """The command with these words; answers its exit status."""
    parser = argparse.ArgumentParser()
    recount.add_to(parser.add_subparsers(dest="command"))
    return lambda *words: recount.run(parser.parse_args(["recount", *words]), TENANT_ID, c)


@pytest.fixture(autouse=True)
def tickets(c):
    """Two tickets, counted."""
    return c.tickets.put(make_ticket("A"), make_created_ticket("B"))


def test_figures_that_add_up_are_well(run, capsys):
    """
    Exit status 0, also with --mend.
    """
    assert (run(), run("--mend")) == (0, 0)
    assert capsys.readouterr().out == "2 tickets, the figures are right\n" * 2


def test_differences_are_printed_and_left(run, c, capsys):
    """
    Exit status 1 until somebody mends them.
    """
    c.tickets.miscount(TENANT_ID, "incident/queued", 4)
    c.tickets.miscount(TENANT_ID, "incident/failed", 1)

    assert (run(), run()) == (1, 1)
    assert capsys.readouterr().out.splitlines()[:2] == [
        "incident/failed: kept 1, counted 0",
        "incident/queued: kept 5, counted 1",
    ]


def test_mend_sets_them_right(run, c, capsys):
    """
    Exit status 0, and the next recount finds nothing.
    """
    c.tickets.miscount(TENANT_ID, "incident/queued", -1)

    assert run("--mend") == 0
    assert capsys.readouterr().out == "incident/queued: kept 0, counted 1\nmended\n"
    assert run() == 0
