"""The connection to ServiceNow."""

from __future__ import annotations

import azure.functions as func

from connector.application import connect, consent
from connector.application.setup import setup_of
from connector.application.turns import throttled_until
from connector.bootstrap import container
from connector.domain.connection import Connection, ConnectionStatus
from connector.domain.setup import SetupStep
from connector.errors import NotAuthenticatedError
from connector.functions import messages
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.pages import FailurePage, notice
from connector.functions.parameters import Text
from connector.functions.replies import Reply
from connector.functions.schemas import ConnectionBody
from connector.functions.sessions import session_caller
from connector.functions.setup_pages import setup_link, step_after
from connector.functions.views import AuthorizationView, ConnectionView, WholeConnectionView
from connector.ports import Caller

bp = func.Blueprint()

_CONSENT_FAILED = FailurePage("consent_failed", leads_to=step_after)


@endpoint(bp, "GET", "api/connection", role=Role.READ, reply=WholeConnectionView)
def get_connection(request: Request, caller: Caller) -> Reply:
    """Status, instance, integration user, days of consent left, last error with what to do, and the step of setup."""
    c = container()
    setup = setup_of(caller, c)
    until = throttled_until(setup.connection.connection_id, c) if setup.connection else None
    view = WholeConnectionView.of_setup(setup, c.clock.now(), request.language, throttled_until=until)
    return Reply(200, view)


@endpoint(bp, "PUT", "api/connection", role=Role.ADMIN, body=ConnectionBody, reply=AuthorizationView)
def put_connection(request: Request, caller: Caller) -> Reply:
    """Keep instance and OAuth client; answers the address where the integration user consents."""
    body = request.json(ConnectionBody)
    connection, url = connect.begin(
        body.instance,
        body.client_id,
        body.client_secret,
        caller,
        container(),
        detach_open_tickets=body.detach_open_tickets,
    )
    return Reply(200, AuthorizationView(connection_id=connection.connection_id, authorization_url=url))


@endpoint(
    bp,
    "GET",
    "api/connection/callback",
    role=None,
    query=(Text("code"), Text("state"), Text("error")),
    failure_page=_CONSENT_FAILED,
)
def connection_callback(request: Request) -> Reply:
    """Back from ServiceNow's consent: a page that says what happened."""
    connection = consent.complete(
        state=request.query.get("state", ""),
        code=request.query.get("code", ""),
        error=request.query.get("error", ""),
        caller=_person(request),
        c=container(),
        address=request.address,
    )
    return _consent_page(connection, request)


@endpoint(bp, "POST", "api/connection/authorization", role=Role.ADMIN, reply=AuthorizationView)
def post_authorization(_: Request, caller: Caller) -> Reply:
    """A new consent for the connection that is set up, as it is kept; answers the address where it is given."""
    connection, url = connect.authorize_again(caller, container())
    return Reply(200, AuthorizationView(connection_id=connection.connection_id, authorization_url=url))


@endpoint(
    bp, "POST", "api/connection/{id}/confirm", role=Role.ADMIN, reply=ConnectionView, failure_page=_CONSENT_FAILED
)
def confirm_user(request: Request, caller: Caller) -> Reply:
    """Work as the user who consented although there are doubts; this goes on record."""
    c = container()
    connection = consent.accept_user(request.path["id"], caller, c)
    if request.wants_page:
        return _consent_page(connection, request)
    return Reply(200, ConnectionView.of(connection, c.clock.now(), request.language))


@endpoint(bp, "DELETE", "api/connection", role=Role.ADMIN, reply=ConnectionView)
def delete_connection(request: Request, caller: Caller) -> Reply:
    """Revoke at ServiceNow, delete the secrets, keep the tickets."""
    c = container()
    return Reply(200, ConnectionView.of(connect.disconnect(caller, c), c.clock.now(), request.language))


def _consent_page(connection: Connection, request: Request) -> Reply:
    """What a person sees after a consent: connected, or the doubts about who gave it and the two ways on."""
    user = connection.integration_user
    params = {"user": user.display_name if user else "", "instance": connection.instance}
    if connection.status is not ConnectionStatus.CONFIRM_USER:
        return notice(
            messages.text("consent_given", request.language),
            [messages.text("consent_given_text", request.language, params)],
            language=request.language,
            request_id=request.request_id,
            leads_to=setup_link(SetupStep.CHECKS),
        )
    doubts = [messages.text(f"doubt_{doubt}", request.language, params) for doubt in connection.doubts]
    return notice(
        messages.text("confirm_user", request.language),
        [*doubts, messages.text("confirm_user_text", request.language, params)],
        language=request.language,
        request_id=request.request_id,
        leads_to=setup_link(SetupStep.CONFIRM),
        action=f"/api/connection/{connection.connection_id}/confirm",
        action_text=messages.text("confirm_user_action", request.language, params),
    )


def _person(request: Request) -> Caller | None:
    try:
        return session_caller(request.headers, container())
    except NotAuthenticatedError:
        return None
