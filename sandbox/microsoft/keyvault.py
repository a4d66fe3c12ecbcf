"""Key Vault's data plane for secrets: challenge, bearer tokens, access by role, paging."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from sandbox import seed
from sandbox.microsoft.addresses import STS_ISSUER, Addresses
from sandbox.microsoft.tokens import InvalidTokenError, TokenService
from sandbox.microsoft.vault_errors import VaultError, bad_parameter, forbidden
from sandbox.microsoft.vault_store import RECOVERABLE_DAYS, Secret, SecretVersion, VaultStore
from sandbox.server import USER, Fault, Handler, SandboxClock

API_VERSIONS = frozenset({"7.0", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "2025-07-01", "2026-04-01"})
PAGE_SIZE = 25
READS = frozenset({"get", "list"})
ROLES = ("officer", "user", "none")
"""What the managed identity may do: Secrets Officer everything, Secrets User read, none nothing."""


class KeyVaultSimulator:
    """One vault. Not imitated: keys, certificates, backup and restore, firewalls, access policies, rate limits."""

    name = "keyvault"

    def __init__(self, addresses: Addresses, clock: SandboxClock, tokens: TokenService) -> None:
        self.clock, self._addresses, self._tokens = clock, addresses, tokens
        self._store = VaultStore(clock)
        self._role = ROLES[0]

    def reset(self) -> None:
        """An empty vault, the identity its Secrets Officer."""
        self._store.reset()
        self._role = ROLES[0]

    def routes(self) -> list[web.RouteDef]:
        """The data plane, and `/_sandbox/vault` for its switches."""
        return [
            web.put("/secrets/{name}", self._operation("set", self.set_secret)),
            web.get("/secrets", self._operation("list", self.list_secrets)),
            web.get("/secrets/{name}/versions", self._operation("list", self.list_versions)),
            # Clients write the current version as an empty last segment.
            web.get("/secrets/{name}", self._operation("get", self.get_secret)),
            web.get("/secrets/{name}/{version:[^/]*}", self._operation("get", self.get_secret)),
            web.patch("/secrets/{name}", self._operation("set", self.update_secret)),
            web.patch("/secrets/{name}/{version:[^/]*}", self._operation("set", self.update_secret)),
            web.delete("/secrets/{name}", self._operation("delete", self.delete_secret)),
            web.get("/deletedsecrets", self._operation("list", self.list_deleted)),
            web.get("/deletedsecrets/{name}", self._operation("get deleted", self.get_deleted)),
            web.post("/deletedsecrets/{name}/recover", self._operation("recover", self.recover)),
            web.delete("/deletedsecrets/{name}", self._operation("purge", self.purge)),
            web.post("/_sandbox/vault", self.switch),
        ]

    def fault_answer(self, fault: Fault) -> web.StreamResponse:
        """The service's JSON for trouble."""
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        if fault.kind == "html":
            text = "<html><body><h1>Service unavailable</h1></body></html>"
            return web.Response(text=text, content_type="text/html", status=fault.status, headers=headers)
        if fault.status == 401:
            return self._challenge("The token was refused.")
        code = {429: "Throttled", 403: "Forbidden"}.get(fault.status, "InternalServerError")
        error = VaultError(fault.status, code, "The request could not be completed; try again later.")
        return web.json_response(error.body(), status=fault.status, headers=headers)

    async def set_secret(self, request: web.Request) -> web.Response:
        """PUT a value."""
        secret, version = self._store.set(request.match_info["name"], await _json(request))
        return web.json_response(self._bundle(secret, version, with_value=True))

    async def get_secret(self, request: web.Request) -> web.Response:
        """GET one version, or the current one."""
        secret, version = self._store.get(request.match_info["name"], request.match_info.get("version", ""))
        return web.json_response(self._bundle(secret, version, with_value=True))

    async def update_secret(self, request: web.Request) -> web.Response:
        """PATCH attributes; the answer has no value."""
        name, version = request.match_info["name"], request.match_info.get("version", "")
        return web.json_response(self._bundle(*self._store.update(name, version, await _json(request))))

    async def list_secrets(self, request: web.Request) -> web.Response:
        """Names and attributes, no values."""
        return self._page(request, [self._item(secret) for secret in self._store.active()])

    async def list_versions(self, request: web.Request) -> web.Response:
        """The versions of one name, no values."""
        secret, versions = self._store.versions(request.match_info["name"])
        return self._page(request, [self._bundle(secret, version) for version in versions])

    async def delete_secret(self, request: web.Request) -> web.Response:
        """Soft deletion."""
        secret = self._store.delete(request.match_info["name"])
        return web.json_response(self._bundle(secret, secret.current) | self._deletion(secret))

    async def list_deleted(self, request: web.Request) -> web.Response:
        """What can be recovered."""
        items = [self._item(secret) | self._deletion(secret) for secret in self._store.deleted()]
        return self._page(request, items)

    async def get_deleted(self, request: web.Request) -> web.Response:
        """One deleted secret, no value."""
        secret = self._store.get_deleted(request.match_info["name"])
        return web.json_response(self._bundle(secret, secret.current) | self._deletion(secret))

    async def recover(self, request: web.Request) -> web.Response:
        """Undo a deletion."""
        secret = self._store.recover(request.match_info["name"])
        return web.json_response(self._bundle(secret, secret.current))

    async def purge(self, request: web.Request) -> web.Response:
        """Forget for good, unless the vault is protected against it."""
        self._store.purge(request.match_info["name"])
        return web.Response(status=204)

    async def switch(self, request: web.Request) -> web.Response:
        """Control: {"purgeProtection": bool, "settlingRequests": int, "role": "officer" | "user" | "none"}."""
        wish = await request.json()
        role = wish.get("role", self._role)
        if role not in ROLES:
            raise web.HTTPBadRequest(text=f"role has to be one of {', '.join(ROLES)}")
        self._role = role
        self._store.purge_protection = bool(wish.get("purgeProtection", self._store.purge_protection))
        self._store.settling_requests = int(wish.get("settlingRequests", self._store.settling_requests))
        return web.json_response(
            {
                "role": self._role,
                "purgeProtection": self._store.purge_protection,
                "settlingRequests": self._store.settling_requests,
            }
        )

    def _operation(self, action: str, handler: Callable[[web.Request], Awaitable[web.Response]]) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not token:
                return self._challenge("AKV10000: Request is missing a Bearer or PoP token.")
            try:
                audiences = {self._addresses.vault_resource}
                claims = self._tokens.verify(token, audiences=audiences, issuer=STS_ISSUER)
            except InvalidTokenError as error:
                return self._challenge(f"AKV10022: Invalid token: {error.flaw}.", error="invalid_token")
            caller = request[USER] = str(claims.get("oid"))
            try:
                self._authorize(action, caller)
                if request.query.get("api-version") not in API_VERSIONS:
                    raise bad_parameter("The query parameter api-version is missing or names no version served here.")
                return await handler(request)
            except VaultError as error:
                return web.json_response(error.body(), status=error.status)

        return answer

    def _authorize(self, action: str, object_id: str) -> None:
        allowed = object_id == seed.IDENTITY_PRINCIPAL_ID and (
            self._role == "officer" or (self._role == "user" and action in READS)
        )
        if not allowed:
            text = f"Caller is not authorized to perform action {action} on this vault. Caller: oid={object_id}."
            raise forbidden(text, "ForbiddenByRbac")

    def _challenge(self, message: str, *, error: str | None = None) -> web.Response:
        authority = f"{self._addresses.entra}/{seed.TENANT_ID}"
        header = f'Bearer authorization="{authority}", resource="{self._addresses.vault_resource}"'
        if error:
            header += f', error="{error}"'
        body = VaultError(401, "Unauthorized", message).body()
        return web.json_response(body, status=401, headers={"WWW-Authenticate": header})

    def _bundle(self, secret: Secret, version: SecretVersion, *, with_value: bool = False) -> dict[str, Any]:
        bundle: dict[str, Any] = {
            "value": version.value if with_value else None,
            "id": f"{self._addresses.vault}/secrets/{secret.name}/{version.version}",
            "contentType": version.content_type,
            "attributes": self._attributes(version),
            "tags": version.tags,
        }
        return {name: value for name, value in bundle.items() if value is not None}

    def _item(self, secret: Secret) -> dict[str, Any]:
        return self._bundle(secret, secret.current) | {"id": f"{self._addresses.vault}/secrets/{secret.name}"}

    def _attributes(self, version: SecretVersion) -> dict[str, Any]:
        recovery = "Recoverable" if self._store.purge_protection else "Recoverable+Purgeable"
        attributes: dict[str, Any] = {
            "enabled": version.enabled,
            "nbf": version.nbf,
            "exp": version.exp,
            "created": version.created,
            "updated": version.updated,
            "recoveryLevel": recovery,
            "recoverableDays": RECOVERABLE_DAYS,
        }
        return {name: value for name, value in attributes.items() if value is not None}

    def _deletion(self, secret: Secret) -> dict[str, Any]:
        if secret.deleted_at is None or secret.purge_at is None:
            raise ValueError(f"{secret.name} is not deleted")
        return {
            "recoveryId": f"{self._addresses.vault}/deletedsecrets/{secret.name}",
            "deletedDate": int(secret.deleted_at.timestamp()),
            "scheduledPurgeDate": int(secret.purge_at.timestamp()),
        }

    def _page(self, request: web.Request, items: list[dict[str, Any]]) -> web.Response:
        try:
            size = int(request.query.get("maxresults", PAGE_SIZE))
            start = int(base64.b64decode(request.query.get("$skiptoken", ""), validate=True) or b"0")
        except (ValueError, binascii.Error) as error:
            raise bad_parameter("maxresults or $skiptoken is invalid.") from error
        if not 1 <= size <= PAGE_SIZE:
            raise bad_parameter(f"maxresults has to be between 1 and {PAGE_SIZE}.")
        next_link = None
        if start + size < len(items):
            token = base64.b64encode(str(start + size).encode()).decode()
            query = {"api-version": request.query["api-version"], "$skiptoken": token, "maxresults": size}
            next_link = f"{self._addresses.vault}{request.path}?{urlencode(query)}"
        return web.json_response({"value": items[start : start + size], "nextLink": next_link})


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise bad_parameter("The request body is not JSON.") from error
    if not isinstance(body, dict):
        raise bad_parameter("The request body has to be an object.")
    return body
