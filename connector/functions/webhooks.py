"""Pushes from ServiceNow, and the key that signs them."""

from __future__ import annotations

import json

import azure.functions as func

from connector.application import push
from connector.bootstrap import container
from connector.domain.push import Push
from connector.errors import BodyTooLargeError
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.replies import Reply
from connector.functions.schemas import PushBody
from connector.functions.views import ConnectionView, View
from connector.ports import Caller

bp = func.Blueprint()

_BODY_MAX = 16 * 1024
_WEBHOOK_PATH = f"{push.WEBHOOK_PATH[1:]}{{connectionId}}"


class WebhookKeyView(View):
    """Where ServiceNow sends pushes, and the key that signs them, in base64. The key is shown this once."""

    connection_id: str
    url: str
    key: str


class AcceptedView(View):
    """`changed` says whether a ticket was found behind its record."""

    changed: bool


@endpoint(bp, "POST", "api/connection/webhook-key", role=Role.ADMIN, reply=WebhookKeyView, status=201)
def post_webhook_key(_: Request, caller: Caller) -> Reply:
    """Make the key that signs ServiceNow's pushes and show it once; the one before stops working."""
    c = container()
    connection, key = push.make_key(caller, c)
    url = push.webhook_url(connection.connection_id, c)
    return Reply(201, WebhookKeyView(connection_id=connection.connection_id, url=url, key=key))


@endpoint(bp, "POST", _WEBHOOK_PATH, role=None, body=PushBody, reply=AcceptedView, status=202)
def post_push(request: Request) -> Reply:
    """ServiceNow says that a record changed; signed in X-Connector-Signature over X-Connector-Timestamp and body."""
    if len(request.body) > _BODY_MAX:
        raise BodyTooLargeError({})
    c = container()
    connection = push.accept(_signed(request), request.path["connectionId"], c)
    body = request.json(PushBody)
    changed = push.follow_record(body.table, body.sys_id, body.correlation_id or "", connection, c)
    return Reply(202, AcceptedView(changed=changed))


@endpoint(bp, "GET", f"{_WEBHOOK_PATH}/status", role=None, reply=ConnectionView)
def get_signed_status(request: Request) -> Reply:
    """The connection's status for its ServiceNow side; asked and answered with the same kind of signature."""
    c = container()
    connection = push.accept(_signed(request), request.path["connectionId"], c)
    view = ConnectionView.of(connection, c.clock.now(), request.language)
    # ASCII, so that whoever checks the signature over text need not know which bytes the text was.
    body = json.dumps(view.model_dump(mode="json", by_alias=True))
    timestamp, signature = push.sign_answer(body.encode(), connection, c)
    return Reply(200, body, {"X-Connector-Timestamp": timestamp, "X-Connector-Signature": signature})


def _signed(request: Request) -> Push:
    headers = request.headers
    return Push(request.body, headers.get("x-connector-timestamp", ""), headers.get("x-connector-signature", ""))
