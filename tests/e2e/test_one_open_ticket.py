"""One open ticket for one improvement action, however many ask at once."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest
import requests

from tests.e2e.program import TIMEOUT_S, Json, Program

pytestmark = pytest.mark.e2e

PROCESSES, EACH = 4, 25


def _share(url: str, ca: str, headers: dict[str, str], draft: Json) -> list[tuple[int, str, Any]]:
    """One client process: so many shares; status, Location and body of each answer."""
    with requests.Session() as session:
        session.trust_env, session.verify = False, ca
        answers = [session.post(url, json=draft, headers=headers, timeout=TIMEOUT_S) for _ in range(EACH)]
    return [(answer.status_code, answer.headers.get("Location", ""), answer.json()) for answer in answers]


def _answers(program: Program, draft: Json) -> Iterable[tuple[int, str, Any]]:
    url, ca = f"{program.endpoints['app']}/api/tickets", program.endpoints["ca"]
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("forkserver")) as processes:
        runs = [processes.submit(_share, url, ca, program.authorization(), draft) for _ in range(PROCESSES)]
        return [answer for run in runs for answer in run.result()]


def test_a_hundred_shares_of_one_action_by_four_processes_make_one_ticket(program: Program) -> None:
    """
    One is accepted; each of the others is told the address of the open ticket, in header and body.
    """
    [action] = program.fresh_actions(1)

    answers = list(_answers(program, program.draft(action)))

    assert Counter(status for status, _, _ in answers) == {202: 1, 409: PROCESSES * EACH - 1}
    [ticket] = [body for status, _, body in answers if status == 202]
    assert {location for _, location, _ in answers} == {f"/api/tickets/{ticket['id']}"}
    assert {body["ticket"]["id"] for status, _, body in answers if status == 409} == {ticket["id"]}
    assert len(program.servicenow.records_of(program.wait(ticket["id"], "created"))) == 1
