"""The managed-identity endpoint of App Service and Functions, for the function app's user-assigned identity."""

from __future__ import annotations

import hmac
from typing import Any

from aiohttp import web

from sandbox import seed
from sandbox.microsoft.directory import Directory
from sandbox.microsoft.resources import find_resource
from sandbox.microsoft.tokens import TokenService
from sandbox.server import USER

API_VERSION = "2019-08-01"


class ManagedIdentityEndpoint:
    """GET /msi/token. Not imitated: certificates, identities by resource id, the platform's own token cache."""

    def __init__(self, directory: Directory, tokens: TokenService) -> None:
        self._directory, self._tokens = directory, tokens

    def routes(self) -> list[web.RouteDef]:
        """The one path of the endpoint."""
        return [web.get("/msi/token", self.token)]

    async def token(self, request: web.Request) -> web.Response:
        """A token of the identity for `resource`; `expires_on` is a string of epoch seconds."""
        presented = request.headers.get("X-IDENTITY-HEADER")
        if presented is None:
            return _refusal(401, "The header X-IDENTITY-HEADER is missing.")
        if not hmac.compare_digest(presented.encode(errors="surrogateescape"), seed.IDENTITY_HEADER.encode()):
            return _refusal(403, "The header X-IDENTITY-HEADER is wrong.")
        if request.query.get("api-version") != API_VERSION:
            return _refusal(400, f"The api-version has to be {API_VERSION}.")
        identity = (request.query.get("client_id"), request.query.get("principal_id"))
        if identity not in ((seed.IDENTITY_CLIENT_ID, None), (None, seed.IDENTITY_PRINCIPAL_ID)):
            # Without an id the platform looks for a system-assigned identity; this app has none.
            return _refusal(400, "No managed identity was found for the specified client id or principal id.")
        identifier = request.query.get("resource", "")
        resource = find_resource(identifier, self._tokens.addresses)
        if resource is None:
            return _refusal(400, f"AADSTS500011: The resource principal named {identifier} was not found.")
        request[USER] = "managed identity"
        roles = self._directory.application_roles(seed.IDENTITY_PRINCIPAL_ID, resource)
        token = self._tokens.for_identity(resource, roles)
        answer: dict[str, Any] = {
            "access_token": token.value,
            "expires_on": str(token.claims["exp"]),
            "resource": identifier,
            "token_type": "Bearer",
            "client_id": seed.IDENTITY_CLIENT_ID.upper(),
        }
        return web.json_response(answer)


def _refusal(status: int, message: str) -> web.Response:
    return web.json_response({"statusCode": status, "message": message}, status=status)
