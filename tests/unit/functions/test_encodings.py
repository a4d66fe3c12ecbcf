"""Rules of content encodings."""

import gzip

import pytest

from connector.functions.encodings import SMALLEST, accepted, compressed, is_worthwhile
from connector.functions.replies import Reply, to_response

LONG = "é" * SMALLEST


@pytest.mark.parametrize(
    ("header", "encodings"),
    [
        ("", {""}),
        ("gzip, deflate, br", {"gzip", "deflate", "br"}),
        ("GZIP;q=0.5 , br;q=0", {"gzip"}),
        ("gzip;q=0.0", set()),
    ],
)
def test_a_client_says_what_it_takes(header, encodings):
    """
    Names in any case; q=0 refuses.
    """
    assert accepted(header) == encodings


def test_short_answers_stay_as_they_are():
    """
    They fit into one packet with or without it.
    """
    assert is_worthwhile(b"x" * SMALLEST, "gzip")
    assert not is_worthwhile(b"x" * (SMALLEST - 1), "gzip")


def test_long_answer_is_compressed_for_a_client_that_takes_it():
    """
    What comes out is what went in, in fewer bytes, and caches are told.
    """
    response = to_response(Reply(body=LONG, content_type="text/csv"), "id", accept_encoding="gzip, br")

    assert gzip.decompress(response.get_body()).decode() == LONG
    assert (response.headers["Content-Encoding"], response.headers["Vary"]) == ("gzip", "Accept-Encoding")


def test_other_clients_get_it_as_it_is():
    """
    Without the header, or refusing gzip.
    """
    for header in ("", "br", "gzip;q=0"):
        response = to_response(Reply(body=LONG), "id", accept_encoding=header)
        assert (response.get_body().decode(), response.headers.get("Content-Encoding")) == (LONG, None)


def test_answer_that_chose_its_encoding_is_left_alone():
    """
    A built file comes with its own, and with a tag for these bytes.
    """
    reply = Reply(body=b"x" * SMALLEST, headers={"Vary": "Accept-Encoding", "Content-Encoding": "br"})

    assert to_response(reply, "id", accept_encoding="gzip").get_body() == b"x" * SMALLEST


def test_same_content_gives_the_same_bytes():
    """
    No time of day in it.
    """
    assert compressed(b"content") == compressed(b"content")
