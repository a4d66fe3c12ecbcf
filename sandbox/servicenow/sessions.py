"""Sessions by cookie: who is logged in on the pages, the CSRF token, and the queue of one session's transactions."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

from aiohttp import web

COOKIE = "JSESSIONID"
_KEPT = 5_000


@dataclass
class Session:
    """One session. `user` is a sys_id, empty before login; `token` is `sysparm_ck`."""

    id: str = field(default_factory=lambda: secrets.token_hex(16).upper())
    token: str = field(default_factory=lambda: secrets.token_hex(36))
    user: str = ""
    interactive: bool = False  # logged in on the pages, not by an API request
    waiting: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def owns(self, token: str) -> bool:
        """Whether a CSRF token is this session's."""
        return hmac.compare_digest(token.encode(), self.token.encode())


class Sessions:
    """The sessions the instance remembers, the least recently used forgotten first."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def find(self, request: web.Request) -> Session | None:
        """The session of the request's cookie."""
        session = self._sessions.get(request.cookies.get(COOKIE, ""))
        if session:
            self._sessions.move_to_end(session.id)
        return session

    def open(self) -> Session:
        """A fresh one."""
        session = Session()
        self._sessions[session.id] = session
        if len(self._sessions) > _KEPT:
            self._sessions.popitem(last=False)
        return session

    def close(self, session: Session) -> None:
        """Forget one."""
        self._sessions.pop(session.id, None)


def set_cookies(response: web.StreamResponse, session: Session, *, secure: bool) -> None:
    """Send the cookies of a fresh session."""
    for name, value in ((COOKIE, session.id), ("glide_user_route", f"glide.{session.id[:32].lower()}")):
        response.set_cookie(name, value, path="/", httponly=True, secure=secure, samesite="Lax")
