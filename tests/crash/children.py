"""Processes of their own for what may be killed: forked from a clean process that has everything imported."""

from __future__ import annotations

import multiprocessing
import signal
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.crash.verbs"])
_LONGEST_S = 60


class KilledError(Exception):
    """The process ended by SIGKILL."""


def run(function: Callable[..., Any], *args: Any) -> Any:
    """What a function returns in a new process. Raises KilledError; an error inside fails with its traceback."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_call, args=(theirs, function, args), daemon=True)
    process.start()
    theirs.close()
    try:
        well, answer = ours.recv() if ours.poll(_LONGEST_S) else (False, f"no answer within {_LONGEST_S} s")
    except EOFError:
        process.join(_LONGEST_S)
        if process.exitcode == -signal.SIGKILL:
            raise KilledError(function.__name__) from None
        well, answer = False, f"exit code {process.exitcode}"
    finally:
        ours.close()
    process.kill()
    process.join()
    if not well:
        raise AssertionError(answer)
    return answer


def _call(answers: Connection, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    try:
        answer = (True, function(*args))
    except BaseException:  # noqa: BLE001 - whatever it is, the test shows it
        answer = (False, traceback.format_exc())
    answers.send(answer)
