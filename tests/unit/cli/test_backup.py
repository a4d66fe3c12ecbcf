"""The commands `backup` and `restore`."""

import argparse

import pytest

from connector.cli import backup
from tests.fakes import make_container

ROW = {"PartitionKey": "p", "RowKey": "k", "name": "l’accès"}


@pytest.fixture
def run(c):
    """A command with these words, on this container; answers its exit status."""
    parser = argparse.ArgumentParser()
    backup.add_to(parser.add_subparsers(dest="command"))
    commands = {"backup": backup.run_backup, "restore": backup.run_restore}
    return lambda command, *words, to=c: commands[command](parser.parse_args([command, *map(str, words)]), to)


@pytest.fixture
def folder(c, run, tmp_path):
    """A folder with a backup of one ticket row."""
    c.archive.put("tickets", [ROW])
    run("backup", "--to", tmp_path / "b")
    return tmp_path / "b"


def test_backup_goes_back_into_empty_tables(run, folder, capsys):
    """
    Row by row the same.
    """
    new = make_container()

    assert run("restore", "--from", folder, to=new) == 0
    assert new.archive.content["tickets"] == [ROW]
    assert capsys.readouterr().out.splitlines()[-1] == "tickets: 1 rows"


def test_backup_is_never_overwritten(run, folder, capsys):
    """
    Exit status 2, and the files stay.
    """
    assert run("backup", "--to", folder) == 2
    assert "holds a backup already" in capsys.readouterr().err


def test_tables_with_rows_are_not_touched_by_chance(run, c, folder, capsys):
    """
    Exit status 2 names them; --overwrite means it.
    """
    changed = {**ROW, "name": "changed since"}
    c.archive.put("tickets", [changed])

    assert run("restore", "--from", folder) == 2
    assert (c.archive.content["tickets"], "not empty: tickets" in capsys.readouterr().err) == ([changed], True)
    assert run("restore", "--from", folder, "--overwrite") == 0
    assert c.archive.content["tickets"] == [ROW]


def test_half_a_backup_is_refused(run, folder, capsys):
    """
    A missing file is told before anything is written.
    """
    (folder / "events.jsonl").unlink()
    new = make_container()

    assert run("restore", "--from", folder, to=new) == 2
    assert "events.jsonl missing" in capsys.readouterr().err
    assert new.archive.is_empty("tickets")


@pytest.mark.parametrize("line", ["{", "[]"])
def test_damaged_line_is_named(run, folder, line):
    """
    File and line, so that it can be looked at.
    """
    (folder / "tickets.jsonl").write_text(f"{line}\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"tickets\.jsonl, line 1"):
        run("restore", "--from", folder, to=make_container())
