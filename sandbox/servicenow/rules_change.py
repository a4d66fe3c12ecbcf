"""The change model: which state may follow which, what each step needs, and what is fixed after New."""

from __future__ import annotations

from sandbox.servicenow import errors
from sandbox.servicenow.draft import Draft
from sandbox.servicenow.store import Row, Store

NEW, ASSESS, AUTHORIZE, SCHEDULED, IMPLEMENT, REVIEW, CLOSED, CANCELED = "-5", "-4", "-3", "-2", "-1", "0", "3", "4"
TABLE = "change_request"
TYPES = ("normal", "standard", "emergency")

TRANSITION_RULE = "Change Model: Check State Transition"
TRANSITION_RULE_ID = "5ec0de00000040008000000000000b01"

_FORWARD: dict[str, dict[str, str]] = {
    "normal": {NEW: ASSESS, ASSESS: AUTHORIZE, AUTHORIZE: SCHEDULED},
    "standard": {NEW: SCHEDULED},
    "emergency": {NEW: AUTHORIZE, AUTHORIZE: SCHEDULED},
}
_COMMON = {SCHEDULED: IMPLEMENT, IMPLEMENT: REVIEW, REVIEW: CLOSED}
_REVERT = {"normal": ASSESS, "emergency": AUTHORIZE}


def next_states(change_type: str, state: str) -> list[str]:
    """States that may follow: one forward, back to New where the model allows it, and Canceled."""
    path = _FORWARD.get(change_type, _FORWARD["normal"]) | _COMMON
    found = [path[state]] if state in path else []
    if _REVERT.get(change_type) == state:
        found.append(NEW)
    if state not in (REVIEW, CLOSED, CANCELED):
        found.append(CANCELED)
    return found


def derive(draft: Draft) -> None:
    """Set what follows from the rest of the row: type and model, approval, phase, the active flag, who closed it."""
    row = draft.row
    _fix_type(draft)
    draft.keep_listed("close_code")
    if draft.is_insert and draft.switches.change_insert_state == "reset":
        row["state"] = NEW
    if draft.entered(ASSESS) or (draft.entered(AUTHORIZE) and row["approval"] == "not requested"):
        row["approval"] = "requested"
    if not draft.is_insert and draft.entered(NEW):
        row["approval"] = "not requested"
    if draft.entered(IMPLEMENT):
        row["work_start"] = row["work_start"] or draft.now
    if draft.entered(REVIEW):
        row["work_end"] = row["work_end"] or draft.now
    if draft.entered(CLOSED) or draft.entered(CANCELED):
        row |= {"closed_at": draft.now, "closed_by": draft.user.sys_id}
    row["active"] = "true" if is_active(row["state"]) else "false"


def check(draft: Draft) -> None:
    """Raise ApiError 403 where the model or a policy stops the write."""
    row = draft.row
    if draft.changed("state"):
        _check_transition(draft)
    missing: list[str] = []
    if row["state"] not in (NEW, CANCELED):
        missing += draft.missing("assignment_group")
    if row["state"] == CLOSED:
        missing += draft.missing("close_code", "close_notes")
    if row["on_hold"] == "true":
        missing += draft.missing("on_hold_reason")
    if missing:
        raise errors.mandatory(missing)


def is_active(state: str) -> bool:
    """Closed, Canceled and everything numbered above them are inactive."""
    return not state or int(state) < int(CLOSED)


def take_type_from_model(store: Store, row: Row, sent: frozenset[str]) -> None:
    """A model sent without a type decides the type; it may be given by sys_id or by name."""
    if "chg_model" in sent and "type" not in sent:
        model = store.first("chg_model", "sys_id = ? OR name = ?", (row["chg_model"], row["chg_model"]))
        if model is not None:
            row["type"] = model["name"].lower()


def set_model(store: Store, row: Row) -> None:
    """Point the change at the model of its type."""
    model = store.first("chg_model", "name = ?", (row["type"],))
    if model is not None:
        row["chg_model"] = model["sys_id"]


def _check_transition(draft: Draft) -> None:
    refused = errors.aborted(draft.table.name, TRANSITION_RULE, TRANSITION_RULE_ID)
    if draft.before is None:
        if draft.row["state"] != NEW:
            raise refused
        return
    allowed = next_states(draft.before["type"], draft.before["state"])
    if draft.switches.refuse_change_state or draft.row["state"] not in allowed:
        raise refused


def _fix_type(draft: Draft) -> None:
    row = draft.row
    if row["type"] not in TYPES:
        row["type"] = draft.before["type"] if draft.before else "normal"
    if draft.before and draft.changed("type") and (draft.before["state"] != NEW or row["type"] == "standard"):
        row["type"] = draft.before["type"]
