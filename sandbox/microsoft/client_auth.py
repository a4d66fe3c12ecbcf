"""How an application proves itself at the token endpoint: a secret, or its managed identity's token."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from sandbox.microsoft.directory import AppRegistration, Directory
from sandbox.microsoft.entra_errors import EntraError, missing_parameter, unknown_client
from sandbox.microsoft.resources import TOKEN_EXCHANGE
from sandbox.microsoft.tokens import InvalidTokenError, TokenFlaw, TokenService

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

_FLAWS = {
    TokenFlaw.MALFORMED: (50027, "JWT token is invalid or malformed."),
    TokenFlaw.SIGNATURE: (700027, "The certificate with identifier used to sign the client assertion is not known."),
    TokenFlaw.EXPIRED: (700024, "Client assertion is not within its valid time range."),
    TokenFlaw.NOT_YET_VALID: (700024, "Client assertion is not within its valid time range."),
}


@dataclass(frozen=True)
class AuthenticatedClient:
    """An application that proved itself; `with_certificate` when by an assertion."""

    app: AppRegistration
    with_certificate: bool


def authenticate_client(
    form: Mapping[str, str], authorization: str | None, directory: Directory, tokens: TokenService
) -> AuthenticatedClient:
    """The application behind a token request. Raises EntraError."""
    client_id, secret = form.get("client_id"), form.get("client_secret")
    if authorization and authorization.startswith("Basic "):
        client_id, secret = _basic(authorization)
    if not client_id:
        raise missing_parameter("client_id")
    app = directory.app(client_id)
    if app is None:
        raise unknown_client(client_id)
    if secret is not None:
        # Compared as bytes: the comparison refuses text outside ASCII.
        if app.secret is None or not hmac.compare_digest(app.secret.encode(), secret.encode()):
            text = f"Invalid client secret provided for application '{client_id}'."
            raise EntraError("invalid_client", 7000215, text)
        return AuthenticatedClient(app, with_certificate=False)
    if "client_assertion" not in form:
        text = "The request must contain 'client_assertion' or 'client_secret'."
        raise EntraError("invalid_client", 7000218, text)
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise missing_parameter("client_assertion_type")
    _check_assertion(app, form["client_assertion"], tokens)
    return AuthenticatedClient(app, with_certificate=True)


def _basic(authorization: str) -> tuple[str, str]:
    try:
        decoded = base64.b64decode(authorization.removeprefix("Basic "), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise EntraError("invalid_request", 900144, "The Authorization header is malformed.") from error
    client_id, _, secret = decoded.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def _check_assertion(app: AppRegistration, assertion: str, tokens: TokenService) -> None:
    if app.federated_subject is None:
        text = f"The client '{app.client_id}' has no configured federated identity credentials."
        raise EntraError("invalid_client", 70025, text)
    try:
        claims = tokens.verify(assertion, audiences={TOKEN_EXCHANGE}, issuer=tokens.addresses.issuer())
    except InvalidTokenError as error:
        raise _refusal(error) from error
    if claims.get("sub") != app.federated_subject:
        raise _no_match(700213, "subject", claims.get("sub"))


def _refusal(error: InvalidTokenError) -> EntraError:
    if error.flaw is TokenFlaw.AUDIENCE:
        return _no_match(700212, "audience", error.claims.get("aud"))
    if error.flaw is TokenFlaw.ISSUER:
        return _no_match(700211, "issuer", error.claims.get("iss"))
    return EntraError("invalid_client", *_FLAWS[error.flaw])


def _no_match(code: int, part: str, presented: object) -> EntraError:
    text = f"No matching federated identity record found for presented assertion {part} '{presented}'."
    return EntraError("invalid_client", code, text)
