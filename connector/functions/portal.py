"""The portal: its built files, and its page at every address that a person may open.

`make portal` builds it from `portal/` into the folder `site` beside this file.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

import azure.functions as func

from connector.functions import messages
from connector.functions.endpoint import Request, endpoint
from connector.functions.pages import notice
from connector.functions.replies import Reply
from connector.functions.static_files import StaticFile, StaticFiles

bp = func.Blueprint()

PAGES = frozenset(("", "actions", "tickets", "setup", "configuration", "ticketprovisioning"))
"""First segments of the addresses that the portal's page knows, in small letters."""

# A catch-all would take the host's own addresses too; those of the API that are not there stay not found.
_ELSEWHERE = r"^(?!(api|admin|runtime)(/|$)).*$"

# Fluent UI makes <style> elements without text and adds rules by script; without text they have this hash.
_EMPTY_STYLE = base64.b64encode(hashlib.sha256(b"").digest()).decode()
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' 'sha256-{_EMPTY_STYLE}'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

_HASHED = "assets/"
"""Names below this folder change with their content."""
_FOR_GOOD = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"


@endpoint(bp, "GET", "", role=None)
def get_root(request: Request) -> Reply:
    """The portal."""
    return _answer("", request)


@endpoint(bp, "GET", f"{{*path:regex({_ELSEWHERE})}}", role=None, in_contract=False)
def get_portal(request: Request) -> Reply:
    """A file of the portal, or its page."""
    return _answer(request.path.get("path", ""), request)


@cache
def site() -> StaticFiles:
    """What was built."""
    return StaticFiles(Path(__file__).parent / "site")


def _answer(path: str, request: Request) -> Reply:
    file = site().find(path)
    if file and path != "index.html":
        return _file(file, request, caching=_FOR_GOOD if path.startswith(_HASHED) else _ASK_FIRST)
    page = site().find("index.html")
    if page is None:
        return _not_built(request)
    known = path.partition("/")[0].casefold() in PAGES
    return _file(page, request, caching=_ASK_FIRST, status=200 if known else 404)


def _file(file: StaticFile, request: Request, *, caching: str, status: int = 200) -> Reply:
    variant = file.variant(request.headers.get("accept-encoding", ""))
    headers = {
        "Cache-Control": caching,
        "Content-Security-Policy": POLICY,
        "ETag": variant.etag,
        "Vary": "Accept-Encoding",
    }
    if status == 200 and variant.etag in request.headers.get("if-none-match", ""):
        return Reply(304, None, headers, content_type=file.content_type)
    if variant.encoding:
        headers["Content-Encoding"] = variant.encoding
    return Reply(status, variant.content, headers, content_type=file.content_type)


def _not_built(request: Request) -> Reply:
    return notice(
        messages.text("portal_not_built", request.language),
        [messages.text("portal_not_built_text", request.language)],
        language=request.language,
        request_id=request.request_id,
        status=503,
    )
