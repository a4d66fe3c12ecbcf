"""Microsoft Graph's two Secure Score collections: rights, pages, limits and updates."""

from __future__ import annotations

import threading
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from sandbox import seed

SCORES, PROFILES = "secureScores", "secureScoreControlProfiles"
READ, WRITE = "SecurityEvents.Read.All", "SecurityEvents.ReadWrite.All"


@pytest.fixture
def graph(cloud):
    """Ask Graph with the connector's token."""
    token = cloud.graph_token()

    def ask(path: str, *, method: str = "GET", **options: Any) -> requests.Response:
        url = path if path.startswith("https:") else f"{cloud.at.graph}/v1.0/security/{path}"
        headers = {"Authorization": f"Bearer {token}"} | options.pop("headers", {})
        return requests.request(method, url, headers=headers, timeout=10, **options)

    return ask


def _all_pages(graph, path: str) -> list[dict[str, Any]]:
    pages = [graph(path).json()]
    while link := pages[-1].get("@odata.nextLink"):
        pages.append(graph(link).json())
    return pages


def _error(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_pages_join_to_the_whole_list(cloud, graph):
    """Every action comes once; only the last page has no next link, and links stay on Graph's host."""
    pages = _all_pages(graph, PROFILES)

    ids = [profile["id"] for page in pages for profile in page["value"]]
    assert [len(page["value"]) for page in pages[:-1]] == [20] * (len(pages) - 1)
    assert len(ids) == len(set(ids)) >= 48
    link = pages[0]["@odata.nextLink"]
    assert f"https://{urlsplit(link).netloc}" == cloud.at.graph
    assert "$skiptoken=" in link


def test_an_empty_page_can_have_a_next_link(cloud, graph):
    """With the switch on, a client that stops at an empty page loses actions."""
    whole = {profile["id"] for page in _all_pages(graph, PROFILES) for profile in page["value"]}
    cloud.control(cloud.at.graph, "graph", {"emptyPages": True})

    pages = _all_pages(graph, PROFILES)

    assert any(not page["value"] and "@odata.nextLink" in page for page in pages)
    assert {profile["id"] for page in pages for profile in page["value"]} == whole


def test_page_size_is_200_at_first_and_can_be_set(cloud, graph):
    """A page size above the number of actions makes one page."""
    cloud.control(cloud.at.graph, "graph", {"pageSize": 200})

    assert len(_all_pages(graph, PROFILES)) == 1


def test_top_skip_count_and_filter(graph):
    """The four documented options work together."""
    answer = graph(PROFILES, params={"$top": 3, "$skip": 1, "$count": "true", "$filter": "controlCategory eq 'Data'"})

    everything = [each for page in _all_pages(graph, PROFILES) for each in page["value"]]
    data = [each for each in everything if each["controlCategory"] == "Data"]
    assert answer.json()["@odata.count"] == len(data) == 8
    assert answer.json()["value"] == data[1:4]
    assert "$filter" in answer.json()["@odata.nextLink"]
    deprecated = graph(PROFILES, params={"$filter": "deprecated eq true"}).json()["value"]
    assert len(deprecated) == 2


@pytest.mark.parametrize(
    "params",
    [
        {"$filter": "startswith(id,'a')"},
        {"$filter": "nothing eq 'x'"},
        {"$select": "id"},
        {"$orderby": "rank"},
        {"$top": "0"},
        {"$top": "many"},
        {"$skip": "501"},
        {"$skiptoken": "made-up"},
    ],
)
def test_other_options_are_refused(graph, params):
    """Options the manual does not name for these lists, and senseless values, answer 400."""
    assert _error(graph(PROFILES, params=params)) == (400, "BadRequest")


def test_scores_are_newest_first_and_kept_for_90_days(graph):
    """`$top=1` is today and has a next link; ids hold tenant and day."""
    first = graph(SCORES, params={"$top": 1}).json()
    assert len(first["value"]) == 1
    assert "$top=1" in first["@odata.nextLink"]

    scores = graph(SCORES, params={"$top": 90}).json()["value"]
    assert scores[0] == first["value"][0]
    assert len(scores) == 90
    assert [each["createdDateTime"] for each in scores] == sorted((e["createdDateTime"] for e in scores), reverse=True)
    assert graph(f"{SCORES}/{scores[89]['id']}").json()["currentScore"] == scores[89]["currentScore"]
    assert _error(graph(f"{SCORES}/{seed.TENANT_ID}_2001-01-01"))[0] == 404
    assert _error(graph(f"{SCORES}/rubbish"))[0] == 404


def test_the_clock_moves_the_days(cloud, graph):
    """A day later there is one more score, and yesterday's has not changed."""
    before = graph(SCORES, params={"$top": 1}).json()["value"][0]
    cloud.control(cloud.at.graph, "clock", {"advanceS": 24 * 3600})
    assert _error(graph(SCORES)) == (401, "InvalidAuthenticationToken")

    url = f"{cloud.at.graph}/v1.0/security/{SCORES}?$top=2"
    later = requests.get(url, headers={"Authorization": f"Bearer {cloud.graph_token()}"}, timeout=10).json()["value"]

    assert later[1] == before
    assert later[0]["createdDateTime"] > before["createdDateTime"]


def test_one_profile_by_its_id(graph):
    """A known id answers the object; another case or an unknown one does not."""
    assert graph(f"{PROFILES}/AdminSecondFactor").json()["maxScore"] == 10.0
    assert _error(graph(f"{PROFILES}/adminSecondFactor")) == (404, "NotFound")


@pytest.mark.parametrize(
    ("header", "text"),
    [(None, "empty"), ("Bearer rubbish", "parsing"), ("Basic eA==", "empty")],
)
def test_no_token_no_answer(cloud, header, text):
    """Without a readable token: 401 in Graph's error body, ids included."""
    headers = {} if header is None else {"Authorization": header}
    answer = requests.get(
        f"{cloud.at.graph}/v1.0/security/{SCORES}",
        headers=headers | {"client-request-id": "5ec0de00-0000-4000-8000-00000000c0de"},
        timeout=10,
    )

    assert _error(answer) == (401, "InvalidAuthenticationToken")
    assert text in answer.json()["error"]["message"]
    assert answer.json()["error"]["innerError"]["client-request-id"] == "5ec0de00-0000-4000-8000-00000000c0de"
    assert answer.headers["client-request-id"] == "5ec0de00-0000-4000-8000-00000000c0de"


GRAPH_CLAIMS = {
    "iss": f"https://sts.windows.net/{seed.TENANT_ID}/",
    "aud": "https://graph.microsoft.com",
    "roles": [READ],
}


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"claims": GRAPH_CLAIMS}, 200),
        ({"claims": GRAPH_CLAIMS | {"roles": [WRITE]}}, 200),
        ({"claims": GRAPH_CLAIMS | {"aud": seed.APP_CLIENT_ID}}, 401),
        ({"claims": GRAPH_CLAIMS | {"iss": "https://issuer.example"}}, 401),
        ({"claims": GRAPH_CLAIMS, "expiresInS": -5}, 401),
        ({"claims": GRAPH_CLAIMS, "foreignKey": True}, 401),
        ({"claims": GRAPH_CLAIMS, "alg": "HS256"}, 401),
        ({"claims": GRAPH_CLAIMS | {"roles": None}}, 403),
        ({"claims": GRAPH_CLAIMS | {"roles": ["Directory.Read.All"]}}, 403),
    ],
)
def test_tokens_are_judged_in_full(cloud, wish, status):
    """Signature, issuer, audience and time decide between 200 and 401; permissions between 200 and 403."""
    token = cloud.control(cloud.at.entra, "token", wish)["access_token"]
    url = f"{cloud.at.graph}/v1.0/security/{SCORES}?$top=1"

    assert requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=10).status_code == status


