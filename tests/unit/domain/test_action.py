"""Rules of improvement actions."""

import pytest

from connector.domain.action import ActionStatus, Category, Level, threat_name
from tests.builders import make_action, make_score_card


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("Identity", Category.IDENTITY),
        ("identity", Category.IDENTITY),
        (" Devices ", Category.DEVICE),
        ("Apps", Category.APPS),
        ("App", Category.OTHER),
        ("Quantum", Category.OTHER),
        ("", Category.OTHER),
        (None, Category.OTHER),
    ],
)
def test_category_folds_the_spellings_of_graph(word, category):
    """
    Case, blanks and a plural do not matter; a word nobody knows yet is Other.
    """
    assert Category.of(word) is category


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("Low", Level.LOW),
        ("MODERATE", Level.MODERATE),
        ("Medium", Level.MODERATE),
        (" high ", Level.HIGH),
        ("none", Level.NONE),
        ("enormous", Level.UNKNOWN),
        (None, Level.UNKNOWN),
    ],
)
def test_level_folds_the_spellings_of_graph(word, level):
    """
    Graph says moderate and medium for the same; what is missing is unknown, not low.
    """
    assert Level.of(word) is level


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Default", ActionStatus.TO_ADDRESS),
        ("ignored", ActionStatus.IGNORED),
        ("thirdParty", ActionStatus.THIRD_PARTY),
        ("Reviewed", ActionStatus.REVIEWED),
        (None, ActionStatus.TO_ADDRESS),
    ],
)
def test_status_reads_the_tenants_own_word(word, status):
    """
    A control state without a meaning of its own leaves the action to be addressed.
    """
    assert ActionStatus.of(word) is status


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("phishingOrWhaling", "Phishing or whaling"),
        ("accountBreach", "Account breach"),
        ("Account Breach", "Account breach"),
        ("Account breach", "Account breach"),
        ("spoofing", "Spoofing"),
        ("", ""),
    ],
)
def test_threats_are_told_in_plain_words(text, name):
    """
    Graph's own word and both spellings of its text are one threat.
    """
    assert threat_name(text) == name


@pytest.mark.parametrize(("score", "gain"), [(None, 10.0), (0.0, 10.0), (2.55, 7.45), (10.0, 0.0), (12.0, 0.0)])
def test_points_to_gain_are_what_is_missing(score, gain):
    """
    An action that is not in the daily score has every point to gain; nothing is ever less than zero.
    """
    assert make_action(max_score=10.0, score=score).points_to_gain == gain


def test_full_score_completes_an_action_whatever_the_tenant_said():
    """
    Microsoft's score counts before the tenant's own word.
    """
    full = make_action(score=10.0, tenant_status=ActionStatus.IGNORED)
    partly = make_action(score=5.0, tenant_status=ActionStatus.IGNORED)

    assert full.status is ActionStatus.COMPLETED
    assert partly.status is ActionStatus.IGNORED


def test_action_is_found_whatever_the_case_of_its_id():
    """
    Graph's two lists spell the same id in different cases.
    """
    card = make_score_card("AdminMFAV2", "BlockLegacyAuth")

    assert card.find("adminmfav2") is card.actions[0]
    assert card.find("AdminMFA") is None
