"""Errors this connector raises on purpose. Anything else is a defect and answers 500.

ConnectorError
├── InvalidRequestError          the caller's input; names each field
│   └── BodyTooLargeError
├── NotAuthenticatedError        no or no valid sign-in
├── NotAllowedError              signed in, but without the role
├── NotFoundError
├── ConflictError                someone wrote first (ETag)
│   ├── BusyError                retryable: another worker holds the ticket
│   └── AlreadySharedError       the improvement action has an open ticket
├── NotConnectedError            no usable consent; an administrator connects again
├── NoIdentityError              only the app itself may ask this, by its managed identity
├── RemoteError                  a service we call: service, status
│   ├── RemoteUnavailableError   retryable: timeout, 429, 5xx, HTML from a sleeping instance; retry_after_s
│   │   └── ThrottledError       not sent: the connection pauses, or as much as may is under way
│   ├── RemoteRejectedError      understood and refused: rights, field, business rule
│   └── RemoteProtocolError      an answer without what the manual promises
└── SettingsError                app settings missing or malformed

`code` is a stable word for clients, logs and dashboards; the text for people stands in `connector/messages/`, under
the code, in every language. `params` fill its placeholders and never hold a secret.
"""

from __future__ import annotations

from collections.abc import Mapping


class ConnectorError(Exception):
    """Base of all errors raised on purpose. `retry_after_s`: when it may be worth another try, where that is known."""

    code = "internal"
    retryable = False
    retry_after_s: float | None = None

    def __init__(self, detail: str = "", *, code: str | None = None, params: Mapping[str, str] | None = None) -> None:
        super().__init__(detail or code or self.code)
        if code:
            self.code = code
        self.params: dict[str, str] = dict(params or {})


class InvalidRequestError(ConnectorError):
    """The caller's input. `fields` maps each field at fault to the code of what is wrong with it."""

    code = "invalid_request"

    def __init__(self, fields: Mapping[str, str], *, code: str | None = None, detail: str = "") -> None:
        super().__init__(detail or "; ".join(f"{name}: {problem}" for name, problem in fields.items()), code=code)
        self.fields: dict[str, str] = dict(fields)


class BodyTooLargeError(InvalidRequestError):
    """More bytes than this endpoint reads."""

    code = "body_too_large"


class NotAuthenticatedError(ConnectorError):
    """No sign-in, or one that does not hold."""

    code = "not_authenticated"


class NotAllowedError(ConnectorError):
    """Signed in without the role that this needs."""

    code = "not_allowed"


class NotFoundError(ConnectorError):
    """Nothing here under that id."""

    code = "not_found"


class ConflictError(ConnectorError):
    """Someone wrote first."""

    code = "conflict"


class BusyError(ConflictError):
    """Another worker holds the ticket; `retry_after_s` says for how long at most."""

    code = "busy"
    retryable = True

    def __init__(self, ticket_id: str, *, retry_after_s: float) -> None:
        super().__init__(ticket_id)
        self.retry_after_s: float = retry_after_s


class AlreadySharedError(ConflictError):
    """The improvement action has an open ticket, `ticket_id`."""

    code = "already_shared"

    def __init__(self, action_id: str, ticket_id: str) -> None:
        super().__init__(f"{action_id} has the open ticket {ticket_id}", params={"action": action_id})
        self.ticket_id = ticket_id


class NotConnectedError(ConnectorError):
    """No usable consent at ServiceNow. Jobs wait; an administrator connects again."""

    code = "not_connected"


class NoIdentityError(ConnectorError):
    """Only the app itself may ask this, and the platform offers no managed identity here."""

    code = "no_identity"


class RemoteError(ConnectorError):
    """A service we call answered with trouble. `status` is its HTTP status, 0 without an answer."""

    code = "remote_error"

    def __init__(
        self,
        service: str,
        detail: str,
        *,
        status: int = 0,
        retry_after_s: float | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(
            f"{service}: {detail} (HTTP {status})" if status else f"{service}: {detail}",
            code=code,
            params={"service": service, "reason": detail},
        )
        self.service = service
        self.status = status
        self.detail = detail
        self.retry_after_s = retry_after_s


class RemoteUnavailableError(RemoteError):
    """
    Try again later. Whether a write happened is unclear: look first.

    `service_wide`: the service is away or asks for less, so other requests would meet the same.
    """

    code = "remote_unavailable"
    retryable = True

    def __init__(
        self,
        service: str,
        detail: str,
        *,
        status: int = 0,
        retry_after_s: float | None = None,
        code: str | None = None,
        service_wide: bool = False,
    ) -> None:
        super().__init__(service, detail, status=status, retry_after_s=retry_after_s, code=code)
        self.service_wide = service_wide


class ThrottledError(RemoteUnavailableError):
    """
    Nothing was sent: after trouble the connection pauses, or as much as may is under way.

    `retry_after_s` says when to ask again, `detail` what the trouble was.
    """

    code = "throttled"


class RemoteRejectedError(RemoteError):
    """Understood and refused; asking again gives the same."""

    code = "remote_rejected"


class RemoteProtocolError(RemoteError):
    """An answer without what the manual promises."""

    code = "remote_protocol"


class SettingsError(ConnectorError):
    """App settings missing or malformed; the text names every one."""

    code = "settings_invalid"
