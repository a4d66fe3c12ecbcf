"""What all answers share, errors among them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from connector.errors import AlreadySharedError, ConnectorError, InvalidRequestError
from connector.functions import messages


class View(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True, defer_build=True)


class ErrorView(View):
    """The body of every error. `fields` names what is at fault; `ticket` is the action's open one, when it has one."""

    class Detail(View):
        """A code for programs, a message for people, and the id to name when asking for help."""

        code: str
        message: str
        request_id: str
        fields: dict[str, str] | None = None

    class OpenTicket(View):
        """The ticket that stands in the way."""

        id: str

    error: Detail
    ticket: OpenTicket | None = None

    @classmethod
    def of(cls, error: ConnectorError, *, language: str, request_id: str) -> ErrorView:
        """The error for the one who asked."""
        fields = None
        if isinstance(error, InvalidRequestError):
            fields = {name: messages.text(problem, language) for name, problem in error.fields.items()}
        detail = cls.Detail(
            code=error.code,
            message=messages.text(error.code, language, error.params),
            request_id=request_id,
            fields=fields,
        )
        open_ticket = cls.OpenTicket(id=error.ticket_id) if isinstance(error, AlreadySharedError) else None
        return cls(error=detail, ticket=open_ticket)
