"""Trouble on demand, for every fake."""

from __future__ import annotations

from collections.abc import Callable


class Troublesome:
    """A fake whose methods raise what a test planned, or let something happen just before."""

    def __init__(self) -> None:
        self._planned: dict[str, list[Callable[[], object]]] = {}

    def fail(self, method: str, error: Exception, *, times: int = 1, after: int = 0) -> None:
        """The next calls of this method, after so many good ones, raise the error before anything is done."""

        def refuse() -> None:
            raise error

        self._planned.setdefault(method, []).extend([_nothing] * after + [refuse] * times)

    def meanwhile(self, method: str, act: Callable[[], object]) -> None:
        """Someone else acts at the moment of the next call of this method."""
        self._planned.setdefault(method, []).append(act)

    def _meet(self, method: str) -> None:
        if planned := self._planned.get(method):
            planned.pop(0)()


def _nothing() -> None:
    """The call goes well."""
