"""Shares every improvement action, as a person would one by one and as one does in bulk, and waits for the records."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched

from sandbox.demo.app_client import AppClient, Json
from sandbox.demo.errors import DemoError

KINDS = ("incident", "change_request")
ONE_BY_ONE = 20
BULK_SIZE = 100
POLL_S = 1.0
STALLED_S = 60.0
"""Deliveries that make no progress for so long have stopped."""

Step = Callable[[int], None]
"""Told how many more are done."""


@dataclass
class Shares:
    """What became of the shares: accepted tickets by id, and what was refused, in words."""

    tickets: dict[str, Json] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


def make_drafts(app: AppClient, actions: Iterable[Json], step: Step) -> Iterator[Json]:
    """The prefilled draft of each action, incidents and change requests by turns."""
    for position, action in enumerate(actions):
        yield app.draft(action["id"], KINDS[position % len(KINDS)])
        step(1)


def share_all(app: AppClient, drafts: list[Json], step: Step) -> Shares:
    """Share the first ones singly, the rest in bulk."""
    shares = Shares()
    for draft in drafts[:ONE_BY_ONE]:
        ticket = app.share(draft)
        shares.tickets[ticket["id"]] = ticket
        step(1)
    for chunk in batched(drafts[ONE_BY_ONE:], BULK_SIZE, strict=False):
        _share_chunk(app, list(chunk), shares)
        step(len(chunk))
    return shares


def _share_chunk(app: AppClient, drafts: list[Json], shares: Shares) -> None:
    results = app.share_bulk(drafts)
    if sorted(result["index"] for result in results) != list(range(len(drafts))):
        raise DemoError(f"a bulk share of {len(drafts)} drafts did not answer with one result for each")
    for result in results:
        if "ticket" in result:
            shares.tickets[result["ticket"]["id"]] = result["ticket"]
        else:
            error, action = result["error"], drafts[result["index"]]["actionId"]
            shares.refused.append(f"{action} was refused ({result['status']}): {error['code']}: {error['message']}")


def wait_delivered(app: AppClient, shares: Shares, step: Step) -> None:
    """
    Read the tickets until each has its number or has failed; `shares.tickets` then hold what the app says of them.

    Raises:
        DemoError: A ticket vanished from the app's list, or for a minute no delivery came to its end.
    """
    done, deadline = 0, time.monotonic() + STALLED_S
    while True:
        refresh(app, shares)
        finished = sum(is_delivered(ticket) for ticket in shares.tickets.values())
        if finished > done:
            step(finished - done)
            done, deadline = finished, time.monotonic() + STALLED_S
        if done == len(shares.tickets):
            return
        if time.monotonic() > deadline:
            waiting = [ticket for ticket in shares.tickets.values() if not is_delivered(ticket)]
            raise DemoError(
                f"{len(waiting)} of {len(shares.tickets)} tickets made no progress for {STALLED_S:.0f} s, "
                f"the first: {waiting[0]['id']}, {waiting[0]['delivery']}, {waiting[0].get('error')}"
            )
        time.sleep(POLL_S)


def refresh(app: AppClient, shares: Shares) -> None:
    """Replace the tickets by what the app says now. Raises DemoError when its list lacks one."""
    listed = {ticket["id"]: ticket for ticket in app.tickets()}
    if missing := shares.tickets.keys() - listed.keys():
        raise DemoError(f"{len(missing)} accepted tickets are not in the app's list, among them {min(missing)}")
    shares.tickets = {ticket_id: listed[ticket_id] for ticket_id in shares.tickets}


def is_delivered(ticket: Json) -> bool:
    """Whether its delivery has come to an end: it has its number, or it failed."""
    return ticket["delivery"] == "failed" or (ticket["delivery"] == "created" and bool(ticket["number"]))
