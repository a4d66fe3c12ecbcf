"""The integration user's role gives what the connector uses and no more."""

from __future__ import annotations

import re

import pytest

from connector.domain.checklist import READ_TABLES
from connector.domain.checklist_rights import CREATE_ROLES
from connector.domain.draft import Kind
from tests.servicenow_app.conftest import REPOSITORY
from tests.servicenow_app.instance import SCOPE
from tests.servicenow_app.records import of_table

ADAPTERS = REPOSITORY / "connector" / "adapters" / "servicenow"
CODE = "".join(file.read_text(encoding="utf-8") for file in ADAPTERS.glob("*.py"))
LOOKED_AT_BY_THE_CHECKLIST_ALONE = {"oauth_entity", "sys_user_has_role", "sys_properties", "sys_data_policy_rule"}
"""The connector asks for them and can do without: its checks are then unknown, and the page in ServiceNow sees them."""


def granted(records, role):
    """Table (or name), operation and type of each access rule of a role."""
    [found] = [each for each in of_table(records, "sys_user_role") if each["name"] == role]
    rules = {each["sys_id"]: each for each in of_table(records, "sys_security_acl")}
    links = of_table(records, "sys_security_acl_role")
    mine = [rules[each["sys_security_acl"]] for each in links if each["sys_user_role"] == found["sys_id"]]
    return {(rule["name"], rule["operation"], rule["type"]) for rule in mine}


def tables_in_the_code():
    """Every table that the connector names in an address of ServiceNow, or asks its client for."""
    code = "".join(
        file.read_text(encoding="utf-8") for file in (REPOSITORY / "connector/adapters/servicenow").glob("*.py")
    )
    return set(re.findall(r'(?:rows|_rows)\(\s*"(\w+)"', code)) | {kind.value for kind in Kind}


def test_the_role_reads_and_creates_what_the_connector_does(built):
    """
    The tables of the connector's own checklist: read all four, create both kinds, change and delete nothing.
    """
    wanted = {(table, "read", "record") for table in READ_TABLES} | {(kind.value, "create", "record") for kind in Kind}

    assert granted(built.records, f"{SCOPE}.integration") == wanted


def test_the_checklists_tables_are_those_of_the_code():
    """
    A table that the adapters begin to read needs a rule here, or a place among those they can do without.
    """
    assert tables_in_the_code() == set(READ_TABLES) | LOOKED_AT_BY_THE_CHECKLIST_ALONE


def test_the_connector_never_changes_or_deletes_a_record():
    """
    The rules grant neither, so the adapters must not ask for it.
    """
    code = "".join(
        file.read_text(encoding="utf-8") for file in (REPOSITORY / "connector/adapters/servicenow").glob("*.py")
    )

    assert set(re.findall(r'"(GET|POST|PUT|PATCH|DELETE)"', code)) == {"GET", "POST"}


@pytest.mark.parametrize("kind", list(Kind))
def test_the_role_contains_one_that_may_create_each_kind(built, kind):
    """
    Columns of another scope's table take ServiceNow's own roles. The connector's checklist knows them; itil is not one.
    """
    contained = {name for name in _contained(built) if name.startswith("sn_")}

    assert len(contained & CREATE_ROLES[kind]) == 1
    assert _contained(built) == contained | {"snc_platform_rest_api_access"}


def test_rules_for_other_scopes_tables_name_no_column_and_run_no_script(built):
    """
    ServiceNow refuses both from an application, and a rule for one column would shut out everybody else.
    """
    rules = [each for each in of_table(built.records, "sys_security_acl") if each["type"] == "record"]

    assert {(each["script"], each["condition"], "." in each["name"]) for each in rules} == {("", "", False)}
    assert {(each["decision_type"], each["admin_overrides"]) for each in rules} == {("allow", "true")}


def test_pages_are_for_the_administrators_role(built):
    """
    The integration user sees none of them.
    """
    assert granted(built.records, f"{SCOPE}.admin") == {
        ("ConnectorPages", "execute", "client_callable_script_include"),
        (f"{SCOPE}_checklist", "read", "ui_page"),
        (f"{SCOPE}_status", "read", "ui_page"),
    }


def test_the_scripts_may_read_the_tables_they_ask_for(built):
    """
    A privilege for each table of another scope that a script reads, and for no other; none to write.
    """
    scripts = "".join(each["script"] for each in of_table(built.records, "sys_script_include"))
    asked = set(re.findall(r"(?:GlideRecord|_find)\('(\w+)'", scripts))
    privileges = of_table(built.records, "sys_scope_privilege")

    assert {each["target_name"] for each in privileges} == asked
    assert {(each["operation"], each["target_scope"]) for each in privileges} == {("read", "global")}


def _contained(built):
    text = "".join(text for path, text in built.files.items() if "role_contains" in path)
    return set(re.findall(r'<contains name="(\w+)"', text))
