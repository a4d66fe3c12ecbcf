"""Rules of the Table API: refusals, credentials, rights."""

import pytest
import requests

TABLE = "/api/now/table/incident"


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("GET", "/api/now/table/nothing", 400, "Invalid table nothing"),
        ("GET", "/api/now/nothing", 400, "Requested URI does not represent any resource"),
        ("GET", f"{TABLE}/{'0' * 32}", 404, "No Record found"),
        ("DELETE", TABLE, 405, "Method not allowed"),
    ],
)
def test_refusals_use_the_envelope(desk, method, path, status, message):
    """
    Errors are an object with message and detail, and status "failure".
    """
    answer = desk.api(method, path)

    assert answer.status_code == status
    assert answer.json()["error"]["message"] == message
    assert answer.json()["status"] == "failure"


def test_credentials(desk):
    """
    No, wrong or locked credentials: 401 User Not Authenticated.
    """
    url = desk.url + TABLE
    answer = requests.get(url, timeout=10)

    assert (answer.status_code, answer.json()["error"]["message"]) == (401, "User Not Authenticated")
    assert requests.get(url, auth=(desk.integration.name, "wrong"), timeout=10).status_code == 401
    desk.control("POST", "users/secure.score.integration", {"locked": True})
    assert desk.api("GET", TABLE).status_code == 401


def test_basic_authentication_can_be_restricted(desk):
    """
    Newer instances accept Basic only from web-service users and holders of a role.
    """
    desk.switch(basicAuthRestricted=True)
    assert desk.api("GET", TABLE).status_code == 401
    desk.control("POST", "users/secure.score.integration", {"roles": ["itil", "snc_basic_auth_api_access"]})
    assert desk.api("GET", TABLE).status_code == 200


def test_access_policies(desk):
    """
    A REST access policy refuses everything, or writes only.
    """
    desk.switch(apiAccessPolicy="deny_writes")
    assert desk.api("GET", TABLE).status_code == 200
    refused = desk.api("POST", TABLE, json={})
    assert (refused.status_code, refused.json()["error"]["detail"]) == (403, "Failed API level ACL Validation")


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Content-Type": "application/json"}, b"{", 400),
        ({"Content-Type": "text/plain"}, b"{}", 415),
        ({"Content-Type": "application/json", "Accept": "text/html"}, b"{}", 406),
        ({}, b"{}", 400),
    ],
)
def test_media_types(desk, headers, body, status):
    """
    Writes need JSON both ways and a body that parses.
    """
    assert desk.api("POST", TABLE, headers=headers, data=body).status_code == status


def test_rights_on_records(desk):
    """
    Without a role there is no insert, and only one's own incidents are seen; a hidden row looks like an unknown one.
    """
    own, other = desk.create(caller_id=desk.caller.sys_id)["sys_id"], desk.create()["sys_id"]

    refused = desk.api("POST", TABLE, desk.caller.name, json={"short_description": "x"})
    assert refused.status_code == 403
    assert refused.json()["error"] == {
        "message": "Operation Failed",
        "detail": "ACL Exception Insert Failed due to security constraints",
    }
    assert [row["sys_id"] for row in desk.rows("", user=desk.caller.name)] == [own]
    assert desk.api("GET", f"{TABLE}/{other}", desk.caller.name).status_code == 404
    assert desk.api("PATCH", f"{TABLE}/{own}", desk.caller.name, json={}).status_code == 403
    assert desk.api("DELETE", f"{TABLE}/{own}").status_code == 403
    assert desk.api("GET", "/api/now/table/change_request", desk.caller.name).status_code == 403


def test_field_rights(desk):
    """
    A field without write right is ignored with 200; one without read right is missing.
    """
    rules = {"readOnlyFields": {"incident": ["description"]}, "unreadableFields": {"incident": ["close_notes"]}}
    desk.control("POST", "acl", rules)

    record = desk.create(description="x", close_notes="y")

    assert record["description"] == ""
    assert "close_notes" not in record
