"""The sandbox's own improvement actions are as awkward as real ones; files are checked when they are loaded."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from sandbox import seed
from sandbox.microsoft.catalogue import CATEGORIES, CatalogueError, load_profiles, own_profiles

PROFILES = own_profiles()


def _values(name: str) -> set:
    return {profile[name] for profile in PROFILES}


def test_there_are_enough_in_every_category():
    """At least 48 actions, some in each of the five categories, ids unique."""
    counts = Counter(profile["controlCategory"] for profile in PROFILES)

    assert set(counts) == set(CATEGORIES)
    assert counts.total() >= 48
    assert len(_values("id")) == len(PROFILES)


def test_words_vary_as_they_do_in_real_lists():
    """Case and synonyms of cost, impact and threats differ; unknown has several spellings."""
    assert {"Unknown", None, "low", "Low", "medium", "Medium", "Moderate", "high", "High"} <= _values(
        "implementationCost"
    )
    assert {"Unknown", None, "None", "low", "Low", "moderate", "Moderate", "High"} <= _values("userImpact")
    threats = {threat for profile in PROFILES for threat in profile["threats"]}
    assert {"Account breach", "Account Breach"} <= threats
    states = {update["state"] for profile in PROFILES for update in profile["controlStateUpdates"]}
    assert {"Default", "Reviewed", "Ignored", "ThirdParty", "ignored", "thirdParty"} <= states


def test_remediation_has_every_kind_of_markup():
    """Nested lists, tables, unquoted attributes, entities, stray tags, scripts, plain text, nothing."""
    texts = _values("remediation")
    for pattern in (
        "<ul>.*<ul>",
        "<table",
        "href=https",
        "&lsquo;",
        "</div></span>$",
        "\r\n +",
        "<script>",
        "^[^<]+$",
        "^$",
    ):
        assert any(re.search(pattern, text, re.DOTALL) for text in texts), pattern
    assert max(map(len, texts)) > 4000


def test_links_and_titles_are_hostile_too():
    """Leading spaces, a javascript: link, a title with markup and other scripts, one of 124 characters."""
    urls, titles = _values("actionUrl"), _values("title")

    assert any(url.startswith(" ") for url in urls)
    assert any(url.startswith("javascript:") for url in urls)
    assert any("<b>" in title and '"' in title and not title.isascii() for title in titles)
    assert max(map(len, titles)) == 124


def test_scores_ranks_and_retirement():
    """Scores of 1 to 10, tied ranks, two retired actions, device ids of the vulnerability service."""
    assert _values("maxScore") == {float(points) for points in range(1, 11)}
    assert max(Counter(profile["rank"] for profile in PROFILES).values()) > 5
    assert sum(profile["deprecated"] for profile in PROFILES) == 2
    assert any(profile["id"].startswith("scid_") for profile in PROFILES if profile["controlCategory"] == "Device")


def test_a_real_list_has_the_same_fields(real_data):
    """A real tenant's profiles load, and have no field the sandbox's lack."""
    real = load_profiles(real_data / "secure-score-control-profiles.json")

    assert {name for profile in real for name in profile} == set(PROFILES[0])
    assert len(real) > 200


@pytest.mark.parametrize("wrap", [lambda items: items, lambda items: {"value": items}])
def test_a_file_may_be_a_list_or_an_answer(tmp_path, wrap):
    """Both shapes load, and the tenant becomes the sandbox's."""
    path = tmp_path / "controls.json"
    path.write_text(json.dumps(wrap([PROFILES[0] | {"azureTenantId": "other"}])))

    assert load_profiles(path) == [PROFILES[0] | {"azureTenantId": seed.TENANT_ID}]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "not JSON"),
        ("{}", "expected a list"),
        ("[]", "expected a list"),
        ("[1]", "profile 0: not an object"),
        ('[{"id": "a"}]', "profile 0: 'title'"),
        ('[{"id": " ", "title": "t"}]', "profile 0: 'id'"),
        ('[{"id": "a", "title": "t", "controlCategory": "Apples"}]', "'controlCategory'"),
        ('[{"id": "a", "title": "t", "controlCategory": "Apps", "maxScore": "7"}]', "'maxScore'"),
    ],
)
def test_a_bad_file_says_where_it_is_bad(tmp_path, content, complaint):
    """The message names the file, the profile and the field."""
    path = tmp_path / "controls.json"
    path.write_text(content)

    with pytest.raises(CatalogueError, match=re.escape(complaint)) as raised:
        load_profiles(path)
    assert str(path) in str(raised.value)


def test_the_same_id_twice_is_refused(tmp_path):
    """Two profiles of one id could not be told apart."""
    path = tmp_path / "controls.json"
    path.write_text(json.dumps([PROFILES[0], PROFILES[0]]))

    with pytest.raises(CatalogueError, match="is there twice"):
        load_profiles(path)
