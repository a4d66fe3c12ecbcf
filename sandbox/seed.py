"""Names, ids and passwords of the sandbox: what an administrator would have set up by hand before the first share.

They open nothing but servers on loopback that live as long as one run.
"""

from __future__ import annotations

from dataclasses import dataclass, field

TENANT_ID = "5ec0de00-0000-4000-8000-000000000001"
APP_CLIENT_ID = "5ec0de00-0000-4000-8000-0000000000a1"
"""The connector's app registration in Entra."""
MACHINE_CLIENT_ID = "5ec0de00-0000-4000-8000-0000000000b1"
"""A second registration: programs that drive the API get their tokens with it."""
MACHINE_CLIENT_SECRET = "sandbox-machine-secret-7Qm2"
IDENTITY_CLIENT_ID = "5ec0de00-0000-4000-8000-0000000000c1"
"""The function app's user-assigned managed identity ..."""
IDENTITY_PRINCIPAL_ID = "5ec0de00-0000-4000-8000-0000000000c2"
"""... and its object id, the subject of the federated credential on the app registration."""
IDENTITY_HEADER = "sandbox-identity-header-3Xw9"
"""What the managed-identity endpoint demands in X-IDENTITY-HEADER."""

INSTRUMENTATION_KEY = "5ec0de00-0000-4000-8000-0000000000e1"
"""Of the Application Insights component. It names it and opens nothing: local authentication is off."""

ROLE_READ, ROLE_SHARE, ROLE_ADMIN = "Connector.Read", "Tickets.Share", "Connector.Admin"

SERVICENOW_CLIENT_ID = "5ec0de00000040008000000000000d01"
"""The OAuth entity (application registry) in the ServiceNow sandbox."""
SERVICENOW_CLIENT_SECRET = "sandbox-oauth-secret-9Lk4"


@dataclass(frozen=True, slots=True)
class EntraUser:
    """A test user of the sign-in page. `object_id` is the token's `oid`."""

    name: str
    password: str = field(repr=False)
    object_id: str
    display_name: str
    roles: tuple[str, ...]


ENTRA_USERS = (
    EntraUser(
        "admin@sandbox.example",
        "sandbox-admin-1",
        "5ec0de00-0000-4000-8000-0000000000e1",
        "Sandbox Administrator",
        (ROLE_READ, ROLE_SHARE, ROLE_ADMIN),
    ),
    EntraUser(
        "sharer@sandbox.example",
        "sandbox-sharer-1",
        "5ec0de00-0000-4000-8000-0000000000e2",
        "Sandbox Sharer",
        (ROLE_READ, ROLE_SHARE),
    ),
    EntraUser(
        "reader@sandbox.example",
        "sandbox-reader-1",
        "5ec0de00-0000-4000-8000-0000000000e3",
        "Sandbox Reader",
        (ROLE_READ,),
    ),
    EntraUser(
        "visitor@sandbox.example", "sandbox-visitor-1", "5ec0de00-0000-4000-8000-0000000000e4", "Sandbox Visitor", ()
    ),
)


@dataclass(frozen=True, slots=True)
class ServiceNowUser:
    """A user of the ServiceNow sandbox. `sys_id` is 32 hex digits."""

    name: str
    password: str = field(repr=False)
    sys_id: str
    display_name: str
    email: str
    roles: tuple[str, ...]
    time_zone: str = "GMT"


INTEGRATION_USER = ServiceNowUser(
    "secure.score.integration",
    "sandbox-integration-1",
    "5ec0de00000040008000000000000e01",
    "Secure Score Integration",
    "secure.score.integration@sandbox.example",
    ("itil", "personalize_choices"),
)
PERSONAL_USER = ServiceNowUser(
    "personal.admin",
    "sandbox-personal-1",
    "5ec0de00000040008000000000000e02",
    "Sandbox Administrator",
    "admin@sandbox.example",
    ("admin",),
    "US/Pacific",
)
AGENT_USER = ServiceNowUser(
    "service.agent",
    "sandbox-agent-1",
    "5ec0de00000040008000000000000e03",
    "Service Agent",
    "service.agent@sandbox.example",
    ("itil", "itil_admin"),
)
SHARER_IN_SERVICENOW = ServiceNowUser(
    "sharer",
    "sandbox-caller-1",
    "5ec0de00000040008000000000000e04",
    "Sandbox Sharer",
    "sharer@sandbox.example",
    (),
)
SERVICENOW_USERS = (INTEGRATION_USER, PERSONAL_USER, AGENT_USER, SHARER_IN_SERVICENOW)
