"""The Table and Batch API: one URL builder, one way to send, one reading of answers.

Source: ServiceNow REST API reference, Table API and Batch API.
"""

from __future__ import annotations

import base64
import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from connector.adapters.http import HttpClient, retried
from connector.adapters.servicenow.answers import ASLEEP, Answer, asked_wait_s, read
from connector.errors import ConnectorError, InvalidRequestError, RemoteProtocolError, RemoteUnavailableError
from connector.ports.servicenow import SERVICE

Row = dict[str, Any]
_SCRIPT = "javascript:"
JSON_HEADERS = {"Accept": "application/json", "Content-Type": "application/json"}

_WHOLE_VALUES = {"sysparm_display_value": "all", "sysparm_exclude_reference_link": "true"}
"""Each column as {"display_value", "value"}: the label for people and the value for programs in one answer."""


_LONGEST_WAIT_S = 5.0
"""A worker that waits keeps its claim and its turn."""


class TokenSource(Protocol):
    """Access tokens of one connection."""

    def current(self) -> str:
        """A token that does not lapse at once."""
        ...

    def after(self, refused: str) -> str:
        """Another token, since this one was refused."""
        ...


@dataclass(frozen=True, slots=True)
class RowPage:
    """Rows in the order asked for. `has_next`: more follow, also behind a short or empty page."""

    rows: list[Row]
    has_next: bool


class ServiceNowClient:
    """One instance, as the integration user."""

    def __init__(
        self,
        instance: str,
        tokens: TokenSource,
        http: HttpClient,
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._instance = instance
        self._tokens = tokens
        self._http = http
        self._sleep = sleep
        self._jitter = jitter

    def rows(self, table: str, query: str, *, fields: Sequence[str], limit: int, offset: int = 0) -> RowPage:
        """
        Records of a table.

        Args:
            query: Conditions joined by "^"; values come from `quoted`.
            fields: Columns to read.

        Raises:
            RemoteUnavailableError, RemoteRejectedError, NotConnectedError: see `answers.read`.
        """
        params = {"sysparm_query": query, "sysparm_fields": ",".join(fields), "sysparm_limit": str(limit)}
        if offset:
            params["sysparm_offset"] = str(offset)
        return retried(
            lambda: self._rows(table, {**params, **_WHOLE_VALUES}),
            sleep=self._sleep,
            jitter=self._jitter,
            again=_is_brief,
            longest_wait_s=_LONGEST_WAIT_S,
        )

    def insert(self, table: str, values: Mapping[str, str], *, fields: Sequence[str]) -> Row:
        """A new record, as it was stored."""
        params = {"sysparm_fields": ",".join(fields), **_WHOLE_VALUES}
        answer = self._send("POST", _table_path(table), params=params, json=values)
        return _record(read(answer, expect=(200, 201)))

    def insert_many(
        self, inserts: Mapping[str, tuple[str, Mapping[str, str]]], *, fields: Sequence[str]
    ) -> dict[str, Row | ConnectorError]:
        """
        New records in one batch request. There is no transaction around them.

        Args:
            inserts: Table and values by a key of the caller's.

        Returns:
            By key: the record, or why there is none; RemoteUnavailableError for what the batch did not get to.
        """
        query = urlencode({"sysparm_fields": ",".join(fields), **_WHOLE_VALUES})
        items = [
            {
                "id": key,
                "method": "POST",
                "url": f"{_table_path(table)}?{query}",
                "headers": [{"name": name, "value": value} for name, value in JSON_HEADERS.items()],
                "body": base64.b64encode(json.dumps(values).encode()).decode(),
            }
            for key, (table, values) in inserts.items()
        ]
        answer = self._send("POST", "/api/now/v1/batch", json={"batch_request_id": "1", "rest_requests": items})
        serviced = read(answer, expect=(200,)).get("serviced_requests")
        if not isinstance(serviced, list):
            raise RemoteProtocolError(SERVICE, "no serviced_requests", status=200)
        outcomes: dict[str, Row | ConnectorError] = {str(item.get("id")): _batched(item) for item in serviced}
        unserviced = RemoteUnavailableError(SERVICE, "the batch ended before this record")
        return {key: outcomes.get(key, unserviced) for key in inserts}

    def _rows(self, table: str, params: Mapping[str, str]) -> RowPage:
        answer = self._send("GET", _table_path(table), params=params)
        rows = read(answer, expect=(200,)).get("result")
        if not isinstance(rows, list):
            raise RemoteProtocolError(SERVICE, "no list of records", status=200)
        return RowPage(rows, answer.has_next)

    def _send(self, method: str, path: str, *, params: Mapping[str, str] | None = None, json: Any = None) -> Answer:
        token = self._tokens.current()
        answer = self._send_once(method, path, params, json, token)
        if answer.status == 401:
            answer = self._send_once(method, path, params, json, self._tokens.after(token))
        return answer

    def _send_once(self, method: str, path: str, params: Mapping[str, str] | None, json: Any, token: str) -> Answer:
        response = self._http.send(
            method,
            self._instance + path,
            headers={**JSON_HEADERS, "Authorization": f"Bearer {token}"},
            params=params,
            json=json,
        )
        return Answer(
            status=response.status_code,
            content_type=response.headers.get("Content-Type", ""),
            body=response.content,
            retry_after_s=asked_wait_s(response),
            has_next='rel="next"' in response.headers.get("Link", ""),
        )


def quoted(value: str) -> str:
    """
    A value for an encoded query.

    Raises:
        InvalidRequestError: it holds "^", for which no escape is documented, or begins with what ServiceNow runs.
    """
    if "^" in value or value.strip().casefold().startswith(_SCRIPT):
        raise InvalidRequestError({"query": "forbidden_character"})
    return value


def value(row: Mapping[str, Any], column: str) -> str:
    """A column's value, "" when it is missing; a reference comes as its sys_id."""
    cell = row.get(column)
    if isinstance(cell, Mapping):
        cell = cell.get("value")
    return "" if cell is None else str(cell)


def label(row: Mapping[str, Any], column: str) -> str:
    """A column's text for people, "" when it is missing."""
    cell = row.get(column)
    if isinstance(cell, Mapping):
        cell = cell.get("display_value")
    return "" if cell is None else str(cell)


def _is_brief(trouble: RemoteUnavailableError) -> bool:
    """Whether a read is tried again in place. An instance that asks for less or sleeps is left in peace by all."""
    return trouble.status not in (429, 503) and trouble.code != ASLEEP


def _table_path(table: str) -> str:
    return f"/api/now/table/{table}"


def _batched(item: Mapping[str, Any]) -> Row | ConnectorError:
    headers = {str(h.get("name", "")).lower(): str(h.get("value", "")) for h in item.get("headers") or []}
    try:
        answer = Answer(
            status=int(item.get("status_code", 0)),
            content_type=headers.get("content-type", "application/json"),
            body=base64.b64decode(item.get("body") or ""),
        )
        return _record(read(answer, expect=(200, 201)))
    except ConnectorError as error:
        return error
    except (TypeError, ValueError):
        return RemoteProtocolError(SERVICE, "a batch item in another form", status=200)


def _record(body: Mapping[str, Any]) -> Row:
    row = body.get("result")
    if not isinstance(row, dict):
        raise RemoteProtocolError(SERVICE, "no record in the answer", status=200)
    return row
