"""The Batch API: many REST requests in one, run in order with the rights of the one who sends them."""

from __future__ import annotations

import base64
import binascii
import json
import time
from http import HTTPStatus
from typing import Any

from sandbox.servicenow import errors
from sandbox.servicenow.errors import ApiError
from sandbox.servicenow.instance import Instance
from sandbox.servicenow.rest import Answer, Call, RestApi, Route

MAX_INPUT = 5 * 1024**2
MAX_OUTPUT = 10 * 1024**2


class BatchApi:
    """Answers `/api/now/batch` with the routes of `rest`."""

    def __init__(self, instance: Instance, rest: RestApi) -> None:
        self._instance = instance
        self._rest = rest

    def routes(self) -> list[Route]:
        """With and without version."""
        return [Route(path, "Batch API", {"POST": self.run}) for path in ("/api/now/v1/batch", "/api/now/batch")]

    def run(self, call: Call) -> Answer:
        """200 with what was serviced and the ids of what was not, whatever became of the items."""
        batch = call.json_object()
        items = batch.get("rest_requests")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise errors.bad_request("rest_requests must be an array of objects")
        switches = self._instance.switches
        most = switches.batch_serviced_items or len(items)
        answered = [self._serve(call, item) for item in items[:most]]
        if switches.batch_unserviced_execute:
            for item in items[most:]:
                self._serve(call, item)
        serviced = [answer for answer in answered if answer is not None]
        if switches.batch_reverse_order:
            serviced.reverse()
        done = {answer["id"] for answer in serviced}
        return Answer(
            payload={
                "batch_request_id": str(batch.get("batch_request_id", "")),
                "serviced_requests": serviced,
                "unserviced_requests": [_id(item) for item in items if _id(item) not in done],
            }
        )

    def _serve(self, call: Call, item: dict[str, Any]) -> dict[str, Any] | None:
        started = time.monotonic()
        answer = self._answer(call, item)
        body = answer.body()
        if len(body) > self._max_output(call):
            return None
        served: dict[str, Any] = {
            "id": _id(item),
            "status_code": answer.status,
            "status_text": HTTPStatus(answer.status).phrase,
            "body": base64.b64encode(body).decode(),
            "execution_time": int((time.monotonic() - started) * 1_000),
        }
        if not item.get("exclude_response_headers"):
            headers = {"Content-Type": "application/json;charset=UTF-8"} | answer.headers
            served["headers"] = [{"name": name, "value": value} for name, value in headers.items()]
        return served

    def _answer(self, call: Call, item: dict[str, Any]) -> Answer:
        url = str(item.get("url", ""))
        headers = {str(pair.get("name")): str(pair.get("value")) for pair in item.get("headers") or []}
        if not url.startswith("/"):
            return _failure("url must be relative and begin with /")
        if len(json.dumps(item)) > MAX_INPUT:
            return _failure("the request is larger than glide.rest.batch.max.inputSize")
        try:
            body = base64.b64decode(item.get("body") or "", validate=True)
        except (binascii.Error, TypeError, ValueError):
            return _failure("body is not base64")
        inner = Call.of(str(item.get("method", "GET")), url, headers, body, call.user, call.base_url)
        if inner.path.endswith("/batch"):
            return _failure("a batch cannot hold a batch")
        if self._instance.switches.batch_counts_items:
            try:
                resource, table = self._rest.resource_of(inner.path)
                self._instance.rate_limits.count(call.user, table, resource)
            except ApiError as error:
                return Answer(error.status, error.payload, error.headers)
        return self._rest.answer(inner)

    def _max_output(self, call: Call) -> int:
        lowered = call.headers.get("x-batchrequest-max-output-size", "")
        return min(int(lowered), MAX_OUTPUT) if lowered.isdecimal() else MAX_OUTPUT


def _id(item: dict[str, Any]) -> str:
    return str(item.get("id", ""))


def _failure(detail: str) -> Answer:
    error = errors.bad_request(detail)
    return Answer(error.status, error.payload)
