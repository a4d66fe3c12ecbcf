"""Small pages for a browser: what happened and where to go next. Styles are inline and allowed by their hash."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Sequence

from connector.errors import ConnectorError
from connector.functions import messages
from connector.functions.replies import Reply, status_of

_STYLE = """
:root{color-scheme:light dark}
body{margin:0;font:16px/1.6 "Segoe UI",system-ui,sans-serif;background:Canvas;color:CanvasText}
main{max-width:60rem;margin:0 auto;padding:3rem 1.5rem}
h1{font-size:1.75rem;line-height:1.25;margin:0 0 1rem}
a{color:LinkText}
.next{display:inline-block;margin:1rem 0;padding:.5rem 1.25rem;border:1px solid;border-radius:.25rem}
.next{text-decoration:none}
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


def notice(
    title: str,
    texts: Sequence[str],
    *,
    language: str,
    request_id: str,
    status: int = 200,
    action: str = "",
    action_text: str = "",
) -> Reply:
    """
    A page that says one thing, in paragraphs already in the language. `action` is an address that a button posts to.
    """
    back = html.escape(messages.text("back_to_portal", language))
    number = f"{html.escape(messages.text('request_id', language))}: {html.escape(request_id)}"
    paragraphs = "".join(f"<p>{html.escape(text)}</p>" for text in texts)
    button = (
        f'<form method="post" action="{html.escape(action, quote=True)}">'
        f"<button>{html.escape(action_text)}</button></form>"
        if action
        else ""
    )
    content = f'{paragraphs}<a class="next" href="/">{back}</a>{button}<p><small>{number}</small></p>'
    return page(title, content, language=language, status=status)


def failure(error: ConnectorError, *, title: str, language: str, request_id: str) -> Reply:
    """The page for an error; `title` is the code of its heading."""
    return notice(
        messages.text(title, language),
        [messages.text(error.code, language, error.params)],
        language=language,
        request_id=request_id,
        status=status_of(error),
    )
