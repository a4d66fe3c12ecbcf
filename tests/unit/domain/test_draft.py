"""Rules of drafts: priority, due date and text."""

from datetime import timedelta

import pytest

from connector.domain.action import Category, Level
from connector.domain.draft import DESCRIPTION_MAX, NAME_MAX, Defaults, Kind, Priority, Source, prefill
from connector.domain.draft import suggested_due_date as due
from connector.domain.draft import suggested_priority as priority
from tests.builders import TODAY, days, make_action

NONE, LOW, MODERATE, HIGH, UNKNOWN = Level.NONE, Level.LOW, Level.MODERATE, Level.HIGH, Level.UNKNOWN


def _draft(**fields):
    return prefill(make_action(**fields), TODAY, html_to_text=lambda html: f"text of {html}" * bool(html))


def _draft_by(defaults, kind=None):
    action = make_action(implementation_cost=Level.HIGH)
    return prefill(action, TODAY, html_to_text=str, kind=kind, defaults=defaults)


@pytest.mark.parametrize(
    ("gain", "cost", "impact", "expected"),
    [
        (8, NONE, LOW, Priority.CRITICAL),
        (10, LOW, LOW, Priority.CRITICAL),
        (10, LOW, MODERATE, Priority.HIGH),
        (10, UNKNOWN, UNKNOWN, Priority.HIGH),
        (10, HIGH, LOW, Priority.HIGH),
        (10, HIGH, MODERATE, Priority.MODERATE),
        (10, HIGH, HIGH, Priority.MODERATE),
        (7.99, LOW, LOW, Priority.HIGH),
        (5, LOW, NONE, Priority.HIGH),
        (5, MODERATE, LOW, Priority.MODERATE),
        (5, HIGH, UNKNOWN, Priority.LOW),
        (4.99, NONE, NONE, Priority.MODERATE),
        (1, LOW, MODERATE, Priority.LOW),
        (1, HIGH, HIGH, Priority.LOW),
        (0, HIGH, HIGH, Priority.LOW),
    ],
)
def test_priority_weighs_gain_against_effort(gain, cost, impact, expected):
    """
    Points to gain give 1 to 3; no effort adds one, much effort takes one.
    """
    action = make_action(max_score=gain, score=0.0, implementation_cost=cost, user_impact=impact)

    assert priority(action) is expected


@pytest.mark.parametrize(
    ("gain", "cost", "impact", "days"),
    [
        (10, LOW, LOW, 7),
        (10, LOW, MODERATE, 30),
        (4, LOW, LOW, 60),
        (1, MODERATE, LOW, 90),
        (10, HIGH, LOW, 60),
        (10, HIGH, HIGH, 90),
        (1, HIGH, HIGH, 120),
    ],
)
def test_due_date_follows_priority_and_cost(gain, cost, impact, days):
    """
    7, 30, 60 or 90 days by priority, and 30 more when the implementation cost is high.
    """
    action = make_action(max_score=gain, score=0.0, implementation_cost=cost, user_impact=impact)

    assert due(action, priority(action), TODAY) == TODAY + timedelta(days=days)


def test_chosen_defaults_take_the_rules_place():
    """
    Kind, priority and days; whoever asks for a kind gets that one.
    """
    chosen = Defaults(Kind.CHANGE_REQUEST, Priority.LOW, 14)

    draft = _draft_by(chosen)

    assert (draft.kind, draft.priority, draft.due_date) == (Kind.CHANGE_REQUEST, Priority.LOW, days(14))
    assert _draft_by(chosen, Kind.INCIDENT).kind is Kind.INCIDENT


def test_a_chosen_priority_has_its_own_days():
    """
    Without a number of days the rule goes on, from the priority that was chosen.
    """
    draft = _draft_by(Defaults(priority=Priority.CRITICAL))

    assert (draft.priority, draft.due_date) == (Priority.CRITICAL, days(7 + 30))
    assert _draft_by(Defaults(due_days=1)).priority is Priority.HIGH


def test_draft_is_prefilled_from_the_action():
    """
    Everything a person may send stands in the draft, and Microsoft recommends it.
    """
    draft = _draft(category=Category.DEVICE)

    assert (draft.action_id, draft.kind, draft.category) == ("AdminMFAV2", Kind.INCIDENT, Category.DEVICE)
    assert (draft.source, draft.priority) == (Source.MICROSOFT, Priority.CRITICAL)
    assert draft.due_date == TODAY + timedelta(days=7)


def test_description_tells_remediation_impact_threats_gain_and_link():
    """
    The remediation comes first, then the facts, each on its line.
    """
    draft = _draft(
        max_score=9.5, score=2.0, remediation_html="<ol>", impact_html="<p>", action_url="https://act.example/"
    )

    assert draft.description == (
        "text of <ol>\n\n"
        "Impact on users: text of <p>\n"
        "Threats: Password cracking, Account breach\n"
        "Points to gain: 7.5 of 9.5\n"
        "Where to act: https://act.example/"
    )


def test_description_leaves_out_what_the_action_does_not_say():
    """
    No empty headings, no blank lines at the ends.
    """
    draft = _draft(remediation_html="", impact_html="", threats=(), action_url=None)

    assert draft.description == "Points to gain: 10 of 10"


def test_name_is_the_title_in_one_line():
    """
    Line breaks and doubled blanks of the title do not reach the name; neither text passes its limit.
    """
    draft = _draft(title="  Turn\r\n on\t it " + "x" * 300, remediation_html="y" * 40_000)

    assert draft.name.startswith("Turn on it xxx")
    assert (len(draft.name), len(draft.description)) == (NAME_MAX, DESCRIPTION_MAX)
