"""The pages people see: sign-in, consent, signed out, refusals. Plain HTML that works without scripts."""

from __future__ import annotations

import html
import secrets
from collections.abc import Iterable, Mapping

from aiohttp import web

from sandbox import seed

_STYLE = """
:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.5 system-ui,sans-serif;
background:light-dark(#eef1f5,#14171a);color:light-dark(#1b1f24,#e6e9ec)}
main{background:light-dark(#fff,#1e2226);border:1px solid light-dark(#d0d7de,#3a4047);border-radius:8px;padding:2rem;
width:min(26rem,90vw);box-sizing:border-box}
h1{font-size:1.4rem;margin:0 0 1rem}label{display:block;margin:.75rem 0 .25rem}legend{padding:0}
input,button{font:inherit;color:inherit;border:1px solid light-dark(#8c959f,#6e7781);border-radius:6px}
input{width:100%;box-sizing:border-box;padding:.5rem;background:light-dark(#fff,#14171a)}
button{padding:.5rem 1rem;margin:.25rem 0;cursor:pointer;background:light-dark(#f6f8fa,#2a2f35)}
button:hover{background:light-dark(#e7ecf1,#363c43)}
.primary,.primary:hover{background:#0b5cad;border-color:#0b5cad;color:#fff}
.person{display:block;width:100%;text-align:left}.person small{display:block;opacity:.75}
.error{color:light-dark(#a40e26,#ff8182)}fieldset{border:0;padding:0;margin:0 0 1rem}.actions{margin-top:1rem}
"""
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "DENY",
}


def page(title: str, body: str, *, status: int = 200, script_nonce: str = "") -> web.Response:
    """A whole document. `body` is trusted HTML: escape what goes in."""
    script = f"; script-src 'nonce-{script_nonce}'" if script_nonce else ""
    return web.Response(
        text=f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>{html.escape(title)}</h1>{body}</main></body></html>",
        status=status,
        content_type="text/html",
        headers=_HEADERS
        | {"Content-Security-Policy": f"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'{script}"},
    )


def sign_in_page(tenant: str, ctx: str, *, users: Iterable[seed.EntraUser], hint: str, error: str = "") -> web.Response:
    """The test users to click, and a form for a name and a password. `ctx` names the pending authorization."""
    people = "".join(
        f'<button class="person" name="pick" value="{html.escape(user.name)}">{html.escape(user.display_name)}'
        f"<small>{html.escape(user.name)} · {html.escape(', '.join(user.roles) or 'no role')}</small></button>"
        for user in users
    )
    complaint = f'<p class="error" role="alert">{html.escape(error)}</p>' if error else ""
    form = f'<form method="post" action="/{html.escape(tenant)}/login">{_hidden({"ctx": ctx})}'
    return page(
        "Sandbox sign-in",
        f"{complaint}{form}<fieldset><legend>Pick an account</legend>{people}</fieldset></form>"
        f'{form}<label for="login">User name</label>'
        f'<input type="text" id="login" name="login" value="{html.escape(hint)}" autocomplete="username" required>'
        '<label for="passwd">Password</label>'
        '<input type="password" id="passwd" name="passwd" autocomplete="current-password" required>'
        '<div class="actions"><button class="primary">Sign in</button></div></form>'
        f'{form}<button name="cancel" value="1">Cancel</button></form>',
    )


def consent_page(tenant: str, ctx: str, *, application: str, scopes: Iterable[str]) -> web.Response:
    """What the application asks for; accept or cancel."""
    wishes = "".join(f"<li>{html.escape(scope)}</li>" for scope in scopes)
    return page(
        "Permissions requested",
        f"<p>{html.escape(application)} would like to:</p><ul>{wishes}</ul>"
        f'<form method="post" action="/{html.escape(tenant)}/consent">{_hidden({"ctx": ctx})}'
        '<button class="primary" name="answer" value="accept">Accept</button> '
        '<button name="answer" value="deny">Cancel</button></form>',
    )


def form_post_page(redirect_uri: str, fields: Mapping[str, str]) -> web.Response:
    """The page of response_mode=form_post: sends itself, or waits for a click without scripts."""
    nonce = secrets.token_urlsafe(16)
    return page(
        "Signing in",
        f'<form method="post" action="{html.escape(redirect_uri)}">{_hidden(fields)}<button>Continue</button></form>'
        f'<script nonce="{nonce}">document.forms[0].submit()</script>',
        script_nonce=nonce,
    )


def message_page(title: str, text: str, *, status: int = 200) -> web.Response:
    """One paragraph: a refusal, or the end of a session."""
    return page(title, f"<p>{html.escape(text)}</p>", status=status)


def _hidden(fields: Mapping[str, str]) -> str:
    return "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in fields.items()
    )
