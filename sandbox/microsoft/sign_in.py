"""Signing a person in: sessions, the pages in between, and the way back to the client."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from sandbox import seed
from sandbox.microsoft.authorization import AuthorizationRequest, ReturnAddress, find_return_address, read_request
from sandbox.microsoft.directory import Directory
from sandbox.microsoft.entra_errors import EntraError, PageError
from sandbox.microsoft.grants import CODE_LIFE, Grants, UserGrant
from sandbox.microsoft.pages import consent_page, form_post_page, message_page, sign_in_page
from sandbox.server import SandboxClock

SESSION_COOKIE = "SANDBOXAUTH"


@dataclass
class Pending:
    """An authorization waiting for a person; `user` once known, while consent is asked."""

    request: AuthorizationRequest
    user: seed.EntraUser | None = None


class SignIn:
    """The authorization endpoint, its pages, and sign-out. Handlers raise EntraError for what a page must show."""

    def __init__(self, directory: Directory, grants: Grants, clock: SandboxClock) -> None:
        self._directory, self._grants, self._clock = directory, grants, clock
        self.reset()

    def reset(self) -> None:
        """End every session and pending authorization."""
        self._sessions: dict[str, seed.EntraUser] = {}
        self._pending: dict[str, Pending] = {}

    def authorize(self, params: Mapping[str, str], session: str | None, correlation_id: str) -> web.Response:
        """Answer an authorization request: straight back, a page, or a refusal at the return address."""
        app, reply = find_return_address(params, self._directory)
        try:
            request = read_request(params, app, reply)
            self._grants.check_scopes(request.scopes)
            user = self._user_of_session(session, request)
        except EntraError as error:
            return self._refuse(reply, error, correlation_id)
        if user is not None:
            return self._continue(Pending(request, user))
        return self._ask(self._remember(Pending(request)), request)

    def login(self, form: Mapping[str, str], correlation_id: str) -> web.Response:
        """The sign-in page came back: a pick, a name and password, or a cancellation."""
        ctx = form.get("ctx", "")
        pending = self._pending.get(ctx)
        if pending is None:
            raise PageError("invalid_request", 165000, "The sign-in is unknown or already over; start again.")
        if "cancel" in form:
            del self._pending[ctx]
            error = EntraError("access_denied", 50126, "The user cancelled the sign-in.")
            return self._refuse(pending.request.reply, error, correlation_id)
        user = self._directory.user(form.get("pick") or form.get("login", ""))
        if user is None:
            return self._ask(ctx, pending.request, "AADSTS50034: This account does not exist in the directory.")
        known = bool(form.get("pick")) or secrets.compare_digest(
            form.get("passwd", "").encode(), user.password.encode()
        )
        if not known:
            return self._ask(ctx, pending.request, "AADSTS50126: The user name or password is wrong.")
        del self._pending[ctx]
        pending.user = user
        response = self._continue(pending)
        session = secrets.token_urlsafe(32)
        self._sessions[session] = user
        response.set_cookie(SESSION_COOKIE, session, path=f"/{seed.TENANT_ID}", httponly=True, samesite="Lax")
        return response

    def consent(self, form: Mapping[str, str], correlation_id: str) -> web.Response:
        """The consent page came back."""
        pending = self._pending.pop(form.get("ctx", ""), None)
        if pending is None or pending.user is None:
            raise PageError("invalid_request", 165000, "The request for consent is unknown or already answered.")
        if form.get("answer") != "accept":
            error = EntraError("access_denied", 65004, "User declined to consent to access the app.")
            return self._refuse(pending.request.reply, error, correlation_id)
        return self._complete(pending.request, pending.user)

    def sign_out(self, params: Mapping[str, str], session: str | None) -> web.Response:
        """End the session; back to a registered address only, else a page."""
        self._sessions.pop(session or "", None)
        target = params.get("post_logout_redirect_uri", "")
        if self._directory.is_redirect_uri(target):
            state = {"state": params["state"]} if "state" in params else {}
            response = _redirect(_with_query(target, state))
        else:
            response = message_page("Signed out", "You are signed out. Close the browser window.")
        response.del_cookie(SESSION_COOKIE, path=f"/{seed.TENANT_ID}")
        return response

    def _user_of_session(self, session: str | None, request: AuthorizationRequest) -> seed.EntraUser | None:
        user = self._sessions.get(session or "")
        if user and (request.prompt & {"login", "select_account"} or request.login_hint.lower() not in ("", user.name)):
            user = None
        if user is None and "none" in request.prompt:
            raise EntraError("login_required", 50058, "A silent sign-in was requested but nobody is signed in.")
        return user

    def _remember(self, pending: Pending) -> str:
        ctx = secrets.token_urlsafe(24)
        self._pending[ctx] = pending
        return ctx

    @staticmethod
    def _ask(ctx: str, request: AuthorizationRequest, error: str = "") -> web.Response:
        return sign_in_page(seed.TENANT_ID, ctx, users=seed.ENTRA_USERS, hint=request.login_hint, error=error)

    def _continue(self, pending: Pending) -> web.Response:
        if pending.user is None:
            raise ValueError("nobody signed in")
        if "consent" not in pending.request.prompt:
            return self._complete(pending.request, pending.user)
        app = pending.request.app.display_name
        ctx = self._remember(pending)
        return consent_page(seed.TENANT_ID, ctx, application=app, scopes=pending.request.scopes)

    def _complete(self, request: AuthorizationRequest, user: seed.EntraUser) -> web.Response:
        grant = UserGrant(
            request.app.client_id,
            user,
            request.scopes,
            self._clock.now() + CODE_LIFE,
            redirect_uri=request.reply.redirect_uri,
            nonce=request.nonce,
            code_challenge=request.code_challenge,
            code_challenge_method=request.code_challenge_method,
        )
        return _send(request.reply, {"code": self._grants.new_code(grant), "session_state": secrets.token_hex(16)})

    def _refuse(self, reply: ReturnAddress, error: EntraError, correlation_id: str) -> web.Response:
        text = error.description(self._clock.now(), correlation_id)
        return _send(reply, {"error": error.error, "error_description": text})


def _send(reply: ReturnAddress, fields: dict[str, str]) -> web.Response:
    if reply.state is not None:
        fields = fields | {"state": reply.state}
    if reply.response_mode == "form_post":
        return form_post_page(reply.redirect_uri, fields)
    if reply.response_mode == "fragment":
        return _redirect(f"{reply.redirect_uri}#{urlencode(fields)}")
    return _redirect(_with_query(reply.redirect_uri, fields))


def _with_query(uri: str, fields: dict[str, str]) -> str:
    if not fields:
        return uri
    return f"{uri}{'&' if urlsplit(uri).query else '?'}{urlencode(fields)}"


def _redirect(location: str) -> web.Response:
    return web.Response(status=302, headers={"Location": location, "Cache-Control": "no-store"})
