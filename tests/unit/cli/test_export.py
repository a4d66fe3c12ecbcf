"""The command `export`."""

import argparse
import json

import pytest

from connector.application.state_names import choose
from connector.cli import export
from connector.domain.draft import Kind
from tests.builders import TENANT_ID, make_caller, make_created_ticket, make_ticket


@pytest.fixture
def exported(c, tmp_path):
    """Export; answers what each file holds."""
    parser = argparse.ArgumentParser()
    export.add_to(parser.add_subparsers(dest="command"))

    def run():
        assert export.run(parser.parse_args(["export", "--to", str(tmp_path)]), make_caller(), c) == 0
        files = sorted(tmp_path.glob("*.jsonl"))
        return {file.stem: [json.loads(line) for line in file.read_text().splitlines()] for file in files}

    return run


def test_export_holds_everything_as_the_api_shows_it(c, exported):
    """
    Tickets in every delivery, events, connections; newest first.
    """
    c.tickets.put(make_created_ticket("A"), make_ticket("B"))
    c.events.append(TENANT_ID, "connected", by="person", facts={})

    content = exported()

    assert [ticket["actionId"] for ticket in content["tickets"]] == ["B", "A"]
    assert [event["name"] for event in content["events"]] == ["connected"]
    assert [connection["status"] for connection in content["connections"]] == ["connected"]


def test_a_ticket_has_its_timeline_and_the_name_of_its_state(c, exported):
    """
    As one ticket is shown, not as lists show many.
    """
    choose({Kind.INCIDENT: {"2": "Being worked on"}}, make_caller(), c)
    c.tickets.put(make_created_ticket(state="2"))

    [ticket] = exported()["tickets"]

    assert ticket["stateName"] == "Being worked on"
    assert (ticket["timeline"][0]["what"], ticket["timeline"][-1]["what"]) == ("shared", "created")


def test_export_goes_past_one_page_of_events(c, exported):
    """
    All of them, however many.
    """
    for number in range(2001):
        c.events.append(TENANT_ID, f"event{number}", by="person", facts={})

    assert len(exported()["events"]) == 2001
