"""ScoreSource over Microsoft Graph.

Source: Microsoft Graph v1.0, `security/secureScores` and `security/secureScoreControlProfiles`. Numbers may come as
strings, fields may be missing, and the two lists differ in the case of ids: everything is read leniently.
"""

from __future__ import annotations

import logging
import math
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from connector.adapters.http import HttpClient, retried, retry_after_s
from connector.domain.action import (
    ActionStatus,
    Category,
    ImprovementAction,
    Level,
    ScoreCard,
    SecureScore,
    threat_name,
)
from connector.errors import RemoteProtocolError, RemoteRejectedError, RemoteUnavailableError

log = logging.getLogger(__name__)

_SERVICE = "Microsoft Graph"
_LONGEST_WAIT_S = 10.0
"""A page waits for the answer."""
_MOST_PAGES = 100
_LATEST = "/v1.0/security/secureScores?$top=1"
HISTORY_DAYS = 90
"""How far back Microsoft keeps daily scores."""
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


class GraphScores:
    """Improvement actions and scores of the tenant whose token it gets."""

    def __init__(
        self,
        graph_url: str,
        token: Callable[[], str],
        http: HttpClient,
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._url = graph_url
        self._token = token
        self._http = http
        self._sleep = sleep
        self._jitter = jitter

    def read(self) -> ScoreCard:
        """All actions that are not deprecated, in Microsoft's order, and the latest daily score."""
        daily = next(self._items(_LATEST), None)
        scored = {
            str(item.get("controlName", "")).casefold(): item for item in (daily or {}).get("controlScores") or []
        }
        profiles = self._items("/v1.0/security/secureScoreControlProfiles")
        actions = [_action(profile, scored.get(str(profile.get("id", "")).casefold())) for profile in profiles]
        current = sorted(
            (action for action in actions if action.action_id and not action.deprecated),
            key=lambda action: (action.rank, action.action_id),
        )
        return ScoreCard(tuple(current), _score(daily))

    def history(self) -> tuple[SecureScore, ...]:
        """
        The daily scores, oldest first, one a day.

        `$top` counts each provider's own, so more may come than asked for; a day that came twice counts as newest.
        """
        daily = self._items(f"/v1.0/security/secureScores?$top={HISTORY_DAYS}")
        by_day: dict[str, SecureScore] = {}
        for score in filter(None, map(_score, islice(daily, HISTORY_DAYS))):
            if _DAY.match(score.date):
                by_day.setdefault(score.date[:10], score)
        return tuple(by_day[day] for day in sorted(by_day))

    def probe(self) -> None:
        """Ask for one score. Raises RemoteError."""
        next(self._items(_LATEST), None)

    def _items(self, path: str) -> Iterator[Mapping[str, Any]]:
        """The items of all pages; a page may be empty and still have a next one."""
        url: str | None = self._url + path
        for _ in range(_MOST_PAGES):
            if url is None:
                return
            body = self._get(url)
            yield from body.get("value") or []
            url = self._next(body.get("@odata.nextLink"))
        raise RemoteProtocolError(_SERVICE, f"more than {_MOST_PAGES} pages")

    def _next(self, link: Any) -> str | None:
        """The next page's URL. The token goes with it, so it must lead to Graph."""
        if not link:
            return None
        if _origin(str(link)) != _origin(self._url):
            raise RemoteProtocolError(_SERVICE, "a next link to another host")
        return str(link)

    def _get(self, url: str) -> Mapping[str, Any]:
        ask = partial(self._get_once, url)
        return retried(ask, sleep=self._sleep, jitter=self._jitter, longest_wait_s=_LONGEST_WAIT_S)

    def _get_once(self, url: str) -> Mapping[str, Any]:
        response = self._http.send("GET", url, headers={"Authorization": f"Bearer {self._token()}"})
        status = response.status_code
        if status == 429 or status >= 500:
            raise RemoteUnavailableError(
                _SERVICE, "throttled or in trouble", status=status, retry_after_s=retry_after_s(response.headers)
            )
        if status not in (200, 206):  # 206: a provider did not answer; what there is counts.
            reason = _error_code(response.content, response.json)
            code = "graph_not_allowed" if status in (401, 403) else None
            raise RemoteRejectedError(_SERVICE, reason, status=status, code=code)
        try:
            body = response.json()
        except ValueError as error:
            raise RemoteUnavailableError(_SERVICE, "the answer breaks off", status=status) from error
        if not isinstance(body, dict):
            raise RemoteProtocolError(_SERVICE, "not an object", status=status)
        if warning := response.headers.get("Warning"):
            log.warning("graph_partial_answer", extra={"warning": warning})
        return body


def _action(profile: Mapping[str, Any], scored: Mapping[str, Any] | None) -> ImprovementAction:
    return ImprovementAction(
        action_id=_text(profile.get("id")),
        title=_text(profile.get("title")) or _text(profile.get("id")),
        category=Category.of(profile.get("controlCategory")),
        service=_text(profile.get("service")),
        tier=_text(profile.get("tier")),
        rank=int(_number(profile.get("rank")) or 0),
        max_score=_number(profile.get("maxScore")) or 0.0,
        score=_number(scored.get("score")) if scored else None,
        user_impact=Level.of(profile.get("userImpact")),
        implementation_cost=Level.of(profile.get("implementationCost")),
        threats=tuple(threat_name(_text(threat)) for threat in profile.get("threats") or []),
        remediation_html=_text(profile.get("remediation")),
        impact_html=_text(profile.get("remediationImpact")),
        action_url=_link(profile.get("actionUrl")),
        tenant_status=ActionStatus.of(_tenant_state(profile.get("controlStateUpdates") or [])),
        implementation_status=_text(scored.get("implementationStatus")) if scored else "",
        deprecated=str(profile.get("deprecated")).casefold() == "true",
    )


def _score(daily: Mapping[str, Any] | None) -> SecureScore | None:
    if daily is None:
        return None
    current, maximum = _number(daily.get("currentScore")), _number(daily.get("maxScore"))
    if current is None or maximum is None:
        return None
    return SecureScore(current, maximum, _text(daily.get("createdDateTime")))


def _tenant_state(updates: list[Mapping[str, Any]]) -> str | None:
    """The state of the newest update; one without a time is the oldest."""
    newest = max(updates, key=lambda update: update.get("updatedDateTime") or "", default=None)
    return newest.get("state") if newest else None


def _text(value: Any) -> str:
    return str(value).strip() if value is not None else ""


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _link(value: Any) -> str | None:
    link = _text(value)
    return link if _origin(link)[0] in ("http", "https") else None


def _origin(url: str) -> tuple[str, str]:
    """Scheme and host with port; empty for what is no URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc


def _error_code(content: bytes, parse: Callable[[], Any]) -> str:
    try:
        error = parse().get("error") or {}
    except (ValueError, AttributeError):
        return "a page instead of JSON" if content else "an empty answer"
    return _text(error.get("code")) or _text(error.get("message")) or "no reason given"
