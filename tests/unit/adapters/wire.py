"""The other end of the wire for adapters: answers as `requests` gives them, and a client that hands them out."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.structures import CaseInsensitiveDict

from connector.adapters.http import HttpClient


def response(status: int, body: Any = b"", headers: Mapping[str, str] | None = None) -> requests.Response:
    """An answer. A body that is not bytes becomes JSON, with its content type."""
    answer = requests.Response()
    answer.status_code = status
    is_json = not isinstance(body, bytes)
    answer._content = json.dumps(body).encode() if is_json else body  # The library has no public way to set it.
    answer._content_consumed = True  # type: ignore[attr-defined]
    answer.headers = CaseInsensitiveDict({"Content-Type": "application/json"} if is_json else {})
    answer.headers.update(headers or {})
    return answer


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it left."""

    method: str
    url: str
    headers: Mapping[str, str]
    params: Mapping[str, str]
    json: Any
    form: Mapping[str, str]


Answer = requests.Response | Exception
Respond = Callable[[Asked], Answer]


@dataclass
class Wire(HttpClient):
    """An HttpClient that hands out prepared answers, in their order or by a function of the request."""

    answers: list[Answer] | Respond
    asked: list[Asked] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)  # for clients that wait: their `sleep` appends here
    service: str = "test"
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """The next answer; an exception among the answers is raised."""
        asked = Asked(method, url, headers or {}, params or {}, json, form or {})
        with self._lock:
            self.asked.append(asked)
            answer = self.answers(asked) if callable(self.answers) else self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer
