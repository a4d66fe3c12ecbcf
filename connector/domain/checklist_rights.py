"""The installation checklist, second half: the integration user, and what it may do."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from connector.domain.checklist import (
    USER_ACTIVE,
    USER_INTERACTIVE,
    USER_NOT_ADMIN,
    USER_NOT_PERSONAL,
    USER_TIME_ZONE,
    Check,
    CheckStatus,
    failed,
    passed,
    unknown,
)
from connector.domain.draft import Kind
from connector.domain.observations import Refusal, UserFacts, Visible

CREATE_ROLES: dict[Kind, frozenset[str]] = {
    Kind.INCIDENT: frozenset({"itil", "sn_incident_write", "admin"}),
    Kind.CHANGE_REQUEST: frozenset({"itil", "sn_change_write", "change_manager", "admin"}),
}
"""Any one of them may create a record of the kind."""

_GMT = frozenset({"GMT", "UTC", "UCT", "Zulu", "Greenwich", "Etc/GMT", "Etc/UTC", "Etc/UCT", "GMT0", "Etc/GMT0"})
_ALWAYS_FILLED = ("sys_choice", "sys_user")
_EXPECTED_ON_CLOSE = frozenset(
    {"close_code", "close_notes", "hold_reason", "on_hold_reason", "comments", "work_notes", "assignment_group"}
    | {"short_description", "description", "impact", "urgency", "state"}
)


def check_user(user: UserFacts | Refusal) -> list[Check]:
    """The integration user may log in, and times mean what they say."""
    if isinstance(user, Refusal):
        seen, code = str(user), user.fix_or("fix_user_look")
        verdict = failed if user.status == 401 else unknown  # An inactive or locked user's token is refused.
        others = (USER_INTERACTIVE, USER_TIME_ZONE)
        return [verdict(USER_ACTIVE, seen, code), *(unknown(each, seen, code) for each in others)]
    return [_active(user), _interactive(user), _time_zone(user)]


def check_not_admin(roles: Collection[str] | Refusal, *, user: str, known_admin: bool) -> Check:
    """The integration user is no administrator."""
    if known_admin or (not isinstance(roles, Refusal) and "admin" in roles):
        return failed(USER_NOT_ADMIN, "admin", "fix_user_admin", user=user)
    if isinstance(roles, Refusal) or not roles:
        return unknown(USER_NOT_ADMIN, _roles_seen(roles), _roles_fix(roles), user=user, roles="")
    return passed(USER_NOT_ADMIN, _roles_seen(roles))


def check_not_personal(user: UserFacts | Refusal, person_email: str, *, known_own: bool) -> Check:
    """The integration user is not the account of the person who connected or asks."""
    if isinstance(user, Refusal):
        return unknown(USER_NOT_PERSONAL, str(user), user.fix_or("fix_user_look"))
    seen = f"user_name={user.user_name}, email={user.email or '-'}"
    if known_own or (user.email and user.email.casefold() == person_email.casefold()):
        return failed(USER_NOT_PERSONAL, seen, "fix_user_personal", user_name=user.user_name)
    return passed(USER_NOT_PERSONAL, seen)


def check_read(table: str, visible: Visible | Refusal) -> Check:
    """Records of the table can be read."""
    check_id = f"read_{table}"
    if isinstance(visible, Refusal):
        verdict = failed if visible.is_about_a_right else unknown
        return verdict(check_id, str(visible), visible.fix_code, table=table)
    seen = f"{table}: {visible.rows} / {'?' if visible.total is None else visible.total}"
    if visible.rows:
        return passed(check_id, seen)
    if visible.total or table in _ALWAYS_FILLED:
        return failed(check_id, seen, "fix_rows_hidden", table=table)
    return unknown(check_id, seen, "fix_table_empty", table=table)


def check_create(kind: Kind, roles: Collection[str] | Refusal, *, user: str) -> Check:
    """The integration user has a role that creates records of the kind; nothing is created to find out."""
    check_id, wanted = f"create_{kind}", " / ".join(sorted(CREATE_ROLES[kind] - {"admin"}))
    if isinstance(roles, Refusal) or not roles:
        return unknown(check_id, _roles_seen(roles), _roles_fix(roles), user=user, roles=wanted)
    if CREATE_ROLES[kind].isdisjoint(roles):
        return failed(check_id, _roles_seen(roles), "fix_roles", user=user, roles=wanted, table=kind.value)
    return passed(check_id, _roles_seen(roles))


def check_search(kind: Kind, honoured: bool | Refusal, read: Check) -> Check:
    """Changes can be searched by range and sorted. Without that, open tickets are read by their sys_ids."""
    check_id, query = f"search_{kind}", "sys_updated_on>=…^ORDERBYsys_updated_on"
    if isinstance(honoured, Refusal):
        if not honoured.is_about_a_right or read.status is CheckStatus.FAILED:
            return unknown(check_id, str(honoured), honoured.fix_code, table=kind.value)
        return failed(check_id, str(honoured), honoured.fix_or("fix_search"), table=kind.value)
    if not honoured:
        return failed(check_id, f"{query}: -", "fix_search_ignored", table=kind.value)
    return passed(check_id, f"{query}: HTTP 200")


def check_states(kind: Kind, labels: Mapping[str, str] | Refusal) -> Check:
    """The choice list of `state` can be read. Without it, labels are learnt from records."""
    check_id = f"states_{kind}"
    if isinstance(labels, Refusal):
        verdict = failed if labels.is_about_a_right else unknown
        return verdict(check_id, str(labels), labels.fix_or("fix_choices"), table=kind.value)
    if not labels:
        return failed(check_id, "sys_choice: 0", "fix_choices", table=kind.value)
    return passed(check_id, ", ".join(f"{value}={label}" for value, label in labels.items()))


def check_close(kind: Kind, mandatory: Collection[str] | Refusal) -> Check:
    """What data policies demand when a ticket is closed is what people expect to fill in."""
    check_id = f"close_{kind}"
    if isinstance(mandatory, Refusal):
        return unknown(check_id, str(mandatory), mandatory.fix_or("fix_close_look"), table=kind.value)
    extra = sorted(set(mandatory) - _EXPECTED_ON_CLOSE)
    if extra:
        return unknown(check_id, ", ".join(sorted(mandatory)), "fix_close_extra", fields=", ".join(extra))
    if not mandatory:
        return unknown(check_id, "sys_data_policy_rule: 0", "fix_close_look", table=kind.value)
    return passed(check_id, ", ".join(sorted(mandatory)))


def _active(user: UserFacts) -> Check:
    flags = {"active": user.active, "locked_out": user.locked_out, "password_needs_reset": user.password_needs_reset}
    seen = ", ".join(f"{name}={_word(value)}" for name, value in flags.items())
    if user.active is False or user.locked_out or user.password_needs_reset:
        return failed(USER_ACTIVE, seen, "fix_user_inactive", user=user.sys_id)
    if user.active is None or user.locked_out is None:
        return unknown(USER_ACTIVE, seen, "fix_user_look", user=user.sys_id)
    return passed(USER_ACTIVE, seen)


def _interactive(user: UserFacts) -> Check:
    seen = f"web_service_access_only={_word(user.web_service_only)}"
    if user.web_service_only is None:
        return unknown(USER_INTERACTIVE, seen, "fix_user_look", user=user.sys_id)
    if user.web_service_only:
        return failed(USER_INTERACTIVE, seen, "fix_user_web_service_only", user=user.sys_id)
    return passed(USER_INTERACTIVE, seen)


def _time_zone(user: UserFacts) -> Check:
    seen = f"time_zone={user.time_zone or '-'}"
    if not user.time_zone:
        return unknown(USER_TIME_ZONE, seen, "fix_user_time_zone", user=user.sys_id)
    if user.time_zone not in _GMT:
        return failed(USER_TIME_ZONE, seen, "fix_user_time_zone", user=user.sys_id)
    return passed(USER_TIME_ZONE, seen)


def _word(value: bool | None) -> str:
    return "-" if value is None else str(value).lower()


def _roles_seen(roles: Collection[str] | Refusal) -> str:
    return str(roles) if isinstance(roles, Refusal) else ", ".join(sorted(roles)) or "sys_user_has_role: 0"


def _roles_fix(roles: Collection[str] | Refusal) -> str:
    return roles.fix_or("fix_user_roles_look") if isinstance(roles, Refusal) else "fix_user_roles_look"