@pytest.mark.parametrize("with_wait", [True, False])
def test_calls_per_minute(cloud, graph, with_wait):
    """Over the limit: 429, with or without Retry-After; a minute later calls go through again."""
    cloud.control(cloud.at.graph, "graph", {"perMinute": 2, "retryAfter": with_wait})
    path = f"{PROFILES}/AdminSecondFactor"
    assert [graph(path).status_code for _ in range(2)] == [200, 200]

    refused = graph(path)

    assert _error(refused) == (429, "TooManyRequests")
    assert ("Retry-After" in refused.headers) is with_wait
    cloud.control(cloud.at.graph, "clock", {"advanceS": 61})
    assert graph(path).status_code == 200


def test_calls_at_once(cloud, graph):
    """Of eight calls at the same moment, four pass and four answer 429."""
    cloud.control(cloud.at.graph, "graph", {"concurrent": 4, "latencyMs": 300})
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(graph(f"{PROFILES}/AdminSecondFactor").status_code))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200] * 4 + [429] * 4


def test_partial_results(cloud, graph):
    """A failing provider shows as 206 with a Warning, and its items are missing."""
    cloud.control(
        cloud.at.graph,
        "graph",
        {"pageSize": 200, "partial": {"providers": ["Microsoft/SecureScore/504/10001"], "status": 206, "withhold": 5}},
    )

    answer = graph(PROFILES)

    assert (answer.status_code, answer.headers["Warning"]) == (206, '199 - "Microsoft/SecureScore/504/10001"')
    assert len(answer.json()["value"]) == 53
    cloud.control(cloud.at.graph, "graph", {"partial": None})
    assert (graph(PROFILES).status_code, len(graph(PROFILES).json()["value"])) == (200, 58)


