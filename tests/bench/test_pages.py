"""What the home page's two requests read."""

import pytest

from bench import pages

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def figures(labs):
    """By name, with few tickets and with more."""
    return {figure.name: figure.value for figure in pages.figures(labs, (20, 200), rounds=1)}


def test_pages_read_little(figures):
    """
    The cards take five storage transactions, the first page of tickets two.
    """
    assert figures["/api/summary: storage transactions"] == 5
    assert figures["/api/tickets: storage transactions"] == 2


def test_both_sizes_are_measured(figures):
    """
    Every figure is there for the few and for the many.
    """
    for path in ("/api/summary", "/api/tickets"):
        assert figures[f"{path} at 20 tickets"] > 0
        assert figures[f"{path} at 200 tickets, its storage requests alone"] > 0
    assert figures["memory of a worker: 200 / 20 tickets"] > 0
