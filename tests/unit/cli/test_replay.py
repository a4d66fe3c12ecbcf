"""The command `replay`."""

import argparse
import json

import pytest

from connector.cli import replay
from connector.domain.ticket import Delivery, Failure
from tests.builders import NOW, make_id, make_ticket

REFUSED = Failure("remote_rejected", "Insufficient rights to create")


@pytest.fixture
def run(c, caller):
    """The command with these words; answers its exit status."""
    parser = argparse.ArgumentParser()
    replay.add_to(parser.add_subparsers(dest="command"))
    return lambda *words: replay.run(parser.parse_args(["replay", *words]), caller, c)


@pytest.fixture
def failed(c):
    """Two tickets that were given up, and one that waits."""
    c.tickets.put(make_ticket("Waiting"))
    return c.tickets.put(*(make_ticket(action).failed(REFUSED, NOW) for action in ("A", "B")))


def test_it_lists_failed_tickets_with_their_reasons(run, failed, capsys):
    """
    And changes nothing.
    """
    assert run() == 0

    out = capsys.readouterr().out
    assert all(ticket.ticket_id in out for ticket in failed)
    assert out.count("remote_rejected: Insufficient rights to create") == 2
    assert "Waiting" not in out


def test_show_prints_what_would_be_sent(run, failed, c, capsys):
    """
    Table and columns as JSON; nothing is queued.
    """
    assert run("--show", failed[0].ticket_id) == 0

    shown = json.loads(capsys.readouterr().out)
    assert (shown["table"], shown["columns"]["sys_id"]) == ("incident", failed[0].ticket_id)
    assert shown["columns"]["short_description"] == failed[0].name
    assert c.jobs.ticket_jobs == []


def test_one_ticket_is_queued_again(run, failed, stored, c):
    """
    The other stays as it is.
    """
    assert run(failed[0].ticket_id) == 0

    assert [stored(ticket).delivery for ticket in failed] == [Delivery.QUEUED, Delivery.FAILED]
    assert c.jobs.ticket_jobs[0].ticket_ids == (failed[0].ticket_id,)


@pytest.mark.parametrize("words", [("{id}",), ("--show", "{id}")])
@pytest.mark.parametrize("id_", [make_id(), "nonsense"])
def test_an_unknown_id_is_wrong_usage(run, failed, c, capsys, words, id_):
    """
    Exit status 2 and a sentence that names the id.
    """
    assert run(*(word.format(id=id_) for word in words)) == 2

    captured = capsys.readouterr()
    assert captured.err == f"{id_}: There is no ticket with this id.\n"
    assert (captured.out, c.jobs.ticket_jobs) == ("", [])


def test_all_asks_for_a_yes(run, failed, c, capsys):
    """
    Without it nothing is queued.
    """
    assert run("--all") == 2
    assert "2 failed tickets" in capsys.readouterr().err
    assert c.jobs.ticket_jobs == []

    assert run("--all", "--yes") == 0
    assert len(c.jobs.ticket_jobs[0].ticket_ids) == 2


def test_all_says_which_could_not_be(run, failed, c, capsys):
    """
    An action that was shared again meanwhile keeps its open ticket.
    """
    c.tickets.put(make_ticket("A"))

    assert run("--all", "--yes") == 1

    captured = capsys.readouterr()
    assert captured.out == "1 of 2 queued again\n"
    assert captured.err.startswith(f"{failed[0].ticket_id}: The improvement action A already has an open ticket.")


def test_one_or_all_but_not_both(run):
    """
    A wrong combination is refused before anything is read.
    """
    with pytest.raises(SystemExit) as ended:
        run("--all", make_id())

    assert ended.value.code == 2
