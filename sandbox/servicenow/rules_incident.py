"""Business rules and data policies of incidents."""

from __future__ import annotations

from sandbox.servicenow import errors
from sandbox.servicenow.draft import Draft
from sandbox.servicenow.stamps import duration_between

NEW, IN_PROGRESS, ON_HOLD, RESOLVED, CLOSED, CANCELED = "1", "2", "3", "6", "7", "8"
AWAITING_CALLER = "1"


def derive(draft: Draft) -> None:
    """Set what follows from the rest of the row: mirrored state, priority, active flag, who resolved and closed."""
    row = draft.row
    _mirror_state(draft)
    _stay_open_without_role(draft)
    draft.keep_listed("close_code")
    row["priority"] = _priority(row["impact"], row["urgency"], row["priority"])
    row["active"] = "true" if is_active(row["state"]) else "false"
    if draft.entered(RESOLVED):
        row |= {"resolved_at": draft.now, "resolved_by": draft.user.sys_id}
        row["calendar_duration"] = duration_between(row["opened_at"], draft.now)
    if draft.entered(CLOSED):
        row |= {"closed_at": draft.now, "closed_by": draft.user.sys_id}
    if draft.before and draft.before["state"] in (RESOLVED, CLOSED) and row["state"] in (NEW, IN_PROGRESS, ON_HOLD):
        row["reopened_time"] = draft.now
        row["reopen_count"] = str(int(row["reopen_count"] or 0) + 1)
        row |= dict.fromkeys(("resolved_at", "resolved_by", "closed_at", "closed_by", "calendar_duration"), "")


def check(draft: Draft) -> None:
    """Raise ApiError 403 where a rule or a policy stops the write."""
    row = draft.row
    if draft.entered(CLOSED) and not draft.user.has_any("itil_admin"):
        raise errors.write_denied("Insert" if draft.is_insert else "Update")
    missing: list[str] = []
    if row["state"] in (RESOLVED, CLOSED):
        missing += draft.missing("close_code", "close_notes")
    if row["state"] == ON_HOLD and draft.switches.hold_reason_policy:
        missing += draft.missing("hold_reason")
        if row["hold_reason"] == AWAITING_CALLER and (draft.changed("state") or draft.changed("hold_reason")):
            missing += draft.missing("comments")
    if missing:
        raise errors.mandatory(missing)


def is_active(state: str) -> bool:
    """Closed, Canceled and everything an administrator numbered above them are inactive."""
    return not state or int(state) < int(CLOSED)


def _mirror_state(draft: Draft) -> None:
    row = draft.row
    by_mirror = draft.changed("incident_state") and "incident_state" in draft.sent and "state" not in draft.sent
    if by_mirror:
        row["state"] = row["incident_state"]
    else:
        row["incident_state"] = row["state"]


def _stay_open_without_role(draft: Draft) -> None:
    ignored = draft.switches.close_without_role == "ignored" and not draft.user.has_any("itil_admin")
    if ignored and draft.entered(CLOSED):
        draft.row["state"] = draft.row["incident_state"] = draft.before["state"] if draft.before else NEW


def _priority(impact: str, urgency: str, otherwise: str) -> str:
    if impact in ("1", "2", "3") and urgency in ("1", "2", "3"):
        return str(int(impact) + int(urgency) - 1)
    return otherwise
