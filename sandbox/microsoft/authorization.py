"""What a client asks of the authorization endpoint, and what may be refused before anybody signs in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.microsoft.directory import AppRegistration, Directory
from sandbox.microsoft.entra_errors import EntraError, PageError, missing_parameter, unknown_client

RESPONSE_MODES = ("query", "form_post", "fragment")
PROMPTS = frozenset({"login", "none", "consent", "select_account"})


@dataclass(frozen=True)
class ReturnAddress:
    """Where, how and with which `state` the client wants to hear."""

    redirect_uri: str
    response_mode: str
    state: str | None = None


@dataclass(frozen=True)
class AuthorizationRequest:
    """A request worth showing a person. `code_challenge` is None without PKCE."""

    app: AppRegistration
    reply: ReturnAddress
    scopes: tuple[str, ...]
    nonce: str | None
    prompt: frozenset[str]
    login_hint: str
    code_challenge: str | None = field(default=None, repr=False)
    code_challenge_method: str = "plain"


def find_return_address(params: Mapping[str, str], directory: Directory) -> tuple[AppRegistration, ReturnAddress]:
    """
    The application and where to send it an answer.

    Raises:
        PageError: Unknown application or address: nothing may be sent there, the person sees why.
    """
    client_id = params.get("client_id")
    if not client_id:
        raise _on_page(missing_parameter("client_id"))
    app = directory.app(client_id)
    if app is None:
        raise _on_page(unknown_client(client_id))
    redirect_uri = params.get("redirect_uri")
    if not redirect_uri:
        raise PageError("invalid_request", 900971, "No reply address provided.")
    if redirect_uri not in app.redirect_uris:
        text = (
            f"The redirect URI '{redirect_uri}' specified in the request does not match the redirect URIs "
            f"configured for the application '{client_id}'."
        )
        raise PageError("invalid_request", 50011, text)
    mode = params.get("response_mode", "query")
    if mode not in RESPONSE_MODES:
        raise PageError("invalid_request", 90023, f"Unsupported 'response_mode' value '{mode}'.")
    return app, ReturnAddress(redirect_uri, mode, params.get("state"))


def read_request(params: Mapping[str, str], app: AppRegistration, reply: ReturnAddress) -> AuthorizationRequest:
    """The rest of the request. Raises EntraError, which the client is to hear at its return address."""
    response_type = params.get("response_type")
    if not response_type:
        raise missing_parameter("response_type")
    if response_type != "code":
        text = f"response_type '{response_type}' is not enabled for the application."
        raise EntraError("unsupported_response_type", 700054, text)
    scopes = tuple(params.get("scope", "").split())
    if not scopes:
        raise missing_parameter("scope")
    prompt = frozenset(params.get("prompt", "").split())
    if not prompt <= PROMPTS or ("none" in prompt and len(prompt) > 1):
        raise EntraError("invalid_request", 90023, "Unsupported 'prompt' value.")
    challenge, method = params.get("code_challenge"), params.get("code_challenge_method", "plain")
    if challenge is not None and (method not in ("S256", "plain") or not 43 <= len(challenge) <= 128):
        raise EntraError("invalid_request", 501491, "Invalid size or method of the code_challenge parameter.")
    return AuthorizationRequest(
        app, reply, scopes, params.get("nonce"), prompt, params.get("login_hint", ""), challenge, method
    )


def _on_page(error: EntraError) -> PageError:
    return PageError(error.error, error.code, error.message)
