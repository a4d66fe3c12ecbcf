"""State names: what an administrator calls them, else what the instance's choice lists say."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from connector.application.container import Container
from connector.application.retire import current_connection
from connector.domain.connection import Connection, ConnectionStatus
from connector.domain.draft import Kind
from connector.domain.states import StateNames, checked_names
from connector.errors import NotConnectedError, RemoteError
from connector.ports import Caller, SyncState, TicketDesk

log = logging.getLogger(__name__)

_READ_EVERY = timedelta(days=1)


def names_of(tenant_id: str, c: Container) -> StateNames:
    """The names that tickets are shown with."""
    kept = c.state_names.get(tenant_id)
    return StateNames(kept.chosen, kept.choices)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """
    The names, and when the choice lists behind them were read; None: never. `stale`: they are the last known ones,
    because ServiceNow has not been there to ask since.
    """

    names: StateNames
    read_at: datetime | None
    stale: bool


def all_names(caller: Caller, c: Container) -> KnownNames:
    """The names, with the labels seen on records. ServiceNow is not asked."""
    kept, connection = c.state_names.get(caller.tenant_id), current_connection(caller.tenant_id, c)
    labels = c.connections.sync_state(connection).labels if connection else {}
    works = connection is not None and connection.status is ConnectionStatus.CONNECTED
    missed = kept.read_at is not None and c.clock.now() - kept.read_at > 2 * _READ_EVERY
    stale = kept.read_at is not None and (missed or not works)
    return KnownNames(StateNames(kept.chosen, kept.choices, labels), kept.read_at, stale)


def choose(names: Mapping[Kind, Mapping[str, str]], caller: Caller, c: Container) -> None:
    """
    Replace the tenant's own names; none at all gives the instance's back.

    Raises:
        InvalidRequestError: naming each state at fault.
    """
    checked = checked_names(names)
    c.state_names.choose(caller.tenant_id, checked)
    facts = {kind.value: json.dumps(of_kind, ensure_ascii=False) for kind, of_kind in checked.items()}
    facts |= caller.actor.whereabouts
    c.events.append(caller.tenant_id, "state_names_chosen", by=caller.object_id, facts=facts)
    log.info("state_names_chosen", extra={"states": sum(len(of_kind) for of_kind in checked.values())})


def read_choices(connection: Connection, desk: TicketDesk, state: SyncState, c: Container) -> datetime | None:
    """
    Read the instance's choice lists when that was never done, or not for a day.

    They are a nicety: an instance that does not give them stops no sync.

    Returns:
        When they were last asked for.
    """
    now = c.clock.now()
    if state.choices_at is not None and now - state.choices_at < _READ_EVERY:
        return state.choices_at
    try:
        choices = desk.choices()
    except (RemoteError, NotConnectedError) as error:
        log.warning("choices_unread", extra={"connection_id": connection.connection_id, "error": error.code})
        return state.choices_at
    c.state_names.keep_choices(connection, choices, now)
    return now
