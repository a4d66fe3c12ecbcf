"""HTML of Microsoft's texts as plain text that a person can read in a ticket."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from connector.adapters.html_text import html_to_text

REAL_PROFILES = Path(__file__).resolve().parents[4] / "shared/data/secure-score-control-profiles.json"

needs_real_profiles = pytest.mark.skipif(
    not REAL_PROFILES.is_file(), reason="the file of real control profiles is not beside this folder"
)


def test_steps_are_numbered_and_nested_points_are_indented() -> None:
    """
    Ordered lists keep their numbers, lists inside them stand below their step.
    """
    html = "<ol><li>Open</li><li>Choose<ul><li>one</li><li>two</li></ul></li><li>Save</li></ol>"

    assert html_to_text(html) == "1. Open\n2. Choose\n   - one\n   - two\n3. Save"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="https://a.example/x">the page</a>', "the page (https://a.example/x)"),
        ("<a href=https://a.example/x target=_blank>the page</a>", "the page (https://a.example/x)"),
        ('<a href=" HTTPS://a.example/x ">the page</a>', "the page (HTTPS://a.example/x)"),
        ('<a href="https://a.example/?a=1&amp;b=2">the page</a>', "the page (https://a.example/?a=1&b=2)"),
        ('<a href="https://a.example/"><b>the</b> page</a>', "the page (https://a.example/)"),
        ('<a href="https://a.example/">https://a.example/</a>', "https://a.example/"),
        ('<a href="https://a.example/i"><img src="i.png" alt="a picture"></a>', "a picture (https://a.example/i)"),
        ('<a href="https://a.example/i"><img src="i.png"></a>', "https://a.example/i"),
    ],
)
def test_links_stay_reachable(html: str, text: str) -> None:
    """
    A link becomes its words with the address behind them, and the address alone when they are the same.
    """
    assert html_to_text(html) == text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "#top", "", "file:///etc/hosts"])
def test_only_web_addresses_are_kept(address: str) -> None:
    """
    What is no http or https address is left out; the words of the link stay.
    """
    assert html_to_text(f'<a href="{address}">here</a>') == "here"


def test_table_rows_become_lines() -> None:
    """
    Each row is one line, its cells apart by a bar.
    """
    html = (
        "<table><thead><tr><th>Role</th><th>Right</th></tr></thead><tr><td>Reader</td><td>may\n read</td></tr></table>"
    )

    assert html_to_text(html) == "Role | Right\nReader | may read"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Tom &amp; Ann &lt;3&gt; &#8211; caf&eacute;&nbsp;au lait", "Tom & Ann <3> – café au lait"),
        ("</p>one <b>two</i> three</div><p>", "one two three"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<p>one</p>\r\n\r\n\r\n\r\n<p>two</p>", "one\n\ntwo"),
        ("<h2>Title</h2><p>text</p>", "Title\n\ntext"),
        ("<blockquote>said</blockquote>after", "said\n\nafter"),
        ("press <kbd>Enter</kbd> in <code>a_b</code> and <pre>c *d*</pre>", "press Enter in a_b and\n\nc *d*"),
        ("one<!-- two -->three", "onethree"),
        ("", ""),
    ],
)
def test_markup_of_any_quality_leaves_only_its_words(html: str, text: str) -> None:
    """
    Entities are read, stray tags and comments go, and no mark of Markdown takes their place.
    """
    assert html_to_text(html) == text


def test_scripts_and_styles_are_dropped_with_their_text() -> None:
    """
    What a browser would run or apply is no text for people.
    """
    assert html_to_text("before<script>alert(1)</script><style>p {}</style> after") == "before after"


@pytest.mark.parametrize("text", ["1. Use *all* of_it # now", "a < b and c > d", "first\n  second - third"])
def test_plain_text_is_left_as_it_is(text: str) -> None:
    """
    Text without markup keeps its signs and its lines.
    """
    assert html_to_text(text) == text


@needs_real_profiles
def test_real_profiles_keep_every_link_and_no_tag() -> None:
    """
    Over a real tenant's profiles no tag and no entity is left, and no http link is lost.
    """
    profiles = json.loads(REAL_PROFILES.read_text("utf-8"))["value"]
    fragments = [profile.get(name) or "" for profile in profiles for name in ("remediation", "remediationImpact")]
    links = 0
    for html in fragments:
        text = html_to_text(html)
        assert not re.search(r"</?[A-Za-z][^>]*>|&(?:amp|lt|gt|nbsp|quot|#\d+);", text)
        for anchor in BeautifulSoup(html, "html.parser").find_all("a", href=True):
            if (address := str(anchor["href"]).strip()).startswith("http"):
                assert address in text
                links += 1
    assert links > 100
