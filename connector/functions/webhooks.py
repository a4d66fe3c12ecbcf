"""Pushes from ServiceNow, and the key that signs them."""

from __future__ import annotations

import azure.functions as func

from connector.application import push
from connector.bootstrap import container
from connector.domain.push import Push
from connector.errors import BodyTooLargeError
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.replies import Reply
from connector.functions.schemas import PushBody
from connector.functions.views import View
from connector.ports import Caller

bp = func.Blueprint()

_BODY_MAX = 16 * 1024
_WEBHOOK_PATH = "api/webhooks/servicenow/{connectionId}"


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
    url = f"{c.policy.public_url}/{_WEBHOOK_PATH.format(connectionId=connection.connection_id)}"
    return Reply(201, WebhookKeyView(connection_id=connection.connection_id, url=url, key=key))


@endpoint(bp, "POST", _WEBHOOK_PATH, role=None, body=PushBody, reply=AcceptedView, status=202)
def post_push(request: Request) -> Reply:
    """ServiceNow says that a record changed; signed in X-Connector-Signature over X-Connector-Timestamp and body."""
    if len(request.body) > _BODY_MAX:
        raise BodyTooLargeError({})
    c = container()
    headers = request.headers
    signed = Push(request.body, headers.get("x-connector-timestamp", ""), headers.get("x-connector-signature", ""))
    connection = push.accept(signed, request.path["connectionId"], c)
    body = request.json(PushBody)
    changed = push.follow_record(body.table, body.sys_id, body.correlation_id or "", connection, c)
    return Reply(202, AcceptedView(changed=changed))
