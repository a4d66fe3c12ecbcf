"""Small parts of the host, without processes: back-off, settings, keys, cookies, log levels, messages."""

import asyncio
import json
import logging
import socket
from pathlib import Path

import pytest

from sandbox.host.backoff import RandomizedBackoff
from sandbox.host.channel import Channel
from sandbox.host.functions import FunctionError, is_disabled, parse_function
from sandbox.host.host_json import HostJson, HostJsonError, parse_timespan
from sandbox.host.http_front import set_cookie
from sandbox.host.keys import ADMIN, ANONYMOUS, FUNCTION, AccessKeys
from sandbox.host.logs import LogLevels, level_name
from sandbox.host.queue_storage import ConnectionSettingError, open_queue_service, poison_queue_name


def test_backoff_doubles_from_the_minimum_to_the_maximum():
    """
    100 ms, then 100 ms plus 100, 200, 400 ms ... up to the maximum, which it keeps.
    """
    backoff = RandomizedBackoff(1.0, spread=lambda: 1.0)

    assert [round(backoff.next_wait_s(), 3) for _ in range(7)] == [0.1, 0.2, 0.3, 0.5, 0.9, 1.0, 1.0]


def test_backoff_starts_over_when_messages_were_found():
    """
    A round that found messages resets the wait to the minimum.
    """
    backoff = RandomizedBackoff(60.0, spread=lambda: 1.0)
    for _ in range(5):
        backoff.next_wait_s()

    backoff.found()

    assert backoff.next_wait_s() == 0.1


def test_backoff_spreads_by_a_fifth():
    """
    The random factor lies between 0.8 and 1.2.
    """
    waits = []
    for _ in range(200):
        backoff = RandomizedBackoff(60.0)
        backoff.next_wait_s()
        waits.append(backoff.next_wait_s())

    assert 0.18 <= min(waits) < max(waits) <= 0.22


@pytest.mark.parametrize(
    ("text", "seconds"), [("00:00:30", 30), ("1.02:03:04", 93784), ("00:00:00.5000000", 0.5), ("00:05", 300)]
)
def test_timespan(text: str, seconds: float):
    """
    .NET time spans: hours, minutes, seconds, with days in front and a fraction behind.
    """
    assert parse_timespan(text) == seconds


def test_host_json_defaults():
    """
    Without settings: prefix "api", 16 messages a batch, 5 tries, base64, half an hour.
    """
    settings = HostJson.parse({"version": "2.0"})

    assert (settings.route_prefix, settings.function_timeout_s) == ("api", 1800)
    assert (settings.queues.batch_size, settings.queues.max_dequeue_count, settings.queues.base64) == (16, 5, True)


@pytest.mark.parametrize(
    ("queues", "key"),
    [
        ({"batchSize": 33}, "batchSize"),
        ({"batchSize": 0}, "batchSize"),
        ({"newBatchThreshold": -1}, "newBatchThreshold"),
        ({"maxDequeueCount": 0}, "maxDequeueCount"),
        ({"visibilityTimeout": "30"}, "visibilityTimeout"),
        ({"maxPollingInterval": "00:00:00.05"}, "maxPollingInterval"),
        ({"messageEncoding": "utf8"}, "messageEncoding"),
    ],
)
def test_host_json_out_of_bounds(queues: dict[str, object], key: str):
    """
    A value the platform would refuse is refused, naming the key.
    """
    with pytest.raises(HostJsonError, match=key):
        HostJson.parse({"version": "2.0", "extensions": {"queues": queues}})


@pytest.mark.parametrize(("text", "seconds"), [("-1", None), ("00:10:00", 600)])
def test_function_timeout(text: str, seconds: float | None):
    """
    -1 means no limit.
    """
    assert HostJson.parse({"version": "2.0", "functionTimeout": text}).function_timeout_s == seconds


def described(**binding: object) -> dict[str, object]:
    return {"name": "f", "id": "1", "bindings": [{"name": "x", **binding}]}


def test_settings_stand_in_queue_names():
    """
    %NAME% in a queue name becomes the app setting's value.
    """
    function = parse_function(described(type="queueTrigger", queueName="%A%-jobs", connection="X"), {"A": "my"})

    assert function.trigger.queue_name == "my-jobs"


@pytest.mark.parametrize(
    ("binding", "said"),
    [
        ({"type": "queueTrigger", "queueName": "%A%"}, "app setting A"),
        ({"type": "timerTrigger", "schedule": "%A%"}, "app setting A"),
        ({"type": "timerTrigger", "schedule": "* * *"}, "3 fields"),
        ({"type": "blobTrigger", "path": "x"}, "blobTrigger"),
        ({"type": "httpTrigger", "route": "admin/x"}, "reserved"),
    ],
)
def test_functions_that_cannot_run(binding: dict[str, object], said: str):
    """
    A missing setting, a bad schedule, a trigger that is not offered, a reserved route: each is said plainly.
    """
    with pytest.raises(FunctionError, match=said):
        parse_function(described(**binding), {})


