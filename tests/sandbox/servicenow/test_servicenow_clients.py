"""Clients this project did not write, against the simulator."""

import warnings
from datetime import datetime
from zoneinfo import ZoneInfo

import pysnc
import pysnow
import pytest
from pysnc.auth import ServiceNowClientCredentialsFlow, ServiceNowPasswordGrantFlow

from sandbox import seed

CLIENT = (seed.SERVICENOW_CLIENT_ID, seed.SERVICENOW_CLIENT_SECRET)


@pytest.fixture(autouse=True)
def _trust(monkeypatch, certificates):
    """Both clients insist on TLS for some of their ways to log in."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.ca))


@pytest.fixture(params=["basic", "password grant", "client credentials"])
def client(desk, request):
    """A PySNC client, by each of its ways to log in."""
    admin = (desk.admin.name, desk.admin.password)
    if request.param == "basic":
        return pysnc.ServiceNowClient(desk.secure_url, admin)
    if request.param == "password grant":
        return pysnc.ServiceNowClient(desk.secure_url, ServiceNowPasswordGrantFlow(*admin, *CLIENT))
    desk.switch(clientCredentials=True)
    desk.control("POST", "oauth-entity", {"applicationUser": desk.admin.name})
    return pysnc.ServiceNowClient(desk.secure_url, ServiceNowClientCredentialsFlow(*CLIENT))


def test_pysnc_record_life(client):
    """
    PySNC inserts with a chosen sys_id, reads, updates and deletes.
    """
    chosen = "AbCdEf00112233445566778899aabbcc"
    record = client.GlideRecord("incident")
    record.initialize()
    record.set_new_guid_value(chosen)
    record.short_description = "from pysnc"
    assert record.insert() == chosen

    found = client.GlideRecord("incident")
    assert found.get(chosen)
    assert found.get_display_value("state") == "New"
    found.urgency = 1
    found.impact = 1
    assert found.update() == chosen
    assert found.get_value("priority") == "1"
    assert found.delete()
    assert not client.GlideRecord("incident").get(chosen)


def test_pysnc_pages_through_a_query(desk, client):
    """
    PySNC pages through all rows of a query, with its own order.
    """
    desk.control("POST", "bulk", {"table": "incident", "count": 25, "template": {"urgency": "2"}})
    record = client.GlideRecord("incident", batch_size=10)
    record.add_query("urgency", "2").add_or_condition("urgency", "1")
    record.add_not_null_query("number")
    record.order_by_desc("number")
    record.query()

    numbers = [row.get_value("number") for row in record]

    assert len(record) == 25
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == 25


def test_pysnc_dot_walks(desk, client):
    """
    PySNC reads a field of the record referred to.
    """
    desk.create(caller_id=desk.caller.sys_id)
    record = client.GlideRecord("incident")
    record.fields = ["sys_id", "caller_id.email"]
    record.query()

    assert record.next()
    assert record.get_value("caller_id.email") == desk.caller.email


def test_pysnc_batch(client):
    """
    PySNC's multi-updates go through the Batch API.
    """
    made = []
    for number in range(3):
        record = client.GlideRecord("incident")
        record.initialize()
        record.short_description = f"batch {number}"
        client.batch_api.post(record, made.append)
    client.batch_api.execute()
    assert [answer.status_code for answer in made] == [201] * 3

    record = client.GlideRecord("incident")
    record.add_query("short_description", "STARTSWITH", "batch")
    record.query()
    while record.next():
        record.urgency = 1
    record.update_multiple()

    changed = client.GlideRecord("incident")
    changed.query()
    assert {row.get_value("urgency") for row in changed} == {"1"}
    assert changed.delete_multiple()
    assert not client.GlideRecord("incident").get("short_description", "batch 0")


def test_pysnc_retries_unserviced_items(desk):
    """
    PySNC sends unserviced items of a batch again.
    """
    desk.switch(batchServicedItems=2)
    client = pysnc.ServiceNowClient(desk.secure_url, (desk.integration.name, desk.integration.password))
    made = []
    for number in range(4):
        record = client.GlideRecord("incident")
        record.initialize()
        record.short_description = str(number)
        client.batch_api.post(record, made.append)

    client.batch_api.execute()

    assert [answer.status_code for answer in made] == [201] * 4
    assert desk.control("GET", "counts")["incident"] == 4


def test_pysnc_sees_refusals(desk):
    """
    PySNC tells wrong credentials and missing rights apart.
    """
    with pytest.raises(pysnc.exceptions.AuthenticationException):
        pysnc.ServiceNowClient(desk.secure_url, (desk.admin.name, "wrong")).GlideRecord("incident").query()
    client = pysnc.ServiceNowClient(desk.secure_url, (desk.caller.name, desk.caller.password))
    with pytest.raises(pysnc.exceptions.RoleException):
        client.GlideRecord("change_request").query()


def _pysnow(desk, how):
    if how == "basic":
        host = desk.url.removeprefix("http://")
        return pysnow.Client(host=host, user=desk.admin.name, password=desk.admin.password, use_ssl=False)
    host = desk.secure_url.removeprefix("https://")
    client = pysnow.OAuthClient(client_id=CLIENT[0], client_secret=CLIENT[1], host=host)
    client.set_token(client.generate_token(desk.admin.name, desk.admin.password))
    return client


@pytest.mark.parametrize("how", ["basic", "oauth"])
def test_pysnow_record_life(desk, how):
    """
    pysnow creates, finds with its query builder, updates and deletes.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        incident = _pysnow(desk, how).resource(api_path="/table/incident")
    made = incident.create(payload={"short_description": "from pysnow", "urgency": "1"}).one()
    query = (
        pysnow.QueryBuilder().field("short_description").contains("pysnow").AND().field("urgency").equals(["1", "2"])
    )
    query = query.AND().field("number").order_descending()

    assert incident.get(query=query).one()["sys_id"] == made["sys_id"]
    assert incident.get(query={"number": made["number"]}, stream=True).first()["number"] == made["number"]
    assert incident.update(query={"sys_id": made["sys_id"]}, payload={"urgency": "2"}).one()["urgency"] == "2"
    assert incident.delete(query={"sys_id": made["sys_id"]}) == {"status": "record deleted"}
    assert incident.get(query=query).one_or_none() is None


def test_pysnow_compares_times(desk):
    """
    pysnow's BETWEEN of two times, given in the user's zone, finds what changed then.
    """
    desk.control("POST", "bulk", {"table": "incident", "count": 1, "updatedOn": "2026-01-31 10:00:00"})
    incident = _pysnow(desk, "basic").resource(api_path="/table/incident")
    start, end = (datetime(2026, 1, 31, hour, tzinfo=ZoneInfo("US/Pacific")) for hour in (1, 3))
    query = pysnow.QueryBuilder().field("sys_updated_on").between(start, end)

    assert incident.get(query=query).one()["sys_updated_on"] == "2026-01-31 10:00:00"
