"""The few server-side expressions that clients put into queries: `javascript:gs.getUserID()` and its kin."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sandbox.servicenow.accounts import User
from sandbox.servicenow.stamps import STAMP

_CALL = re.compile(r"gs\.(\w+)\(([^()]*)\)(?:\.getID\(\))?;?$")
_AGO = {"minutesAgo": "minutes", "hoursAgo": "hours", "daysAgo": "days"}


class ScriptError(ValueError):
    """The expression is not one the sandbox knows."""


def evaluate(expression: str, user: User, now: datetime) -> str:
    """The text an expression stands for. Dates it generates are read in the user's zone. Raises ScriptError."""
    match = _CALL.match(expression.strip())
    if match is None:
        raise ScriptError(expression)
    name, arguments = match[1], [part.strip().strip("'\"") for part in match[2].split(",") if part.strip()]
    if name in ("getUserID", "getUser") and not arguments:
        return user.sys_id
    if name == "getUserName" and not arguments:
        return user.user_name
    if name == "nowDateTime" and not arguments:
        return now.strftime(STAMP)
    try:
        if name in _AGO and len(arguments) == 1:
            return (now - timedelta(**{_AGO[name]: float(arguments[0])})).strftime(STAMP)
        if name == "dateGenerate" and arguments:
            return user.to_utc(" ".join(arguments))
    except ValueError as error:
        raise ScriptError(expression) from error
    raise ScriptError(expression)
