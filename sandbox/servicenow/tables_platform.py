"""Users, groups, choices, journals, properties and the other tables that tickets lean on."""

from __future__ import annotations

from sandbox.servicenow.schema import Column, Table, flag, reference, table, text
from sandbox.servicenow.tables_task import TASK_TABLES

_PLATFORM: tuple[Table, ...] = (
    table(
        "sys_user",
        "User",
        (
            text("user_name", "User ID"),
            text("name", "Name", 151),
            text("first_name", "First name", 50),
            text("last_name", "Last name", 50),
            text("email", "Email", 100),
            flag("active", "Active", "true"),
            flag("locked_out", "Locked out"),
            flag("password_needs_reset", "Password needs reset"),
            flag("web_service_access_only", "Web service access only"),
            flag("internal_integration_user", "Internal Integration User"),
            text("time_zone", "Time zone"),
            text("preferred_language", "Language", 3),
            text("date_format", "Date format"),
            text("time_format", "Time format"),
            reference("manager", "Manager", "sys_user"),
        ),
    ),
    table(
        "sys_user_group",
        "Group",
        (
            text("name", "Name", 80),
            flag("active", "Active", "true"),
            reference("manager", "Manager", "sys_user"),
            text("email", "Group email", 100),
            text("description", "Description", 1000),
        ),
    ),
    table("sys_user_role", "Role", (text("name", "Name", 100), text("description", "Description", 1000))),
    table(
        "sys_user_has_role",
        "User Role",
        (
            reference("user", "User", "sys_user"),
            reference("role", "Role", "sys_user_role"),
            flag("inherited", "Inherited"),
            text("state", "State", default="active"),
        ),
        display="role",
    ),
    table(
        "sys_choice",
        "Choice",
        (
            text("name", "Table", 80),
            text("element", "Element", 80),
            text("value", "Value"),
            text("label", "Label", 120),
            text("language", "Language", 10, default="en"),
            Column("sequence", "Sequence", "integer"),
            flag("inactive", "Inactive"),
            text("dependent_value", "Dependent value", 80),
            text("hint", "Hint", 255),
        ),
        display="label",
    ),
    table(
        "sys_journal_field",
        "Journal Entry",
        (
            text("name", "Name", 80),
            text("element_id", "Element ID", 32),
            text("element", "Element", 80),
            text("value", "Value", 65000),
        ),
        display="element",
    ),
    table(
        "sys_properties",
        "System Property",
        (text("name", "Name", 100), text("value", "Value", 4000), text("description", "Description", 1000)),
    ),
    table(
        "sys_dictionary",
        "Dictionary Entry",
        (
            text("name", "Table", 80),
            text("element", "Column name", 80),
            text("internal_type", "Type"),
            text("column_label", "Column label", 80),
            Column("max_length", "Max length", "integer"),
            flag("mandatory", "Mandatory"),
            flag("read_only", "Read only"),
            text("reference", "Reference", 80),
            text("dependent_on_field", "Dependent on field", 80),
        ),
        display="column_label",
    ),
    table(
        "sys_db_object",
        "Table",
        (
            text("name", "Name", 80),
            text("label", "Label", 80),
            reference("super_class", "Extends table", "sys_db_object"),
        ),
        display="label",
    ),
    table(
        "oauth_entity",
        "Application Registries",
        (
            text("name", "Name", 100),
            text("client_id", "Client ID"),
            text("redirect_url", "Redirect URL", 4000),
            flag("active", "Active", "true"),
            text("type", "Type", default="client"),
            Column("access_token_lifespan", "Access Token Lifespan", "integer"),
            Column("refresh_token_lifespan", "Refresh Token Lifespan", "integer"),
        ),
    ),
    table(
        "chg_model",
        "Change Model",
        (text("name", "Name", 100), flag("active", "Active", "true"), text("description", "Description", 1000)),
    ),
    table(
        "std_change_producer_version",
        "Standard Change Template version",
        (
            text("name", "Name", 100),
            flag("active", "Active", "true"),
            text("short_description", "Short description", 160),
        ),
    ),
    table("cmdb_ci", "Configuration Item", (text("name", "Name", 255), text("sys_class_name", "Class", 80))),
    table("core_company", "Company", (text("name", "Name", 80),)),
    table("cmn_location", "Location", (text("name", "Name", 100),)),
)

TABLES: dict[str, Table] = {item.name: item for item in (*TASK_TABLES, *_PLATFORM)}
"""Every table of the instance by name."""
