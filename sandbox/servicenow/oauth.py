"""The instance as authorisation server: entity, codes, tokens. `oauth_endpoints.py` puts it on the wire."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from sandbox.server import SandboxClock
from sandbox.servicenow.accounts import Accounts, User
from sandbox.servicenow.ids import Randomness
from sandbox.servicenow.switches import Switches

SCOPE = "useraccount"


@dataclass
class Entity:
    """One entry of the application registry. Lifespans in seconds."""

    name: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_urls: list[str] = field(default_factory=list)
    active: bool = True
    public_client: bool = False
    pkce_required: bool = False
    access_token_lifespan: int = 1_800
    refresh_token_lifespan: int = 8_640_000
    application_user: str = ""  # user_name behind the client-credentials grant


@dataclass(frozen=True)
class AuthorizeRequest:
    """What the browser brings to `/oauth_auth.do`, already judged sound."""

    redirect_uri: str  # where the browser will really go
    given_redirect_uri: str  # what the client said, which it must repeat
    state: str
    code_challenge: str = ""
    code_challenge_method: str = "S256"

    def answer(self, **parameters: str) -> str:
        """The address to send the browser to."""
        if self.state:
            parameters["state"] = self.state
        separator = "&" if "?" in self.redirect_uri else "?"
        return f"{self.redirect_uri}{separator}{urlencode(parameters)}"


@dataclass
class Code:
    """An authorisation code: single use, short-lived."""

    request: AuthorizeRequest
    user: str
    expires_at: datetime


@dataclass
class Token:
    """An access or refresh token. `user` is a sys_id."""

    value: str = field(repr=False)
    user: str
    expires_at: datetime


class AuthorizeError(Exception):
    """The authorise request ends on an error page; the text is for the person who sees it."""


class DeniedError(Exception):
    """The token request is refused; `cause` is RFC 6749's word for it."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class OAuthServer:
    """Codes and tokens of one entity."""

    def __init__(
        self, entity: Entity, accounts: Accounts, switches: Switches, random: Randomness, clock: SandboxClock
    ) -> None:
        self.entity = entity
        self._accounts = accounts
        self._switches = switches
        self._random = random
        self._clock = clock
        self._codes: dict[str, Code] = {}
        self.access_tokens: dict[str, Token] = {}
        self.refresh_tokens: dict[str, Token] = {}

    # The authorise step

    def authorize_request(self, query: dict[str, str]) -> AuthorizeRequest:
        """Judge an authorise request. Raises AuthorizeError."""
        state = query.get("state", "")
        if self._switches.state_required and not state.isalnum():
            reason = (
                "Missing State parameter in request." if not state.strip() else "Invalid State parameter in request."
            )
            raise AuthorizeError(reason)
        if query.get("client_id") != self.entity.client_id or not self.entity.active:
            raise AuthorizeError("Invalid client_id in request.")
        if query.get("response_type") != "code":
            raise AuthorizeError("Invalid response_type in request.")
        challenge, method = query.get("code_challenge", ""), query.get("code_challenge_method", "S256")
        if (self.entity.pkce_required and not challenge) or method not in ("S256", "plain"):
            raise AuthorizeError("Missing or invalid code_challenge parameter in request.")
        given = query.get("redirect_uri", "")
        return AuthorizeRequest(self._redirect_target(given), given, state, challenge, method)

    def _redirect_target(self, given: str) -> str:
        registered = self.entity.redirect_urls
        if given in registered:
            return given
        if not registered or (given and self._switches.unregistered_redirect == "error"):
            raise AuthorizeError("Invalid redirect_uri in request.")
        return registered[0]

    def allow(self, request: AuthorizeRequest, user: User) -> str:
        """The person consents: the address that carries the code to the client."""
        code = self._random.opaque()
        lifetime = timedelta(seconds=self._switches.code_lifetime_s)
        self._codes[code] = Code(request, user.sys_id, self._clock.now() + lifetime)
        return request.answer(code=code)

    # The token endpoint

    def token(self, form: dict[str, str], client: tuple[str, str]) -> dict[str, object]:
        """Answer a token request; `client` is the pair of id and secret that came with it. Raises DeniedError."""
        grants = {
            "authorization_code": self._by_code,
            "refresh_token": self._by_refresh_token,
            "password": self._by_password,
            "client_credentials": self._by_client_credentials,
        }
        grant = grants.get(form.get("grant_type", ""))
        if grant is None:
            raise DeniedError("unsupported_grant_type")
        self._check_client(form, *client)
        return grant(form)

    def _check_client(self, form: dict[str, str], client_id: str, secret: str) -> None:
        known = client_id == self.entity.client_id and self.entity.active
        if known and not secret and self.entity.public_client and form.get("code_verifier"):
            return
        if not known or not hmac.compare_digest(secret.encode(), self.entity.client_secret.encode()):
            raise DeniedError("invalid_client")

    def _by_code(self, form: dict[str, str]) -> dict[str, object]:
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or code.expires_at <= self._clock.now():
            raise DeniedError("invalid_grant")
        if form.get("redirect_uri", "") != code.request.given_redirect_uri:
            raise DeniedError("invalid_grant")
        if not _proves(code.request, form.get("code_verifier", "")):
            raise DeniedError("invalid_grant")
        return self._pair(self._usable(self._accounts.with_id(code.user)))

    def _by_password(self, form: dict[str, str]) -> dict[str, object]:
        return self._pair(self._usable(self._accounts.check(form.get("username", ""), form.get("password", ""))))

    def _by_client_credentials(self, _: dict[str, str]) -> dict[str, object]:
        if not self._switches.client_credentials or not self.entity.application_user:
            raise DeniedError("unauthorized_client")
        user = self._accounts.named(self.entity.application_user)
        if user is None or not user.may_use_rest:
            raise DeniedError("invalid_grant")
        return self._answer(self._access_token(user.sys_id, extend=True))

    def _by_refresh_token(self, form: dict[str, str]) -> dict[str, object]:
        refresh = self.refresh_tokens.get(form.get("refresh_token", ""))
        if refresh is None or refresh.expires_at <= self._clock.now():
            raise DeniedError("invalid_grant")
        user = self._usable(self._accounts.with_id(refresh.user))
        if self._switches.early_refresh == "same":
            access = self._access_token(user.sys_id, extend=False)
        else:
            access = self._new_token(self.access_tokens, user.sys_id, self.entity.access_token_lifespan)
        if self._switches.rotate_refresh_token:
            del self.refresh_tokens[refresh.value]
            left_s = (refresh.expires_at - self._clock.now()).total_seconds()
            refresh = self._new_token(self.refresh_tokens, user.sys_id, left_s)
        return self._answer(access, None if self._switches.refresh_omits_refresh_token else refresh)

    def _usable(self, user: User | None) -> User:
        if user is None or not user.may_log_in or user.row["password_needs_reset"] == "true":
            raise DeniedError("invalid_grant")
        return user

    def _pair(self, user: User) -> dict[str, object]:
        access = self._access_token(user.sys_id, extend=True)
        lifespan = self.entity.refresh_token_lifespan
        refresh = self._living(self.refresh_tokens, user.sys_id)
        if refresh is None:
            refresh = self._new_token(self.refresh_tokens, user.sys_id, lifespan)
        refresh.expires_at = self._clock.now() + timedelta(seconds=lifespan)
        return self._answer(access, refresh)

    def _access_token(self, user: str, *, extend: bool) -> Token:
        token = self._living(self.access_tokens, user)
        if token is None:
            return self._new_token(self.access_tokens, user, self.entity.access_token_lifespan)
        if extend:
            token.expires_at = self._clock.now() + timedelta(seconds=self.entity.access_token_lifespan)
        return token

    def _living(self, tokens: dict[str, Token], user: str) -> Token | None:
        now = self._clock.now()
        for value in [value for value, token in tokens.items() if token.expires_at <= now]:
            del tokens[value]
        return next((token for token in reversed(tokens.values()) if token.user == user), None)

    def _new_token(self, tokens: dict[str, Token], user: str, lifespan: float) -> Token:
        token = Token(self._random.opaque(), user, self._clock.now() + timedelta(seconds=lifespan))
        tokens[token.value] = token
        return token

    def _answer(self, access: Token, refresh: Token | None = None) -> dict[str, object]:
        answer: dict[str, object] = {"access_token": access.value}
        if refresh is not None:
            answer["refresh_token"] = refresh.value
        left = (access.expires_at - self._clock.now()).total_seconds()
        # One second short of the lifespan on a fresh token: the instance rounds down after the token was written.
        return answer | {"scope": SCOPE, "token_type": "Bearer", "expires_in": max(0, int(left - 0.001))}

    # Use and end of tokens

    def user_of(self, access_token: str) -> User | None:
        """The user an access token stands for, while it lives and the user may use the API."""
        token = self.access_tokens.get(access_token)
        if token is None or token.expires_at <= self._clock.now():
            return None
        user = self._accounts.with_id(token.user)
        return user if user and user.may_use_rest else None

    def revoke(self, value: str) -> None:
        """End one access or refresh token; an unknown one is no error."""
        self.access_tokens.pop(value, None)
        self.refresh_tokens.pop(value, None)

    def revoke_all(self) -> None:
        """End every token and code."""
        self.access_tokens.clear()
        self.refresh_tokens.clear()
        self._codes.clear()

    def expire(self, which: str) -> None:
        """Let the `access` tokens, the `refresh` tokens or `all` lapse now."""
        chosen = {"access": [self.access_tokens], "refresh": [self.refresh_tokens]}
        for tokens in chosen.get(which, [self.access_tokens, self.refresh_tokens]):
            for token in tokens.values():
                token.expires_at = self._clock.now()


def _proves(request: AuthorizeRequest, verifier: str) -> bool:
    if not request.code_challenge:
        return True
    derived = verifier
    if request.code_challenge_method == "S256":
        derived = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return hmac.compare_digest(derived.encode(), request.code_challenge.encode())
