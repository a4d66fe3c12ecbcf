"""Who asks: a bearer token, or the session in an encrypted HttpOnly cookie."""

from __future__ import annotations

from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from connector.application.container import Container
from connector.errors import NotAllowedError, NotAuthenticatedError
from connector.ports import Caller

SESSION_LIFE = timedelta(hours=8)
SIGN_IN_LIFE = timedelta(minutes=10)
SESSION, SIGN_IN = "connector-session", "connector-sign-in"

_SAFE_METHODS = ("GET", "HEAD")


def caller_of(headers: dict[str, str], method: str, c: Container) -> Caller:
    """
    The caller of a request; header names are lower case.

    Raises:
        NotAuthenticatedError: no token and no session, or one that does not hold.
        NotAllowedError: a write with a session, sent from another site.
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.casefold() == "bearer":
        return c.identity.caller_of(token.strip())
    caller = session_caller(headers, c)
    if method not in _SAFE_METHODS:
        refuse_another_site(headers, c)
    return caller


def refuse_another_site(headers: dict[str, str], c: Container) -> None:
    """Raises NotAllowedError when a browser says that a page of another site sent this."""
    origin = headers.get("origin")
    if origin and origin != c.policy.public_url:
        raise NotAllowedError("sent from another site", code="another_site")


def session_caller(headers: dict[str, str], c: Container) -> Caller:
    """The person of the session cookie. Raises NotAuthenticatedError."""
    sealed = read_cookie(headers, SESSION, c)
    if not sealed:
        raise NotAuthenticatedError("no session")
    value = c.sealer.open(sealed, max_age=SESSION_LIFE)
    if value.get("for") != SESSION:
        raise NotAuthenticatedError("not a session")
    return Caller(
        tenant_id=value["tenant_id"],
        object_id=value["object_id"],
        name=value["name"],
        email=value["email"],
        roles=frozenset(value["roles"]),
        in_browser=True,
    )


def session_cookie(caller: Caller, c: Container) -> str:
    """A Set-Cookie value that signs the person in."""
    sealed = c.sealer.seal(
        {
            "for": SESSION,
            "tenant_id": caller.tenant_id,
            "object_id": caller.object_id,
            "name": caller.name,
            "email": caller.email,
            "roles": sorted(caller.roles),
        }
    )
    return cookie(SESSION, sealed, c, life=SESSION_LIFE)


def cookie(name: str, value: str, c: Container, *, life: timedelta) -> str:
    """A Set-Cookie value no script can read; sent over TLS only, unless the app itself is not."""
    secure = "; Secure" if _over_tls(c) else ""
    return f"{_full_name(name, c)}={value}; Path=/; Max-Age={int(life.total_seconds())}; HttpOnly; SameSite=Lax{secure}"


def expired_cookie(name: str, c: Container) -> str:
    """A Set-Cookie value that removes the cookie."""
    return cookie(name, "", c, life=timedelta())


def read_cookie(headers: dict[str, str], name: str, c: Container) -> str:
    """The value of one of our cookies, "" without it."""
    name = _full_name(name, c)
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""


def _full_name(name: str, c: Container) -> str:
    """With the prefix that browsers take from this very host and over TLS only, never from a neighbour."""
    return f"__Host-{name}" if _over_tls(c) else name


def _over_tls(c: Container) -> bool:
    return urlsplit(c.policy.public_url).scheme == "https"
