"""docs/servicenow-app.md: the way by hand works as written, and the tables say what the code does."""

from __future__ import annotations

import re

import pytest

from connector.adapters.servicenow import choices, fields, inspection
from connector.domain.draft import Kind
from tests.builders import TENANT_ID, make_created_ticket, make_ticket
from tests.servicenow_app.conftest import REPOSITORY, WEBHOOK_URL
from tests.servicenow_app.records import of_table

GUIDE = (REPOSITORY / "docs" / "servicenow-app.md").read_text(encoding="utf-8")


def hand_made_rule():
    """The business rule's script, as the guide has it to be pasted."""
    [script] = re.findall(r"```javascript\n(.*?)```", GUIDE, re.DOTALL)
    return script


def columns_of(table):
    """What the guide's table of columns has for a table: read, written."""
    [row] = re.findall(rf"^\| `{table}` \| (`sys_id`.*|`name`.*) \|$", GUIDE, re.MULTILINE)
    read, _, written = row.partition(" | ")
    return set(re.findall(r"`(\w+)`", read)), set(re.findall(r"`(\w+)`", written))


@pytest.mark.parametrize("kind", list(Kind))
def test_the_hand_made_rule_reaches_its_ticket(app, instance, key, kind):
    """
    The very text of the guide, in the global scope, is taken by the connector.
    """
    [ticket] = app.c.tickets.put(make_created_ticket(kind=kind))
    app.c.desks.desk.put(kind, ticket.record)
    app.c.desks.desk.move(kind, ticket.ticket_id, state="3", state_label="Moved")
    instance.properties |= {"secure_score.webhook.url": WEBHOOK_URL, "secure_score.webhook.key": key}
    record = {"sys_id": ticket.record.sys_id, "correlation_id": ticket.ticket_id}

    instance.run(hand_made_rule(), current={"table": kind.value, "values": record})

    assert app.c.tickets.get(TENANT_ID, ticket.ticket_id).record.state == "3"
    assert instance.warnings == []


def test_the_hand_made_rule_says_why_a_push_was_refused(app, instance, key):
    """
    A status in the log, and no key.
    """
    ticket = make_created_ticket()
    instance.properties |= {"secure_score.webhook.url": WEBHOOK_URL, "secure_score.webhook.key": key}
    app.post("/api/connection/webhook-key")

    record = {"sys_id": ticket.record.sys_id, "correlation_id": ticket.ticket_id}
    instance.run(hand_made_rule(), current={"table": "incident", "values": record})

    assert instance.warnings == ["Secure Score connector: HTTP 401"]


@pytest.mark.parametrize("kind", list(Kind))
def test_the_columns_of_tickets_are_those_of_the_code(kind):
    """
    An administrator opens what the connector uses, and nothing else.
    """
    read, written = columns_of(kind.value)

    assert read == set(fields.RECORD_FIELDS)
    assert written == set(fields.to_columns(make_ticket(kind=kind), sharer_sys_id="5" * 32))


def test_the_columns_of_other_tables_are_those_of_the_code():
    """
    Choice lists, and the users that are looked up by e-mail or are the integration user.
    """
    assert columns_of("sys_choice") == (set(choices._FIELDS), set())
    assert columns_of("sys_user") == ({*inspection._USER_COLUMNS, "name"}, set())


def test_the_guide_names_every_record_of_the_package(built):
    """
    Properties, rules, script includes, roles and modules by the names that an administrator sees.
    """
    tables = ("sys_script", "sys_script_include", "sys_user_role")
    names = {each["name"] for table in tables for each in of_table(built.records, table)}
    names |= {each["target_name"] for each in of_table(built.records, "sys_scope_privilege")}

    assert len(names) == 13
    assert [name for name in names if name not in GUIDE] == []
