"""Control of the instance as a whole: switches, users, tokens, limits, access rules, the OAuth entity, counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from aiohttp import web

from sandbox.servicenow.instance import Instance
from sandbox.servicenow.wire_counts import WireCounts

_ENTITY_KEYS = {
    "name": "name",
    "clientSecret": "client_secret",
    "redirectUris": "redirect_urls",
    "active": "active",
    "publicClient": "public_client",
    "pkceRequired": "pkce_required",
    "accessTokenLifespan": "access_token_lifespan",
    "refreshTokenLifespan": "refresh_token_lifespan",
    "applicationUser": "application_user",
}
_ACCESS_KEYS = {
    "hiddenRecords": "hidden_records",
    "unreadableFields": "unreadable_fields",
    "readOnlyFields": "read_only_fields",
    "denyInsert": "deny_insert",
    "denyUpdate": "deny_update",
    "denyDelete": "deny_delete",
}
_USER_FLAGS = {
    "active": "active",
    "locked": "locked_out",
    "passwordNeedsReset": "password_needs_reset",
    "webServiceAccessOnly": "web_service_access_only",
}
_USER_TEXTS = {
    "timeZone": "time_zone",
    "language": "preferred_language",
    "dateFormat": "date_format",
    "timeFormat": "time_format",
    "displayName": "name",
    "email": "email",
}


class Control:
    """Answers under `/_sandbox/`, beside what every simulator has."""

    def __init__(self, instance: Instance, wire_counts: WireCounts) -> None:
        self._instance = instance
        self._wire_counts = wire_counts

    def routes(self) -> list[web.RouteDef]:
        """The control paths."""
        return [
            web.get("/_sandbox/switches", self.show_switches),
            web.post("/_sandbox/switches", self.set_switches),
            web.post("/_sandbox/users/{name}", self.set_user),
            web.post("/_sandbox/tokens", self.end_tokens),
            web.post("/_sandbox/oauth-entity", self.set_entity),
            web.post("/_sandbox/acl", self.set_access),
            web.post("/_sandbox/rate-limit", self.set_rate_limit),
            web.delete("/_sandbox/rate-limit", self.clear_rate_limits),
            web.post("/_sandbox/latency", self.set_latency),
            web.get("/_sandbox/wire-counts", self.show_wire_counts),
            web.delete("/_sandbox/wire-counts", self.clear_wire_counts),
        ]

    async def show_switches(self, _: web.Request) -> web.Response:
        """All switches."""
        return web.json_response(self._instance.switches.to_json())

    async def set_switches(self, request: web.Request) -> web.Response:
        """Set some; all as they then are."""
        try:
            self._instance.switches.apply(await json_object(request))
        except ValueError as error:
            raise bad(str(error)) from error
        return web.json_response(self._instance.switches.to_json())

    async def set_user(self, request: web.Request) -> web.Response:
        """Roles, password and properties of a user; an unknown name makes a new user."""
        changes = await json_object(request)
        known = {*_USER_FLAGS, *_USER_TEXTS, "roles", "password"}
        _refuse_unknown(changes, known)
        name = request.match_info["name"]
        accounts, store = self._instance.accounts, self._instance.store
        if accounts.named(name) is None:
            row = {"sys_id": self._instance.random.sys_id(), "user_name": name, "name": name, "active": "true"}
            store.insert("sys_user", row | {"time_zone": "GMT", "locked_out": "false"})
        user = accounts.named(name)
        if user is None:
            raise bad(f"no user can be named {name!r}")
        row = {_USER_FLAGS[key]: "true" if value else "false" for key, value in changes.items() if key in _USER_FLAGS}
        row |= {_USER_TEXTS[key]: str(value) for key, value in changes.items() if key in _USER_TEXTS}
        if row:
            store.update("sys_user", user.sys_id, row)
        if "roles" in changes:
            accounts.set_roles(user.sys_id, list(changes["roles"]))
        if "password" in changes:
            accounts.set_password(user.sys_id, str(changes["password"]))
        after = accounts.named(name) or user
        return web.json_response({"sysId": after.sys_id, "userName": name, "roles": sorted(after.roles)})

    async def end_tokens(self, request: web.Request) -> web.Response:
        """{"expire": "access" | "refresh" | "all"} or {"revoke": "all"}."""
        wish = await json_object(request)
        oauth = self._instance.oauth
        if wish == {"revoke": "all"}:
            oauth.revoke_all()
        elif wish in ({"expire": which} for which in ("access", "refresh", "all")):
            oauth.expire(wish["expire"])
        else:
            raise bad('{"expire": "access"|"refresh"|"all"} or {"revoke": "all"}')
        return web.json_response({"access": len(oauth.access_tokens), "refresh": len(oauth.refresh_tokens)})

    async def set_entity(self, request: web.Request) -> web.Response:
        """Change the application registry's entry."""
        entity = self._instance.oauth.entity
        changes = await json_object(request)
        _refuse_unknown(changes, set(_ENTITY_KEYS))
        for key, value in changes.items():
            setattr(entity, _ENTITY_KEYS[key], value)
        return web.json_response({key: getattr(entity, name) for key, name in _ENTITY_KEYS.items()})

    async def set_access(self, request: web.Request) -> web.Response:
        """Replace the named kinds of added access rules."""
        changes = await json_object(request)
        _refuse_unknown(changes, set(_ACCESS_KEYS))
        added = self._instance.access.added
        for key, value in changes.items():
            sets = {table: set(names) for table, names in value.items()} if isinstance(value, dict) else set(value)
            setattr(added, _ACCESS_KEYS[key], sets)
        return web.json_response({item.name: _plain(getattr(added, item.name)) for item in fields(added)})

    async def set_rate_limit(self, request: web.Request) -> web.Response:
        """{"perHour": n} with an optional "table", "user" or "role"."""
        wish = await json_object(request)
        _refuse_unknown(wish, {"perHour", "table", "user", "role"})
        if type(wish.get("perHour")) is not int:
            raise bad("perHour must be an integer")
        names = {key: str(wish[key]) for key in ("table", "user", "role") if key in wish}
        rule = self._instance.rate_limits.add(wish["perHour"], **names)
        return web.json_response({"sysId": rule.sys_id, "perHour": rule.per_hour} | names)

    async def clear_rate_limits(self, _: web.Request) -> web.Response:
        """No more rules."""
        self._instance.rate_limits.rules.clear()
        return web.json_response({})

    async def set_latency(self, request: web.Request) -> web.Response:
        """{"ms": n}: how long every REST request takes, held inside its semaphore."""
        wish = await json_object(request)
        if not isinstance(wish.get("ms"), int | float):
            raise bad("ms must be a number")
        self._instance.semaphores.latency_ms = wish["ms"]
        return web.json_response({"ms": wish["ms"]})

    async def show_wire_counts(self, _: web.Request) -> web.Response:
        """HTTP requests received, by kind."""
        return web.json_response(self._wire_counts.to_json())

    async def clear_wire_counts(self, _: web.Request) -> web.Response:
        """Start counting again."""
        self._wire_counts.clear()
        return web.json_response({})


async def json_object(request: web.Request) -> dict[str, Any]:
    """The body of a control request. Raises 400."""
    try:
        value = await request.json()
    except ValueError as error:
        raise bad("the body is not JSON") from error
    if not isinstance(value, dict):
        raise bad("the body is not a JSON object")
    return value


def bad(message: str) -> web.HTTPBadRequest:
    """400 with a reason."""
    return web.HTTPBadRequest(text=message)


def _refuse_unknown(values: dict[str, Any], known: set[str]) -> None:
    unknown = sorted(set(values) - known)
    if unknown:
        raise bad(f"unknown: {', '.join(unknown)}; known: {', '.join(sorted(known))}")


def _plain(value: Any) -> Any:
    as_list: Callable[[Any], list[str]] = sorted
    return {name: as_list(items) for name, items in value.items()} if isinstance(value, dict) else as_list(value)
