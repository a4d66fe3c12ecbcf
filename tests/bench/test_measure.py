"""Figures, marks, counting and the documents they are written to."""

import pytest
import requests

from bench.measure import Figure, Run, by_turns
from bench.report import markdown, write_between
from bench.wire import OAUTH, OTHER, SERVICENOW, Wire


@pytest.mark.parametrize(("value", "within"), [(1.2, True), (1.4, False)])
def test_a_mark_is_kept_or_missed(value, within):
    """
    A figure keeps its mark on the right side of it; the least is the mirror of the most.
    """
    assert Figure("growth", value, "ratio", at_most=1.3).within is within
    assert Figure("speed", value, "ratio", at_least=1.3).within is not within


def test_ways_go_by_turns():
    """
    Each round runs every way, and the run of median time counts.
    """
    order, times = [], iter([3, 9, 1, 9, 2, 9])

    def way(name):
        order.append(name)
        return Run(next(times), {})

    runs = by_turns({"a": lambda: way("a"), "b": lambda: way("b")}, rounds=3)

    assert order == ["a", "b"] * 3
    assert runs["a"].median.seconds == 2
    assert runs["a"].speed_beside(runs["b"]) == 4.5


def test_requests_are_counted_by_service(monkeypatch):
    """
    A request counts for the service it goes to, a token for itself; counts inside one another see the same.
    """
    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", lambda *_, **__: _answer())
    wire = Wire({"127.0.0.1:1": SERVICENOW})

    with wire.counted() as outer, wire.counted() as inner:
        for url in ("http://127.0.0.1:1/api/now/table/incident", "http://127.0.0.1:1/oauth_token.do", "http://else/"):
            requests.Session().get(url)

    assert outer == inner == {SERVICENOW: 1, OAUTH: 1, OTHER: 1}


def test_only_what_is_between_the_markers_is_written(tmp_path):
    """
    A document keeps its own text.
    """
    document = tmp_path / "page.md"
    document.write_text("before\n<!-- written by make bench -->\nold\n<!-- end -->\nafter\n")

    write_between(document, markdown({"create": [Figure("speed", 0.9, "ratio", at_least=0.8)]}))

    text = document.read_text()
    assert "| speed | 0.9 ratio | ≥ 0.8 | kept |" in text
    assert "old" not in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")


def test_a_document_without_markers_is_refused(tmp_path):
    """
    Figures are never written over a document's own text.
    """
    document = tmp_path / "page.md"
    document.write_text("its own text\n")

    with pytest.raises(ValueError, match=r"page\.md has no place"):
        write_between(document, "figures")


def _answer():
    answer = requests.Response()
    answer.status_code = 200
    answer.raw = None
    answer._content = b""
    return answer
