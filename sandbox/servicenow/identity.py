"""Who makes a REST request: Bearer token, Basic authentication, or the cookie of a session."""

from __future__ import annotations

import base64
import binascii

from aiohttp import web

from sandbox.servicenow import errors
from sandbox.servicenow.accounts import User
from sandbox.servicenow.instance import Instance
from sandbox.servicenow.rest import WRITES
from sandbox.servicenow.sessions import Session

BASIC_ROLE = "snc_basic_auth_api_access"


def authenticate(instance: Instance, request: web.Request, session: Session | None) -> User:
    """The user behind a request. Raises ApiError: 401 without one, 401 or 403 where a policy refuses."""
    user = _user(instance, request, session)
    if user is None or not user.may_use_rest:
        raise errors.not_authenticated()
    policy = instance.switches.api_access_policy
    if policy == "unauthenticated":
        raise errors.not_authenticated()
    if policy == "forbidden" or (policy == "deny_writes" and request.method in WRITES):
        raise errors.not_authorized()
    return user


def _user(instance: Instance, request: web.Request, session: Session | None) -> User | None:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return instance.oauth.user_of(value.strip())
    if scheme.lower() == "basic":
        return _basic(instance, value)
    return _by_cookie(instance, request, session)


def _basic(instance: Instance, value: str) -> User | None:
    name, password = basic_pair(value)
    user = instance.accounts.check(name, password)
    if user is None:
        return None
    web_service_user = user.row["web_service_access_only"] == "true"
    if instance.switches.basic_auth_restricted and not web_service_user and BASIC_ROLE not in user.roles:
        return None
    return user


def basic_pair(value: str) -> tuple[str, str]:
    """The two halves of a Basic header's value; empty when it is malformed."""
    try:
        name, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, password


def _by_cookie(instance: Instance, request: web.Request, session: Session | None) -> User | None:
    if session is None or not session.user:
        return None
    # A page's session must prove that its own script sent the request, not another site's form.
    needs_proof = session.interactive or request.method in WRITES
    if needs_proof and not session.owns(request.headers.get("X-UserToken", "")):
        return None
    return instance.accounts.with_id(session.user)
