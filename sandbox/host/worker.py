"""A worker process: Microsoft's worker library on one event loop, steered by the host over a channel.

Started by the host as `python -m sandbox.host.worker --channel FD --app-dir DIR`; exits at once when the host is gone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import select
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Coroutine
from types import SimpleNamespace
from typing import Any

import azure_functions_runtime as library  # type: ignore[import-untyped]

from sandbox.host import app_logging
from sandbox.host.channel import Channel, Head
from sandbox.host.protobuf import PROTOS, Message, ParameterBinding, StatusResult
from sandbox.host.rpc import outcome_of, trigger_data

HOST_GONE_EXIT_CODE = 3


class Worker:
    """Loads the app, says what it found, and runs what the host asks for."""

    def __init__(self, app_dir: str) -> None:
        self._app_dir = app_dir
        self._running: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._channel = Channel(self._receive, self._host_gone)

    async def serve(self, end: socket.socket) -> None:
        """Until the process ends."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self._channel, sock=end)
        await asyncio.Event().wait()

    def _receive(self, head: Head, body: bytes) -> None:
        match head["kind"]:
            case "load":
                self._spawn(self._load(head))
            case "invoke":
                self._spawn(self._invoke(head, body))
            case "stop":
                # Not waiting for anything: the host has given the invocations their time, and what is cut off here
                # must look like a crash, not like a failure of the function.
                sys.stdout.flush()
                os._exit(0)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _host_gone(self) -> None:
        os._exit(HOST_GONE_EXIT_CODE)

    async def _load(self, head: Head) -> None:
        app_logging.configure(head["logLevels"], self._running)
        library.start_threadpool_executor()
        request = SimpleNamespace(
            request=SimpleNamespace(
                worker_init_request=SimpleNamespace(capabilities={}, function_app_directory=self._app_dir)
            ),
            properties={"host": "127.0.0.1", "protos": PROTOS},
        )
        answer = await library.worker_init_request(request)
        if answer.result.status != StatusResult.Success:
            error = answer.result.exception
            self._channel.send({"kind": "failed", "message": error.message, "stack": error.stack_trace})
            return
        found = (await library.functions_metadata_request(request)).function_metadata_results or []
        self._names = {function.function_id: function.name for function in found}
        self._channel.send({"kind": "loaded", "functions": [_described(function) for function in found]})

    async def _invoke(self, head: Head, body: bytes) -> None:
        invocation_id = head["id"]
        library.invocation_id_cv.set(invocation_id)
        self._running[invocation_id] = self._names[head["functionId"]]
        try:
            response = await library.invocation_request(_invocation(head, body))
            outcome, answer = outcome_of(response)
        except BaseException as error:
            # A BaseException of the app (SystemExit) passes the library; the host must still get an answer.
            outcome, answer = {"error": {"message": repr(error), "stack": traceback.format_exc()}}, b""
            if not isinstance(error, Exception):
                raise
        finally:
            del self._running[invocation_id]
            self._channel.send({"kind": "result", "id": invocation_id, **outcome}, answer)


def _described(function: Any) -> Head:
    retry = function.retry_options
    return {
        "name": function.name,
        "id": function.function_id,
        "bindings": [json.loads(binding) for binding in function.raw_bindings],
        "hasRetryPolicy": retry is not None,
    }


def _invocation(head: Head, body: bytes) -> Any:
    data, metadata = trigger_data(head, body)
    return SimpleNamespace(
        request=SimpleNamespace(
            invocation_request=Message(
                invocation_id=head["id"],
                function_id=head["functionId"],
                trace_context=Message(trace_parent=head.get("traceParent", ""), trace_state="", attributes={}),
                retry_context=Message(retry_count=0, max_retry_count=0, exception=None),
                input_data=[ParameterBinding(name=head["parameter"], data=data)],
                trigger_metadata=metadata,
            )
        )
    )


def _exit_with_host(end: socket.socket) -> None:
    """Exit when the host is gone, even while the event loop is held up by the app."""
    poller = select.poll()
    poller.register(end.fileno(), 0)  # Hang-ups are always reported.
    poller.poll()
    os._exit(HOST_GONE_EXIT_CODE)


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--channel", type=int, required=True)
    parser.add_argument("--app-dir", required=True)
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # The host decides when a worker stops.
    end = socket.socket(fileno=options.channel)
    threading.Thread(target=_exit_with_host, args=[end], daemon=True).start()
    os.chdir(options.app_dir)
    sys.path[0] = options.app_dir
    asyncio.run(Worker(options.app_dir).serve(end))


if __name__ == "__main__":
    main()
