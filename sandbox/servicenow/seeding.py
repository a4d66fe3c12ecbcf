"""The rows an instance starts with: users and groups, choices, properties, change models, the dictionary."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sandbox.seed import SERVICENOW_USERS
from sandbox.servicenow.accounts import Accounts
from sandbox.servicenow.choices import seed_choices
from sandbox.servicenow.ids import Randomness
from sandbox.servicenow.oauth import Entity
from sandbox.servicenow.rules_change import TYPES
from sandbox.servicenow.stamps import STAMP
from sandbox.servicenow.store import Row, Store
from sandbox.servicenow.tables_platform import TABLES

GROUPS = ("Service Desk", "Security Operations", "Change Management")
CONFIGURATION_ITEMS = ("Entra ID tenant", "Exchange Online", "SharePoint Online")
STANDARD_TEMPLATES = ("Enable a conditional access policy",)
PROPERTIES = {
    "glide.buildname": "Zurich",
    "glide.buildtag": "glide-zurich-07-01-2025__patch2-09-24-2025",
    "glide.buildtag.last": "glide-zurich-07-01-2025__patch2-09-24-2025",
    "glide.war": "glide-zurich-07-01-2025__patch2-09-24-2025_10-02-2025_1443.zip",
    "glide.product.description": "Service Management",
    "glide.sys.default.tz": "US/Pacific",
    "glide.oauth.state.parameter.required": "true",
    "glide.rest.max_content_length": "10485760",
}


def seed_instance(store: Store, accounts: Accounts, random: Randomness, entity: Entity, now: datetime) -> None:
    """Fill an empty store."""
    stamp = now.strftime(STAMP)

    def add(table: str, rows: Iterable[Row]) -> None:
        system = {
            "sys_created_on": stamp,
            "sys_created_by": "admin",
            "sys_updated_on": stamp,
            "sys_updated_by": "admin",
        }
        defaults = {column.name: column.default for column in TABLES[table].stored} | system
        store.insert_many(table, [defaults | {"sys_id": random.sys_id()} | row for row in rows])

    for user in SERVICENOW_USERS:
        first, _, last = user.display_name.rpartition(" ")
        row = {"sys_id": user.sys_id, "user_name": user.name, "name": user.display_name, "email": user.email}
        add("sys_user", [row | {"first_name": first, "last_name": last, "time_zone": user.time_zone}])
        accounts.set_password(user.sys_id, user.password)
        accounts.set_roles(user.sys_id, list(user.roles))
    add("sys_user_group", [{"name": name} for name in GROUPS])
    add("cmdb_ci", [{"name": name, "sys_class_name": "cmdb_ci_service"} for name in CONFIGURATION_ITEMS])
    add("chg_model", [{"name": name.capitalize()} for name in TYPES])
    add("std_change_producer_version", [{"name": name, "short_description": name} for name in STANDARD_TEMPLATES])
    add("sys_choice", seed_choices())
    add("sys_properties", [{"name": name, "value": value} for name, value in PROPERTIES.items()])
    add("oauth_entity", [_entity_row(entity)])
    add("sys_dictionary", _dictionary())
    add("sys_db_object", [{"name": table.name, "label": table.label} for table in TABLES.values()])


def _entity_row(entity: Entity) -> Row:
    return {
        "name": entity.name,
        "client_id": entity.client_id,
        "redirect_url": ",".join(entity.redirect_urls),
        "access_token_lifespan": str(entity.access_token_lifespan),
        "refresh_token_lifespan": str(entity.refresh_token_lifespan),
    }


def _dictionary() -> Iterable[Row]:
    for table in TABLES.values():
        inherited = TABLES[table.parent].columns if table.parent else {}
        for column in table.columns.values():
            if inherited.get(column.name) == column:
                continue
            yield {
                "name": table.name,
                "element": column.name,
                "internal_type": column.kind,
                "column_label": column.label,
                "max_length": str(column.length),
                "read_only": "true" if column.system else "false",
                "reference": column.reference,
            }
