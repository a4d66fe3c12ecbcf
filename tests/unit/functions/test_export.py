"""GET /api/tickets.csv."""

import csv
import io

import pytest

from connector.domain.draft import Kind
from connector.domain.states import StateNames
from connector.domain.ticket import Failure, Sharer
from connector.functions.export import ROWS_MAX, to_csv
from connector.ports import TicketPage
from tests.builders import NOW, make_created_ticket, make_ticket

URL = "/api/tickets.csv"


def table(answer):
    """The rows, as a spreadsheet reads them."""
    return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))


def test_the_table_is_utf_8_with_a_mark_and_a_name(app):
    """
    Spreadsheets take it for their own code page without the mark.
    """
    answer = app.get(URL)

    assert (answer.status, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == 'attachment; filename="tickets.csv"'
    assert answer.body.startswith(b"\xef\xbb\xbfid,kind,actionId,")
    assert answer.body.endswith(b",error\r\n")


def test_a_row_says_what_the_ticket_says(app):
    """
    Newest first, with the state's name and the reason of a failure.
    """
    created, failed = app.c.tickets.put(
        make_created_ticket("A", kind=Kind.CHANGE_REQUEST, state="0", state_label="Blick"),
        make_ticket("B").failed(Failure("remote_rejected", "No rights"), NOW),
    )

    second, first = table(app.get(URL))
    assert (first["id"], first["stateName"], first["number"]) == (created.ticket_id, "Blick", created.record.number)
    assert (first["isOpen"], first["sharedAt"]) == ("true", "2026-03-02T09:00:00Z")
    assert (second["id"], second["delivery"], second["error"]) == (failed.ticket_id, "failed", "No rights")


def test_texts_of_any_kind_come_through(app):
    """
    Commas, quotes, line breaks and other scripts, by RFC 4180.
    """
    name = 'a,"b"\r\nc;é 多重'
    app.c.tickets.put(make_ticket(name=name))

    answer = app.get(URL)
    assert [row["name"] for row in table(answer)] == [name]
    assert b'"a,""b""\r\nc;' in answer.body


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(app, name):
    """
    Whoever named a ticket must not run anything in the reader's spreadsheet.
    """
    app.c.tickets.put(make_ticket(name=name, sharer=Sharer("oid", name, "")))

    [row] = table(app.get(URL))
    assert (row["name"], row["sharedBy"]) == (f"'{name}", f"'{name}")


def test_a_number_below_zero_is_one(app):
    """
    States of change requests are: a text could not be compared with them.
    """
    app.c.tickets.put(make_created_ticket(kind=Kind.CHANGE_REQUEST, state="-5"))

    assert table(app.get(URL))[0]["state"] == "-5"


def test_a_formula_inside_a_text_is_left(app):
    """
    Only the first character makes a formula.
    """
    app.c.tickets.put(make_ticket(name="a=1"))

    assert table(app.get(URL))[0]["name"] == "a=1"


@pytest.mark.parametrize(("query", "found"), [("?kind=incident", 1), ("?delivery=queued&q=second", 1), ("?q=none", 0)])
def test_the_filters_of_the_list_hold(app, query, found):
    """
    And a wrong one is refused as there.
    """
    app.c.tickets.put(make_ticket("A"), make_ticket("B", kind=Kind.CHANGE_REQUEST, name="The second"))

    assert len(table(app.get(URL + query))) == found
    assert app.get(URL + "?kind=task").error()["fields"].keys() == {"kind"}


def test_all_pages_are_read(app):
    """
    More than one page of the store; nothing is cut, and nothing says so.
    """
    app.c.tickets.put(*(make_ticket(f"Action{number}") for number in range(1001)))

    answer = app.get(URL)
    assert len(table(answer)) == 1001
    assert "x-truncated-at" not in answer.headers


def test_a_table_that_was_cut_says_so(app):
    """
    At 50,000 rows, although the store has ever more pages.
    """
    page = TicketPage([make_ticket()] * 1000, "more")
    app.c.tickets.page = lambda *_, **__: page

    answer = app.get(URL)
    assert answer.headers["x-truncated-at"] == "50000"
    assert answer.body.count(b"\r\n") == ROWS_MAX + 1


def test_rows_are_written_one_by_one():
    """
    Nothing but the table itself is held: the tickets may come from a generator.
    """
    text = to_csv((make_ticket(f"Action{number}") for number in range(3)), StateNames(), "en")

    assert text.count("\r\n") == 4
