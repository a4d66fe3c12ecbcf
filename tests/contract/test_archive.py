"""Archive: a table's rows out and in again."""

from datetime import UTC, datetime

import pytest
from azure.data.tables import EdmType, EntityProperty

from connector.adapters.tables.archive import TableArchive
from tests.contract.conftest import BOTH
from tests.fakes import FakeArchive

AT = {"at": "2026-03-02T09:00:00.123000+00:00", "at@odata.type": "Edm.DateTime"}


@pytest.fixture(params=BOTH)
def archive(request):
    """An archive of empty tables."""
    if request.param == "memory":
        return FakeArchive()
    new_table = request.getfixturevalue("new_table")
    return TableArchive({name: new_table() for name in ("connections", "events", "tickets")})


def _row(partition="p", key="k", **columns):
    return {"PartitionKey": partition, "RowKey": key, **columns}


def test_rows_come_back_as_they_were_put(archive):
    """
    Texts of any language, numbers, truth and times, to the microsecond.
    """
    row = _row(name="l’accès 访问 🔐", count=3, open=True, **AT)

    assert archive.put("events", [row]) == 1
    assert list(archive.rows("events")) == [row]


def test_tables_are_apart(archive):
    """
    A table is empty until it has a row of its own.
    """
    archive.put("tickets", [_row()])

    assert [archive.is_empty(table) for table in archive.tables()] == [True, True, False]


def test_row_with_the_same_keys_gives_way(archive):
    """
    Whole, its other columns too; rows of other keys stay.
    """
    archive.put("tickets", [_row(old="1"), _row(key="other")])
    archive.put("tickets", [_row(new="2")])

    assert list(archive.rows("tickets")) == [_row(new="2"), _row(key="other")]


def test_more_rows_than_a_transaction_holds(archive):
    """
    250 rows in two partitions are all written.
    """
    rows = [_row(partition, f"{number:03}") for partition in ("a", "b") for number in range(125)]

    assert archive.put("tickets", rows) == 250
    assert sum(1 for _ in archive.rows("tickets")) == 250


def test_rows_without_keys_are_refused(archive):
    """
    A file that is no backup changes nothing.
    """
    with pytest.raises(ValueError, match="PartitionKey"):
        archive.put("tickets", [{"name": "x"}])
    assert archive.is_empty("tickets")


@pytest.mark.e2e
def test_long_numbers_keep_their_type(new_table):
    """
    Edm.Int64, which JSON's numbers cannot hold, is written as text with its type beside it.
    """
    table = new_table()
    table.create_entity({"PartitionKey": "p", "RowKey": "k", "long": EntityProperty(2**40, EdmType.INT64)})
    archive = TableArchive({"tickets": table})
    [row] = archive.rows("tickets")

    archive.put("tickets", [row])

    assert row["long"] == str(2**40)
    assert table.get_entity("p", "k")["long"] == EntityProperty(2**40, EdmType.INT64)


@pytest.mark.e2e
def test_consents_under_way_are_left_out(new_table):
    """
    Their rows hold a code verifier and are of no use ten minutes later.
    """
    table = new_table()
    table.create_entity({"PartitionKey": "authorization", "RowKey": "k", "code_verifier": "v"})
    table.create_entity({"PartitionKey": "connection", "RowKey": "k", "created_at": datetime(2026, 3, 2, tzinfo=UTC)})

    assert [row["PartitionKey"] for row in TableArchive({"connections": table}).rows("connections")] == ["connection"]


@pytest.mark.e2e
def test_unknown_type_is_not_dropped(new_table):
    """
    A backup that cannot hold a column fails instead of losing it.
    """
    table = new_table()
    table.create_entity({"PartitionKey": "p", "RowKey": "k", "blob": b"\x00"})

    with pytest.raises(ValueError, match="blob"):
        list(TableArchive({"tickets": table}).rows("tickets"))
