"""Short forms of long queries: `POST /api/now/tinyurl`, then `?sysparm_tiny=<id>` in place of the query string."""

from __future__ import annotations

from urllib.parse import urlsplit

from sandbox.servicenow import errors
from sandbox.servicenow.instance import Instance
from sandbox.servicenow.rest import Answer, Call, Route


class TinyUrlApi:
    """Answers `/api/now/tinyurl`."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def routes(self) -> list[Route]:
        """One path."""
        return [Route("/api/now/tinyurl", "Tiny URL API", {"POST": self.shorten})]

    def shorten(self, call: Call) -> Answer:
        """Keep a path and query; the answer names the id to use instead."""
        url = call.json_object().get("url")
        if not isinstance(url, str) or not url:
            raise errors.bad_request("url is missing")
        parts = urlsplit(url)
        tiny = self._instance.random.sys_id()
        self._instance.tiny_urls[tiny] = parts.query
        page = parts.path.strip("/").rpartition("/")[2] or "incident_list.do"
        page = page if page.endswith(".do") else f"{page}_list.do"
        return Answer(payload={"result": f"{page}?sysparm_tiny={tiny}"})
