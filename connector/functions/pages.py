"""Small pages for a browser: what happened and where to go next. Styles are inline and allowed by their hash."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from connector.errors import ConnectorError
from connector.functions import messages
from connector.functions.replies import Reply, status_of

_STYLE = """
:root{color-scheme:light dark}
body{margin:0;font:16px/1.6 "Segoe UI",system-ui,sans-serif}
body{background:light-dark(#f6f8f8,#121616);color:CanvasText}
main{max-width:60rem;margin:0 auto;padding:3rem 1.5rem}
h1{font-size:1.75rem;line-height:1.25;margin:0 0 1rem}
a{color:light-dark(#00696a,#68b1ab)}
.next{display:inline-block;margin:1rem 0;padding:.5rem 1.25rem;border:1px solid transparent;border-radius:6px}
.next{background:#00696a;color:#fff;font-weight:600;text-decoration:none}
button{font:inherit;padding:.25rem .75rem}
small{opacity:.75}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0}
td{border-top:1px solid color-mix(in srgb,currentColor 20%,transparent)}
code{font-family:ui-monospace,Consolas,monospace;font-size:.9em;white-space:nowrap}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def page(title: str, content: str, *, language: str, status: int = 200) -> Reply:
    """A whole page. `title` is text, `content` is HTML whose texts are escaped already."""
    document = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{html.escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{html.escape(title)}</h1>{content}</main></body></html>"
    )
    return Reply(status, document, {"Content-Security-Policy": _POLICY}, content_type="text/html")


@dataclass(frozen=True, slots=True)
class Link:
    """Where a page leads to, and the code of the words for it."""

    path: str
    code: str


HOME_LINK = Link("/", "back_to_portal")


@dataclass(frozen=True, slots=True)
class FailurePage:
    """How an error is shown to a browser: the code of the heading, and where to go on from which error."""

    title: str
    leads_to: Callable[[ConnectorError], Link] = lambda _: HOME_LINK


def notice(
    title: str,
    texts: Sequence[str],
    *,
    language: str,
    request_id: str,
    status: int = 200,
    leads_to: Link = HOME_LINK,
    action: str = "",
    action_text: str = "",
) -> Reply:
    """
    A page that says one thing, in paragraphs already in the language. `action` is an address that a button posts to.
    """
    onward = html.escape(messages.text(leads_to.code, language))
    number = f"{html.escape(messages.text('request_id', language))}: {html.escape(request_id)}"
    paragraphs = "".join(f"<p>{html.escape(text)}</p>" for text in texts)
    button = (
        f'<form method="post" action="{html.escape(action, quote=True)}">'
        f"<button>{html.escape(action_text)}</button></form>"
        if action
        else ""
    )
    link = f'<a class="next" href="{html.escape(leads_to.path, quote=True)}">{onward}</a>'
    return page(title, f"{paragraphs}{link}{button}<p><small>{number}</small></p>", language=language, status=status)


def failure(error: ConnectorError, shown: FailurePage, *, language: str, request_id: str) -> Reply:
    """The page for an error."""
    return notice(
        messages.text(shown.title, language),
        [messages.text(error.code, language, error.params)],
        language=language,
        request_id=request_id,
        status=status_of(error),
        leads_to=shown.leads_to(error),
    )
