"""What was not foreseen: logged by its class and frames, never by its text, of which nobody knows what it holds."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from connector.errors import ConnectorError

log = logging.getLogger(__name__)


class DefectError(Exception):
    """Stands for an exception outside: `code` is that one's class."""

    def __init__(self, error: Exception) -> None:
        self.code = type(error).__name__
        super().__init__(self.code)


def log_defect(error: Exception, *, function: str, request_id: str | None = None) -> None:
    """One line `defect` with the frames of this exception."""
    where = {"function": function} | ({"request_id": request_id} if request_id else {})
    log.error("defect", exc_info=(type(error), DefectError(error), error.__traceback__), extra=where)


@contextmanager
def defects_named(function: str) -> Iterator[None]:
    """
    Around the work of a function whose exceptions the host logs, message and stack.

    Raises:
        DefectError: instead of anything that is no ConnectorError; it was logged.
    """
    try:
        yield
    except ConnectorError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is raised as what it is called
        log_defect(error, function=function)
        raise DefectError(error) from None
