"""`backup` and `restore`: every table as a file of JSON lines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from connector.application.container import Container
from connector.cli.usage import WRONG_USAGE, Commands
from connector.ports import ArchivedRow


def add_to(commands: Commands) -> None:
    """Declare both commands."""
    backup = commands.add_parser("backup", help="write every table to a folder")
    backup.add_argument("--to", type=Path, required=True, metavar="DIR", help="a folder without a backup")
    restore = commands.add_parser("restore", help="put a backup back into empty tables")
    restore.add_argument("--from", type=Path, required=True, metavar="DIR", dest="source")
    restore.add_argument(
        "--overwrite", action="store_true", help="also into tables with rows; rows that differ give way"
    )


def run_backup(options: argparse.Namespace, c: Container) -> int:
    """Returns the exit status: 2 when a backup is there already."""
    options.to.mkdir(parents=True, exist_ok=True)
    files = {table: options.to / f"{table}.jsonl" for table in c.archive.tables()}
    if there := [file.name for file in files.values() if file.exists()]:
        print(f"{options.to} holds a backup already: {', '.join(there)}", file=sys.stderr)
        return WRONG_USAGE
    for table, file in files.items():
        partial = file.with_suffix(".partial")  # A file with its own name is whole.
        with partial.open("x", encoding="utf-8") as lines:
            count = sum(1 for row in c.archive.rows(table) if lines.write(json.dumps(row, ensure_ascii=False) + "\n"))
        partial.rename(file)
        print(f"{table}: {count} rows")
    return 0


def run_restore(options: argparse.Namespace, c: Container) -> int:
    """Returns the exit status: 2 when a file is missing or a table is not empty."""
    files = {table: options.source / f"{table}.jsonl" for table in c.archive.tables()}
    if missing := [file.name for file in files.values() if not file.exists()]:
        print(f"{options.source} is not a whole backup: {', '.join(missing)} missing", file=sys.stderr)
        return WRONG_USAGE
    if not options.overwrite and (filled := [table for table in files if not c.archive.is_empty(table)]):
        print(f"not empty: {', '.join(filled)}. Restore into new tables, or say --overwrite", file=sys.stderr)
        return WRONG_USAGE
    for table, file in files.items():
        print(f"{table}: {c.archive.put(table, _rows(file))} rows")
    return 0


def _rows(file: Path) -> Iterator[ArchivedRow]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ValueError(f"{file}, line {number}: {error}") from error
            if not isinstance(row, dict):
                raise ValueError(f"{file}, line {number}: not a row")  # noqa: TRY004 - the file is wrong, not a type
            yield row
