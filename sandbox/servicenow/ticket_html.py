"""How the ticket pages look: the list, and one ticket with its form and its notes."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from aiohttp import web

from sandbox.servicenow import rules_change
from sandbox.servicenow.accounts import User
from sandbox.servicenow.instance import Instance
from sandbox.servicenow.pages import hidden, page
from sandbox.servicenow.render import Renderer
from sandbox.servicenow.schema import Table
from sandbox.servicenow.store import Row

EDITABLE = {
    "incident": ("state", "hold_reason", "close_code", "close_notes", "assignment_group", "comments", "work_notes"),
    "change_request": ("state", "close_code", "close_notes", "assignment_group", "comments", "work_notes"),
}
_SHOWN = {
    "incident": ("caller_id", "category", "impact", "urgency", "priority", "due_date", "assigned_to"),
    "change_request": ("type", "risk", "impact", "priority", "start_date", "end_date", "approval", "requested_by"),
}
_ALWAYS_SHOWN = ("active", "opened_by", "opened_at", "sys_updated_on", "sys_updated_by", "correlation_id")
_LISTED = ("short_description", "state", "priority", "assignment_group", "sys_updated_on")


class TicketView:
    """What the pages need to know of the instance, for one user and kind of ticket."""

    def __init__(self, instance: Instance, user: User, table: Table) -> None:
        self.user = user
        self.table = table
        self._instance = instance
        self._renderer = Renderer(
            instance.store, instance.choices, instance.journals, instance.access, user, "", "true", exclude_link=True
        )

    def text(self, row: Row, name: str) -> str:
        """A field for people, escaped."""
        return escape(str(self._renderer.record(self.table, row, [name]).get(name, "")))

    def options(self, row: Row, name: str) -> dict[str, str]:
        """Value -> label a person may choose for a field."""
        if name == "assignment_group":
            groups = self._instance.store.select("sys_user_group", "active = 'true'", order="name")
            return {"": "—"} | {group["sys_id"]: group["name"] for group in groups}
        labels = self._instance.choices.labels(self.table.name, name, self.user.language)
        if name != "state":
            return {"": "—"} | labels
        if self.table.name == "change_request":
            allowed = [row["state"], *rules_change.next_states(row["type"], row["state"])]
            return {value: labels.get(value, value) for value in allowed}
        return {row["state"]: labels.get(row["state"], row["state"])} | labels


def list_page(
    view: TicketView, rows: list[Row], *, total: int, offset: int, words: str, pages: dict[str, str]
) -> web.Response:
    """The list. `pages` holds the addresses of the previous and the next page, by name."""
    kind, columns = view.table.name, view.table.columns
    heads = "".join(f'<th scope="col">{escape(columns[name].label)}</th>' for name in ("number", *_LISTED))
    lines = "".join(
        f'<tr><th scope="row"><a href="/{kind}.do?sys_id={quote(row["sys_id"])}">{escape(row["number"])}</a></th>'
        + "".join(f"<td>{view.text(row, name)}</td>" for name in _LISTED)
        + "</tr>"
        for row in rows
    )
    links = "".join(f'<a class="button" href="{escape(url)}">{name}</a>' for name, url in pages.items())
    shown = f"{offset + 1} to {offset + len(rows)} of {total}" if rows else f"None of {total}"
    body = (
        f'<div class="row"><h1>{escape(view.table.label)}s</h1><form class="push row" role="search">'
        f'<label for="q">Search</label><input id="q" name="q" type="search" value="{escape(words)}">'
        f"<button>Search</button></form></div>"
        f'<div class="scroll"><table><caption>{shown}</caption><thead><tr>{heads}</tr></thead>'
        f'<tbody>{lines}</tbody></table></div><nav class="row" aria-label="Pages">{links}</nav>'
    )
    return page(f"{view.table.label}s", body, user_name=view.user.name)


def ticket_page(
    view: TicketView, row: Row, token: str, *, before: Row | None = None, problem: str = "", saved: bool = False
) -> web.Response:
    """One ticket. `row` fills the form, `before` is what is kept when the two differ."""
    kept = before or row
    kind = view.table.name
    facts = "".join(
        f"<div><dt>{escape(view.table.columns[name].label)}</dt><dd>{view.text(kept, name) or '—'}</dd></div>"
        for name in (*_SHOWN[kind], *_ALWAYS_SHOWN)
    )
    notice = f'<p class="bad" role="alert">{escape(problem)}</p>' if problem else ""
    notice += '<p role="status">Saved.</p>' if saved else ""
    fields = "".join(_field(view, row, kept, name) for name in EDITABLE[kind])
    notes = view.text(kept, "comments_and_work_notes") or "None yet."
    body = (
        f'<p><a href="/{kind}_list.do">All {escape(view.table.label.lower())}s</a></p><article class="card">'
        f"<h1>{escape(kept['number'])} · {view.text(kept, 'short_description')}</h1>{notice}"
        f"<p><strong>{view.text(kept, 'state')}</strong></p><dl>{facts}</dl>"
        f"<h2>Description</h2><pre>{view.text(kept, 'description') or '—'}</pre>"
        f'<h2>Update</h2><form method="post" action="/{kind}.do">{hidden(sysparm_ck=token, sys_id=kept["sys_id"])}'
        f'{fields}<button class="main">Update</button></form><h2>Activity</h2><pre>{notes}</pre></article>'
    )
    status = 403 if problem else 200
    return page(kept["number"], body, status=status, user_name=view.user.name)


def _field(view: TicketView, row: Row, kept: Row, name: str) -> str:
    column = view.table.columns[name]
    label = f'<label for="{name}">{escape(column.label)}</label>'
    if column.choice or column.kind == "reference":
        options = "".join(
            f'<option value="{escape(value)}"{" selected" if value == row.get(name) else ""}>{escape(text)}</option>'
            for value, text in view.options(kept, name).items()
        )
        return f'{label}<select id="{name}" name="{name}">{options}</select>'
    return f'{label}<textarea id="{name}" name="{name}">{escape(row.get(name, ""))}</textarea>'