VENDOR = {"provider": "SecureScore", "vendor": "Microsoft"}


def _grant_writing(cloud) -> dict[str, str]:
    cloud.control(cloud.at.entra, "graph-permissions", {"principal": "app", "roles": [WRITE]})
    return {"Authorization": f"Bearer {cloud.graph_token()}"}


def test_a_state_update_is_added(cloud, graph):
    """PATCH adds an entry to the history; 204, or 200 with the object when preferred."""
    headers, path = _grant_writing(cloud), f"{PROFILES}/AdminSecondFactor"
    body = {"vendorInformation": VENDOR, "state": "Ignored", "comment": "accepted"}
    assert graph(path, method="PATCH", json=body, headers=headers).status_code == 204

    answer = graph(
        path,
        method="PATCH",
        json={"vendorInformation": VENDOR, "assignedTo": "", "title": "mine"},
        headers=headers | {"Prefer": "return=representation"},
    )

    assert answer.status_code == 200
    latest = answer.json()["controlStateUpdates"][-1]
    assert (latest["state"], latest["comment"], latest["assignedTo"]) == ("Ignored", "accepted", "")
    assert answer.json()["title"] == graph(path).json()["title"] != "mine"
    assert len(graph(path).json()["controlStateUpdates"]) == 3


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"state": "Ignored"}, "BadRequest"),
        ({"state": "Ignored", "vendorInformation": {"vendor": "Microsoft", "provider": None}}, "BadRequest"),
        ({"state": "ignored", "vendorInformation": VENDOR}, ""),
        ([], "BadRequest"),
    ],
)
def test_wrong_updates_are_refused(cloud, graph, body, code):
    """The vendor is required, states are written exactly; the reason may be an empty code."""
    answer = graph(f"{PROFILES}/AdminSecondFactor", method="PATCH", json=body, headers=_grant_writing(cloud))

    assert _error(answer) == (400, code)


def test_reading_rights_do_not_write(graph):
    """PATCH with the reading permission is 403."""
    body = {"vendorInformation": VENDOR, "state": "Ignored"}

    assert _error(graph(f"{PROFILES}/AdminSecondFactor", method="PATCH", json=body)) == (403, "Forbidden")


def test_faults_come_in_graphs_own_form(cloud, graph):
    """A status fault is Graph's JSON; a page fault is a gateway's HTML."""
    cloud.control(cloud.at.graph, "fail", {"kind": "status", "status": 503, "retryAfter": 3, "next": 1})
    cloud.control(cloud.at.graph, "fail", {"kind": "html", "status": 502, "next": 1})

    first, second = graph(SCORES), graph(SCORES)

    assert (_error(first), first.headers["Retry-After"]) == ((503, "ServiceUnavailable"), "3")
    assert (second.status_code, second.headers["Content-Type"][:9]) == (502, "text/html")
