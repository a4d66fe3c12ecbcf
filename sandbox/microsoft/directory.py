"""The tenant's directory: app registrations, users, and who may do what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox import seed
from sandbox.microsoft.resources import Resource, ResourceKind

ALL_ROLES = (seed.ROLE_READ, seed.ROLE_SHARE, seed.ROLE_ADMIN)
APP_OBJECT_ID = "5ec0de00-0000-4000-8000-0000000000a2"
MACHINE_OBJECT_ID = "5ec0de00-0000-4000-8000-0000000000b2"


@dataclass(frozen=True)
class AppRegistration:
    """An application. `object_id` is that of its service principal, the `oid` of its app-only tokens."""

    client_id: str
    object_id: str
    display_name: str
    redirect_uris: tuple[str, ...] = ()
    secret: str | None = field(default=None, repr=False)
    federated_subject: str | None = None
    """Object id of the managed identity whose tokens prove this application; None: no federated credential."""


class Directory:
    """Registrations and users of the one tenant; the application permissions granted in it can be changed."""

    def __init__(self, redirect_uris: Iterable[str] = ()) -> None:
        self._apps = {
            app.client_id: app
            for app in (
                AppRegistration(
                    seed.APP_CLIENT_ID,
                    APP_OBJECT_ID,
                    "Secure Score connector",
                    tuple(redirect_uris),
                    federated_subject=seed.IDENTITY_PRINCIPAL_ID,
                ),
                AppRegistration(
                    seed.MACHINE_CLIENT_ID, MACHINE_OBJECT_ID, "Machine client", secret=seed.MACHINE_CLIENT_SECRET
                ),
            )
        }
        self.reset()

    def reset(self) -> None:
        """Back to the permissions of the start."""
        self.graph_permissions: dict[str, tuple[str, ...]] = {
            APP_OBJECT_ID: ("SecurityEvents.Read.All",),
            seed.IDENTITY_PRINCIPAL_ID: (),
        }

    def app(self, client_id: str) -> AppRegistration | None:
        """The registration of this client id."""
        return self._apps.get(client_id)

    def user(self, name: str) -> seed.EntraUser | None:
        """The user of this sign-in name, whatever its case."""
        return next((user for user in seed.ENTRA_USERS if user.name == name.strip().lower()), None)

    def is_redirect_uri(self, uri: str) -> bool:
        """Whether any application registered it."""
        return any(uri in app.redirect_uris for app in self._apps.values())

    def application_roles(self, object_id: str, resource: Resource) -> tuple[str, ...]:
        """The application permissions of a service principal on an API."""
        if resource.kind is ResourceKind.GRAPH:
            return self.graph_permissions.get(object_id, ())
        if resource.kind is ResourceKind.CONNECTOR and object_id == MACHINE_OBJECT_ID:
            return ALL_ROLES
        return ()
