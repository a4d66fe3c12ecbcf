"""The Change Management API: `/api/sn_chg_rest/change`, with typed values and its own answers."""

from __future__ import annotations

from typing import Any

from sandbox.servicenow import errors, rules_change
from sandbox.servicenow.accounts import User
from sandbox.servicenow.change_render import change_json
from sandbox.servicenow.errors import ApiError
from sandbox.servicenow.instance import Instance
from sandbox.servicenow.rest import Answer, Call, Handler, Route
from sandbox.servicenow.store import Row
from sandbox.servicenow.table_api import renderer_for, select
from sandbox.servicenow.tables_task import CHANGE_REQUEST

READ_ROLES = ("itil", "change_manager", "sn_change_read")
WRITE_ROLES = ("itil", "change_manager")
DELETE_ROLES = ("change_manager",)
_NAME = CHANGE_REQUEST.name


class ChangeApi:
    """Answers the calls for changes, their next states and their approvals."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def routes(self) -> list[Route]:
        """With and without version; the fixed words come before the sys_id."""
        found: list[Route] = []
        for base in ("/api/sn_chg_rest/change", "/api/sn_chg_rest/v1/change"):
            one = {"GET": self.get, "PATCH": self.update, "DELETE": self.delete}
            found += [
                _route(base, {"GET": self.list, "POST": self.create}),
                _route(f"{base}/model", {"GET": self.models}),
                _route(f"{base}/standard/template", {"GET": self.templates}),
                _route(f"{base}/standard/{{template}}", {"POST": self.create_standard} | one_by("template", one)),
                _route(f"{base}/normal", {"GET": self.list_normal, "POST": self.create_normal}),
                _route(f"{base}/emergency", {"GET": self.list_emergency, "POST": self.create_emergency}),
                _route(f"{base}/normal/{{sys_id}}", one),
                _route(f"{base}/emergency/{{sys_id}}", one),
                _route(f"{base}/{{sys_id}}/nextstates", {"GET": self.next_states}),
                _route(f"{base}/{{sys_id}}/approvals", {"PATCH": self.approve}),
                _route(f"{base}/{{sys_id}}", one),
            ]
        return found

    def create(self, call: Call) -> Answer:
        """A new change; 200, not 201."""
        return self._create(call, {})

    def create_normal(self, call: Call) -> Answer:
        """A new normal change."""
        return self._create(call, {"type": "normal"})

    def create_emergency(self, call: Call) -> Answer:
        """A new emergency change."""
        return self._create(call, {"type": "emergency"})

    def create_standard(self, call: Call, template: str) -> Answer:
        """A new standard change from a template."""
        found = self._instance.store.get("std_change_producer_version", template)
        if found is None:
            raise errors.no_record()
        fixed = {"type": "standard", "std_change_producer_version": template}
        return self._create(call, fixed, {"short_description": found["short_description"]})

    def _create(self, call: Call, fixed: dict[str, Any], defaults: dict[str, Any] | None = None) -> Answer:
        _require(call.user, WRITE_ROLES)
        sent = (defaults or {}) | call.json_object() | fixed
        row = self._instance.records.create(call.user, CHANGE_REQUEST, sent)
        return self._one(call, row, sent)

    def list(self, call: Call) -> Answer:
        """Changes a query finds."""
        return self._list(call, "1")

    def list_normal(self, call: Call) -> Answer:
        """Normal changes a query finds."""
        return self._list(call, "type = 'normal'")

    def list_emergency(self, call: Call) -> Answer:
        """Emergency changes a query finds."""
        return self._list(call, "type = 'emergency'")

    def _list(self, call: Call, kind: str) -> Answer:
        _require(call.user, READ_ROLES)
        selection = select(self._instance, call, CHANGE_REQUEST)
        rows = self._instance.store.select(
            _NAME,
            f"({selection.where}) AND {kind}",
            selection.values,
            order=selection.order,
            limit=call.number("sysparm_limit", 500),
            offset=max(0, call.number("sysparm_offset", 0)),
        )
        visible = [row for row in rows if self._instance.access.may_read(call.user, _NAME, row)]
        renderer = renderer_for(self._instance, call)
        return Answer(payload={"result": [change_json(renderer, row) for row in visible]})

    def get(self, call: Call, sys_id: str) -> Answer:
        """One change."""
        _require(call.user, READ_ROLES)
        return self._one(call, self._visible(call, sys_id))

    def update(self, call: Call, sys_id: str) -> Answer:
        """Change the named fields of one change."""
        _require(call.user, WRITE_ROLES)
        sent = call.json_object()
        row = self._instance.records.update(call.user, CHANGE_REQUEST, self._visible(call, sys_id), sent)
        return self._one(call, row, sent)

    def delete(self, call: Call, sys_id: str) -> Answer:
        """Remove one change."""
        _require(call.user, DELETE_ROLES)
        self._instance.records.delete(call.user, CHANGE_REQUEST, self._visible(call, sys_id))
        return Answer(204)

    def next_states(self, call: Call, sys_id: str) -> Answer:
        """Where the change may go, by its model."""
        _require(call.user, READ_ROLES)
        row = self._visible(call, sys_id)
        labels = self._instance.choices.labels(_NAME, "state", call.user.language)
        following = rules_change.next_states(row["type"], row["state"])
        transitions = [
            {
                "sys_id": "",
                "display_value": f"{labels.get(row['state'], row['state'])} to {labels.get(state, state)}",
                "from_state": row["state"],
                "to_state": state,
                "transition_available": True,
                "automatic_transition": False,
                "conditions": [],
            }
            for state in following
        ]
        states = [row["state"], *following]
        result = {
            "available_states": states,
            "state_transitions": [[transition] for transition in transitions],
            "state_label": {state: labels.get(state, state) for state in states},
        }
        return Answer(payload={"result": result})

    def approve(self, call: Call, sys_id: str) -> Answer:
        """Approve (the change moves on) or reject (it goes back to New) a change that waits for approval."""
        _require(call.user, WRITE_ROLES)
        sent = call.json_object()
        row = self._visible(call, sys_id)
        if sent.get("state") not in ("approved", "rejected") or row["approval"] != "requested":
            raise ApiError(400, "Operation Failed", "Invalid approval state, or no approval is requested")
        forward = rules_change.next_states(row["type"], row["state"])[0]
        changes = {"approval": "rejected", "state": rules_change.NEW}
        if sent["state"] == "approved":
            changes = {"approval": "requested" if forward == rules_change.AUTHORIZE else "approved", "state": forward}
        if sent.get("comments"):
            changes["comments"] = str(sent["comments"])
        # Approving is the model's own move, so the transition check for callers does not apply.
        row = self._instance.records.update(call.user, CHANGE_REQUEST, row, changes, force=True)
        return self._one(call, row)

    def models(self, call: Call) -> Answer:
        """The change models."""
        return self._names(call, "chg_model")

    def templates(self, call: Call) -> Answer:
        """The templates of standard changes."""
        return self._names(call, "std_change_producer_version")

    def _names(self, call: Call, table: str) -> Answer:
        _require(call.user, READ_ROLES)
        rows = self._instance.store.select(table, "active = 'true'", order="name")
        result = [
            {name: {"display_value": row[name], "value": row[name]} for name in ("sys_id", "name")} for row in rows
        ]
        return Answer(payload={"result": result})

    def _one(self, call: Call, row: Row, sent: dict[str, Any] | None = None) -> Answer:
        result = change_json(renderer_for(self._instance, call), row)
        if sent is not None:
            writable = self._instance.access.writable_field(call.user, CHANGE_REQUEST)
            result["__meta"] = {"ignoredFields": sorted(name for name in sent if not writable(name))}
        return Answer(payload={"result": result})

    def _visible(self, call: Call, sys_id: str) -> Row:
        row = self._instance.store.get(_NAME, sys_id)
        if row is None or not self._instance.access.may_read(call.user, _NAME, row):
            raise errors.no_record()
        return row


def one_by(part: str, verbs: dict[str, Handler]) -> dict[str, Handler]:
    """Handlers that take a sys_id, for a path that calls it otherwise."""
    return {verb: lambda call, _of=handler, **parts: _of(call, parts[part]) for verb, handler in verbs.items()}


def _route(path: str, verbs: dict[str, Handler]) -> Route:
    return Route(path, "Change Management API", {verb: _in_message(handler) for verb, handler in verbs.items()})


def _in_message(handler: Handler) -> Handler:
    """This API tells the whole story in `message` and leaves `detail` empty."""

    def answer(call: Call, **parts: str) -> Answer:
        try:
            return handler(call, **parts)
        except ApiError as error:
            message = f"{error.message}. {error.detail}" if error.detail else error.message
            raise ApiError(error.status, message, "", error.headers) from error

    return answer


def _require(user: User, roles: tuple[str, ...]) -> None:
    if not user.has_any(*roles):
        raise errors.not_authorized()
