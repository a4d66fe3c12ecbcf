"""Rules of what states are called."""

import pytest

from connector.domain.draft import Kind
from connector.domain.states import DEFAULT_LABELS, NAME_MAX, STATES_MAX, StateNames, checked_names
from connector.errors import InvalidRequestError

LISTS = {Kind.INCIDENT: {"en": {"1": "New", "2": "Active"}, "fr": {"1": "Nouveau"}, "zh": {"1": "新建"}}}


@pytest.mark.parametrize(
    ("kind", "state", "label"),
    [
        (Kind.INCIDENT, "6", "Resolved"),
        (Kind.INCIDENT, "8", "Canceled"),
        (Kind.CHANGE_REQUEST, "-5", "New"),
        (Kind.CHANGE_REQUEST, "3", "Closed"),
    ],
)
def test_same_value_means_another_state_per_kind(kind, state, label):
    """
    State 3 is on hold for an incident and closed for a change request: labels are kept per kind.
    """
    assert DEFAULT_LABELS[kind][state] == label
    assert DEFAULT_LABELS[Kind.INCIDENT]["3"] != DEFAULT_LABELS[Kind.CHANGE_REQUEST]["3"]


@pytest.mark.parametrize(
    ("language", "state", "name"),
    [("fr", "1", "Nouveau"), ("fr", "2", "Active"), ("zh-CN", "1", "新建"), ("de", "1", "New"), ("fr", "3", "On Hold")],
)
def test_choice_lists_speak_the_asked_language_then_english(language, state, name):
    """
    A translation that is missing is the English label; a state that is not listed has the delivered one.
    """
    assert StateNames(choices=LISTS).name(Kind.INCIDENT, state, language) == name


def test_the_administrators_word_comes_first():
    """
    A chosen name holds in every language and for its kind only.
    """
    names = StateNames(chosen={Kind.INCIDENT: {"1": "Neu"}}, choices=LISTS)

    assert [names.name(Kind.INCIDENT, "1", language) for language in ("en", "fr")] == ["Neu", "Neu"]
    assert names.name(Kind.CHANGE_REQUEST, "1", "en", label="Draft") == "Draft"
    assert names.default(Kind.INCIDENT, "1", "fr") == "Nouveau"


def test_a_state_nobody_lists_keeps_the_label_on_its_record():
    """
    Then the label seen on other records, then its bare value.
    """
    names = StateNames(choices=LISTS, seen={Kind.INCIDENT: {"12": "Archived"}})

    assert names.name(Kind.INCIDENT, "12", "en", label="Put away") == "Put away"
    assert names.name(Kind.INCIDENT, "12", "en") == "Archived"
    assert names.name(Kind.INCIDENT, "13", "en") == "13"


def test_known_states_are_the_instances_and_what_else_was_met():
    """
    The instance's own list takes the place of the delivered one, which may name states it does not have.
    """
    met = {Kind.INCIDENT: {"12": "Archived"}}

    assert StateNames(choices=LISTS, seen=met).states(Kind.INCIDENT, "fr") == ["1", "2", "12"]
    assert StateNames(seen=met).states(Kind.INCIDENT, "fr") == [*DEFAULT_LABELS[Kind.INCIDENT], "12"]


@pytest.mark.parametrize(
    ("state", "name", "problem"),
    [
        ("1", "", "empty"),
        ("1", "   ", "empty"),
        ("1", "x" * (NAME_MAX + 1), "too_long"),
        ("1", "two\nlines", "forbidden_character"),
        ("1", "bell\a", "forbidden_character"),
        ("1", "\u202egnp", "forbidden_character"),
        ("1 or 2", "New", "forbidden_character"),
        ("--1", "New", "forbidden_character"),
        ("", "New", "forbidden_character"),
    ],
)
def test_a_name_at_fault_is_named_with_its_kind_and_state(state, name, problem):
    """
    State codes are short words; names have 1 to 60 printable characters.
    """
    with pytest.raises(InvalidRequestError) as refused:
        checked_names({Kind.CHANGE_REQUEST: {state: name, "-5": "Fine"}})

    assert refused.value.fields == {f"change_request.{state}": problem}


def test_names_are_kept_without_spaces_around_them():
    """
    Sixty characters fit; a kind without names is left out.
    """
    longest = "ü" * NAME_MAX

    kept = checked_names({Kind.INCIDENT: {"1": f"  {longest} ", "-7_x": "A"}, Kind.CHANGE_REQUEST: {}})

    assert kept == {Kind.INCIDENT: {"1": longest, "-7_x": "A"}}


def test_more_states_than_any_instance_has_are_refused():
    """
    What is kept stays small.
    """
    with pytest.raises(InvalidRequestError) as refused:
        checked_names({Kind.INCIDENT: {str(number): "A" for number in range(STATES_MAX + 1)}})

    assert refused.value.fields == {"incident": "too_long"}
