"""Who in ServiceNow has an e-mail address, remembered for an hour."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from datetime import datetime, timedelta

from connector.adapters.servicenow.client import ServiceNowClient, quoted, value
from connector.errors import ConnectorError, InvalidRequestError, RemoteRejectedError
from connector.ports import Clock

_KEPT = timedelta(hours=1)


class People:
    """Users of one instance by e-mail."""

    def __init__(self, client: ServiceNowClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, tuple[str | None, datetime]] = {}
        self._asked: dict[str, Future[str | None]] = {}

    def sys_id(self, email: str) -> str | None:
        """
        The sys_id of the one active user with this e-mail; None when there is none, or several, or they are hidden.
        """
        key = email.casefold()
        if not key or "," in key:
            return None
        with self._lock:
            if self._knows(key):
                return self._known[key][0]
            is_first = key not in self._asked
            answer = self._asked.setdefault(key, Future())
        if is_first:
            self._ask(key, answer)
        return answer.result()

    def _ask(self, key: str, answer: Future[str | None]) -> None:
        """
        One look-up per person, however many tickets are created at the same moment. Who waits gets its trouble too:
        one after another would each wait for the time-out anew.
        """
        try:
            found = self._look_up(key)
        except ConnectorError as error:
            answer.set_exception(error)
        else:
            self._known[key] = (found, self._clock.now())
            answer.set_result(found)
        finally:
            answer.cancel()  # Without effect on one that has its end; a defect must not leave the others waiting.
            with self._lock:
                del self._asked[key]

    def _knows(self, key: str) -> bool:
        known = self._known.get(key)
        return known is not None and self._clock.now() - known[1] < _KEPT

    def _look_up(self, email: str) -> str | None:
        try:
            query = f"email={quoted(email)}^active=true"
            page = self._client.rows("sys_user", query, fields=("sys_id", "email"), limit=2)
        except InvalidRequestError:  # It cannot be anybody's.
            return None
        except RemoteRejectedError:  # Without the right to read users a ticket is created without its caller.
            return None
        matching = [row for row in page.rows if value(row, "email").casefold() == email]
        return value(matching[0], "sys_id") if len(matching) == 1 else None
