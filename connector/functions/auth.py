"""Sign-in and sign-out."""

from __future__ import annotations

import azure.functions as func

from connector.bootstrap import container
from connector.errors import NotAuthenticatedError, RemoteError
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.pages import FailurePage
from connector.functions.parameters import Text
from connector.functions.replies import Reply, redirect
from connector.functions.return_paths import HOME, return_path
from connector.functions.sessions import (
    SESSION,
    SIGN_IN,
    SIGN_IN_LIFE,
    cookie,
    expired_cookie,
    read_cookie,
    refuse_another_site,
    session_cookie,
)
from connector.functions.views import CallerView, SignedOutView
from connector.ports import Caller

bp = func.Blueprint()

_CALLBACK = "/api/auth/callback"
_NOT_SIGNED_IN = FailurePage("sign_in_page")
_RETURN_TO = Text("returnTo", "A path of this site, such as /tickets?kind=incident; any other address leads to /.")


@endpoint(bp, "GET", "api/auth/sign-in", role=None, status=302, query=(_RETURN_TO,), failure_page=_NOT_SIGNED_IN)
def sign_in(request: Request) -> Reply:
    """To Entra's sign-in page, and after it to `returnTo`."""
    c = container()
    url, flow = c.identity.begin_sign_in(c.policy.public_url + _CALLBACK)
    return_to = return_path(_RETURN_TO.of(request.query))
    sealed = c.sealer.seal({"for": SIGN_IN, "flow": dict(flow), "return_to": return_to})
    return redirect(url, {"Set-Cookie": cookie(SIGN_IN, sealed, c, life=SIGN_IN_LIFE)})


@endpoint(
    bp,
    "GET",
    "api/auth/callback",
    role=None,
    status=302,
    query=(Text("code"), Text("state")),
    failure_page=_NOT_SIGNED_IN,
)
def sign_in_callback(request: Request) -> Reply:
    """Back from Entra: the session begins."""
    c = container()
    sealed = read_cookie(request.headers, SIGN_IN, c)
    if not sealed:
        raise NotAuthenticatedError("no sign-in under way", code="sign_in_failed")
    kept = c.sealer.open(sealed, max_age=SIGN_IN_LIFE)
    if kept.get("for") != SIGN_IN:
        raise NotAuthenticatedError("not a sign-in", code="sign_in_failed")
    caller = c.identity.complete_sign_in(kept["flow"], request.query)
    return redirect(kept.get("return_to", HOME), {"Set-Cookie": session_cookie(caller, c)})


@endpoint(bp, "POST", "api/auth/sign-out", role=None, reply=SignedOutView)
def sign_out(request: Request) -> Reply:
    """The session ends; the answer says where to end Entra's too, which leads back to /."""
    c = container()
    refuse_another_site(request.headers, c)
    try:
        url = c.identity.sign_out_url(c.policy.public_url + HOME)
    except RemoteError:  # Entra is away; our own session ends all the same.
        url = HOME
    return Reply(200, SignedOutView(sign_out_url=url), {"Set-Cookie": expired_cookie(SESSION, c)})


@endpoint(bp, "GET", "api/me", role=Role.READ, reply=CallerView)
def me(_: Request, caller: Caller) -> Reply:
    """Who is signed in, with which roles."""
    return Reply(200, CallerView.of(caller))
