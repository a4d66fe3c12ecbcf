"""What the states of ServiceNow are called."""

from __future__ import annotations

from datetime import datetime

import azure.functions as func
from pydantic import Field

from connector.application import state_names
from connector.application.state_names import KnownNames
from connector.bootstrap import container
from connector.domain.draft import Kind
from connector.functions.endpoint import Request, Role, endpoint
from connector.functions.replies import Reply
from connector.functions.schemas import StateNamesBody
from connector.functions.views import View
from connector.ports import Caller

bp = func.Blueprint()

_PATH = "api/connection/state-names"


class NamesView(View):
    """Names by state."""

    incident: dict[str, str]
    change_request: dict[str, str] = Field(alias="change_request")


class StateNamesView(NamesView):
    """
    What each state is called, by kind. `chosen` is what an administrator sent, `defaults` what holds without it;
    `read_at` says when the instance's choice lists were read, null: never yet; `stale` that they are the last known
    ones, because ServiceNow could not be asked since.
    """

    defaults: NamesView
    chosen: NamesView
    read_at: datetime | None
    stale: bool

    @classmethod
    def of(cls, known: KnownNames, language: str) -> StateNamesView:
        """The names as JSON."""
        names = known.names
        states = {kind: names.states(kind, language) for kind in Kind}
        defaults = {kind.value: {s: names.default(kind, s, language) for s in states[kind]} for kind in Kind}
        return cls(
            **{kind.value: {s: names.name(kind, s, language) for s in states[kind]} for kind in Kind},
            defaults=NamesView(**defaults),
            chosen=NamesView(**{kind.value: dict(names.chosen.get(kind, {})) for kind in Kind}),
            read_at=known.read_at,
            stale=known.stale,
        )


@endpoint(bp, "GET", _PATH, role=Role.READ, reply=StateNamesView)
def get_state_names(request: Request, caller: Caller) -> Reply:
    """What each state is called: by an administrator, else by the instance's choice lists in the caller's language."""
    return _answer(request, caller)


@endpoint(bp, "PUT", _PATH, role=Role.ADMIN, body=StateNamesBody, reply=StateNamesView)
def put_state_names(request: Request, caller: Caller) -> Reply:
    """Replace the names of your own; kinds and states that are left out get the instance's names back."""
    state_names.choose(request.json(StateNamesBody).names(), caller, container())
    return _answer(request, caller)


def _answer(request: Request, caller: Caller) -> Reply:
    return Reply(200, StateNamesView.of(state_names.all_names(caller, container()), request.language))
