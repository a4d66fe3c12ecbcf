"""Logging in and out on the pages."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from aiohttp import web

from sandbox.server import USER
from sandbox.servicenow.accounts import User
from sandbox.servicenow.instance import Instance
from sandbox.servicenow.pages import error_page, hidden, page
from sandbox.servicenow.sessions import COOKIE, Session, set_cookies

HOME = "/incident_list.do"


class LoginPages:
    """`/login.do`, `/logout.do`, and the session behind every other page."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def routes(self) -> list[web.RouteDef]:
        """The classic addresses."""
        return [
            web.get("/", self.home),
            web.get("/login.do", self.login_form),
            web.post("/login.do", self.login),
            web.get("/logout.do", self.logout),
        ]

    def user(self, request: web.Request) -> tuple[User, Session] | None:
        """Who is logged in on the pages, when the account may still be used."""
        session = self._instance.sessions.find(request)
        user = self._instance.accounts.with_id(session.user) if session and session.interactive else None
        if session is None or user is None or not user.may_log_in:
            return None
        request[USER] = user.user_name
        return user, session

    def ask(self, request: web.Request, target: str, message: str = "") -> web.Response:
        """The login form; after login the browser goes on to `target`, a path of this instance."""
        known = self._instance.sessions.find(request)
        session = known or self._instance.sessions.open()
        problem = f'<p class="bad" role="alert">{escape(message)}</p>' if message else ""
        body = (
            '<section class="card narrow"><h1>Log in</h1>'
            f'{problem}<form method="post" action="/login.do">'
            f"{hidden(sysparm_ck=session.token, sysparm_goto_url=target)}"
            '<label for="user_name">User name</label>'
            '<input id="user_name" name="user_name" autocomplete="username" autofocus required>'
            '<label for="user_password">Password</label>'
            '<input id="user_password" name="user_password" type="password" autocomplete="current-password" required>'
            '<button class="main" id="sysverb_login" name="sys_action" value="sysverb_login">Log in</button>'
            "</form></section>"
        )
        response = page("Log in", body)
        if known is None:
            set_cookies(response, session, secure=request.secure)
        return response

    async def home(self, _: web.Request) -> web.StreamResponse:
        """The list of incidents is home."""
        raise web.HTTPFound(HOME)

    async def login_form(self, request: web.Request) -> web.StreamResponse:
        """The form by itself."""
        return self.ask(request, _local(request.query.get("sysparm_goto_url", "")))

    async def login(self, request: web.Request) -> web.StreamResponse:
        """Check name and password; a fresh session replaces the anonymous one."""
        form = await request.post()
        target = _local(str(form.get("sysparm_goto_url", "")))
        session = self._instance.sessions.find(request)
        if session is None or not session.owns(str(form.get("sysparm_ck", ""))):
            return error_page(403, "Session expired", "The form is no longer valid. Go back, reload and try again.")
        user = self._instance.accounts.check(str(form.get("user_name", "")), str(form.get("user_password", "")))
        if user is None or not user.may_log_in:
            return self.ask(request, target, "User name or password invalid")
        request[USER] = user.user_name
        self._instance.sessions.close(session)
        session = self._instance.sessions.open()
        session.user, session.interactive = user.sys_id, True
        response = web.HTTPFound(target)
        set_cookies(response, session, secure=request.secure)
        raise response

    async def logout(self, request: web.Request) -> web.StreamResponse:
        """End the session and show the login form."""
        session = self._instance.sessions.find(request)
        if session:
            self._instance.sessions.close(session)
        target = _local(request.query.get("sysparm_goto_url", ""))
        response = web.HTTPFound(f"/login.do?sysparm_goto_url={quote(target, safe='')}")
        response.del_cookie(COOKIE)
        raise response


def _local(target: str) -> str:
    """A target on this instance, never another site's address."""
    is_local = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_local else HOME
