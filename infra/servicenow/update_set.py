"""The application's records as an update set, for *Retrieved Update Sets > Import Update Set from XML*.

Source: ServiceNow, system update sets; tables sys_remote_update_set and sys_update_xml.
"""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

STAMP = "1980-01-01 00:00:00"
"""A time of its own would make every build another one."""

_NOT_CARRIED = "sys_module"  # The SDK's bill of materials and package.json: no script of the application reads them.


@dataclass(frozen=True, slots=True)
class Application:
    """What `now.config.json` and `package.json` say of the application."""

    scope_id: str
    scope: str
    name: str
    version: str

    def sys_id(self, what: str) -> str:
        """The same sys_id for the same thing of the same version, in every build."""
        return uuid.uuid5(uuid.UUID(self.scope_id), f"{self.version}/{what}").hex


def update_set(application: Application, records: Mapping[str, str]) -> str:
    """
    One XML document that loads the records.

    Args:
        records: The `<record_update>` documents of the package by path; the application's own is among them.

    Raises:
        ValueError: a document holds no record, or more than one.
    """
    root = ET.Element("unload", {"unload_date": STAMP})
    set_id = application.sys_id("update set")
    _append(root, "sys_remote_update_set", _set_columns(application, set_id))
    for path, document in sorted(records.items()):
        update = _update(application, path, document)
        if update["table"] != _NOT_CARRIED:
            _append(root, "sys_update_xml", update | {"remote_update_set": set_id})
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _set_columns(application: Application, set_id: str) -> dict[str, str]:
    return {
        "sys_id": set_id,
        "remote_sys_id": application.sys_id("update set, where it was made"),
        "name": f"{application.name} {application.version}",
        "application": application.scope_id,
        "application_name": application.name,
        "application_scope": application.scope,
        "application_version": application.version,
        "description": "",
        "origin_type": "",
        "release_date": "",
        "state": "loaded",
        "summary": "",
    }


def _update(application: Application, path: str, document: str) -> dict[str, str]:
    record_update = ET.fromstring(document)  # noqa: S314
    if len(record_update) != 1:
        raise ValueError(f"{path}: one record was expected, {len(record_update)} found")
    [record] = record_update
    if (manifest := record.find("package_json")) is not None:
        manifest.text = None
    for reference in record.iterfind("*[@name]"):
        reference.set("display_value", reference.attrib["name"])  # What an import of XML goes by.
    name = f"{record.tag}_{record.findtext('sys_id')}"
    return {
        "sys_id": application.sys_id(name),
        "action": record.get("action", "INSERT_OR_UPDATE"),
        "application": application.scope_id,
        "category": "customer",
        "name": name,
        "payload": f'<?xml version="1.0" encoding="UTF-8"?>{ET.tostring(record_update, encoding="unicode")}',
        "replace_on_upgrade": "false",
        "sys_recorded_at": "",
        "table": record.tag,
        "target_name": record.findtext("name") or record.findtext("title") or record.findtext("sys_name") or name,
        "type": record.tag,
        "update_domain": "global",
        "update_guid": application.sys_id(f"{name} guid"),
        "update_set": "",
        "view": "",
    }


def _append(root: ET.Element, table: str, columns: Mapping[str, str]) -> None:
    row = ET.SubElement(root, table, {"action": "INSERT_OR_UPDATE"})
    for column, text in columns.items():
        ET.SubElement(row, column).text = text
