"""The service's continuation tokens as cursors: one opaque text for clients."""

from __future__ import annotations

import base64
import json
from typing import Any

from connector.errors import InvalidRequestError


def write_cursor(token: Any) -> str | None:
    """The cursor of the page after; None when there is none."""
    return base64.urlsafe_b64encode(json.dumps(token).encode()).decode() if token else None


def read_cursor(cursor: str | None) -> dict[str, str] | None:
    """The continuation token of a cursor. Raises InvalidRequestError when it is not one."""
    if not cursor:
        return None
    try:
        token = json.loads(base64.urlsafe_b64decode(cursor))
        return {"PartitionKey": str(token["PartitionKey"]), "RowKey": str(token["RowKey"])}
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidRequestError({"cursor": "not_a_cursor"}) from error