def test_an_empty_route_is_the_name_of_the_function():
    """
    As in Azure: only "/" means the root.
    """
    assert parse_function(described(type="httpTrigger", route=""), {}).trigger.route == "f"


def test_disabled_by_setting():
    """
    AzureWebJobs.<name>.Disabled switches a function off.
    """
    assert is_disabled("f", {"AzureWebJobs.f.Disabled": "True"})
    assert not is_disabled("f", {"AzureWebJobs.g.Disabled": "true"})


@pytest.mark.parametrize(
    ("queue", "poison"),
    [("jobs", "jobs-poison"), ("jobs-poison", None), ("a" * 56, "a" * 56 + "-poison"), ("a" * 57, None)],
)
def test_poison_queue_name(queue: str, poison: str | None):
    """
    None for a queue that is a poison queue itself, or when the longer name would not be valid.
    """
    assert poison_queue_name(queue) == poison


def test_missing_connection_setting_is_named():
    """
    A trigger whose connection has no setting says which one.
    """
    with pytest.raises(ConnectionSettingError, match="JOBS"):
        open_queue_service("JOBS", {})


def test_keys_open_what_they_are_for(tmp_path: Path):
    """
    A function's key opens that function, the host key all, the master key everything; nothing opens with none.
    """
    keys = AccessKeys.load(tmp_path, ["one", "two"])
    one, two = keys.functions["one"], keys.functions["two"]

    assert keys.allows(ANONYMOUS, None)
    assert [keys.allows(FUNCTION, key, "one") for key in (one, two, keys.host, keys.master, "", None)] == [
        *(True, False, True, True),
        *(False, False),
    ]
    assert [keys.allows(ADMIN, key) for key in (one, keys.host, keys.master, None)] == [False, False, True, False]


def test_keys_are_kept(tmp_path: Path):
    """
    The next run has the same keys, in a file for the owner only; a given master key replaces the kept one for the run.
    """
    first = AccessKeys.load(tmp_path, ["one"])
    second = AccessKeys.load(tmp_path, ["one", "two"], master="given")

    assert (second.host, second.functions["one"], second.master) == (first.host, first.functions["one"], "given")
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0
    assert json.loads((tmp_path / "keys.json").read_text())["master"] == first.master


def test_cookie_values_are_encoded_as_the_platform_encodes_them():
    """
    The platform percent-encodes a cookie's value, so "=" does not come back as it was set.
    """
    cookie = {"name": "s", "value": "a=b/c", "expires": 0, "maxAge": 60.0, "domain": "", "path": "/"}

    text = set_cookie({**cookie, "secure": True, "sameSite": "lax", "httpOnly": True})

    assert text == (
        "s=a%3Db%2Fc; expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=60; path=/; secure; samesite=lax; httponly"
    )


def test_the_longest_category_decides_the_level():
    """
    Function.f.User obeys "Function.f" before "Function" before "default"; a part of a word is no match.
    """
    levels = LogLevels({"default": "Error", "Function": "Warning", "Function.f": "Debug"})

    assert levels.enabled("Function.f.User", logging.DEBUG)
    assert not levels.enabled("Function.foo.User", logging.INFO)
    assert levels.enabled("Function.foo.User", logging.WARNING)
    assert not levels.enabled("Host.Queues", logging.WARNING)


def test_unknown_log_level_is_refused():
    """
    A misspelt level is an error, not silence.
    """
    with pytest.raises(ValueError, match="Verbose"):
        LogLevels({"default": "Verbose"})


@pytest.mark.parametrize(("level", "name"), [(5, "Trace"), (10, "Debug"), (25, "Information"), (50, "Critical")])
def test_level_names(level: int, name: str):
    """
    Python's numbers get .NET's names.
    """
    assert level_name(level) == name


def test_messages_arrive_whole_and_in_order():
    """
    Heads and bodies of any size come out as they went in; the other end's end is told once.
    """
    bodies = [b"", b"x", bytes(range(256)) * 8192, b"last"]

    async def exchange() -> list[tuple[int, bytes]]:
        received: list[tuple[int, bytes]] = []
        closed = asyncio.Event()
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        sender = Channel(lambda *_: None, lambda: None)
        receiver = Channel(lambda head, body: received.append((head["n"], body)), closed.set)
        await loop.create_connection(lambda: sender, sock=ours)
        await loop.create_connection(lambda: receiver, sock=theirs)
        for number, body in enumerate(bodies):
            sender.send({"n": number}, body)
        sender.close()
        await asyncio.wait_for(closed.wait(), 10)
        return received

    assert asyncio.run(exchange()) == list(enumerate(bodies))
