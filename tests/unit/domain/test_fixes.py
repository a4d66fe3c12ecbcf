"""Each error text that is known leads to its fix."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from connector.domain.checklist import CHECK_IDS
from connector.domain.fixes import FIX_CODES, Fix, recognise

REFUSED_READ = "Read operation against 'oauth_entity' from scope 'x_mioms_m365ticket' has been refused"
FENCE = "com.glide.script.fencing.access.ScopeAccessNotGrantedException: read access to oauth_entity not granted"
ABORTED = "Operation against file 'incident' was aborted by Business Rule 'Stop^0a'. Business Rule Stack:Stop"
MANDATORY = "Data Policy Exception: The following fields are mandatory: Resolution code, Resolution notes"
TOO_LARGE = "Rejected large REST payload with content-length = 10485761 bytes. Max allowed: 10485760 bytes."
DUPLICATE = "Unique Key violation detected by database (Duplicate entry '1' for key 'PRIMARY')"
CANCELLED = "Transaction cancelled: maximum execution time exceeded"
NO_FIELD = "Field(s) present in the query do not have permission to be read"
QUERY, OPERATION, UNAUTHORIZED = "Insufficient rights to query records", "Operation Failed", "User Not Authorized"
READING = "Exception while reading request"

KNOWN = [
    # The cross-scope text and its siblings.
    (200, f"{REFUSED_READ} due to the table's cross-scope access policy", "", "fix_cross_scope"),
    (200, f"{REFUSED_READ} because of the table's cross-scope access policy", "", "fix_cross_scope"),
    (403, f"Security restricted: {REFUSED_READ} due to the table's cross-scope access policy", "", "fix_cross_scope"),
    (403, FENCE, "", "fix_cross_scope"),
    # The authorize page.
    (400, "Missing State parameter in request.", "", "fix_state_parameter"),
    (400, "Invalid redirect_uri in request.", "", "fix_redirect_uri"),
    # The token endpoint.
    (401, "server_error", "access_denied", "fix_oauth_catch_all"),
    (401, "access_denied", "", "fix_oauth_catch_all"),
    (401, "invalid_client", "Invalid client_id or client_secret.", "fix_oauth_client"),
    (401, "Invalid client_id or client_secret.", "", "fix_oauth_client"),
    (401, "invalid_grant", "", "fix_consent_again"),
    (400, "unsupported_grant_type", "", "fix_request_form"),
    (400, "unauthorized_client", "", "fix_oauth_instance"),
    (401, "invalid_scope", "", "fix_auth_scope"),
    # Gates that look like OAuth trouble.
    (403, UNAUTHORIZED, "Missing required api access scope: table_read", "fix_auth_scope"),
    (403, UNAUTHORIZED, "Failed API level ACL Validation", "fix_api_access"),
    (403, "a page instead of JSON", "", "fix_ip_filter"),
    (403, "an empty answer", "", "fix_ip_filter"),
    (403, "", "", "fix_ip_filter"),
    (0, "no answer (ConnectionError)", "", "fix_no_answer"),
    (401, "User Not Authenticated", "Required to provide Auth information", "fix_token_refused"),
    (401, "a page instead of JSON", "", "fix_page_answered"),
    (302, "unexpected status", "", "fix_page_answered"),
    # The Table API.
    (400, "Invalid table u_missing", "", "fix_table_missing"),
    (400, "Table u_missing does not exist", "", "fix_table_missing"),
    (400, "Requested URI does not represent any resource", "", "fix_request_form"),
    (404, "Requested URI does not represent any resource", "", "fix_request_form"),
    (400, READING, "", "fix_request_form"),
    (400, READING, TOO_LARGE, "fix_payload_size"),
    (403, QUERY, "", "fix_read_rights"),
    (403, QUERY, "No permission to read table 'incident'", "fix_read_rights"),
    (403, QUERY, NO_FIELD, "fix_query_rights"),
    (403, OPERATION, "ACL Exception Insert Failed due to security constraints", "fix_write_rights"),
    (403, OPERATION, "ACL Exception Update Failed due to security constraints", "fix_write_rights"),
    (403, OPERATION, "ACL Exception Delete Failed due to security constraints", "fix_write_rights"),
    (403, OPERATION, ABORTED, "fix_business_rule"),
    (403, OPERATION, MANDATORY, "fix_data_policy"),
    (403, OPERATION, DUPLICATE, "fix_duplicate_key"),
    (404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval", "fix_record_hidden"),
    (405, "", "", "fix_request_form"),
    (406, "", "", "fix_request_form"),
    (415, "", "", "fix_request_form"),
    (414, "a page instead of JSON", "", "fix_long_address"),
    (429, "Rate limit exceeded", "Rate limit of 100 requests per hour for Table API exceeded", "fix_rate_limit"),
    (429, "an empty answer", "", "fix_busy"),
    (202, "an empty answer", "", "fix_busy"),
    (500, "", "", "fix_server_error"),
    (502, "a page instead of JSON", "", "fix_instance_down"),
    (503, "a page instead of JSON", "", "fix_instance_down"),
    # Answers that lie.
    (200, CANCELLED, f"{CANCELLED} Check logs for error trace", "fix_cancelled"),
    (200, "the answer breaks off", "", "fix_cancelled"),
    (200, "Instance Hibernating page", "", "fix_wake_instance"),
    (200, "the instance is hibernating", "", "fix_wake_instance"),
    (200, "a page instead of JSON", "", "fix_page_answered"),
    # What nobody has seen yet.
    (418, "something new", "", "fix_unknown"),
    (599, "something new", "", "fix_instance_down"),
]


@pytest.mark.parametrize(("status", "message", "detail", "code"), KNOWN)
def test_a_known_text_leads_to_its_fix(status: int, message: str, detail: str, code: str) -> None:
    """
    Message and detail of the error envelope, of the token endpoint or of a page; in one text they say the same.
    """
    assert recognise(status, message, detail) == code
    assert recognise(status, f"{message}: {detail}" if detail else message) == code


def test_every_recognised_fix_exists() -> None:
    """
    A code that the rules give has its place, and its menu path where there is one in ServiceNow.
    """
    codes = {code for *_, code in KNOWN}

    assert codes <= FIX_CODES
    assert Fix.of("fix_oauth_client").menu_path == "System OAuth > Application Registry"
    assert Fix.of("fix_cross_scope").menu_path.endswith("Application Registries (oauth_entity) > Application Access")


def test_a_link_leads_into_the_instance() -> None:
    """
    The page is one parameter of the frame: what it holds itself is encoded.
    """
    registry = Fix.of("fix_oauth_client").link("https://sandbox.service-now.com")
    table = Fix.of("fix_cross_scope").link("https://sandbox.service-now.com")

    assert registry == "https://sandbox.service-now.com/nav_to.do?uri=oauth_entity_list.do"
    assert table.endswith("?uri=sys_db_object_list.do%3Fsysparm_query%3Dname%3Doauth_entity")


def test_a_fix_of_a_user_opens_that_user() -> None:
    """
    Where the user is known, nobody has to look for it; other places stay what they are.
    """
    assert Fix.of("fix_user_time_zone", user_sys_id="5" * 32).uri == f"sys_user.do?sys_id={'5' * 32}"
    assert Fix.of("fix_search", user_sys_id="5" * 32).uri == Fix.of("fix_search").uri
    assert Fix.of("fix_wake_instance").link("https://sandbox.service-now.com") == ""


@pytest.mark.parametrize("language", ["en", "fr", "zh-CN"])
def test_every_fix_and_every_check_has_its_text(language: str) -> None:
    """
    In all languages, with the same placeholders as in English.
    """
    folder = Path(__file__).resolve().parents[3] / "connector" / "messages"
    texts = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
    english = json.loads((folder / "en.json").read_text(encoding="utf-8"))
    wanted = FIX_CODES | {f"check_{check_id}_title" for check_id in CHECK_IDS}

    assert wanted - texts.keys() == set()
    assert [c for c in wanted if _placeholders(texts[c]) != _placeholders(english[c])] == []


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))
