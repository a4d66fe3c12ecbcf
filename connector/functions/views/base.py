"""What all answers share, errors among them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class View(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True, defer_build=True)


class ErrorView(View):
    """The body of every error. `fields` names each field at fault."""

    class Detail(View):
        """A code for programs, a message for people, and the id to name when asking for help."""

        code: str
        message: str
        request_id: str
        fields: dict[str, str] | None = None

    error: Detail
