"""What to prepare in ServiceNow before connecting: the exact values, for copying."""

from __future__ import annotations

from collections.abc import Sequence

import azure.functions as func

from connector.application.setup import Preparation, preparation
from connector.bootstrap import container
from connector.domain import prescription
from connector.domain.fixes import Fix
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.replies import Reply
from connector.functions.views import View
from connector.ports import Caller

bp = func.Blueprint()


class FormView(View):
    """A form in ServiceNow: where it is, and what to enter; labels and columns are ServiceNow's own."""

    class Field(View):
        """One field; true or false is a box to tick or to clear."""

        label: str
        column: str
        value: str | bool

    menu_path: str
    link: str | None
    fields: list[Field]

    @classmethod
    def of(cls, fix: Fix, fields: Sequence[prescription.Field], instance: str) -> FormView:
        """The form as JSON; its place is the one that the checklist's fix names."""
        return cls(
            menu_path=fix.menu_path,
            link=(fix.link(instance) or None) if instance else None,
            fields=[cls.Field.model_validate(field) for field in fields],
        )


class PreparationView(View):
    """
    Values to copy. `webhook_url` is null until the OAuth client is entered: it belongs to the connection. `roles` are
    what the integration user needs, and no more.
    """

    redirect_url: str
    webhook_url: str | None
    oauth_client: FormView
    integration_user: FormView
    roles: list[str]

    @classmethod
    def of(cls, known: Preparation) -> PreparationView:
        """The values as JSON."""
        registry, users = Fix.of("fix_redirect_uri"), Fix.of("fix_user_inactive")
        return cls(
            redirect_url=known.redirect_url,
            webhook_url=known.webhook_url,
            oauth_client=FormView.of(registry, prescription.oauth_client(known.redirect_url), known.instance),
            integration_user=FormView.of(users, prescription.integration_user(), known.instance),
            roles=list(prescription.USER_ROLES),
        )


@endpoint(bp, "GET", "api/connection/setup", role=Role.ADMIN, reply=PreparationView)
def get_preparation(_: Request, caller: Caller) -> Reply:
    """What to enter in ServiceNow before connecting, value by value."""
    return Reply(200, PreparationView.of(preparation(caller, container())))
