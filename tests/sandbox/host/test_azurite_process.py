"""Finding and running Azurite."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient

from sandbox.azurite import AzuriteNotFoundError, AzuriteProcess, azurite_command


def test_missing_azurite_says_where_it_was_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """
    The error names the place and the setting.
    """
    monkeypatch.setenv("AZURITE", str(tmp_path / "azurite.js"))

    with pytest.raises(AzuriteNotFoundError, match=r"azurite\.js.*AZURITE"):
        azurite_command(1, 2, 3)


def test_an_executable_is_run_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """
    Only a .js file is handed to Node.
    """
    program = tmp_path / "azurite"
    program.touch()
    monkeypatch.setenv("AZURITE", str(program))

    assert azurite_command(1, 2, 3)[0] == str(program)


@pytest.mark.e2e
def test_queue_and_table_answer(azurite: AzuriteProcess):
    """
    The connection string opens both services.
    """
    QueueServiceClient.from_connection_string(azurite.connection_string).create_queue("azurite-test")
    TableServiceClient.from_connection_string(azurite.connection_string).create_table("azuritetest")


@pytest.mark.e2e
def test_a_folder_keeps_what_was_stored(azurite: AzuriteProcess, tmp_path: Path, lives: Callable[[int], bool]):
    """
    With a folder, a queue is still there after a restart; stopping ends the process.
    """
    with AzuriteProcess(folder=tmp_path) as first:
        pid = first.pid
        QueueServiceClient.from_connection_string(first.connection_string).create_queue("kept")
    assert not lives(pid)

    with AzuriteProcess(folder=tmp_path) as second:
        service = QueueServiceClient.from_connection_string(second.connection_string)
        assert [queue.name for queue in service.list_queues()] == ["kept"]
