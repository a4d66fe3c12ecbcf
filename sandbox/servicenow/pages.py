"""The frame of the pages people see: one style sheet, everything escaped, no script and nothing from elsewhere."""

from __future__ import annotations

from html import escape

from aiohttp import web

_STYLE = """
:root{color-scheme:light dark;--ink:#1d2b36;--soft:#56656f;--line:#d4dbe0;--paper:#fff;--ground:#f3f6f7;
--accent:#0b6e4f;--accent-ink:#fff;--bad:#a4262c}
@media (prefers-color-scheme:dark){:root{--ink:#e8eef1;--soft:#a7b4bc;--line:#3a4750;--paper:#1f2a31;--ground:#151d22;
--accent:#5fd0a5;--accent-ink:#08281c;--bad:#ff9a9f}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
header{background:#17303a;color:#fff;padding:.75rem 1.5rem;display:flex;gap:1.5rem;align-items:center;flex-wrap:wrap}
header strong{font-size:1.05rem}header a{color:#d5f2e6}header .who{margin-left:auto}
main{max-width:72rem;margin:1.5rem auto;padding:0 1rem}
.card{background:var(--paper);border:1px solid var(--line);border-radius:.5rem;padding:1.5rem}
.narrow{max-width:27rem;margin:0 auto}
h1{font-size:1.35rem;margin:0 0 1rem}h2{font-size:1.05rem;margin:1.5rem 0 .5rem}
label,dt{display:block;font-weight:600;margin-top:.85rem}
input,select,textarea{width:100%;padding:.5rem;font:inherit;color:inherit;background:var(--paper);
border:1px solid var(--soft);border-radius:.3rem}
textarea{min-height:5rem}
button,.button{display:inline-block;margin-top:1.1rem;padding:.55rem 1.3rem;font:inherit;font-weight:600;cursor:pointer;
border-radius:.3rem;border:1px solid var(--accent);background:var(--paper);color:var(--accent);text-decoration:none}
button.main{background:var(--accent);color:var(--accent-ink)}
a{color:var(--accent)}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;width:100%;background:var(--paper)}
caption{text-align:left;color:var(--soft);padding:.4rem 0}
th,td{text-align:left;padding:.5rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
.scroll{overflow-x:auto}.row{display:flex;gap:1rem;flex-wrap:wrap;align-items:center}.push{margin-left:auto}
.row input{width:14rem}.row label,.row button{margin-top:0}
.bad{color:var(--bad);font-weight:600}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:0 1.5rem;margin:0}dd{margin:0}
pre{white-space:pre-wrap;font:inherit;margin:0}
"""


def page(title: str, body: str, *, status: int = 200, user_name: str = "") -> web.Response:
    """A whole page. `body` is HTML; `title` and `user_name` are text."""
    navigation = ""
    if user_name:
        navigation = (
            '<a href="/incident_list.do">Incidents</a><a href="/change_request_list.do">Changes</a>'
            f'<span class="who">{escape(user_name)} · <a href="/logout.do">Log out</a></span>'
        )
    text = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><header><strong>ServiceNow sandbox</strong>{navigation}</header><main>{body}</main></body></html>"
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": policy, "Referrer-Policy": "same-origin"}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def error_page(status: int, title: str, message: str) -> web.Response:
    """A page that says what went wrong."""
    return page(
        title, f'<section class="card narrow"><h1>{escape(title)}</h1><p>{escape(message)}</p></section>', status=status
    )


def hibernation_page(status: int = 200) -> web.Response:
    """What a developer instance answers to everything while it sleeps."""
    text = (
        "<!DOCTYPE html><html><head><title>Instance Hibernating page</title></head>"
        '<body class="instance-hibernating-page"><h1>Your instance is hibernating.</h1>'
        "<p>Sign in to the developer site to wake your instance.</p></body></html>"
    )
    return web.Response(text=text, status=status, content_type="text/html")


def hidden(**values: str) -> str:
    """Hidden inputs."""
    return "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in values.items()
    )
