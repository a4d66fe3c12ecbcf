"""OAuth on the wire: the consent page, the token endpoint, the two revocation endpoints."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl, quote, urlencode

from aiohttp import web

from sandbox.servicenow.accounts import User
from sandbox.servicenow.identity import basic_pair
from sandbox.servicenow.instance import Instance
from sandbox.servicenow.login_pages import LoginPages
from sandbox.servicenow.oauth import AuthorizeError, AuthorizeRequest, DeniedError
from sandbox.servicenow.pages import error_page, hidden, page
from sandbox.servicenow.sessions import Session

FORM = "application/x-www-form-urlencoded"
ACTION = "oauth_auth_check_action"
ALLOW = "authorize"
_KEPT = ("response_type", "client_id", "redirect_uri", "state", "scope", "code_challenge", "code_challenge_method")
_STANDARD_STATUS = {"unsupported_grant_type": 400, "unauthorized_client": 400}


class OAuthEndpoints:
    """Answers `/oauth_*.do`."""

    def __init__(self, instance: Instance, login: LoginPages) -> None:
        self._instance = instance
        self._login = login

    def routes(self) -> list[web.RouteDef]:
        """The classic addresses."""
        return [
            web.get("/oauth_auth.do", self.authorize),
            web.post("/oauth_auth.do", self.decide),
            web.post("/oauth_token.do", self.token),
            web.get("/oauth_revoke_token.do", self.revoke_token),
            web.post("/oauth_revoke_token.do", self.revoke_token),
            web.post("/oauth_revoke.do", self.revoke),
        ]

    async def authorize(self, request: web.Request) -> web.StreamResponse:
        """Error page, login form, or consent for whoever is logged in."""
        query = dict(request.query)
        try:
            self._instance.oauth.authorize_request(query)
        except AuthorizeError as error:
            return error_page(400, "OAuth error", str(error))
        found = self._login.user(request)
        if found is None:
            return self._login.ask(request, _here(query))
        return self._consent(query, *found)

    async def decide(self, request: web.Request) -> web.StreamResponse:
        """Allow or Deny: the browser goes back to the client."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        found = self._login.user(request)
        if found is None:
            return self._login.ask(request, _here(form))
        user, session = found
        if not session.owns(form.get("sysparm_ck", "")):
            return error_page(403, "Session expired", "The form is no longer valid. Go back, reload and try again.")
        try:
            asked = self._instance.oauth.authorize_request(form)
        except AuthorizeError as error:
            return error_page(400, "OAuth error", str(error))
        if form.get(ACTION) != ALLOW:
            return self._denied(asked)
        raise web.HTTPFound(self._instance.oauth.allow(asked, user))

    def _denied(self, asked: AuthorizeRequest) -> web.Response:
        if self._instance.switches.deny_redirect:
            raise web.HTTPFound(asked.answer(error="access_denied"))
        return error_page(200, "Not authorized", "You denied access. You remain logged in.")

    def _consent(self, query: dict[str, str], user: User, session: Session) -> web.Response:
        kept = {name: query[name] for name in _KEPT if name in query}
        name = escape(self._instance.oauth.entity.name)
        another = f"/logout.do?sysparm_goto_url={quote(_here(query), safe='')}"
        body = (
            '<section class="card narrow"><div class="row">'
            f"<span>Logged in as <strong>{escape(user.name)}</strong></span>"
            f'<a class="push" href="{another}">Not You?</a></div>'
            f"<h1>{name} wants to connect to your account</h1>"
            f"<p>By clicking Allow, you let <strong>{name}</strong> act in ServiceNow with your account permissions "
            f"(user name {escape(user.user_name)}).</p>"
            f'<form method="post" action="/oauth_auth.do">{hidden(sysparm_ck=session.token, **kept)}<div class="row">'
            f'<button name="{ACTION}" value="deny">Deny</button>'
            f'<button class="main" name="{ACTION}" value="{ALLOW}">Allow</button></div></form></section>'
        )
        return page("Allow access", body)

    async def token(self, request: web.Request) -> web.StreamResponse:
        """Every grant: 200 with the token pair, else an OAuth error."""
        form = await self._form(request)
        client = form.get("client_id", ""), form.get("client_secret", "")
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if not client[1] and scheme.lower() == "basic" and self._instance.switches.basic_client_auth:
            client = basic_pair(value)
        try:
            return web.json_response(self._instance.oauth.token(form, client), headers={"Cache-Control": "no-store"})
        except DeniedError as denied:
            return self._refusal(denied)

    async def _form(self, request: web.Request) -> dict[str, str]:
        form = {}
        if request.content_type == FORM:
            form = dict(parse_qsl((await request.read()).decode(errors="replace"), keep_blank_values=True))
        if self._instance.switches.token_parameters_in_query:
            return dict(request.query) | form
        return {} if request.query else form

    def _refusal(self, denied: DeniedError) -> web.Response:
        if self._instance.switches.token_errors == "server_error":
            return web.json_response({"error_description": "access_denied", "error": "server_error"}, status=401)
        description = {"invalid_client": "Invalid client_id or client_secret."}.get(denied.cause, denied.cause)
        status = _STANDARD_STATUS.get(denied.cause, 401)
        return web.json_response({"error_description": description, "error": denied.cause}, status=status)

    async def revoke_token(self, request: web.Request) -> web.StreamResponse:
        """Ends a token for anyone who knows it."""
        if not self._instance.switches.revoke_token_endpoint:
            return error_page(404, "Page not found", "The page you are looking for could not be found.")
        form = dict(await request.post())
        self._instance.oauth.revoke(str(form.get("token") or request.query.get("token", "")))
        return web.Response(status=self._instance.switches.revoke_status)

    async def revoke(self, request: web.Request) -> web.StreamResponse:
        """Ends a token for its client."""
        if not self._instance.switches.revoke_endpoint:
            return error_page(404, "Page not found", "The page you are looking for could not be found.")
        form = await self._form(request)
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        client = basic_pair(value) if scheme.lower() == "basic" else (form.get("client_id"), form.get("client_secret"))
        entity = self._instance.oauth.entity
        if client != (entity.client_id, entity.client_secret):
            return self._refusal(DeniedError("invalid_client"))
        self._instance.oauth.revoke(form.get("token", ""))
        return web.Response(status=self._instance.switches.revoke_status)


def _here(query: dict[str, str]) -> str:
    return f"/oauth_auth.do?{urlencode({name: query[name] for name in _KEPT if name in query})}"
