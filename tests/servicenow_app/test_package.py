"""The package holds what it should, record by record, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from connector.adapters.servicenow.fields import CORRELATION_DISPLAY
from connector.domain.draft import Kind
from tests.servicenow_app.conftest import PROJECT, built_in, run_build
from tests.servicenow_app.instance import SCOPE
from tests.servicenow_app.records import Record, of_table, updates

PAGES = {f"{SCOPE}_checklist.do", f"{SCOPE}_status.do"}
CONTENT = {
    "sys_app": 1,
    "sys_user_role": 2,
    "sys_user_role_contains": 3,
    "sys_security_acl": 9,
    "sys_security_acl_role": 9,
    "sys_properties": 3,
    "sys_script": 2,
    "sys_script_include": 3,
    "sys_ui_page": 2,
    "sys_app_application": 1,
    "sys_app_module": 4,
    "sys_scope_privilege": 6,
}


def test_the_package_holds_these_records(built):
    """
    So many of each table: a record more or less is a decision, taken here too.
    """
    assert Counter(record.table for record in built.records) == CONTENT


def test_every_record_belongs_to_the_scope(built):
    """
    The scope stands in now.config.json; names that ServiceNow wants to begin with it do.
    """
    config = json.loads((PROJECT / "now.config.json").read_text(encoding="utf-8"))
    [application] = of_table(built.records, "sys_app")

    assert (
        (application["scope"], application["sys_id"])
        == (config["scope"], config["scopeId"])
        == (SCOPE, config["scopeId"])
    )
    assert {record["sys_scope"] for record in built.records} == {config["scopeId"]}
    for table in ("sys_user_role", "sys_properties"):
        assert all(record["name"].startswith(f"{SCOPE}.") for record in of_table(built.records, table))


def test_the_scope_stands_in_one_place():
    """
    No source but now.config.json spells it out; the keys file is the SDK's own.
    """
    sources = [file for file in (PROJECT / "src").rglob("*.*") if file.name != "keys.ts"]

    assert len(sources) > 8
    assert [file.name for file in sources if SCOPE in file.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("kind", list(Kind))
def test_a_rule_runs_for_the_connectors_records_alone(built, kind):
    """
    After the save, on an update that moves the state, for records that carry what the connector writes.
    """
    [rule] = [each for each in of_table(built.records, "sys_script") if each["collection"] == kind.value]

    assert rule["filter_condition"] == (
        f"correlation_display={CORRELATION_DISPLAY[kind]}^correlation_idISNOTEMPTY"
        "^stateVALCHANGES^ORactiveVALCHANGES^EQ"
    )
    actions = {name: rule[f"action_{name}"] for name in ("insert", "update", "delete", "query")}
    assert [name for name, on in actions.items() if on == "true"] == ["update"]
    assert (rule["when"], rule["active"]) == ("async_always", "true")
    assert rule["condition"] == f"gs.getProperty('{SCOPE}.webhook.enabled') == 'true'"


def test_properties_come_empty_and_once(built):
    """
    Push is off, the key is kept encrypted, and an upgrade leaves all three alone.
    """
    found = {
        record["name"].removeprefix(f"{SCOPE}.webhook."): record for record in of_table(built.records, "sys_properties")
    }

    assert {name: (each["type"], each["value"]) for name, each in found.items()} == {
        "enabled": ("boolean", "false"),
        "url": ("string", ""),
        "key": ("password2", ""),
    }
    assert found["key"]["is_private"] == "true"
    assert {path.split("/")[0] for path in built.files if "sys_properties" in path} == {"unload"}


def test_the_menu_leads_to_pages_that_are_there(built):
    """
    Every module belongs to the menu, is active, asks for the role, and opens a page or a list.
    """
    [menu] = of_table(built.records, "sys_app_application")
    modules = of_table(built.records, "sys_app_module")

    assert {record["endpoint"] for record in of_table(built.records, "sys_ui_page")} == PAGES
    assert {each["query"] for each in modules if each["link_type"] == "DIRECT"} == PAGES
    assert {each["name"] for each in modules if each["link_type"] == "FILTER"} == {"sys_properties", "sys_script"}
    assert {(each["application"], each["active"], each["roles"]) for each in modules} == {
        (menu["sys_id"], "true", f"{SCOPE}.admin")
    }


def test_pages_are_well_formed(built):
    """
    ServiceNow reads a page as XML before anything else.
    """
    for page in of_table(built.records, "sys_ui_page"):
        assert ET.fromstring(page["html"]).tag == "{jelly:core}jelly"


def test_no_secret_is_in_the_package(built):
    """
    Nothing has the form of a key, a token or a password, and no address of anybody's instance stands in it.
    """
    text = "\n".join([*built.files.values(), built.update_set.read_text(encoding="utf-8")])

    assert len(text) > 50_000
    assert re.findall(r"[A-Za-z0-9+/]{43}=", text) == []
    assert re.findall(r"(?i)[\w-]+\.service-now\.com|bearer \w|BEGIN [A-Z ]*PRIVATE KEY", text) == []


def test_an_update_set_loads_the_same_records(built):
    """
    Every record of the package, every column, beside the set that they belong to.
    """
    document = built.update_set.read_text(encoding="utf-8")
    root = ET.fromstring(document)
    [head] = root.findall("sys_remote_update_set")

    assert (root.tag, head.findtext("state")) == ("unload", "loaded")
    assert {row.findtext("remote_update_set") for row in root.findall("sys_update_xml")} == {head.findtext("sys_id")}
    assert not_as_in_the_package(document, built) == set()


def test_an_update_set_that_lost_something_is_noticed(built):
    """
    A record that is missing, and one with another value in a column.
    """
    document = built.update_set.read_text(encoding="utf-8")
    root = ET.fromstring(document)
    root.remove(root.findall("sys_update_xml")[-1])

    assert len(not_as_in_the_package(ET.tostring(root, encoding="unicode"), built)) == 1
    assert len(not_as_in_the_package(document.replace("async_always", "before"), built)) == 4


def test_two_builds_are_the_same(built, tmp_path):
    """
    Byte by byte, so that anybody can check what was published.
    """
    run = run_build(tmp_path)
    again = built_in(tmp_path)

    assert run.returncode == 0
    assert again.package.read_bytes() == built.package.read_bytes()
    assert again.update_set.read_bytes() == built.update_set.read_bytes()


def test_a_record_without_a_kept_sys_id_does_not_build(built, tmp_path):
    """
    Its sys_id would be another in every build, and an upgrade would leave the old record behind.
    """
    project = tmp_path / "servicenow"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("node_modules"))
    (project / "node_modules").symlink_to(PROJECT / "node_modules")
    source = project / "src" / "fluent" / "access.now.ts"
    source.write_text(source.read_text(encoding="utf-8").replace("acl-sys-user-read", "acl-another"), encoding="utf-8")

    run = run_build(tmp_path / "build", project)

    assert run.returncode == 1
    assert "keys" in run.stderr.lower()


def not_as_in_the_package(document, built):
    """Records of the update set that the package has otherwise or not at all, and the reverse."""
    loaded = {record.facts for record in updates(document)}
    return loaded ^ {_carried(record).facts for record in built.records}


def _carried(record: Record) -> Record:
    """The record without the manifest of the SDK, which an update set does not carry."""
    return Record(record.table, {name: "" if name == "package_json" else text for name, text in record.columns.items()})
