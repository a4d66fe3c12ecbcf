"""Rate limits, semaphores and session queues."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from sandbox.servicenow.limits import OverloadedError, Semaphores
from sandbox.servicenow.sessions import Session

INCIDENT = "/api/now/table/incident"


def test_rate_limit_headers_only_with_a_rule(desk):
    """
    A plain instance has no rate-limit headers; with a rule every answer has, and 429 follows with Retry-After.
    """
    plain = desk.api("GET", INCIDENT)
    rule = desk.control("POST", "rate-limit", {"perHour": 2, "table": "incident"})
    answers = [desk.api("GET", INCIDENT) for _ in range(3)]

    assert "X-RateLimit-Limit" not in plain.headers
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert all(answer.headers["X-RateLimit-Rule"] == rule["sysId"] for answer in answers)
    assert 0 < int(answers[2].headers["Retry-After"]) <= 3600
    assert answers[2].json() == {
        "error": {
            "message": "Rate limit exceeded",
            "detail": "Rate limit of 2 requests per hour for Table API exceeded",
        },
        "status": "failure",
    }
    assert "X-RateLimit-Limit" not in desk.api("GET", "/api/now/table/task").headers
    desk.control("POST", "clock", {"advanceS": 3600})
    assert desk.api("GET", INCIDENT).status_code == 200


def test_user_rule_beats_role_and_everyone(desk):
    """
    The rule for a user holds before that for a role, and that before the one for all.
    """
    for rule in ({"perHour": 9}, {"perHour": 5, "role": "itil"}, {"perHour": 7, "user": "service.agent"}):
        desk.control("POST", "rate-limit", rule)

    assert desk.api("GET", INCIDENT).headers["X-RateLimit-Limit"] == "5"
    assert desk.api("GET", INCIDENT, "service.agent").headers["X-RateLimit-Limit"] == "7"
    assert desk.api("GET", INCIDENT, "personal.admin").headers["X-RateLimit-Limit"] == "9"


def test_batch_counts_as_one_or_by_item(desk):
    """
    A batch is one request to the limits, or by switch as many as it holds.
    """
    desk.control("POST", "rate-limit", {"perHour": 2})
    item = {"method": "GET", "url": INCIDENT, "headers": []}
    batch = {"batch_request_id": "1", "rest_requests": [item | {"id": str(number)} for number in range(3)]}

    first = desk.api("POST", "/api/now/v1/batch", json=batch).json()
    desk.switch(batchCountsItems=True)
    second = desk.api("POST", "/api/now/v1/batch", json=batch).json()

    assert [item["status_code"] for item in first["serviced_requests"]] == [200] * 3
    assert [item["status_code"] for item in second["serviced_requests"]] == [200, 429, 429]


def _statuses(desk, count, **more):
    with ThreadPoolExecutor(count) as pool:
        return sorted(pool.map(lambda _: desk.api("GET", INCIDENT, **more).status_code, range(count)))


def test_semaphore_queue():
    """
    Four requests run, fifty wait; what comes beyond gets a 429.
    """
    semaphores = Semaphores()
    semaphores.latency_ms = 1

    async def status():
        try:
            async with semaphores.transaction(Session()):
                return 200
        except OverloadedError as overloaded:
            return overloaded.status

    async def burst():
        return await asyncio.gather(*(status() for _ in range(60)))

    assert asyncio.run(burst()) == [200] * 54 + [429] * 6


def test_semaphore_queue_timeout(desk):
    """
    A request that waits too long for its turn answers 500.
    """
    desk.switch(queueTimeoutMs=50)
    desk.control("POST", "latency", {"ms": 300})

    assert _statuses(desk, 6) == [200] * 4 + [500] * 2


def test_session_queue(desk):
    """
    With more than ten waiting in one cookie session a request is dropped: 202, empty, not executed.
    """
    cookies = desk.api("GET", INCIDENT).cookies
    desk.control("POST", "latency", {"ms": 60})

    def create(_):
        return desk.api("POST", INCIDENT, json={}, cookies=cookies)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(create, range(16)))

    dropped = [answer for answer in answers if answer.status_code == 202]
    created = [answer for answer in answers if answer.status_code == 201]
    assert dropped
    assert len(dropped) + len(created) == 16
    assert all(answer.content == b"" for answer in dropped)
    assert desk.control("GET", "counts")["incident"] == len(created)


def test_requests_without_cookies_share_no_queue(desk):
    """
    Each request without a cookie is a session of its own.
    """
    desk.control("POST", "latency", {"ms": 20})

    assert _statuses(desk, 16) == [200] * 16


def test_faults(desk):
    """
    The instance sleeps (200 HTML, token endpoint too), is in trouble (503 HTML), errs in JSON, or loses an answer.
    """
    desk.control("POST", "fail", {"kind": "html", "status": 200, "next": 2})
    asleep = [desk.api("GET", INCIDENT), desk.token(grant_type="password")]
    assert all(answer.status_code == 200 and "Instance Hibernating page" in answer.text for answer in asleep)
    desk.control("POST", "fail", {"kind": "html", "status": 503, "next": 1})
    assert desk.api("GET", INCIDENT).headers["Content-Type"].startswith("text/html")
    desk.control("POST", "fail", {"kind": "status", "status": 500, "next": 1})
    assert desk.api("GET", INCIDENT).json()["status"] == "failure"
    desk.control("POST", "fail", {"kind": "drop_after", "next": 1})
    with pytest.raises(requests.ConnectionError):
        desk.api("POST", INCIDENT, json={})
    assert desk.control("GET", "counts")["incident"] == 1
