"""Ids that this connector makes."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

_ID = re.compile(r"[0-9a-f]{32}")


def new_id(now: datetime) -> str:
    """
    A UUID of version 7 without dashes: 32 lower-case hex digits, in order of time.

    As a ticket's id it is the address here and the record's sys_id in ServiceNow. Source: RFC 9562, section 5.7.
    """
    milliseconds = int(now.timestamp() * 1000)
    value = (milliseconds << 80) | secrets.randbits(80)
    value &= ~(0xF << 76) & ~(0x3 << 62)
    return f"{value | (0x7 << 76) | (0x2 << 62):032x}"


def is_id(text: str) -> bool:
    """Whether the text has the form of an id."""
    return _ID.fullmatch(text) is not None
