"""Inspector over the Table API: asks for little, changes nothing, and never renews a token by itself.

Every list is read back with the columns it was searched by: an instance may drop a condition and hand out anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from connector.adapters.http import HttpClient, retry_after_s
from connector.adapters.servicenow.answers import Answer, read
from connector.adapters.servicenow.client import TokenSource, quoted, value
from connector.adapters.servicenow.fields import format_stamp
from connector.domain.draft import Kind
from connector.domain.observations import Knock, RateLimit, Registration, UserFacts, Visible
from connector.errors import RemoteProtocolError, RemoteRejectedError
from connector.ports.servicenow import SERVICE

_FIRST_FEW = 10
_MANY = 200
_BUILD = ("glide.buildname", "glide.buildtag.last")
_USER_COLUMNS = (
    "sys_id",
    "user_name",
    "email",
    "active",
    "locked_out",
    "password_needs_reset",
    "web_service_access_only",
    "time_zone",
)
_ENTITY_COLUMNS = ("client_id", "active", "redirect_url", "access_token_lifespan", "refresh_token_lifespan")


@dataclass(frozen=True, slots=True)
class _Page:
    rows: list[dict[str, Any]]
    total: int | None


class ServiceNowInspector:
    """One instance, as the integration user of one connection."""

    def __init__(self, instance: str, client_id: str, tokens: TokenSource, http: HttpClient) -> None:
        self._instance = instance
        self._client_id = client_id
        self._tokens = tokens
        self._http = http
        self._rate: RateLimit | None = None

    def knock(self) -> Knock:
        """A request without a token: 401 in JSON is the answer of an instance that is well."""
        response = self._send("sys_user", {"sysparm_limit": "1"}, {})
        content_type = response.headers.get("Content-Type", "")
        if response.status_code in (200, 401, 403) and "json" in content_type:
            return Knock(response.status_code, _date(response.headers.get("Date", "")))
        if response.status_code == 401:
            raise RemoteRejectedError(SERVICE, "a page instead of JSON", status=401)
        read(_answer(response), expect=(200,))
        raise RemoteProtocolError(SERVICE, "unexpected status", status=response.status_code)

    def release(self) -> str:
        """The build's name."""
        names = ",".join(_BUILD)
        page = self._rows("sys_properties", f"nameIN{names}", ("name", "value"), limit=len(_BUILD))
        found = {value(row, "name"): value(row, "value") for row in page.rows}
        tag = found.get(_BUILD[1], "").split("-")
        return found.get(_BUILD[0], "") or (tag[1].capitalize() if tag[0] == "glide" and len(tag) > 1 else "")

    def registration(self) -> Registration:
        """Our entry in the application registry."""
        page = self._rows("oauth_entity", f"client_id={quoted(self._client_id)}", _ENTITY_COLUMNS, limit=2)
        row = _only([row for row in page.rows if value(row, "client_id") == self._client_id], "oauth_entity")
        urls = value(row, "redirect_url").replace("\n", ",").split(",")
        return Registration(
            active=value(row, "active") != "false",
            redirect_uris=tuple(url.strip() for url in urls if url.strip()),
            access_life_s=_seconds(row, "access_token_lifespan"),
            refresh_life_s=_seconds(row, "refresh_token_lifespan"),
        )

    def user(self) -> UserFacts:
        """The record of the user behind the token."""
        page = self._rows("sys_user", "user_name=javascript:gs.getUserName()", _USER_COLUMNS, limit=2)
        row = _only(page.rows, "sys_user")
        return UserFacts(
            sys_id=value(row, "sys_id"),
            user_name=value(row, "user_name"),
            email=value(row, "email"),
            time_zone=value(row, "time_zone"),
            active=_flag(row, "active"),
            locked_out=_flag(row, "locked_out"),
            password_needs_reset=_flag(row, "password_needs_reset"),
            web_service_only=_flag(row, "web_service_access_only"),
        )

    def roles(self, user_sys_id: str) -> frozenset[str]:
        """Names of the user's roles, inherited ones too; empty when the instance shows none."""
        query = f"user={quoted(user_sys_id)}^state=active"
        page = self._rows("sys_user_has_role", query, ("user", "role.name"), limit=_MANY)
        return frozenset(value(row, "role.name") for row in page.rows if value(row, "user") == user_sys_id) - {""}

    def visible(self, table: str) -> Visible:
        """The first few records of a table."""
        page = self._rows(table, "", ("sys_id",), limit=_FIRST_FEW)
        return Visible(len(page.rows), page.total)

    def search(self, kind: Kind, since: datetime) -> bool:
        """Search by range, sorted, as a sync does."""
        query = f"sys_updated_on>={format_stamp(since)}^ORDERBYsys_updated_on^ORDERBYsys_id"
        page = self._rows(kind.value, query, ("sys_id", "sys_updated_on"), limit=_FIRST_FEW)
        stamps = [value(row, "sys_updated_on") for row in page.rows]
        return stamps == sorted(stamps) and all(stamp >= format_stamp(since) for stamp in stamps)

    def states(self, kind: Kind) -> dict[str, str]:
        """The choice list of `state`."""
        query = f"name={kind.value}^element=state^language=en^inactive=false"
        columns = ("name", "element", "value", "label", "language")
        page = self._rows("sys_choice", query, columns, limit=_MANY)
        wanted = {"name": kind.value, "element": "state", "language": "en"}
        rows = [row for row in page.rows if all(value(row, name) == text for name, text in wanted.items())]
        return {value(row, "value"): value(row, "label") for row in rows}

    def mandatory(self, kind: Kind) -> tuple[str, ...]:
        """Columns that active data policies make mandatory."""
        table = "sys_data_policy.model_table"
        query = f"{table}={kind.value}^sys_data_policy.active=true^mandatory=true"
        page = self._rows("sys_data_policy_rule", query, ("field", "mandatory", table), limit=_MANY)
        wanted = {table: kind.value, "mandatory": "true"}
        rows = [row for row in page.rows if all(value(row, name) == text for name, text in wanted.items())]
        return tuple(sorted({value(row, "field") for row in rows} - {""}))

    def rate_limit(self) -> RateLimit | None:
        """The tightest rate-limit rule that the answers so far named."""
        return self._rate

    def _rows(self, table: str, query: str, columns: Sequence[str], *, limit: int) -> _Page:
        params = {
            "sysparm_fields": ",".join(columns),
            "sysparm_limit": str(limit),
            "sysparm_exclude_reference_link": "true",
        }
        if query:
            params["sysparm_query"] = query
        response = self._send(table, params, {"Authorization": f"Bearer {self._tokens.current()}"})
        self._note_rate(response.headers)
        rows = read(_answer(response), expect=(200,)).get("result")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise RemoteProtocolError(SERVICE, "no list of records", status=200)
        return _Page(rows, _count(response.headers.get("X-Total-Count", "")))

    def _send(self, table: str, params: Mapping[str, str], headers: Mapping[str, str]) -> requests.Response:
        url = f"{self._instance}/api/now/table/{table}"
        return self._http.send("GET", url, headers={"Accept": "application/json", **headers}, params=params)

    def _note_rate(self, headers: Mapping[str, str]) -> None:
        per_hour = _count(headers.get("X-RateLimit-Limit", ""))
        if per_hour is not None and (self._rate is None or per_hour < self._rate.per_hour):
            reset = _count(headers.get("X-RateLimit-Reset", ""))
            self._rate = RateLimit(per_hour, datetime.fromtimestamp(reset, UTC) if reset else None)


def _answer(response: requests.Response) -> Answer:
    content_type = response.headers.get("Content-Type", "")
    return Answer(response.status_code, content_type, response.content, retry_after_s(response.headers))


def _only(rows: list[dict[str, Any]], table: str) -> dict[str, Any]:
    if len(rows) != 1:
        # An empty list may mean that the user may not see the row: the two look the same.
        raise RemoteRejectedError(SERVICE, f"No Record found: {table}: {len(rows)}", status=404)
    return rows[0]


def _flag(row: Mapping[str, Any], column: str) -> bool | None:
    return {"true": True, "false": False}.get(value(row, column))


def _seconds(row: Mapping[str, Any], column: str) -> int:
    return _count(value(row, column)) or 0


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _date(header: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
